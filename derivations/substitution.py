"""What may stand for what: the domains of symbols, the ranges of binders, and no symbol caught by a binder. Trusted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sympy import Basic, Expr, Integral, Symbol

from derivations.claims import KernelError
from derivations.hypotheses import Holds, Hypothesis
from derivations.terms import Family, Partial, bound_symbols, is_random, subterms

__all__ = ["in_domain", "refuse_place", "refuse_substitution"]

DOMAINS = ("integer", "rational", "even", "odd", "positive", "nonnegative", "negative", "nonpositive", "nonzero")


def in_domain(symbol: Symbol, value: Expr) -> bool:
    """Whether the value is known to be in the domain that the symbol's assumptions state.

    >>> from derivations.terms import positive_integers
    >>> m, n = positive_integers("n m")
    >>> in_domain(n, m + 1), in_domain(n, m - 1)
    (True, False)
    """
    stated = symbol.assumptions0
    if value.is_infinite or (stated.get("real") and not value.is_extended_real):
        return False
    return all(getattr(value, f"is_{domain}") for domain in DOMAINS if stated.get(domain))


def refuse_substitution(mapping: Mapping[Any, Any], terms: Iterable[Basic], hypotheses: Iterable[Hypothesis]) -> None:
    """Values must lie in the domain of what they replace, and no binder may catch their symbols."""
    scopes = [(t.free_symbols, {s for part in subterms(t) for s in bound_symbols(part)}) for t in terms]
    scopes += [(h.free_symbols, h.bound_symbols) for h in hypotheses]
    for key, value in mapping.items():
        caught = value.free_symbols | {key}
        if any(bound & (caught if key in free or isinstance(key, Family) else {key}) for free, bound in scopes):
            raise KernelError(f"{key} -> {value}: a symbol of it would be bound; rename the index")
        kinds = {part.kind if isinstance(part, Family) else "term" for part in (key, value)}
        if len(kinds) > 1 or not isinstance(key, Symbol | Family) or (is_random(value) and not is_random(key)):
            raise KernelError(f"{value} cannot stand for {key}: they are of different kinds")
        if isinstance(key, Family):
            wanted = tuple(size.xreplace(dict(mapping)) for size in key.sizes)
            if value.sizes != wanted:
                raise KernelError(f"{value} cannot stand for {key}: its sizes are {value.sizes}, not {wanted}")
        elif not in_domain(key, value):
            stated = [domain for domain in ("real", *DOMAINS) if key.assumptions0.get(domain)]
            raise KernelError(f"{key} is {' and '.join(stated)}, and {value} is not known to be")


def refuse_place(node: Basic, hypotheses: Iterable[Hypothesis]) -> None:
    """Whether an equation under these hypotheses may be used below `node`: for every value of what it binds, say."""
    hypotheses = tuple(hypotheses)
    caught = bound_symbols(node)
    for hypothesis in hypotheses:
        if shared := hypothesis.free_symbols & caught:
            names = ", ".join(sorted(map(str, shared)))
            raise KernelError(f"cannot generalise over {names}: free in the hypothesis {hypothesis}")
    if isinstance(node, Partial) and (held := [h for h in hypotheses if isinstance(h, Holds)]):
        raise KernelError(f"an equation that holds by {held[0]} may fail nearby, so not inside the derivative {node}")
    for symbol, low, high in (node.args[1:] if caught else ()):
        if not _covers(symbol, low, high, steps=not isinstance(node, Integral)):
            raise KernelError(f"{symbol} runs from {low} to {high} in {node}, beyond the domain of the symbol")


def _covers(symbol: Symbol, low: Expr, high: Expr, *, steps: bool) -> bool:
    """Whether the symbol's assumptions allow every value the binder gives it; an end of an integral may break them."""
    stated = symbol.assumptions0
    if stated.get("even") or stated.get("odd") or (stated.get("rational") and not steps):
        return False
    if stated.get("integer") and not low.is_integer:
        return False
    inner = (low.is_extended_positive, high.is_extended_negative)
    ends = (low.is_extended_nonnegative, high.is_extended_nonpositive)
    strict = inner if steps else ends
    above, below = (bool(strict[side]) for side in (0, 1))
    return not (
        (stated.get("positive") and not above)
        or (stated.get("negative") and not below)
        or (stated.get("nonnegative") and not ends[0])
        or (stated.get("nonpositive") and not ends[1])
        or (stated.get("nonzero") and not (above or below))
    )
