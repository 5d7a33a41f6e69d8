"""What a derivation hands to the printers: plain data, no kernel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from derivations.hypotheses import Hypothesis
from derivations.notation.layout import relation
from derivations.notation.nodes import Node, Sentence
from derivations.notation.words import conventions

if TYPE_CHECKING:  # the printers work without the kernel
    from derivations.catalogue import Result
    from derivations.derivation import Link, Proof

__all__ = ["PrintedDerivation", "PrintedStep", "printed", "printed_proof", "printed_result"]


@dataclass(frozen=True, slots=True)
class PrintedStep:
    """lhs relation rhs by a rule; `relation` is "=", "<=" or "in".

    `parts` are derivations the step rests on, such as the two halves of an induction; `references` names results that
    it rests on and that are printed elsewhere.
    """

    rule: str
    lhs: Any
    relation: str
    rhs: Any
    hypotheses: tuple[Hypothesis, ...] = ()
    parts: tuple[PrintedDerivation, ...] = ()
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedDerivation:
    """A derivation as data: what it assumes, its steps, what it states, and other routes to the same statement."""

    id: str
    title: str
    source: str
    hypotheses: tuple[Hypothesis, ...]
    steps: tuple[PrintedStep, ...]
    statement: tuple[Any, str, Any]
    routes: tuple[PrintedDerivation, ...] = ()

    @property
    def conventions(self) -> Sentence | None:
        """Domains of the symbols and finiteness of moments, or None."""
        derivations = tuple(self.nested())
        terms = [side for d in derivations for step in d.steps for side in (step.lhs, step.rhs)]
        terms += [self.statement[0], self.statement[2]]
        return conventions(terms, [h for d in derivations for h in d.hypotheses])

    @property
    def statement_node(self) -> Node:
        """What it states, as a layout tree."""
        return relation(*self.statement)

    def nested(self) -> Iterator[PrintedDerivation]:
        """This derivation, its routes, and those that its steps rest on."""
        yield self
        for inner in (*self.routes, *(part for step in self.steps for part in step.parts)):
            yield from inner.nested()


def printed_proof(proof: Proof, *, id: str = "", title: str = "", source: str = "") -> PrintedDerivation:  # noqa: A002
    """A proof as data for the printers."""
    relation = proof.relation
    steps = tuple(map(_printed_step, proof.links))
    statement = (relation.lhs, relation.symbol, relation.rhs)
    return PrintedDerivation(id or proof.name, title, source, proof.assuming, steps, statement)


def _printed_step(link: Link) -> PrintedStep:
    relation = link.theorem.claim.relation
    return PrintedStep(
        link.reason,
        relation.lhs,
        relation.symbol,
        relation.rhs,
        link.theorem.hypotheses,
        tuple(printed_proof(premise) for premise in link.premises if not premise.name),
        tuple(premise.name for premise in link.premises if premise.name),
    )


def printed_result(result: Result) -> PrintedDerivation:
    """A result of the catalogue, all its routes included, as data for the printers."""
    main, *others = (
        printed_proof(proof, id=result.id, title=result.title, source=result.source) for proof in result.routes
    )
    return PrintedDerivation(
        main.id, main.title, main.source, main.hypotheses, main.steps, main.statement, tuple(others)
    )  # fmt: skip


def printed(thing: object) -> PrintedDerivation:
    """What states something, as data for the printers; a claim and a theorem have no steps of their own."""
    from derivations.catalogue import Result
    from derivations.claims import Claim
    from derivations.derivation import Proof
    from derivations.kernel import Theorem

    match thing:
        case Result():
            return printed_result(thing)
        case Proof():
            return printed_proof(thing)
        case Theorem(claim=Claim(hypotheses, stated)) | Claim(hypotheses, stated):
            return PrintedDerivation("", "", "", hypotheses, (), (stated.lhs, stated.symbol, stated.rhs))
        case _:
            raise TypeError(f"a claim, theorem, proof or result is printed, not {type(thing).__name__}")
