"""What the words around a step suppose, and where a refutation would overlook them.

"Consider the case that E[Y^2] = 0" asserts nothing, and what follows it is claimed for that case alone. A range such as
0 <= x <= 1 says what x is. A variable with a law that is not covered, a variance of a parameter that is read as a
function, an inverse function: none of these is refuted by a law that knows nothing of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from derivations.reading import Step, read_as
from derivations.reading.phrases import phrase_of
from derivations.reading.spelling import ALIASES, FUNCTIONS
from derivations.reading.stated import DefinitionPhrase, EquationPhrase, IidPhrase, LawPhrase, Phrase
from derivations.reading.statements import Chain
from derivations.reading.tree import (
    Call,
    Derivative,
    Head,
    Infinity,
    Interval,
    Mul,
    Name,
    Neg,
    Node,
    Number,
    Power,
    Quotient,
    Relation,
    SetOf,
    children,
    ungroup,
    walk,
)
from derivations.reading.words import Hint
from verify.carried import functions_of
from verify.deciding import Decision
from verify.implied import IMPLIED
from verify.index_conditions import Condition, called_apart, conditions_in, meant_for
from verify.spoken import Spoken, names_of
from verify.written import defined_by, name_and_value

__all__ = ["Background"]

REACH: Final = 40  # lines that a supposition or a word reaches
BEFORE: Final = 8  # lines that the name of a law reaches
NEAR: Final = 15  # and a choice
ORDERS: Final = frozenset(["<", ">", "<=", ">="])
TWO: Final = Number(Fraction(2))
INVERSE: Final = Neg(Number(Fraction(1)))
_OPENS: Final = r"(?:\$+|\\\(|\\\[|\\begin\{[a-z]+\*?\})?[\s&]*$"  # mathematics
_SUPPOSES: Final = re.compile(
    r"(?i)(?:\b(?:cases?|if|(?P<lasting>suppos\w+|assum\w+)|when(?:ever)?|provided|setting|restrict\w*)\b"
    r"|如果|若|(?P<chinese>假设|假定)|当)"
    r"(?:(?:\s+[a-z]+){1,4}?\s+(?:to\s+have|to\s+satisfy|ha(?:s|ve)|satisf(?:y|ies)))?"
    r"(?:\s+(?:that|of|where|in\s+which|we\s+have|it\s+holds|to\s+have|here|throughout))*[\s:,：，]*" + _OPENS
)
_ALSO: Final = re.compile(r"[\s,、$]*(?:\\\))?[\s,]*(?:and|且|和)?[\s,$]*(?:\\\()?\s*")
# "we choose w such that Var(w) = 1/n": the words right before a chain, in its sentence
_CHOOSES: Final = re.compile(
    r"(?i)(?:\b(?:cho(?:ose[sn]?|osing|ice)|pick(?:s|ed|ing)?|sets?|setting|takes?|taking|lets?|letting|requir\w+|"
    r"want(?:s|ed)?|needs?|needed|would\s+like|aim(?:s|ed|ing)?|goals?|desir\w+|can\s+learn|"
    r"to\s+(?:keep|preserve|ensure|enforce|maintain|have))\b|需要|要求|希望|为了|令|取)"
    r"(?P<between>[^.;:$。；]{0,60}?:?\s*)" + _OPENS
)
_CLAIMS: Final = re.compile(
    r"(?i)\b(?:understand\w*|know|explain\w*|demonstrat\w+|establish\w*|show\w*|prov\w+|verif\w+|check\w*|comput\w+|calculat\w+|see|find|deriv\w+|note|then|hence|thus|so|gives?|"
    r"yields?|get|obtain\w*|(?<!to )have|has|is|are|expect\w*)\b"
)
# words that claim what stands behind them
_ASSERTS: Final = re.compile(
    r"(?i)\b(?:show\w*|prov\w+|verif\w+|check\w*|comput\w+|calculat\w+|see|find|deriv\w+|note|then|hence|thus|so|therefore|"
    r"gives?|giving|yields?|get|obtain\w*|follows?|impl\w+|conclu\w+|claim\w*|equals?|consequen\w+)\b"
)
_SETTING: Final = re.compile(
    r"(?is)\b(?:let|assum\w+|suppos\w+|consider|given|where|if|when)\b(?P<between>.*?)"
    r"(?:\b(?:with|where|and|such\s+that|having|satisfying)|(?<=where))\s*(?:\$|\\\()\s*$"
)
_GIVES: Final = re.compile(
    r"(?i)\b(?:where|with|since|because|having|given|satisf\w+|whose|have|has|as|assum\w+|suppos\w+)\b[^.;]{0,60}$"
    r"|[(（]\s*(?:\$[^$]*\$[\s,]*)*(?:\$|\\\()?\s*$"
)
_NEW_CASE: Final = re.compile(r"(?m)^\s*(?:\d+\)|\(\d+\)|\*\*|#|(?:Next|Otherwise|Conversely)\b)")
_BLAMED: Final = frozenset(["refuted", "missing-hypothesis"])


@dataclass(slots=True)
class Background:
    """The text of a document, with what is known at the place that the check has come to."""

    text: str
    hints: Sequence[Hint]
    phrases: Sequence[Phrase]
    spoken: Sequence[Spoken] = ()
    foreign: dict[Name, str] = field(default_factory=dict)
    supposed: list[tuple[int, int, Phrase]] = field(default_factory=list)
    conditions: list[tuple[int, Step]] = field(default_factory=list)
    claims: list[tuple[int, Phrase]] = field(default_factory=list)
    members: set[str] = field(default_factory=set)
    defined: set[Name] = field(default_factory=set)
    named: set[Name] = field(default_factory=set)
    functions: set[Name] = field(default_factory=set)
    called: dict[Name, Step] = field(default_factory=dict)
    lines: list[tuple[int, DefinitionPhrase]] = field(default_factory=list)
    open: list[tuple[int, Step]] = field(default_factory=list)
    chosen: list[Step] = field(default_factory=list)
    pointwise: frozenset[Name] = frozenset()  # whose laws probabilities state
    on_indices: list[Condition] = field(default_factory=list)
    chain: Chain | None = None
    before: Chain | None = None
    lasting: Chain | None = None
    choosing: Chain | None = None

    def enter(self, chain: Chain) -> None:
        """Go on to the next chain."""
        self.before, self.chain = self.chain, chain

    def look_through(self, chains: Sequence[Chain]) -> None:
        """Note the names that stand alone on a left side, and the order of random variables: X <= Y, X >= 0."""
        lines = (step for chain in chains for step in chain.steps if step.relation in {"=", ":="})
        named = [s for s in lines if isinstance(s.lhs, Name) and s.rhs is not None]
        self.functions = set(functions_of(chains))
        whole = (s for chain in chains for s in chain.steps if s.relation in {"=", ":="} and None not in (s.lhs, s.rhs))
        pairs = [name_and_value(s) for s in whole]
        self.named = {n for pair in pairs if pair is not None for n in walk(pair[0]) if isinstance(n, Name)}
        self.named |= {n for p in self.phrases for n in names_of(p)}
        calls = ((s, ungroup(s.lhs)) for chain in chains for s in chain.steps if s.lhs is not None)
        self.called = {c.function: s for s, c in calls if s.relation in {"=", ":="} and isinstance(c, Call)}
        self.defined = {s.lhs for s in named if isinstance(s.lhs, Name)}
        self.on_indices = conditions_in(chains)
        apart = {(c.line, c.end) for c in self.on_indices}
        named = [s for s in named if (s.line, s.span.end) not in apart]
        self.lines = [(s.line, p) for s in named for p in defined_by(s) if p.name not in set(walk(p.value))]
        every = (n for chain in chains for s in chain.steps for n in _names(s))
        self.members = {n.base for n in every if n.subscript and not n.accent}
        self.conditions = [
            (s.line, s)
            for chain in chains
            for s in chain.steps
            if _is_range(s) and any(n.base.isupper() for n in _names(s))
        ]

    def stated(self, step: Step) -> Decision | None:
        """The verdict of a line that states what a name is, or supposes something."""
        name = ungroup(step.lhs) if step.lhs is not None else None
        if step.relation == "~" and isinstance(name, Name) and step.rhs is not None and phrase_of(step) is None:
            self.foreign[name] = f"{name} ~ {read_as(step.rhs)}"
        if step.problem is not None or step.lhs is None or step.rhs is None:
            return None
        if step.relation == "=" and isinstance(name, Name) and isinstance(ungroup(step.rhs), SetOf):
            return Decision("definition", "names the members of a set")
        if step.relation == "in" and isinstance(step.rhs, Name | Interval | SetOf):
            return Decision("definition", "says where a name takes its values")
        if step.relation == "=" and self._states_a_law(step):
            return Decision("definition", "states the law of a variable")
        if any((c.line, c.end) == (step.line, step.span.end) for c in self.on_indices):
            return Decision("definition", "a condition on indices")
        if self._supposes():
            if step.relation == "=":
                phrase = EquationPhrase(
                    text=f"{step.lhs_source} = {step.rhs_source}", lhs=step.lhs, relation="=", rhs=step.rhs
                )
                self.suppose(step, phrase)
            return Decision("definition", "an assumption for what follows")
        if step.relation == "=" and self.chain is not None and step == self.chain.steps[0] and self._chooses():
            self.choosing = self.chain
            if any(isinstance(part, Head) for side in (step.lhs, step.rhs) for part in walk(side)):
                written = f"{step.lhs_source} = {step.rhs_source}"
                self.suppose(step, EquationPhrase(text=written, lhs=step.lhs, relation="=", rhs=step.rhs))
                self.chosen.append(step)
            return Decision("choice", "the words before it make it a choice")
        return None

    def suppose(self, step: Step, phrase: Phrase) -> None:
        """Take a phrase to hold from this step on, until another case begins."""
        self.supposed.append((step.line, step.span.end, phrase))

    def _states_a_law(self, step: Step) -> bool:
        """`P(X = 1) = p`, `P(X = k) = ...` of a variable whose law nothing else says."""
        head = ungroup(step.lhs) if step.lhs is not None else None
        if not isinstance(head, Head) or head.kind != "P" or head.given or len(head.args) != 1:
            return False
        event = ungroup(head.args[0])
        if not isinstance(event, Relation) or event.kinds != ("=",) or not isinstance(event.sides[0], Name):
            return False
        name = event.sides[0]
        if name in self.pointwise:
            return True
        if name.base in _lawful(self.phrases) or (name in self.defined and not name.subscript):
            return False
        self.foreign[name] = f"{read_as(head)} = {step.rhs_source}"
        return True

    def _supposes(self) -> bool:
        """Whether the words right before the chain make it an assumption, or it goes on with one."""
        if self.chain is None:
            return False
        start = self.chain.span.start
        if self.lasting is self.chain:
            return True
        found = _SUPPOSES.search(self.text[max(0, start - 80) : start])
        also = None
        if found is None and self.before is not None and self.before is self.lasting:
            between = self.text[self.before.span.end : max(start, self.before.span.end)]
            also = _ALSO.fullmatch(re.sub(r"\\q?quad\b|\\[,;:!]|\\text\s*\{([^{}]*)\}|\\\\|&", r" \1 ", between))
        if found is None and also is None:
            return False
        lasts = also is not None or bool(found and (found["lasting"] or found["chinese"]))
        if lasts:
            self.lasting = self.chain
        return True

    def _goes_on_supposing(self, step: Step) -> bool:
        """Whether a moment is given in a sentence that supposes: "where x and f are independent and E[f] = 0"."""
        alone = self.chain is not None and self.chain.inline and len(self.chain.steps) == 1
        if not alone or step.relation != "=" or self.chain is None or step.lhs is None or step.rhs is None:
            return False
        sides = [ungroup(step.lhs), ungroup(step.rhs)]
        letter = sides[0].base if isinstance(sides[0], Power) else sides[0]
        if not isinstance(sides[0], Head) and not (isinstance(letter, Name) and isinstance(sides[1], Head)):
            return False
        start = self.chain.span.start
        sentence = re.split(r"[.!?]\s|\n\s*\n", self.text[max(0, start - 400) : start])[-1]
        found = _SETTING.search(sentence)
        return found is not None and _ASSERTS.search(found["between"].replace("that", "")) is None

    def _chooses(self) -> bool:
        """Whether the words right before the chain choose what it says, and do not claim it."""
        assert self.chain is not None
        start = self.chain.span.start
        found = _CHOOSES.search(self.text[max(0, start - 120) : start])
        if self.before is not None and self.before is self.choosing and not isinstance(self.chain.first, Name):
            between = self.text[self.before.span.end : max(start, self.before.span.end)]
            if _ALSO.fullmatch(between) is not None:
                return True
        return found is not None and _CLAIMS.search(found["between"]) is None

    def restrained(self, step: Step, found: Decision, again: Callable[[Sequence[Phrase]], Decision]) -> Decision:
        """The decision, but no refutation that overlooks what the words say."""
        if self.chain is not None and found.verdict in {*_BLAMED, "unknown"}:
            found = self._for_some_indices(self.chain, step, found, again)
        if found.verdict in {*_BLAMED, "unknown"} and (_is_range(step) or _apart(step)):
            return Decision("definition", "a condition on what stands there")
        left = ungroup(step.lhs) if step.lhs is not None else None
        squared = isinstance(left, Power) and isinstance(left.base, Name)
        outside = isinstance(left, Name) and found.reason.startswith("outside")
        if found.verdict == "unknown" and step.relation == "=" and (squared or outside):
            self.open.append((step.line, step))
        if found.verdict == "unknown" and step.relation == "=" and isinstance(step.lhs, Head) and step.rhs is not None:
            written = f"{step.lhs_source} = {step.rhs_source}"
            self.claims.append((step.line, EquationPhrase(text=written, lhs=step.lhs, relation="=", rhs=step.rhs)))
        if (implied := self.implying(step)) and found.verdict in {*_BLAMED, "unknown"}:
            under = [
                EquationPhrase(text=f"{s.lhs_source} = {s.rhs_source}", lhs=s.lhs, relation="=", rhs=s.rhs)
                for s in implied
                if s.lhs is not None and s.rhs is not None
            ]
            second = again(under)
            if second.verdict == "unknown":
                return _open(found, f"not decided {IMPLIED}")
            return replace(second, reason=f"{second.reason}, {IMPLIED}")
        if found.verdict not in _BLAMED:
            return found
        if self._asks(step):
            return _open(found, "it is asked, and not claimed")
        supposes = self._goes_on_supposing(step) or self._gives_a_moment(step)
        if supposes and step.lhs is not None and step.rhs is not None:
            written = f"{step.lhs_source} = {step.rhs_source}"
            self.suppose(step, EquationPhrase(text=written, lhs=step.lhs, relation="=", rhs=step.rhs))
            return Decision("definition", "an assumption for what follows")
        assumed = [(line, phrase) for line, end, phrase in self.supposed if self._in_force(step, line, end)]
        if assumed:
            second = again([phrase for _, phrase in assumed])
            lines = ", ".join(dict.fromkeys(str(line) for line, _ in assumed))
            if second.verdict == "proved":
                self.chosen += [step] if self.chosen_above(step) else []
                return replace(second, reason=f"{second.reason}, under the assumption of line {lines}")
            if second.verdict not in _BLAMED:
                return _open(found, f"line {lines} makes an assumption, under which this is not decided")
        if (orders := self._orders(step)) and step.relation in ORDERS:
            second = again([phrase for _, phrase in orders])
            if second.verdict == "proved":
                lines = ", ".join(str(line) for line, _ in orders)
                return replace(second, reason=f"{second.reason}, by the condition of line {lines}")
        if found.verdict == "refuted" and found.likely_slip is None and (line := self._may_follow_a_choice(step)):
            return _open(found, f"what line {line} chooses may be meant for it, under which it is not decided")
        why = next((why for why in self._reasons(step, found)), None)
        if why is not None:
            return _open(found, why)
        if later := self._defined_later(step):
            second = again([phrase for _, phrase in later])
            said = " and ".join(f"{phrase.name} as line {line} says" for line, phrase in later)
            if second.verdict == "proved":
                return replace(second, reason=f"{second.reason}, with {said}")
            return _open(found, f"with {said}, this is not decided; say what a letter is before it is used")
        if self.claims and again([phrase for _, phrase in self.claims]).verdict == "proved":
            lines = ", ".join(str(line) for line, _ in self.claims)
            return _open(found, f"follows from what stands in line {lines}, which is not proved")
        return found

    def _asks(self, step: Step) -> bool:
        """Whether it stands in a sentence that ends with a question mark and does not ask why."""
        if self.chain is None or not self.chain.inline:
            return False
        behind = re.split(r"[.!?](?=\s|$)|\n\s*\n", self.text[step.span.end : step.span.end + 200])[0]
        before = re.split(r"[.!?](?=\s)|\n\s*\n", self.text[max(0, step.span.start - 300) : step.span.start])[-1]
        ends = self.text[step.span.end + len(behind) : step.span.end + len(behind) + 1]
        return ends == "?" and re.search(r"(?i)\bwhy\b", before) is None

    def _gives_a_moment(self, step: Step) -> bool:
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
        if not names or not plain or any(n in self.defined for a in inside for n in walk(a) if isinstance(n, Name)):
            return False
        start = self.chain.span.start
        sentence = re.split(r"[.!?;](?=\s)|\n\s*\n", self.text[max(0, start - 200) : start])[-1]
        typed = sentence.rstrip()[-1:] not in {"$", "(", "`"}
        gives = _GIVES.search(sentence) is not None
        words = re.sub(r"\$[^$]*\$", "", sentence)
        return (typed or gives) and (not _ASSERTS.search(words) or re.search(r"(?i)\bassum\w+", words) is not None)

    def implying(self, step: Step) -> list[Step]:
        """What stands before the arrow, where the step is what it implies."""
        if self.chain is None or self.before is None or self.chain.connective not in {"=>", "<=>"}:
            return []
        return [s for s in self.before.steps if s.relation == "=" and s.problem is None and step in self.chain.steps]

    def _may_follow_a_choice(self, step: Step) -> int:
        """The line of a choice just above that speaks of what the step does, whose moments are those of names alone."""
        heads = {p for side in (step.lhs, step.rhs) if side is not None for p in walk(side) if isinstance(p, Head)}
        if not all(isinstance(ungroup(argument), Name) for head in heads for argument in head.args):
            return 0
        for chosen in reversed(self.chosen_above(step)):
            sides = (side for side in (chosen.lhs, chosen.rhs) if side is not None)
            if heads & {p for side in sides for p in walk(side)} or set(_names(step)) & set(_names(chosen)):
                return chosen.line
        return 0

    def left_open(self, step: Step) -> None:
        """Keep a step that a choice may decide and that was not decided, for what follows from it."""
        if step.lhs is not None and step.rhs is not None and step.relation == "=" and self._may_follow_a_choice(step):
            self.chosen.append(step)

    def _has_a_law(self, name: Name) -> bool:
        """Whether a law is stated of this very name, or of the family that it is a member of."""
        named = [n for p in self.phrases if isinstance(p, LawPhrase) for q in p.names for n in walk(q)]
        return any(
            n == name or (isinstance(n, Name) and n.subscript and name.subscript and n.base == name.base) for n in named
        )

    def chosen_above(self, step: Step) -> list[Step]:
        """The choices just above a step, and what was proved under them."""
        return [s for s in self.chosen if s.span.end <= step.span.start and step.line <= s.line + NEAR]

    def _for_some_indices(
        self, chain: Chain, step: Step, found: Decision, again: Callable[[Sequence[Phrase]], Decision]
    ) -> Decision:
        """The decision under the conditions on indices beside the step; none where another may be meant."""
        beside, others = meant_for(chain, step, self.on_indices, self.text)
        if beside:
            second = again([condition.phrase for condition in beside])
            where = " and ".join(f"{condition} (line {condition.line})" for condition in beside)
            found = replace(second, reason=f"{second.reason}, where {where}")
        if others and found.verdict in _BLAMED:
            return _open(found, f"the condition {others[0]} in line {others[0].line} may be meant for it")
        if not beside and found.verdict in _BLAMED and called_apart(chain, step, self.text):
            return _open(found, "the words beside it may say that its indices differ; write it as i != j")
        return found

    def calls_constant(self, step: Step) -> str:
        """The words "addition of a constant" before the step, quoted; "" where there are none."""
        near = (
            h for h in self.hints if h.kind == "constants" and not h.negated and h.line <= step.line <= h.line + REACH
        )
        return next((f'"{hint.text}" in line {hint.line}' for hint in near), "")

    def trials(self, step: Step) -> list[tuple[Phrase, Hint]]:
        """X_1, ..., X_n are iid Bernoulli, where X is binomial and the words say that it is a sum of such trials."""
        kinds = {(h.kind, h.law): h for h in self.hints if not h.negated and h.line <= step.line}
        said = [kinds.get(("law", "bernoulli")), kinds.get(("iid", "")) or kinds.get(("independent", ""))]
        parts = {n for side in (step.lhs, step.rhs) if side is not None for n in walk(side) if isinstance(n, Name)}
        found: list[tuple[Phrase, Hint]] = []
        for phrase in self.phrases:
            if not isinstance(phrase, LawPhrase) or phrase.law != "Binomial" or None in said:
                continue
            for name in (n for n in phrase.names if isinstance(n, Name) and not n.subscript):
                if any(part.base == name.base and len(part.subscript) == 1 for part in parts):
                    one = Name(name.base, (Name("i"),))
                    law = LawPhrase(
                        text="Bernoulli trials", names=(one,), law="Bernoulli", parameters=phrase.parameters[1:]
                    )
                    iid = IidPhrase(text="independent and identical", names=(one,))
                    found += [(p, h) for p, h in zip((law, iid), said, strict=True) if h is not None]
        return found

    def one_law(self, step: Step, random: Sequence[Name]) -> list[tuple[Phrase, Hint]]:
        """The only law that a document states, for a capital letter that it says nothing of: "the mean of this law"."""
        laws = [p for p in self.phrases if isinstance(p, LawPhrase)]
        known = {n.base for p in self.phrases for n in names_of(p)} | {n.base for n in self.defined}
        letters = [n for n in random if n == Name(n.base) and n.base.isupper() and n.base not in known]
        if len({(p.law, p.parameters, p.keys) for p in laws}) != 1 or len(letters) != 1 or len(laws[0].names) != 1:
            return []
        said = replace(laws[0], names=(letters[0],), text=f"{letters[0]} with the law of {laws[0].names[0]}")
        near = [h for h in self.hints if h.kind == "law" and step.line - BEFORE <= h.line <= step.line]
        return [(said, hint) for hint in near[-1:] if re.sub(r"[^a-z]", "", hint.law) == laws[0].law.lower()]

    def _defined_later(self, step: Step) -> list[tuple[int, DefinitionPhrase]]:
        """The first lines below a step that say what its names are, and the names in those, where none above does."""
        found: dict[Node, tuple[int, DefinitionPhrase]] = {}
        names = _names(step)
        lawful = {n for p in self.phrases if isinstance(p, LawPhrase) for n in p.names}
        for name in names:
            lines = [(line, phrase) for line, phrase in self.lines if phrase.name == name]
            if lines and lines[0][0] > step.line and name not in {*found, *lawful}:
                found[name] = lines[0]
                names += [n for n in walk(lines[0][1].value) if isinstance(n, Name)]
        return list(found.values())

    def _unheard(self, step: Step) -> Iterable[str]:
        """Words that say something of a variable of the step, of which no phrase was made."""
        names = set(_names(step))
        laws = [p for p in self.phrases if isinstance(p, LawPhrase)]
        for hint in self.hints:
            denied = hint.negated and hint.kind != "copies"
            near = hint.line <= step.line <= hint.line + REACH and not denied
            about = [n for n in hint.names if isinstance(n, Name) and n in names]
            if hint.kind not in UNHEARD or not near or not about:
                continue
            heard = (s.words.replace(".", "") for s in self.spoken if s.line <= hint.line)
            plain = hint.text.replace(".", "")
            if any(plain in words or words in plain for words in heard):
                continue
            if hint.kind == "law" and all(any(n in p.names for p in laws) for n in about):
                continue
            yield f'the words "{hint.text}" in line {hint.line} are not used'

    def _orders(self, step: Step) -> list[tuple[int, Phrase]]:
        """The orders between variables that stand beside or above a step, of its names or of what those stand for."""
        names = set(_names(step))
        names |= {
            n for name in names for _, p in self.lines if p.name == name for n in walk(p.value) if isinstance(n, Name)
        }
        found: list[tuple[int, Phrase]] = []
        for line, condition in self.conditions:
            if line > step.line + 3 or condition is step or not names & set(_names(condition)):
                continue
            if condition.lhs is not None and condition.rhs is not None:
                written = f"{condition.lhs_source} {condition.relation} {condition.rhs_source}"
                found.append((line, EquationPhrase(
                    text=written, lhs=condition.lhs, relation=condition.relation, rhs=condition.rhs
                )))  # fmt: skip
        return found

    def _is_defined(self, name: Name) -> bool:
        """Whether a line or phrase says what the name stands for."""
        return name in self.defined or any(isinstance(p, DefinitionPhrase) and p.name == name for p in self.phrases)

    def _in_force(self, step: Step, line: int, end: int) -> bool:
        between = self.text[end : max(end, step.span.start)]
        return line <= step.line <= line + REACH and _NEW_CASE.search(between) is None

    def _reasons(self, step: Step, found: Decision) -> Iterable[str]:
        """Why a refutation would overlook something."""
        parts = [part for side in (step.lhs, step.rhs) if side is not None for part in walk(side)]
        if step.relation == "!=" and any(isinstance(part, Head) for part in parts):
            yield "the two sides are equal for some laws, and differ for others"
        for line, condition in self.conditions:
            if line <= step.line + 3 and condition is not step and set(_names(step)) & set(_names(condition)):
                written = f"{condition.lhs_source} {condition.relation} {condition.rhs_source}"
                yield f"the condition {written} in line {line} is not used"
        inside = {n.base for p in parts if isinstance(p, Head) for n in walk(p) if isinstance(n, Name)}
        for line, earlier in self.open:
            bare = next(n for n in walk(earlier.lhs) if isinstance(n, Name)) if earlier.lhs is not None else None
            if earlier is not step and bare is not None and bare.base in inside and line <= step.line <= line + REACH:
                written = f"{earlier.lhs_source} = {earlier.rhs_source}"
                yield f"what line {line} says of {bare} is not used: {' '.join(written.split())[:60]}"
        for hint in self.hints:
            if hint.kind == "values" and hint.line <= step.line <= hint.line + REACH:
                of = [n for node in hint.names for n in walk(node) if isinstance(n, Name) and n.base in inside]
                here = {n for p in parts if isinstance(p, Head) for n in walk(p) if isinstance(n, Name)}
                if of and not all(self._has_a_law(n) for n in here if n.base in {o.base for o in of}):
                    yield f'the words "{hint.text}" in line {hint.line} say more of {of[0]} than is used'
        for part in parts:
            mean = isinstance(part, Name) and part.accent == "bar" and part.base in self.members
            if mean and isinstance(part, Name) and not self._is_defined(part):
                yield f"nothing stated says of what {part} is the mean"
        for name in dict.fromkeys(part for part in parts if isinstance(part, Name)):
            members = (law for n, law in self.foreign.items() if n == name or (n.subscript and n.base == name.base))
            law = next(members, "")
            if law:
                yield f"{law} is a law that is not covered"
        for part in parts:
            if isinstance(part, Call) and INVERSE in part.function.label:
                yield f"{part.function} is not tied to the function that it inverts"
        for part in (p for side in (step.lhs, step.rhs) if side is not None for p in _outside_heads(side)):
            if isinstance(part, Call) and part.function not in self.functions and _belongs_to_a_law(part):
                yield f"{read_as(part)} may be a number that belongs to the law of {part.args[0]}; say what it is"
        laws = [p for p in self.phrases if isinstance(p, LawPhrase)]
        parameters = {n for p in laws for q in p.parameters for n in walk(q) if isinstance(n, Name)}
        known = {n.base for n in parameters}
        for part in parts:
            inside = ungroup(part.args[0]) if isinstance(part, Head) and len(part.args) == 1 else None
            named = isinstance(inside, Name) and (inside.base in known or _of_a_parameter(inside, known))
            if isinstance(part, Head) and part.kind in {"Var", "Sd"} and (named or isinstance(inside, Number)):
                yield f"{read_as(part)} is written of a parameter, as a function of it, which is not covered"
            own = str(part) in {str(n) for n in parameters} or any(part in p.names for p in laws)
            lawless = isinstance(part, Name) and not own
            if lawless and isinstance(part, Name) and _of_a_parameter(part, known):
                yield f"{part} may be a value of the parameter {part.base}"
        yield from self._unheard(step)
        chosen = found.counterexample.parameters if found.counterexample is not None else {}
        for function, said in self.called.items():
            if f"{function}(t)" in chosen and said is not step and function not in self.functions:
                yield f"what line {said.line} says of {function} is not used"
        if found.counterexample is not None and _has_negative(found):
            for hint in self.hints:
                if hint.kind == "non-negative" and hint.line <= step.line:
                    yield f'the word "{hint.text}" in line {hint.line} is not used'


UNHEARD: Final = frozenset([
    "law", "another law", "copies", "iid", "identically distributed", "uncorrelated", "symmetric", "centred",
    "unit variance",
])  # fmt: skip


def _lawful(phrases: Sequence[Phrase]) -> set[str]:
    """The letters of variables whose laws are stated."""
    named = (node for p in phrases if isinstance(p, LawPhrase) for node in p.names)
    return {n.base for node in named for n in walk(node) if isinstance(n, Name)}


def _of_a_parameter(name: Name, known: set[str]) -> bool:
    """p_M and p_0, where p is a parameter."""
    base, _, below = name.base.partition("_")
    return base in known and bool(below or name.subscript)


def _outside_heads(node: Node) -> Iterable[Node]:
    """The parts that stand in no moment."""
    if not isinstance(node, Head):
        yield node
        for part in children(node):
            yield from _outside_heads(part)


def _belongs_to_a_law(call: Call) -> bool:
    """`median(X)`, `h(X)`: an unknown function of a capital letter alone."""
    name, base = call.args[0] if len(call.args) == 1 else None, ALIASES.get(call.function.base, call.function.base)
    return isinstance(name, Name) and name.base[:1].isupper() and base not in FUNCTIONS and not call.given


def _names(step: Step) -> list[Name]:
    sides = (side for side in (step.lhs, step.rhs) if side is not None)
    return [part for side in sides for part in walk(side) if isinstance(part, Name)]


def _open(found: Decision, why: str) -> Decision:
    return replace(found, verdict="unknown", reason=why, missing=(), counterexample=None, likely_slip=None)


def _is_range(step: Step) -> bool:
    """`0 <= x`, `p < q`, `X >= 0`: an order between a bare name and something without it and without moments."""
    if step.relation not in ORDERS or step.lhs is None or step.rhs is None:
        return False
    sides = (ungroup(step.lhs), ungroup(step.rhs))
    plain = not any(isinstance(part, Head | Call | Derivative) for side in sides for part in walk(side))
    for one, other in (sides, sides[::-1]):
        simple = all(isinstance(part, Name | Number | Neg | Infinity) for part in _parts(other))
        if plain and isinstance(one, Name) and one not in set(walk(other)) and simple:
            return True
    return False


def _is_member_of(head: Head, other: Head) -> bool:
    """`Var(w_i)` beside `Var(w)`: one member of a family and what they have in common."""
    one, two = (ungroup(h.args[0]) if len(h.args) == 1 else None for h in (head, other))
    return isinstance(one, Name) and isinstance(two, Name) and one.base == two.base and one != two


def _apart(step: Step) -> bool:
    """`i != j`: two indices that are not the same."""
    return step.relation == "!=" and isinstance(step.lhs, Name) and isinstance(step.rhs, Name)


def _parts(node: Node) -> list[Node]:
    """A product or quotient of names and numbers as its factors; anything else as it is."""
    if isinstance(node, Mul):
        return [part for factor in node.factors for part in _parts(factor)]
    if isinstance(node, Quotient):
        return [*_parts(node.numerator), *_parts(node.denominator)]
    return _parts(node.body) if isinstance(node, Neg) else [node]


def _has_negative(found: Decision) -> bool:
    """Whether a law of the counterexample has a value below 0."""
    laws = found.counterexample.laws if found.counterexample is not None else ()
    return any(v < 0 for law in laws for values, _ in law.atoms for v in values)
