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
from itertools import pairwise
from typing import Final

from derivations.reading import Step
from derivations.reading.hearing.assertions import verdict_at
from derivations.reading.syntax.statements import Chain
from derivations.reading.syntax.tree import Add, Head, Mul, Name, Node, Number, Power, ungroup, walk
from verify.document import lead_ins
from verify.document.sections import Sections

__all__ = ["SaidBefore", "conditions_behind", "gives_a_value"]

_CONDITIONS: Final = frozenset(["=", "<", ">", "<=", ">="])


def conditions_behind(text: str, chains: Sequence[Chain]) -> dict[int, tuple[Step, ...]]:
    """The equations and orders right behind a chain that are its condition, by the place where that chain begins."""
    pairs = pairwise(chains)
    return {
        one.span.start: tuple(s for s in other.steps if s.relation in _CONDITIONS and s.problem is None)
        for one, other in pairs
        if lead_ins.UNDER.fullmatch(between := _between(text, one, other))
        and not (lead_ins.NEW_SENTENCE.search(between) and lead_ins.ITS_CLAIM.match(text, other.span.end))
    }




def gives_a_value(step: Step) -> bool:
    """Whether a letter, its square or a moment of one is equal to what no moment is in: a = 2, s^2 = 1/n."""
    name, value = (ungroup(side) if side is not None else None for side in (step.lhs, step.rhs))
    inside = name.args if isinstance(name, Head) else (name.base if isinstance(name, Power) else name,)
    if step.relation != "=" or value is None or not all(isinstance(part, Name) for part in inside):
        return False
    return not any(isinstance(part, Head) or part == name for part in walk(value))


def _between(text: str, one: Chain, other: Chain) -> str:
    """The words between two chains, without the commands around them."""
    return lead_ins.PLAIN.sub(r" \1 ", text[one.span.end : max(other.span.start, one.span.end)])


