r"""A document -> the chains of relations in it, the hypotheses stated in it, and what could not be read.

>>> found = read_document(r"Let $X \sim \mathrm{Bern}(p)$. \[ \mathrm{E}(X) = 0 \cdot (1-p) + 1 \cdot p = p \; . \]")
>>> [(chain.inline, [str(step.rhs) for step in chain.steps]) for chain in found.chains]
[(True, ['Bern(p)']), (False, ['0*(1 - p) + 1*p', 'p'])]
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from derivations.errors import UserError
from derivations.reading.hearing.prose import Said, stated_in
from derivations.reading.hearing.words import Hint, find_hints
from derivations.reading.syntax.cursor import Token
from derivations.reading.syntax.display_words import words_in
from derivations.reading.syntax.formula import read_expression
from derivations.reading.syntax.lexer import tokenize
from derivations.reading.syntax.regions import Regions, find_regions, form_of
from derivations.reading.syntax.scan import Macro, Unreadable, expand, scan
from derivations.reading.syntax.statements import Chain, Problem, Source, Step, problem_of, read_chains
from derivations.reading.syntax.tree import Call, Name, Node, Span, Tuple
from derivations.reading.syntax.usage import Usage, usage, usage_of_stated

__all__ = ["MAX_CHARACTERS", "Assumption", "Document", "read_document"]

MAX_CHARACTERS: Final = 1_000_000
# words between names and the sign of their law: $X_1, ..., X_n$ be iid $\\sim N(0, 1)$
_GOES_ON: Final = re.compile(
    r"(?i)\s*(?:\$|\\\))?(?:[\s,:]|\b(?:be|are|is|being|all|each|both|i\.?\s?i\.?\s?d\b\.?|independent(?:ly)?|identically|and"
    r"|distributed|drawn|sampled|random|variables?|mutually|with|law|distribution|as|according|to)\b\.?){0,16}+"
    r"\s*(?:\$|\\\()?\s*"
)
_BOUNDS: Final = frozenset(["<", ">", "<=", ">=", "!=", "in"])
FORMS: Final = ("latex", "markdown", "formula", "plain")


@dataclass(frozen=True, slots=True)
class Assumption:
    """A comment `% assume: TEXT`, in force until the next `% forget` (then `forget` is true and text empty)."""

    text: str
    line: int
    span: Span
    forget: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """What was read, in the order of the document."""

    text: str
    form: str
    chains: tuple[Chain, ...]
    assumptions: tuple[Assumption, ...]
    hints: tuple[Hint, ...]
    said: tuple[Said, ...]
    problems: tuple[Problem, ...]
    usage: Usage
    macros: Mapping[str, Macro]
    source: Source = field(repr=False, compare=False)

    def in_force(self, offset: int) -> tuple[Assumption, ...]:
        r"""The assumptions in force at a place of the text.

        >>> found = read_document("% assume: x symmetric\n$E[x] = 0$\n% forget\n$E[x] = 0$")
        >>> [[a.text for a in found.in_force(chain.span.start)] for chain in found.chains]
        [['x symmetric'], []]
        """
        current: list[Assumption] = []
        for assumption in self.assumptions:
            if assumption.span.start > offset:
                break
            if assumption.forget:
                current = []
            else:
                current.append(assumption)
        return tuple(current)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, from 1."""
        return self.source.position(offset)


def _tokens(regions: Regions, span: Span, macros: Mapping[str, Macro]) -> list[Token]:
    latex = regions.latex and span not in regions.typed
    return tokenize(expand(scan(regions.text, span.start, span.end, latex=latex), macros), latex=latex)


def _lines_as_rows(regions: Regions, span: Span, tokens: list[Token]) -> list[Token]:
    r"""In plain text, and in LaTeX without delimiters and without \\, every line is a row."""
    if any(token.type == "NL" for token in tokens):
        return tokens
    breaks = [match.start() for match in re.finditer("\n", regions.text[span.start : span.end])]
    made: list[Token] = []
    offsets = [span.start + offset for offset in reversed(breaks)]
    for token in tokens:
        while offsets and offsets[-1] < token.start:
            place = offsets.pop()
            made.append(Token("NL", "\n", place, place + 1))
        made.append(token)
    return made


def _with_its_subject(before: list[Token], tokens: list[Token]) -> list[Token]:
    r"""A law that begins with its sign, as in `$X$ is $\sim N(0, 1)$`, behind the names that it is the law of."""
    begins = bool(tokens) and tokens[0].type == "REL" and tokens[0].text in {"~", "sim"}
    return [*before, *tokens] if begins and not any(token.type == "REL" for token in before) else tokens


