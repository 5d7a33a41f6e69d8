r"""What the words beside a chain say is wrong: "it is a common slip to write", "would be wrong".

>>> from derivations.reading import read_document
>>> text = r"It is not true that $E[X^2] = E[X]^2$. But $E[2X] = 2 E[X]$ holds, and $E[1/X] = 1/E[X]$ is false."
>>> [denied_by(text, chain) for chain in read_document(text).chains]
['not true that', '', 'is false']
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from derivations.reading import Document, Step
from derivations.reading.syntax.statements import Chain
from verify.decision import Decision

__all__ = ["decided_as_unequal", "denied_by", "with_denials"]

_BAD: Final = (
    r"(?:wrong|false|incorrect|untrue|mistaken|nonsense|not\s+(?:true|correct|right|valid|allowed|the\s+case))"
)
_SLIP: Final = r"(?:mistake|slip|error|fallacy|misconception|pitfall|blunder)s?"
_USUAL: Final = r"(?:common|typical|frequent|usual|popular|classical|tempting|well-known)"
_WRITE: Final = (
    r"(?:writ\w+|say\w*|claim\w*|conclud\w+|think\w*|believ\w+|stat\w+|put\w*|us\w+|guess\w*|expect\w*|argu\w+)"
)
_NEVER: Final = (
    r"(?:do\s+not|don't|never|must\s+not|mustn't|cannot|can't|can\s+not|may\s+not|should\s+not|shouldn't|not)"
)
_OPENS: Final = (
    r"(?:\s+(?:instead|simply|just|here|that|as|down|in\s+general))*[\s:,]*"
    r"(?:\$+|\\\(|\\\[|\\begin\{[a-z]+\*?\})?[\s&]*$"
)
_BEFORE: Final = re.compile(
    rf"(?i)(?P<words>\b{_BAD}(?:\s+in\s+general)?\s+(?:that|to\s+{_WRITE})"
    rf"|\b{_SLIP}(?:\s+(?:here|made))?\s+(?:(?:is|would\s+be|are)(?:\s+to)?|to|of)(?:\s+\w+){{0,6}}?\s+{_WRITE}"
    rf"|\b(?<!the\s){_USUAL}\s+{_SLIP}\s+(?:is|would\s+be|are)"
    rf"|\b{_NEVER}\s+(?:\w+\s+)?{_WRITE}"
    rf"|\b(?:tempt(?:ing|ed)|temptation)(?:\s+\w+){{0,4}}?\s+{_WRITE}"
    r"|(?:\band|\bbut|,)\s+not|\brather\s+than|\bas\s+opposed\s+to)" + _OPENS
)
_BEHIND: Final = re.compile(
    rf"(?i)[\s$.,]*(?:\\[)\]]|\\end\{{\w+\*?\}})?[\s$,]*(?:(?:which|that|this|it)\s+)?"
    rf"(?P<words>(?:is|are|would\s+be|was)\s+(?:\w+\s+){{0,2}}?(?:{_BAD}|an?\s+(?:\w+\s+){{0,2}}?{_SLIP})\b"
    r"(?!\s+(?:that|to)\b)"
    r"|(?:does|do|need|will|would|can)(?:\s+not|n't|not)\s+(?:\w+\s+)?hold\b|fails\b)"
)
_GENERALLY: Final = re.compile(
    r"(?i)\b(?:in\s+general|generally|(?:not|n't)\s+necessarily|need\s+not|usually|typically)\b"
)


def denied_by(text: str, chain: Chain) -> str:
    """The words right before or behind a chain that say that it is wrong, "" where there are none."""
    before = _BEFORE.search(text[max(0, chain.span.start - 120) : chain.span.start])
    found = before or _BEHIND.match(text[chain.span.end :][:120])
    return " ".join(found["words"].split()) if found is not None else ""


def with_denials(document: Document) -> Document:
    """The document, with an equation that its words deny read as what they mean: the two sides differ."""
    chains = [_as_denied(chain) if denied_by(document.text, chain) else chain for chain in document.chains]
    return replace(document, chains=tuple(chains))


def _as_denied(chain: Chain) -> Chain:
    if [step.relation for step in chain.steps] != ["="]:
        return chain
    return replace(chain, steps=(replace(chain.steps[0], relation="!="),))


def decided_as_unequal(
    step: Step, chain: Chain | None, text: str, decide: Callable[[Step], Decision]
) -> Decision | None:
    """The decision of sides that are said to differ in general: some law tells them apart; None for another step."""
    if step.relation != "!=" or chain is None:
        return None
    words = denied_by(text, chain)
    if not words and not _says_in_general(text, chain):
        return None
    equal = decide(replace(step, relation="="))
    if equal.verdict in {"refuted", "missing-hypothesis"}:
        where = f": {equal.counterexample}" if equal.counterexample is not None else ""
        said = f'the words "{words}" deny that the two sides are equal, and they' if words else "the two sides"
        return Decision("proved", f"{said} differ{where}", equal.route)
    if equal.verdict == "proved":
        said = f'the words "{words}" deny it' if words else "the two sides are said to differ"
        return Decision("unknown", f"{said}, but here they are equal: {equal.reason}")
    return equal if equal.verdict == "unknown" else None


def _says_in_general(text: str, chain: Chain) -> bool:
    """Whether the words beside a chain say that it is so in general, and perhaps not always."""
    before = re.split(r"[.!?](?=\s)|\n\s*\n", text[max(0, chain.span.start - 120) : chain.span.start])[-1]
    behind = re.split(r"[.!?](?=\s|$)|\n\s*\n", text[chain.span.end :][:80])[0]
    return _GENERALLY.search(before) is not None or _GENERALLY.search(behind) is not None