@dataclass(slots=True)
class SaidBefore:
    """The text of a document up to the chain that the check has come to, and the chains that its words made something.

    `lasting` is the last chain that was supposed for what follows, `choosing` the last one that was chosen, `solving`
    the last one that is to be solved, `condition` the last one that was supposed in any way; `contrary` are the places
    where something is supposed to be contradicted.
    """

    text: str
    chain: Chain | None = None
    before: Chain | None = None
    lasting: Chain | None = None
    choosing: Chain | None = None
    solving: Chain | None = None
    condition: Chain | None = None
    contrary: list[int] = field(default_factory=list)

    def section_of(self, line: int) -> int:
        """The line of the last heading above a line, 0 where there is none."""
        return Sections.of(self.text).start_of(line)

    def begins_anew_between(self, start: int, end: int) -> bool:
        """Whether another sentence begins between two places, and not one such as "where x ~ N(0, 1)"."""
        found = [m.end() for m in lead_ins.SENTENCE.finditer(self.text, start, end)]
        return bool(found) and lead_ins.ATTACHED.match(self.text, found[-1]) is None

    def only_claims(self, end: int) -> bool:
        """Whether the sentence that ends at a place supposes nothing: "the sum y has variance 3"."""
        sentence = _sentence(self.text[max(0, end - 400) : end].rstrip(" \n.!?:"))
        return lead_ins.OPENER.search(sentence) is None

    def has_heading_between(self, earlier: int, later: int) -> bool:
        """Whether a section begins between two lines."""
        return self.section_of(later) > earlier

    def enter(self, chain: Chain) -> None:
        """Go on to the next chain."""
        self.before, self.chain = self.chain, chain

    def _before(self, most: int) -> str:
        """The text right before the chain, so many characters of it at the most."""
        start = self.chain.span.start if self.chain is not None else 0
        return self.text[max(0, start - most) : start]

    def _is_alone(self, step: Step, *, inline: bool = False) -> bool:
        """Whether the chain has this step and no other."""
        return self.chain is not None and list(self.chain.steps) == [step] and (self.chain.inline or not inline)

    def supposes(self) -> bool:
        """Whether the words right before the chain make it an assumption, or it goes on with one."""
        if self.chain is None:
            return False
        start = self.chain.span.start
        if self.chain is self.lasting or self.chain is self.condition:  # it was asked before
            return True
        if self._stands_between(lead_ins.FOR, lead_ins.WE_HAVE):
            return True
        if self._is_stationary() or lead_ins.SO_THAT.search(_sentence(self._before(400))) is not None:
            self.lasting = self.chain
            return True
        before = re.sub(r"\\label\{[^{}]*\}", "", self._before(120))
        found = lead_ins.SUPPOSES.search(lead_ins.PLAIN.sub(r" \1 ", before[-80:]))
        also = None
        if found is None and self.before is not None and self.before is self.lasting:
            between = self.text[self.before.span.end : max(start, self.before.span.end)]
            plain = re.sub(r"\\q?quad\b|\\[,;:!]|\\text\s*\{([^{}]*)\}|\\\\|&", r" \1 ", between)
            also = lead_ins.ALSO.fullmatch(lead_ins.FOR_ALL.sub("", plain))
        if found is None and also is None and self._is_such_that():
            self.lasting = self.chain
            return True
        if found is None and also is None and self._is_one_more_condition(start):
            self.condition = self.chain
            return True
        if found is None and also is None:
            return self._is_the_condition(start)
        self.condition = self.chain
        lasts = also is not None or bool(found and (found["lasting"] or found["chinese"]))
        if lasts:
            self.lasting = self.chain
        if found is not None and found["contrary"]:
            self.contrary.append(start)
        return True

    def _is_such_that(self) -> bool:
        """Whether the sentence introduces variables with this property: "let x and y be such that Cov(x, y) = 0"."""
        found = lead_ins.SUCH_THAT.search(_sentence(self._before(400)))
        if found is None or lead_ins.OF_VARIABLES.search(found["between"]) is None:
            return False
        return lead_ins.ASSERTS.search(found["between"]) is None

    def _is_one_more_condition(self, start: int) -> bool:
        """Whether "and" joins it to a condition: "if $a > 0$ and $c > 0$, then"."""
        if self.before is None or self.before is not self.condition or self.chain is None or not self.chain.inline:
            return False
        between = self.text[self.before.span.end : max(start, self.before.span.end)]
        return lead_ins.AND.fullmatch(between) is not None

    def _is_stationary(self) -> bool:
        """Whether words such as "in the steady state" make it say that a moment is the same one time on."""
        if self.chain is None or not self.chain.steps or not _is_one_step_on(self.chain.steps[0]):
            return False
        sentence = _sentence(self._before(400))
        return lead_ins.STATIONARY.search(sentence) is not None and all(
            isinstance(step.rhs, Name) for step in self.chain.steps[1:]
        )

    def is_one_of_two(self) -> bool:
        """Whether the chain is one of several things that are joined by "or": "either E[X] = 0 or E[Y] = 0"."""
        if self.chain is None:
            return False
        end = self.chain.span.end
        return lead_ins.OR_BEFORE.search(self._before(60)) is not None or (
            lead_ins.OR_BEHIND.match(self.text, end) is not None
        )

    def exists(self) -> bool:
        """Whether the sentence says of something that there is such: "there is a constant c such that"."""
        sentence = _sentence(self._before(300), ends=".!?;")
        behind = self.text[self.chain.span.end :][:60] if self.chain is not None else ""
        return lead_ins.EXISTS.search(sentence) is not None or lead_ins.FOR_SOME.match(behind) is not None

    def denies(self) -> bool:
        """Whether the words right before the chain say that it is not assumed."""
        return lead_ins.DENIES.search(lead_ins.PLAIN.sub(r" \1 ", self._before(120))[-80:]) is not None

    def is_stated(self) -> bool:
        """Whether the sentence of the chain states it, and does not doubt, ask, report or announce it for later."""
        if self.chain is None:
            return True
        before = _sentence(self._before(400))
        before = before[: before.rfind("$")] if before.count("$") % 2 else before
        behind = re.sub(r"^[^$.!?\n]*\$|^\s*\\[)\]]", "", self.text[self.chain.span.end :][:400])
        ends = re.search(r"[.!?](?=\s|$)|\n\s*\n", behind)
        rest, then = (behind[: ends.end()], behind[ends.end() :]) if ends is not None else (behind, "")
        next_one = re.split(r"(?<=[.!?])\s|\n\s*\n", then.strip(), maxsplit=1)[0]
        words, place = _without_mathematics(before), "\x02"
        sentence = f"{words} {place}{_without_mathematics(rest)}"
        return verdict_at(sentence, len(words) + 1, _without_mathematics(next_one)) == "states"

    def _is_the_condition(self, start: int) -> bool:
        """Whether it stands between "if" and "then": "When a block doubles it, $Var(y) = 2 Var(x)$, then ..."."""
        if self.chain is None or not self.chain.inline:
            return False
        before = re.split(r"[.!?:;]\s|\n\s*\n|\\end\{[a-z]+\*?\}", self._before(200))[-1]
        return (
            lead_ins.IF.match(before) is not None
            and lead_ins.THEN.match(self.text[self.chain.span.end :][:40]) is not None
        )

    def gives_a_value(self, step: Step) -> bool:
        """Whether the words right before let a name be something from here on: "let k = 2m", "for a = 3 we get"."""
        if not self._is_alone(step):
            return False
        before = self._before(80)
        return bool(lead_ins.LETS.search(before) or lead_ins.USES.search(before))

    def says_what_a_moment_is(self, step: Step) -> bool:
        """Whether it stands behind the word for it in a sentence that supposes: "let x have mean mu = 2"."""
        if not self._is_alone(step, inline=True):
            return False
        sentence = _sentence(self._before(400))
        hit = lead_ins.PARAMETER.search(sentence)
        return (
            hit is not None and lead_ins.SETS.search(sentence) is not None and lead_ins.ASSERTS.search(sentence) is None
        )

    def takes(self, step: Step) -> bool:
        """Whether words right beside it take a letter to be something: "so with a = 1 the variance", "a = 1 gives"."""
        if not self._is_alone(step, inline=True):
            return False
        before = self._before(80)
        if lead_ins.AND_WORDS.match(self.text, self.chain.span.end):  # with mu = 2 s and unit variance
            return False
        return bool(lead_ins.TAKES.search(before) or lead_ins.GIVES_WHAT.match(self.text, self.chain.span.end))

    def defines(self, step: Step) -> bool:
        """Whether the words right before say how what the step begins with is defined."""
        if not self._is_alone(step):
            return False
        before = re.sub(r"\\label\{[^{}]*\}", "", self._before(120))
        return lead_ins.DEFINED_AS.search(before) is not None

    def chooses(self, step: Step) -> bool:
        """Whether the step opens the chain and the words right before choose what it says, and do not claim it."""
        if self.chain is None or step != self.chain.steps[0]:
            return False
        start = self.chain.span.start
        found = lead_ins.CHOOSES.search(self._before(120))
        if self.before is not None and self.before is self.choosing and not isinstance(self.chain.first, Name):
            between = self.text[self.before.span.end : max(start, self.before.span.end)]
            if lead_ins.ALSO.fullmatch(between) is not None:
                self.choosing = self.chain
                return True
        asked = self._stands_between(lead_ins.FOR, lead_ins.WE_NEED)  # for $Var(s) = 1$ we need
        uses = gives_a_value(step) and lead_ins.USES.search(self._before(120)) is not None
        if not (asked or uses) and (found is None or lead_ins.CLAIMS.search(found["between"]) is not None):
            return False
        self.choosing = self.chain
        return True

    def _stands_between(self, before: re.Pattern[str], behind: re.Pattern[str]) -> bool:
        """Whether the words right before the chain and right behind it are these."""
        if self.chain is None:
            return False
        end = self.chain.span.end
        return before.search(self._before(40)) is not None and (behind.match(self.text[end:][:80]) is not None)

    def sets_up(self) -> bool:
        """Whether the chain is one of the equations that the words right before it ask to solve."""
        if self.chain is None:
            return False
        if self.before is not None and self.before is self.solving and self.before.display == self.chain.display:
            self.solving = self.chain
            return True
        found = lead_ins.TO_SOLVE.search(self._before(200))
        if found is None or lead_ins.CLAIMS.search(found["between"]) is not None:
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
        sentence = _sentence(self._before(400))
        found = lead_ins.SETTING.search(sentence)
        between = found and (found["between"] or found["listed"] or "")
        return between is not None and lead_ins.ASSERTS.search(between.replace("that", "")) is None

    def gives_a_moment(self, step: Step, defined: Collection[Name]) -> bool:
        """`where E[X] = 0`, `with $E[X^2] = s$`: moments of names, in a sentence that claims nothing."""
        if self.chain is None or step not in self.chain.steps or step.relation != "=":
            return False
        shown = None
        if not self.chain.inline:
            shown = lead_ins.WHERE_IN_DISPLAY.search(self._before(200))
            shown = shown or lead_ins.DISPLAY_BEHIND_WITH.search(self._before(200))
        if not self.chain.inline and shown is None:
            return False
        if not _is_about_moments_of_names(step, self.chain.steps[-1].rhs, defined):
            similar = lead_ins.SUCH.search(self._before(40)) is not None  # with Var(f) = Var(y)
            if not similar or not _are_the_same_of_names(step, defined):
                return False
        sentence = shown.group() if shown is not None else _sentence(self._before(200), ends=".!?;")
        if lead_ins.SUPPOSED_SO.search(_sentence(self._before(400))):
            return True
        if lead_ins.CONCLUDES.search(sentence):
            return False
        words = re.sub(r"\$[^$]*\$", "", lead_ins.DISPLAY_ENDS.split(sentence)[-1])
        words = re.split(r"(?i)\bso\s+with\b", words)[-1]
        if re.search(r"(?i)\bassum\w+", words) is not None:
            return True
        if any(p.search(words) for p in (lead_ins.ASSERTS, lead_ins.BY_A_REASON, lead_ins.NOT_SUPPOSED)):
            return False
        says_more = re.search(r"(?i)\b(?!(?:and|or)\b)[a-z]{2}", re.sub(r"\\[A-Za-z]+", "", words)) is not None
        item = lead_ins.ITEM.search(self._before(80)) is not None
        return (says_more and not item) or self._is_an_assumption_of_a_list()

    def _is_an_assumption_of_a_list(self) -> bool:
        """Whether it is an item of a list of assumptions: "Assumption 2.", or beside others that state something."""
        before = self._before(1_000)
        if lead_ins.ASSUMPTION.search(before):
            return True
        item = lead_ins.ITEM.search(before)
        if item is None:
            return False
        lists = list(lead_ins.LIST_BEGINS.finditer(before))
        begin = lists[-1].start() if lists else 0
        lead = _sentence(before[:begin].rstrip(" \n:.,"))
        if lead_ins.ASSERTS.search(lead) or lead_ins.CLAIMS_OF_A_LIST.search(lead):
            return False
        return lead_ins.OPENER.search(lead) is not None or lead_ins.HYPOTHESES.search(before[begin:]) is not None

    def may_suppose(self, step: Step) -> bool:
        """Whether a sentence that asserts nothing says that a moment is the same one layer or one time on."""
        if self.chain is None or not self.chain.inline or len(self.chain.steps) > 1 or not _is_one_step_on(step):
            return False
        sentence = _sentence(self.text[max(0, step.span.start - 400) : step.span.start])
        return "$" in sentence.rstrip(" $") and lead_ins.ASSERTS.search(re.sub(r"\$[^$]*\$", "", sentence)) is None

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