def _one_by_one(chain: Chain) -> list[Chain]:
    """The chains of a list of names that are bounded together: a, b > 0 says that a > 0 and that b > 0."""
    names = chain.first.items if isinstance(chain.first, Tuple) else ()
    bounds = all(step.relation in _BOUNDS for step in chain.steps) and chain.steps
    if not bounds or not names or not all(isinstance(name, Name) for name in names):
        return [chain]
    first, *others = chain.steps
    return [
        replace(
            chain, first=name, span=Span(max(name.span.start, chain.span.start), chain.span.end),
            steps=(replace(first, lhs=name, lhs_source=str(name)), *others),
        )
        for name in names
    ]  # fmt: skip


def read_document(text: str, *, form: str | None = None, known: Usage | None = None) -> Document:
    """Read a whole document; `form` is "latex", "markdown", "formula" (LaTeX without delimiters) or "plain", seen
    from the text if None.

    What cannot be read is in `problems`, and the rest is read. `known` holds names declared elsewhere.
    """
    if len(text) > MAX_CHARACTERS:
        raise UserError(f"a document of {len(text)} characters is too long to read; the limit is {MAX_CHARACTERS}")
    if form is not None and form not in FORMS:
        raise UserError(f"unknown form {form!r}; known: {', '.join(FORMS)}")
    form = form or form_of(text)
    source = Source(text)
    regions = find_regions(text, form)
    problems = [problem_of(source, error) for error in regions.problems]
    pieces: list[tuple[Span, bool, list[Token]]] = []
    macros: dict[str, Macro] = {}
    definitions = sorted(regions.macros, key=lambda definition: definition[0])
    spans = sorted([(span, False) for span in regions.displays] + [(span, True) for span in regions.inline])
    for span, inline in spans:
        while definitions and definitions[0][0] <= span.start:
            _, name, macro = definitions.pop(0)
            macros[name] = macro
        try:
            tokens = _tokens(regions, span, macros)
        except Unreadable as error:
            problem = problem_of(source, error)
            formula = re.search(r"[=<>]|\\sim|\\le|\\ge", text[span.start : span.end])
            if not inline or (formula is not None and span not in regions.typed):
                problems.append(problem)
            continue
        if form in {"plain", "formula"}:
            tokens = _lines_as_rows(regions, span, tokens)
        if inline and pieces and pieces[-1][1] and _GOES_ON.fullmatch(text[pieces[-1][0].end : span.start]):
            tokens = _with_its_subject(pieces[-1][2], tokens)
        pieces.append((span, inline, tokens))
    stated = usage_of_stated(words for _, kind, words in regions.comments if kind != "forget")
    seen = usage(tokens for _, _, tokens in pieces) | stated | (known or Usage())
    chains: list[Chain] = []
    inline_nodes: list[tuple[Span, Node]] = []
    equations: set[Span] = set()
    last: Chain | None = None
    for number, (span, inline, tokens) in enumerate(pieces):
        made, bad = read_chains(
            tokens, source, seen, latex=regions.latex and span not in regions.typed, inline=inline, display=number,
            before=None if inline else last,
        )  # fmt: skip
        if inline:
            inline_nodes += [(span, chain.first) for chain in made if chain.first is not None]
            equations |= {span for chain in made if chain.steps and chain.steps[0].relation in {"=", ":="}}
            related = any(token.type == "REL" for token in tokens)
            problems += bad if related else []
            made = [chain for chain in made if chain.steps]
        else:
            problems += bad
            if last is not None and last.dangling is not None and not (made and made[0].continued):
                problems.append(last.dangling[1])
            last = made[-1] if made else last
        chains += [one for chain in made for one in _one_by_one(chain)]
    if last is not None and last.dangling is not None:
        problems.append(last.dangling[1])
    assumptions = tuple(
        Assumption("" if kind == "forget" else words, source.position(span.start)[0], span, kind == "forget")
        for span, kind, words in regions.comments
    )
    prose = _prose(regions)

    def line_of(offset: int) -> int:
        return source.position(offset)[0]

    hints = find_hints(prose, inline_nodes, line_of, equations)
    maths = [text[span.start : span.end] for span, inline in spans if inline]
    sides = {s.lhs for chain in chains for s in chain.steps if s.relation in {"=", ":="}}
    defined = {side.base for side in sides if isinstance(side, Name)}
    heard = stated_in(prose, maths, line_of, defined=defined)
    in_displays, shown = words_in(regions.text, regions.displays)
    if shown:
        heard += stated_in(in_displays, [text[s.start : s.end] for s in shown], line_of, defined=defined)
        nodes = [(span, node) for span in shown for node in _nodes_of(regions, span, macros, source, seen)]
        hints += find_hints(in_displays, nodes, line_of)
        inline_nodes += nodes
    said = [s for s in heard if s.text and not s.defines]
    worded = (_defined_in_words(s, seen, regions, source) for s in heard if s.defines)
    chains += [chain for chain in worded if chain is not None]
    chains.sort(key=lambda chain: chain.span.start)
    for lost in (s for s in heard if not s.text):
        names = tuple(node for span, node in inline_nodes if lost.start <= span.start <= lost.end)
        hints.append(Hint("lost", names, lost.words, Span(lost.start, lost.end), lost.line))
    if form == "plain":  # the words as they are typed
        said = [replace(s, words=s.words.replace("$", "")) for s in said]
    return Document(
        text,
        form,
        tuple(chains),
        assumptions,
        tuple(hints),
        tuple(said),
        tuple(sorted(problems, key=lambda p: p.span)),
        seen,
        dict(macros),
        source,
    )


