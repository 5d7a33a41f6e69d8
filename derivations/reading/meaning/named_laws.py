"""The law that an expression behind ~ names, and the law that a step of a document states."""

from __future__ import annotations

import re
from fractions import Fraction

from derivations.reading.meaning.stated import LawPhrase
from derivations.reading.syntax.spelling import LAWS
from derivations.reading.syntax.statements import Step
from derivations.reading.syntax.tree import Call, Head, Name, Node, Number, Power, Quotient, Tuple, ungroup

__all__ = ["law_of", "phrase_of"]


def law_of(node: Node) -> tuple[str, tuple[Node, ...]] | None:
    r"""The law that an expression behind ~ names, with its parameters; None if it is none that is known.

    >>> from derivations.reading import read_expression
    >>> law, parameters = law_of(read_expression(r"\ln\mathcal{N}(\mu, \sigma^2)"))
    >>> law, [str(parameter) for parameter in parameters]
    ('LogNormal', ['mu', 'sigma^2'])
    """
    node = ungroup(node)
    if isinstance(node, Name):
        law = LAWS.get(node.base)
        return (law, ()) if law is not None and node == Name(node.base, style=node.style) else None
    if isinstance(node, Head) and node.kind == "E" and not node.given:
        return "Exponential", node.args
    if isinstance(node, Power):
        return _chi_squared(node)
    if not isinstance(node, Call) or node.given:
        return None
    if node.function.base in {"ln", "log"} and len(node.args) == 1:
        inner = law_of(node.args[0])
        return ("LogNormal", inner[1]) if inner is not None and inner[0] == "Normal" else None
    law = LAWS.get(node.function.base)
    if law is None or node.function != Name(node.function.base, style=node.function.style):
        return None
    return law, node.args


def _chi_squared(node: Power) -> tuple[str, tuple[Node, ...]] | None:
    r"""`\chi^2(k)` and `\chi^2_k` are the gamma law of shape k/2 and rate 1/2."""
    base, two = node.base, Number(Fraction(2))
    called = isinstance(base, Call) and base.function == Name("chi") and not base.given
    degrees = base.args if isinstance(base, Call) and called else base.subscript if isinstance(base, Name) else ()
    if node.exponent != two or len(degrees) != 1 or not (called or (isinstance(base, Name) and base.base == "chi")):
        return None
    return "Gamma", (Quotient(degrees[0], two), Quotient(Number(Fraction(1)), two))


def phrase_of(step: Step) -> LawPhrase | None:
    r"""The law that a step of a document states, `X \sim N(0, 1)`."""
    if step.relation != "~" or step.lhs is None or step.rhs is None:
        return None
    law = law_of(step.rhs)
    if law is None:
        return None
    names = step.lhs.items if isinstance(step.lhs, Tuple) else (step.lhs,)
    text = f"{step.lhs_source} ~ {step.rhs_source}"
    iid = re.search(r"i\.?i\.?d", step.reason) is not None
    return LawPhrase(text=text, names=names, law=law[0], parameters=law[1], keys=("",) * len(law[1]), independent=iid)