def _without_mathematics(text: str) -> str:
    """The words of a text, with a mark for every piece of mathematics, and without the commands of a display."""
    marked = re.sub(r"\$[^$]*\$|\\\((?:(?!\\\)).)*\\\)", "\x02", text, flags=re.DOTALL)
    return re.sub(r"\$+|\\[\[\](]|\\(?:begin|end)\{[a-z]+\*?\}", " ", marked)


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


def _moment_of_names(side: Node | None, defined: Collection[Name]) -> Head | None:
    """The moment, where it is one of names or their powers, none of them `defined`."""
    head = ungroup(side) if side is not None else None
    if not isinstance(head, Head) or head.kind == "P" or head.given:
        return None
    inside = [ungroup(a) for a in head.args]
    names = [ungroup(a.base) if isinstance(a, Power) else a for a in inside]
    return head if all(isinstance(n, Name) and n not in defined for n in names) else None


def _is_about_moments_of_names(step: Step, last: Node | None, defined: Collection[Name]) -> bool:
    """Whether it gives a moment of names its value, or goes on to the next one of a list: E[x_i] = E[w_i] = 0."""
    heads = [_moment_of_names(side, defined) for side in (step.lhs, step.rhs)]
    if lead_ins.LETTER.fullmatch(step.rhs_source) is not None:  # s_w^2 for Var(w_ij)
        return heads[0] is not None
    values = [side for side, head in zip((step.lhs, step.rhs), heads, strict=True) if head is None]
    if len(values) == 1:
        return _is_bare(values[0])
    one, other = heads
    if one is None or other is None or one.kind != other.kind or one == other:
        return False
    return _is_bare(last) or _is_member_of(one, other)


def _is_bare(side: Node | None) -> bool:
    """Whether no moment stands in it."""
    return side is not None and not any(isinstance(part, Head) for part in walk(side))


def _are_the_same_of_names(step: Step, defined: Collection[Name]) -> bool:
    """Whether the same moment stands on both sides, of single names."""
    heads = [_moment_of_names(side, defined) for side in (step.lhs, step.rhs)]
    return all(h is not None and {type(ungroup(a)) for a in h.args} == {Name} for h in heads) and (
        len({h.kind for h in heads if h is not None}) == 1
    )


def _is_member_of(head: Head, other: Head) -> bool:
    """`Var(w_i)` beside `Var(w)`: one member of a family and what they have in common."""
    one, two = (ungroup(h.args[0]) if len(h.args) == 1 else None for h in (head, other))
    return isinstance(one, Name) and isinstance(two, Name) and one.base == two.base and one != two
