r"""Checked steps as LaTeX and as Markdown, for notebooks that show no HTML.

>>> from verify.chain import check
>>> print(latex_of_step(check("Var(3x) = 9 Var(x)").steps[0]))
$\displaystyle \operatorname{Var}(3 x) = 9 \operatorname{Var}(x) \quad \text{(proved)}$
"""

from __future__ import annotations

from collections.abc import Sequence

from derivations.notation import latex
from derivations.notation.nodes import Infix
from derivations.reading.syntax.typesetting import typeset
from verify.checked import EXPLAINED, MARKS, CheckedStep, told

__all__ = ["latex_of_step", "markdown_of"]


def latex_of_step(step: CheckedStep) -> str:
    """The relation as it was read, with its verdict; as it was written where it could not be read."""
    return rf"$\displaystyle {_formula(step)} \quad \text{{({step.verdict})}}$"


def markdown_of(steps: Sequence[CheckedStep]) -> str:
    """A table of the steps: line, verdict, relation, and what is to be said of it."""
    rows = ["| line | verdict | step | |", "| ---: | --- | --- | --- |"]
    for step in steps:
        formula = f"${_formula(step)}$" if None not in step.trees else f"`{_written(step)}`"
        why = [told(step)] if step.verdict in EXPLAINED | {"proved"} else []
        why += [f"needs {'; '.join(step.missing)}"] if step.missing else []
        why += [str(step.counterexample)] if step.counterexample is not None else []
        why += [f"likely slip: {step.likely_slip}"] if step.likely_slip else []
        cells = (str(step.line), f"{MARKS[step.verdict][0]} {step.verdict}", formula, "; ".join(why))
        rows.append(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |")
    return "\n".join(rows) + "\n"


def _written(step: CheckedStep) -> str:
    return " ".join(f"{step.lhs} {step.relation} {step.rhs}".split()).replace("`", "'")


def _formula(step: CheckedStep) -> str:
    left, right = step.trees
    if left is None or right is None:
        return rf"\text{{line {step.line}}}"
    return latex(Infix((typeset(left), typeset(right)), (step.relation,)))
