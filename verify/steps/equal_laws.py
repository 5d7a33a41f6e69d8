r"""Two spellings of one law: behind ~, `N(\frac1n n m, \frac{1}{n^2} n v) = N(m, v/n)` compares the parameters.

>>> from derivations.reading import read_document
>>> (chain,) = read_document(r"$$X \sim \mathcal{N}(m + m, v) = \mathcal{N}(2 m, v)$$").chains
>>> [(str(one.lhs), str(one.rhs)) for one in parameters_of(chain.steps[1], chain)]
[('m + m', '2*m'), ('v', 'v')]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from derivations.reading import Step
from derivations.reading.meaning.named_laws import law_of
from derivations.reading.syntax.statements import Chain
from verify.decision import Decision

__all__ = ["decided_by_parameters", "parameters_of"]


def parameters_of(step: Step, chain: Chain | None) -> tuple[Step, ...]:
    """The parameters of both laws as steps; nothing where the step does not compare two laws of one kind."""
    if chain is None or step.relation != "=" or step.lhs is None or step.rhs is None:
        return ()
    before = [s for s in chain.steps if s.span.start < step.span.start]
    if not any(s.relation == "~" for s in before) or not all(s.relation in {"=", "~"} for s in before):
        return ()
    laws = [law_of(side) for side in (step.lhs, step.rhs)]
    if None in laws or laws[0][0] != laws[1][0] or len(laws[0][1]) != len(laws[1][1]):  # type: ignore[index]
        return ()
    (_, ours), (_, theirs) = laws  # type: ignore[misc]
    pairs = zip(ours, theirs, strict=True)
    return tuple(replace(step, lhs=a, rhs=b, lhs_source=str(a), rhs_source=str(b)) for a, b in pairs)


def decided_by_parameters(step: Step, chain: Chain | None, decide: Callable[[Step], Decision]) -> Decision | None:
    """The verdict of a step between two laws, which are one where their parameters are; None where it is none."""
    pairs = parameters_of(step, chain)
    if not pairs:
        return None
    found = [Decision("proved", "the same") if one.lhs == one.rhs else decide(one) for one in pairs]
    if all(one.verdict == "proved" for one in found):
        lines = tuple(line for one in found for line in one.known_from)
        return Decision("proved", "the parameters of the two laws are the same", "parameters of laws", known_from=lines)
    pair, open_ = next((p, one) for p, one in zip(pairs, found, strict=True) if one.verdict != "proved")
    verdict = open_.verdict if open_.verdict in {"refuted", "missing-hypothesis"} else "unknown"
    why = f"of the parameters {pair.lhs} and {pair.rhs}: {open_.reason}"
    return replace(open_, verdict=verdict, reason=why)