def _nodes_of(
    regions: Regions, span: Span, macros: Mapping[str, Macro], source: Source, known: Usage
) -> list[Node]:  # fmt: skip
    """What stands between the words of a display, as inline mathematics."""
    try:
        tokens = _tokens(regions, span, macros)
    except Unreadable:
        return []
    chains, _ = read_chains(tokens, source, known, latex=regions.latex, inline=True, display=-1, before=None)
    return [chain.first for chain in chains if chain.first is not None]


def _defined_in_words(said: Said, known: Usage, regions: Regions, source: Source) -> Chain | None:
    """The line that a sentence is: "let S be the sum of X and Y" is S := X + Y."""
    written = said.text.split(" = ", 1)
    try:
        name, value = (read_expression(part, latex=regions.latex or None, known=known) for part in written)
    except UserError:
        return None
    line, column = source.position(said.start)
    span = Span(said.start, said.end)
    relation = "=" if isinstance(name, Call) else ":="  # f_Z(z) = e^{-z}
    step = Step(relation, name, value, written[0], written[1], line, column, span)
    return Chain(line, span, (step,), first=name, inline=True, display=-1 - said.start)


_HEADING: Final = re.compile(
    r"\\(?:part|chapter|(?:sub)*section|(?:sub)?paragraph|title|caption)\*?\{[^{}\n]*\}|^#{1,6} [^\n]*\n", re.MULTILINE
)


_MARKUP: Final = re.compile(
    r"\\(?:cite\w*|(?:eq|auto|c|C|page|name)?ref|label|footnote(?:mark|text)?|index|[vh]space)\*?"
    r"(?:\[[^\]\n]*\])*\{[^{}\n]*\}"
    r"|\\(?:emph|text[a-z]+|mbox|underline|uline|term|bf|it|sc|em|sf|rm|tt|sl|(?:bf|it|sc|sl|md|up)\w+|noindent|par|item"
    r"|(?:small|med|big)skip)\b|\[\[(?:[^\]|\n]*\|)?|\]\]|\\[ ,;@/!:]|[{}~*]"
    r"|(?<![A-Za-z0-9])_(?=[A-Za-z])|(?<=[a-z.])_(?![A-Za-z0-9])"
)


def _prose(regions: Regions) -> str:
    r"""The text with displays as sentence ends, and inline mathematics and all that is skipped as blanks.

    A display leaves \x01 and inline mathematics \x02 at its beginning.
    """
    prose = list(regions.text)
    displays = {span.start for span in regions.displays}
    inner = sorted([*regions.displays, *regions.inline])
    for span, outer in zip(inner, sorted(regions.outer), strict=True):
        for index in range(outer.start, outer.end):
            if prose[index] != "\n":
                prose[index] = " "
        if outer.end > outer.start:
            prose[outer.start] = "\x01" if span.start in displays else "\x02"
    for span in regions.skipped:
        for index in range(span.start, span.end):
            if prose[index] != "\n":
                prose[index] = " "
    text = re.sub(
        r"\]\([^()\s]*\)", lambda match: "]" + " " * (len(match.group()) - 1), "".join(prose)
    )  # the targets of links
    text = _MARKUP.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), _HEADING.sub(_as_breaks, text))
    return re.sub(r"\n[ \t]*\n", lambda match: "\x01" + match.group()[1:], text)


def _as_breaks(match: re.Match[str]) -> str:
    return "\x01" + match.group()[1:-1] + "\x01"
