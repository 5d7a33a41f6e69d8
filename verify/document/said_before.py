"""What the words before a chain make of it: an assumption, a choice, a question, what an arrow leads to.

>>> from derivations.reading import read_document
>>> text = "Suppose that $E[X] = 0$. We choose $E[X^2] = 1$."
>>> said = SaidBefore(text)
>>> for chain in read_document(text).chains:
...     said.enter(chain)
...     print(said.supposes(), said.chooses(chain.steps[0]))
True False
False True
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Final

from derivations.reading import Step
from derivations.reading.statements import Chain
from derivations.reading.tree import Add, Head, Mul, Name, Node, Number, Power, ungroup, walk

__all__ = ["SaidBefore", "conditions_behind"]

_OPENS: Final = r"(?:\$+|\\\(|\\\[|\\begin\{[a-z]+\*?\})?[\s&]*$"  # mathematics
_SUPPOSES: Final = re.compile(
    r"(?i)(?:\b(?:cases?(?:\s+(?:\d+|[ivx]+|[a-d])\b[.)]?)?|if|(?P<lasting>suppos\w+|assum\w+)|when(?:ever)?|provided|setting"
    r"|restrict\w*)\b|如果|若|(?P<chinese>假设|假定)|当)"
    r"(?P<contrary>\s+(?:for|to|towards?)\s+(?:(?:a|the|sake|of)\s+)*contra(?:diction|ry))?"
    r"(?:(?:\s+[a-z]+){1,4}?\s+(?:to\s+have|to\s+satisfy|ha(?:s|ve)|satisf(?:y|ies)))?"
    r"(?:\s+(?:that|of|where|in\s+which|we\s+have|it\s+holds|to\s+have|here|throughout|either))*[\s:,：，]*" + _OPENS
)
_STATIONARY: Final = re.compile(r"(?i)\b(?:stationar\w+|steady[\s-]state|equilibrium|fixed\s+point)\b")
_OR_BEFORE: Final = re.compile(r"(?:\$|\\\))[\s,]*\bor\b(?:\s+(?:that|else))*\s*" + _OPENS, re.IGNORECASE)
_OR_BEHIND: Final = re.compile(r"[\s$,]*(?:\\\))?[\s,]*\bor\b(?:\s+(?:that|else))*\s*(?:\$|\\\()", re.IGNORECASE)
_EXISTS: Final = re.compile(
    r"(?i)(?:\bthere\s+(?:is|are|exists?|must\s+be)\b|\\exists\b|∃|\b(?:we|one|you)\s+can\s+(?:find|choose|pick)\b|"
    r"\bfor\s+(?:some|a\s+suitable|suitable|a\s+certain|certain)\b|\bcan\s+be\s+(?:chosen|found)\b)"
)
_FOR_SOME: Final = re.compile(
    r"(?i)[\s$,]*(?:\\\))?[\s,]*for\s+(?:some|an?\s+(?:suitable|certain|appropriate)|suitable|certain|at\s+least\s+one)\b"
)
# behind "we do not assume that"
_DENIES: Final = re.compile(
    r"(?i)(?:\b(?:not|never|no\s+longer|without|cannot)\b|n't)\s+(?:\w+\s+){0,2}?(?:assum\w+|suppos\w+|requir\w+)"
    r"(?:\s+that)?[\s,:]*" + _OPENS
)
_LETS: Final = re.compile(
    r"(?i)(?:\b(?:let|set(?:ting)?|tak(?:e|ing)|choos(?:e|ing)|put(?:ting)?|consider|pick(?:ing)?|fix(?:ing)?|instead|redefine)\b"
    r"(?:\s+(?:\$[^$=]{1,20}\$|\\\([^=]{1,20}?\\\))\s+(?:to\s+)?be\b[^.$]{0,40},)?"
    r"|(?:^|[.!?:;]\s|\n)\s*(?:(?:and|then|now|also|but|so|again|finally)[\s,]+)*(?:with|for|at|now|if|when)\b)"
    r"(?:\s+(?:now|instead|then|also|that|be|us))*[\s,:]*" + _OPENS
)
# "the first moment is defined as": also what a theorem above has already used the name in
_DEFINED_AS: Final = re.compile(
    r"(?i)\b(?:is|are)\s+\[?(?:then\s+)?defined\s+(?:as|by|to\s+be)\b\]?(?:\([^()\s]*\))?[\s,:]*" + _OPENS
)
_ALSO: Final = re.compile(r"[\s,、$]*(?:\\\))?[\s,]*(?:and|且|和)?[\s,$]*(?:\\\()?\s*")
# "we choose w such that Var(w) = 1/n": the words right before a chain, in its sentence
_CHOOSES: Final = re.compile(
    r"(?i)(?:\b(?:cho(?:ose[sn]?|osing|ice)|pick(?:s|ed|ing)?|sets?|setting|takes?|taking|lets?|letting|requir\w+|"
    r"want(?:s|ed)?|needs?|needed|would\s+like|aim(?:s|ed|ing)?|goals?|desir\w+|can\s+learn|ask(?:s|ed|ing)?|impos\w+|"
    r"demand\w*|enforc\w+|conditions?\s+(?:is|are)|ideally|compromise|"
    r"to\s+(?:keep|preserve|ensure|enforce|maintain|have)|keeping|preserving|maintaining|enforcing)\b|需要|要求|希望|为了|令|取)"
    r"(?P<between>[^.;:$。；]{0,60}?:?\s*)" + _OPENS
)
_FOR: Final = re.compile(r"(?i)\b(?:for|so\s+that|to\s+have|in\s+order\s+(?:to\s+have|for|that))\s+" + _OPENS)
_WE_NEED: Final = re.compile(
    r"(?i)[\s$,]*(?:\\\))?[\s,]*(?:to\s+hold\s*,?\s*)?(?:(?:we|one|you)\s+(?:\w+\s+)?(?:needs?|requires?|must|wants?|should)\b"
    r"|it\s+is\s+(?:enough|necessary|sufficient)\b)"
)
_WE_HAVE: Final = re.compile(r"(?i)[\s$,]*(?:\\\))?[\s,]*(?:we|one)\s+(?:have|has|gets?|obtains?|finds?)\b")
_SHOWS: Final = r"show\w*|prov\w+|verif\w+|check\w*|comput\w+|calculat\w+|see|find|deriv\w+|note|then|hence|thus|so"
_CLAIMS: Final = re.compile(
    rf"(?i)\b(?:understand\w*|know|explain\w*|demonstrat\w+|establish\w*|{_SHOWS}|gives?|"
    r"yields?|get|obtain\w*|(?<!to )have|has|is|are|expect\w*)\b"
)
# words that claim what stands behind them
_ASSERTS: Final = re.compile(
    rf"(?i)\b(?:{_SHOWS}|therefore|"
    r"gives?|giving|yields?|get|obtain\w*|follows?|impl\w+|conclu\w+|claim\w*|equals?|consequen\w+)\b"
)
_OPENER: Final = re.compile(
    r"(?i)\b(?:let|assum\w+|suppos\w+|given|consider|where|with|if|when\w*|such\s+that|whose|having|hypothes\w+|requir\w+"
    r"|condition\w*|provided|must|should|want|need\w*|cho(?:ose|sen)|setting)\b"
)
# where a sentence or a paragraph begins with a word
_SENTENCE: Final = re.compile(
    r"(?:[.!?][\s$\]\\)]*\s|\n[ \t]*\n\s*)(?=[A-Za-z][a-z]*[\s,])|(?:\$\$|\\\]|\\end\{[a-z]+\*?\})\s*(?=[A-Z][a-z])"
)
_SETS: Final = re.compile(r"(?i)\b(?:let|assum\w+|suppos\w+|consider|given|where|with|for|take)\b")
_PARAMETER: Final = re.compile(
    r"(?i)\b(?:means?|expectations?|expected\s+values?|variances?|deviations?|covariances?|correlations?(?:\s+coefficients?)?|"
    r"rates?|scales?|shapes?|parameters?|probabilit(?:y|ies)|sizes?|fan-?in|fan-?out|padding|stride|dilation)"
    r"(?:\s+(?:is|are|of|equal\s+to))?(?:\s*\$[^$=]*=[^$]*\$\s*(?:,|and|,\s*and))*[\s(]*" + _OPENS
)
_TAKES: Final = re.compile(
    r"(?i)\b(?:with|for|at|where|using|taking|setting|choosing|inserting|if|when|the\s+(?:special\s+)?case(?:\s+of)?)\b"
    r"[\s:,(]*" + _OPENS
)
_AND_WORDS: Final = re.compile(r"(?i)[\s$]*(?:\\\))?[\s,]*and\s+(?!\$|\\\(|\\\[)")
_GIVES_WHAT: Final = re.compile(
    r"(?i)[\s$]*(?:\\\))?[\s,]*(?:gives|yields|leads\s+to|makes|turns|recovers|we\s+(?:get|obtain|have))\b"
)
_ATTACHED: Final = re.compile(r"(?:[Hh]ere|[Ww]here|[Tt]hroughout|with|assuming|provided|if|when|whenever|for|given)\b")
_SETTING: Final = re.compile(
    r"(?is)\b(?:let|assum\w+|suppos\w+|consider|given|where|if|when)\b(?P<between>.*?)"
    r"(?:\b(?:with|where|and|such\s+that|having|satisfying)|(?<=where))\s*(?:\$|\\\()\s*$"
    # behind a comma: let x and f be independent
    r"|\b(?:let|assum\w+|suppos\w+|consider)\b(?P<listed>.*?),\s*(?:\$|\\\()\s*$"
)
_GIVES: Final = re.compile(
    r"(?i)\b(?:where|with|since|because|having|given|satisf\w+|whose|have|has|as|assum\w+|suppos\w+)\b[^.;]{0,60}$"
    r"|[(（]\s*(?:\$[^$]*\$[\s,]*)*(?:\$|\\\()?\s*$"
)
# "since E[x] is 0, we have": a moment given, and one concluded
_CONCLUDES: Final = re.compile(
    r"(?is)\b(?:since|because|as|with|from|by|if)\b[^$]*\$[^$]*=[^$]*\$\s*,\s*(?:we|one)\s+(?:also\s+)?ha(?:ve|s)\s*(?:that\s*)?\$?\s*$"
    r"|\bfor\s+\$[^$]*=[^$]*\$\s*,?\s*(?:we|one)\s+ha(?:ve|s)\s*\$?\s*$"
)


# words such as: we solve the following equations
_TO_SOLVE: Final = re.compile(
    r"(?is)\b(?:solve[sd]?|satisf(?:y|ies))\s+(?:(?:the|this|these|a|following|two|three)\s+)*"
    r"(?:system\s+of\s+(?:\w+\s+)?equations?|equations?(?:\s+system)?)\b"
    r"(?P<between>(?:(?!\$\$|\\\[|\\begin)[^.;]){0,100})"
    r"(?:\$\$|\\\[|\\begin\{[a-z]+\*?\}|\\label\{[^{}]*\}|[\s&])*$"
)
_IF: Final = re.compile(r"(?i)\s*(?:and\s+)?(?:if|when(?:ever)?|once|as\s+soon\s+as)\b[^$]*(?:\$|\\\()\s*$")
_THEN: Final = re.compile(r"(?i)\s*(?:\$|\\\))\s*,?\s*then\b")
_HEADING: Final = re.compile(r"(?m)^\s*(?:#{1,6} |\\(?:part|chapter|(?:sub)*section|paragraph)\*?\{)")


@lru_cache(maxsize=8)
def _headings(text: str) -> tuple[int, ...]:
    """The lines where sections begin."""
    return tuple(number for number, line in enumerate(text.split("\n"), start=1) if _HEADING.match(line))


# between a claim and the condition that it has
_UNDER: Final = re.compile(
    r"(?i)[\s$,&]*(?:\\[)\]]|\\end\{\w+\*?\})?[\s,]*(?:holds?\s+|is\s+true\s+)?(?:only\s+|exactly\s+|precisely\s+|if\s+and\s+only\s+)?(?:if|when|whenever|where|provided|as\s+long\s+as|for|assuming|given|under)"
    r"(?:\s+(?:that|we\s+have|also))*[\s:]*" + _OPENS
)


_CONDITIONS: Final = frozenset(["=", "<", ">", "<=", ">="])
_PLAIN: Final = re.compile(r"\\(?:text(?:bf|it|rm|sf)?|emph|mbox)\s*\{([^{}]*)\}|\\q?quad\b|\\[,;:! ]|\*\*|~")


def conditions_behind(text: str, chains: Sequence[Chain]) -> dict[int, tuple[Step, ...]]:
    """The equations and orders right behind a chain that are its condition, by the place where that chain begins."""
    pairs = pairwise(chains)
    return {
        one.span.start: tuple(s for s in other.steps if s.relation in _CONDITIONS and s.problem is None)
        for one, other in pairs
        if _UNDER.fullmatch(_PLAIN.sub(r" \1 ", text[one.span.end : max(other.span.start, one.span.end)]))
    }


@dataclass(slots=True)
class SaidBefore:
    """The text of a document up to the chain that the check has come to, and the chains that its words made something.

    `lasting` is the last chain that was supposed for what follows, `choosing` the last one that was chosen,
    `solving` the last one that is to be solved, `contrary`
    are the places where something is supposed to be contradicted.
    """

    text: str
    chain: Chain | None = None
    before: Chain | None = None
    lasting: Chain | None = None
    choosing: Chain | None = None
    solving: Chain | None = None
    contrary: list[int] = field(default_factory=list)

    def section_of(self, line: int) -> int:
        """The line of the last heading above a line, 0 where there is none."""
        return max((heading for heading in _headings(self.text) if heading < line), default=0)

    def begins_anew_between(self, start: int, end: int) -> bool:
        """Whether another sentence begins between two places, and not one such as "where x ~ N(0, 1)"."""
        found = [m.end() for m in _SENTENCE.finditer(self.text, start, end)]
        return bool(found) and _ATTACHED.match(self.text, found[-1]) is None

    def only_claims(self, end: int) -> bool:
        """Whether the sentence that ends at a place supposes nothing: "the sum y has variance 3"."""
        sentence = _sentence(self.text[max(0, end - 400) : end].rstrip(" \n.!?:"))
        return _OPENER.search(sentence) is None

    def has_heading_between(self, earlier: int, later: int) -> bool:
        """Whether a section begins between two lines."""
        return self.section_of(later) > earlier

    def enter(self, chain: Chain) -> None:
        """Go on to the next chain."""
        self.before, self.chain = self.chain, chain

    def supposes(self) -> bool:
        """Whether the words right before the chain make it an assumption, or it goes on with one."""
        if self.chain is None:
            return False
        start = self.chain.span.start
        if self.lasting is self.chain:
            return True
        if self._stands_between(_FOR, _WE_HAVE):
            return True
        if self._is_stationary():
            self.lasting = self.chain
            return True
        found = _SUPPOSES.search(_PLAIN.sub(r" \1 ", self.text[max(0, start - 80) : start]))
        also = None
        if found is None and self.before is not None and self.before is self.lasting:
            between = self.text[self.before.span.end : max(start, self.before.span.end)]
            also = _ALSO.fullmatch(re.sub(r"\\q?quad\b|\\[,;:!]|\\text\s*\{([^{}]*)\}|\\\\|&", r" \1 ", between))
        if found is None and also is None:
            return self._is_the_condition(start)
        lasts = also is not None or bool(found and (found["lasting"] or found["chinese"]))
        if lasts:
            self.lasting = self.chain
        if found is not None and found["contrary"]:
            self.contrary.append(start)
        return True

    def _is_stationary(self) -> bool:
        """Whether words such as "in the steady state" make it say that a moment is the same one time on."""
        if self.chain is None or not self.chain.steps or not _is_one_step_on(self.chain.steps[0]):
            return False
        sentence = _sentence(self.text[max(0, self.chain.span.start - 400) : self.chain.span.start])
        return _STATIONARY.search(sentence) is not None and all(
            isinstance(step.rhs, Name) for step in self.chain.steps[1:]
        )

    def is_one_of_two(self) -> bool:
        """Whether the chain is one of several things that are joined by "or": "either E[X] = 0 or E[Y] = 0"."""
        if self.chain is None:
            return False
        start, end = self.chain.span.start, self.chain.span.end
        return _OR_BEFORE.search(self.text[max(0, start - 60) : start]) is not None or (
            _OR_BEHIND.match(self.text, end) is not None
        )

    def exists(self) -> bool:
        """Whether the sentence says of something that there is such: "there is a constant c such that"."""
        start = self.chain.span.start if self.chain is not None else 0
        sentence = _sentence(self.text[max(0, start - 300) : start], ends=".!?;")
        behind = self.text[self.chain.span.end :][:60] if self.chain is not None else ""
        return _EXISTS.search(sentence) is not None or _FOR_SOME.match(behind) is not None

    def denies(self) -> bool:
        """Whether the words right before the chain say that it is not assumed."""
        start = self.chain.span.start if self.chain is not None else 0
        return _DENIES.search(self.text[max(0, start - 80) : start]) is not None

    def _is_the_condition(self, start: int) -> bool:
        """Whether it stands between "if" and "then": "When a block doubles it, $Var(y) = 2 Var(x)$, then ..."."""
        if self.chain is None or not self.chain.inline:
            return False
        before = re.split(r"[.!?:;]\s|\n\s*\n|\\end\{[a-z]+\*?\}", self.text[max(0, start - 200) : start])[-1]
        return _IF.match(before) is not None and _THEN.match(self.text[self.chain.span.end :][:40]) is not None

    def gives_a_value(self, step: Step) -> bool:
        """Whether the words right before let a name be something from here on: "let k = 2m", "for a = 3 we get"."""
        if self.chain is None or len(self.chain.steps) > 1 or step != self.chain.steps[0]:
            return False
        start = self.chain.span.start
        return _LETS.search(self.text[max(0, start - 80) : start]) is not None

    def says_what_a_moment_is(self, step: Step) -> bool:
        """Whether it stands behind the word for it in a sentence that supposes: "let x have mean mu = 2"."""
        if self.chain is None or not self.chain.inline or len(self.chain.steps) > 1 or step != self.chain.steps[0]:
            return False
        start = self.chain.span.start
        sentence = _sentence(self.text[max(0, start - 400) : start])
        hit = _PARAMETER.search(sentence)
        return hit is not None and _SETS.search(sentence) is not None and _ASSERTS.search(sentence) is None

    def takes(self, step: Step) -> bool:
        """Whether words right beside it take a letter to be something: "so with a = 1 the variance", "a = 1 gives"."""
        if self.chain is None or not self.chain.inline or len(self.chain.steps) > 1 or step != self.chain.steps[0]:
            return False
        before = self.text[max(0, self.chain.span.start - 80) : self.chain.span.start]
        if _AND_WORDS.match(self.text, self.chain.span.end):  # with mu = 2 s and unit variance
            return False
        return bool(_TAKES.search(before) or _GIVES_WHAT.match(self.text, self.chain.span.end))

    def defines(self, step: Step) -> bool:
        """Whether the words right before say how what the step begins with is defined."""
        if self.chain is None or len(self.chain.steps) > 1 or step != self.chain.steps[0]:
            return False
        start = self.chain.span.start
        before = re.sub(r"\\label\{[^{}]*\}", "", self.text[max(0, start - 120) : start])
        return _DEFINED_AS.search(before) is not None

    def chooses(self, step: Step) -> bool:
        """Whether the step opens the chain and the words right before choose what it says, and do not claim it."""
        if self.chain is None or step != self.chain.steps[0]:
            return False
        start = self.chain.span.start
        found = _CHOOSES.search(self.text[max(0, start - 120) : start])
        if self.before is not None and self.before is self.choosing and not isinstance(self.chain.first, Name):
            between = self.text[self.before.span.end : max(start, self.before.span.end)]
            if _ALSO.fullmatch(between) is not None:
                self.choosing = self.chain
                return True
        asked = self._stands_between(_FOR, _WE_NEED)  # for $Var(s) = 1$ we need
        if not asked and (found is None or _CLAIMS.search(found["between"]) is not None):
            return False
        self.choosing = self.chain
        return True

    def _stands_between(self, before: re.Pattern[str], behind: re.Pattern[str]) -> bool:
        """Whether the words right before the chain and right behind it are these."""
        if self.chain is None:
            return False
        start, end = self.chain.span.start, self.chain.span.end
        return before.search(self.text[max(0, start - 40) : start]) is not None and (
            behind.match(self.text[end:][:80]) is not None
        )

    def sets_up(self) -> bool:
        """Whether the chain is one of the equations that the words right before it ask to solve."""
        if self.chain is None:
            return False
        start = self.chain.span.start
        if self.before is not None and self.before is self.solving and self.before.display == self.chain.display:
            self.solving = self.chain
            return True
        found = _TO_SOLVE.search(self.text[max(0, start - 200) : start])
        if found is None or _CLAIMS.search(found["between"]) is not None:
            return False
        self.solving = self.chain
        return True

    def goes_on_supposing(self, step: Step) -> bool:
        """Whether a moment is given in a sentence that supposes: "where x and f are independent and E[f] = 0"."""
        alone = self.chain is not None and self.chain.inline and len(self.chain.steps) == 1
        if not alone or step.relation != "=" or self.chain is None or step.lhs is None or step.rhs is None:
            return False
        sides = [ungroup(step.lhs), ungroup(step.rhs)]
        # "where Var(2X) is 2 Var(X)" is a claim about every X
        if all(isinstance(side, Head | Mul) for side in sides) and any(map(_is_of_a_compound, sides)):
            return False
        letter = sides[0].base if isinstance(sides[0], Power) else sides[0]
        if not isinstance(sides[0], Head) and not (isinstance(letter, Name) and isinstance(sides[1], Head | Number)):
            return False
        start = self.chain.span.start
        sentence = _sentence(self.text[max(0, start - 400) : start])
        found = _SETTING.search(sentence)
        between = found and (found["between"] or found["listed"] or "")
        return between is not None and _ASSERTS.search(between.replace("that", "")) is None

    def gives_a_moment(self, step: Step, defined: Collection[Name]) -> bool:
        """`where E[X] = 0`, `with $E[X^2] = s$`: a moment of a name, in a sentence that claims nothing."""
        head, value = (ungroup(side) if side is not None else None for side in (step.lhs, step.rhs))
        inline = self.chain is not None and self.chain.inline and step in self.chain.steps
        if not inline or step.relation != "=" or not isinstance(head, Head) or head.kind == "P" or head.given:
            return False
        assert self.chain is not None
        inside = [ungroup(a) for a in head.args]
        names = all(isinstance(a.base if isinstance(a, Power) else a, Name) for a in inside)
        same = isinstance(value, Head) and value.kind == head.kind and _is_member_of(head, value)
        last = self.chain.steps[-1].rhs  # E[x_i] = E[w_i] = 0
        listed = isinstance(value, Head) and value.kind == head.kind and isinstance(last, Number)
        plain = same or listed or (value is not None and not any(isinstance(part, Head) for part in walk(value)))
        if not names or not plain or any(n in defined for a in inside for n in walk(a) if isinstance(n, Name)):
            return False
        start = self.chain.span.start
        sentence = _sentence(self.text[max(0, start - 200) : start], ends=".!?;")
        typed = sentence.rstrip()[-1:] not in {"$", "(", "`"}
        gives = _GIVES.search(sentence) is not None
        if _CONCLUDES.search(sentence):
            return False
        words = re.sub(r"\$[^$]*\$", "", sentence)
        words = re.split(r"(?i)\bso\s+with\b", words)[-1]
        return (typed or gives) and (not _ASSERTS.search(words) or re.search(r"(?i)\bassum\w+", words) is not None)

    def may_suppose(self, step: Step) -> bool:
        """Whether a sentence that asserts nothing says that a moment is the same one layer or one time on."""
        if self.chain is None or not self.chain.inline or len(self.chain.steps) > 1 or not _is_one_step_on(step):
            return False
        sentence = _sentence(self.text[max(0, step.span.start - 400) : step.span.start])
        return "$" in sentence.rstrip(" $") and _ASSERTS.search(re.sub(r"\$[^$]*\$", "", sentence)) is None

    def asks(self, step: Step) -> bool:
        """Whether it stands in a sentence that ends with a question mark and does not ask why."""
        if self.chain is None or not self.chain.inline:
            return False
        behind = re.split(r"[.!?](?=\s|$)|\n\s*\n", self.text[step.span.end : step.span.end + 200])[0]
        before = _sentence(self.text[max(0, step.span.start - 300) : step.span.start])
        ends = self.text[step.span.end + len(behind) : step.span.end + len(behind) + 1]
        return ends == "?" and re.search(r"(?i)\bwhy\b", before) is None

    def implying(self, step: Step) -> list[Step]:
        """What stands before the arrow, where the step is what it implies."""
        if self.chain is None or self.before is None or self.chain.connective not in {"=>", "<=>"}:
            return []
        return [s for s in self.before.steps if s.relation == "=" and s.problem is None and step in self.chain.steps]


def _sentence(text: str, *, ends: str = ".!?") -> str:
    """The last sentence of a text: behind a full stop, which that of "i.i.d." is not, or an empty line."""
    return re.split(rf"(?<!\bi\.i\.d)(?<!\bi\.e)(?<!\be\.g)[{ends}](?=\s)|\n\s*\n", text)[-1]


def _is_one_step_on(step: Step) -> bool:
    """Whether a moment of a name equals that of the name with another index: of x_t and of x_{t-1}."""
    heads = [ungroup(side) if side is not None else None for side in (step.lhs, step.rhs)]
    one, other = (h if isinstance(h, Head) and not h.given else None for h in heads)
    if step.relation != "=" or one is None or other is None or one.kind != other.kind or one == other:
        return False
    names = [h.args[0] for h in (one, other) if len(h.args) == 1]
    letters = {re.split(r"[_^]", n.base)[0] for n in names if isinstance(n, Name)}
    return len(letters) == 1


def _is_of_a_compound(side: Node) -> bool:
    """Whether a moment of a product or sum stands in it."""
    heads = (part for part in walk(side) if isinstance(part, Head))
    return any(isinstance(ungroup(argument), Mul | Add) for head in heads for argument in head.args)


def _is_member_of(head: Head, other: Head) -> bool:
    """`Var(w_i)` beside `Var(w)`: one member of a family and what they have in common."""
    one, two = (ungroup(h.args[0]) if len(h.args) == 1 else None for h in (head, other))
    return isinstance(one, Name) and isinstance(two, Name) and one.base == two.base and one != two
