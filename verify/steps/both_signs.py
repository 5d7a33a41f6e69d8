r"""A step with the sign ±: it stands for two, one with the upper and one with the lower signs.

>>> from derivations.reading import read_document
>>> (chain,) = read_document(r"$$(a \pm b)^2 = a^2 \pm 2ab + b^2$$").chains
>>> [str(step.lhs) for step in with_each_sign(chain.steps[0])]
['(a + b)^2', '(a - b)^2']
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from derivations.reading import Step
from derivations.reading.syntax.tree import Add, Neg, Node, rebuild, walk
from verify.decision import Decision
from verify.steps.written import sides_of

__all__ = ["decided_for_both", "with_each_sign"]

_SIGNS = ({"±": "+", "∓": "-"}, {"±": "-", "∓": "+"})


def with_each_sign(step: Step) -> tuple[Step, ...]:
    """The step with the upper signs and the one with the lower signs; nothing where there is no ±."""
    if not any(_has_both(side) for side in sides_of(step)):
        return ()
    made = []
    for table in _SIGNS:
        lhs, rhs = (None if side is None else _signed(side, table) for side in (step.lhs, step.rhs))
        made.append(replace(step, lhs=lhs, rhs=rhs))
    return tuple(made)


def _has_both(node: Node) -> bool:
    return any(isinstance(part, Add) and set(part.signs) & {"±", "∓"} for part in walk(node))


def _signed(node: Node, table: dict[str, str]) -> Node:
    def changed(part: Node) -> Node:
        if not isinstance(part, Add) or not set(part.signs) & table.keys():
            return part
        signs = tuple(table.get(sign, sign) for sign in part.signs)
        if len(signs) > 1:
            return replace(part, signs=signs)
        return Neg(part.terms[0], span=part.span) if signs == ("-",) else part.terms[0]

    return rebuild(node, changed)


def decided_for_both(step: Step, decide: Callable[[Step], Decision]) -> Decision | None:
    """The verdict of a step with ±; None where there is none. An equation with ± on one side says "or"."""
    signed = with_each_sign(step)
    if not signed:
        return None
    either = step.relation == "=" and not all(_has_both(side) for side in sides_of(step))
    found = [decide(one) for one in signed]
    if all(one.verdict == "proved" for one in found):
        reasons = dict.fromkeys(one.reason for one in found)
        return replace(found[0], reason=f"{'; '.join(reasons)}, for both signs")
    for one, sign in zip(found, ("upper", "lower"), strict=True):
        if one.verdict in {"refuted", "missing-hypothesis"} and not either:
            return replace(one, reason=f"{one.reason}, with the {sign} sign")
    reasons = dict.fromkeys(one.reason for one in found if one.verdict == "unknown")
    why = "; ".join(reasons) if reasons and not either else "the sign ± stands for two expressions"
    return Decision("unknown", why)
