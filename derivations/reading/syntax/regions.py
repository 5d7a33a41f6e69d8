r"""Where the mathematics of a document is: displays, inline mathematics, macros, comments, and what is left as prose.

Every offset is kept, so that what is found can be shown in the author's own lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from derivations.reading.syntax.bare import spans_in
from derivations.reading.syntax.macros import Definitions
from derivations.reading.syntax.scan import Macro, Unreadable
from derivations.reading.syntax.spelling import LAW_WORDS, ROW_ENVIRONMENTS
from derivations.reading.syntax.tree import Span
from derivations.reading.syntax.typed import is_prose, typed_in

__all__ = ["Regions", "find_regions", "form_of"]

_ENVIRONMENTS: Final = (
    "|".join(sorted(ROW_ENVIRONMENTS - {"array", "aligned", "gathered", "alignedat"})) + "|aligned|gathered|alignedat"
)
_VERBATIM: Final = "verbatim|Verbatim|lstlisting|comment|minted|tikzpicture|filecontents|thebibliography"
_START: Final = re.compile(
    rf"""(?P<doubled>\\\\[(\[](?=[^\n]*\\\\[)\]]))
    |(?P<escaped>\\\\(?:\[[^\]\n]*\])?|\\[$%&#_{{}}])
    |(?P<comment>%[^\n]*)
    |(?P<skip>\\begin\{{(?:{_VERBATIM})\*?\}})
    |(?P<environment>\\begin\{{(?:{_ENVIRONMENTS})\*?\}})
    |(?P<display>\$\$|\\\[)
    |(?P<inline>\$|\\\()
    |(?P<directive>^(?P<indent>[ \t]*)\.\.[ ]math::[ \t]*)
    |(?P<role>:math:`)
    |(?P<fence>^[ ]{{0,3}}(?:```|~~~)[^\n]*$)
    |(?P<code>`+)
    |(?P<html><!--)""",
    re.VERBOSE | re.MULTILINE,
)
_COMMENT: Final = re.compile(
    r"(?m)(?:(?<![\\%])%+|^[ \t]*\#+|<!--|^[ \t]*//)[ \t]*(assume|assuming|forget)\b[ \t]*:?[ \t]*([^\n]*)$"
)
_PLAIN_ASSUME: Final = re.compile(r"(?m)^[ \t]*(assume|assuming|forget)\b[ \t]*:?[ \t]*([^\n]*)$")
_MATHEMATICAL: Final = re.compile(r"\\[A-Za-z]|[\^_=]|^\s*[A-Za-z]\s*$")  # "$ x = 1 $", and not "5 $ or 6 $"
# what people type in a sentence, without delimiters: E[X] = 0, Var(w) = 1/n; and as code: m ~ Bernoulli(1-p)
_LETTER: Final = r"[A-Za-zα-ω](?:_(?:\w|\{\w{1,4}\}))?"
_LETTERS: Final = rf"[ ]?{_LETTER}(?:,[ ]?{_LETTER})?[ ]?"
_TYPED: Final = re.compile(
    rf"(?<![\w\\$`.])(?:E|Var|VAR|var|V|Cov|cov)[ ]?(?:\[{_LETTERS}\]|\({_LETTERS}\))"
    rf"[ ]?=[ ]?(?:-?\d+(?:\.\d+|/\w+)?|{_LETTER}(?:²|\^2)?)(?=[.,;:!?)]*(?:\s|\Z))"
)
_TYPED_LAW: Final = re.compile(
    rf"{_LETTER}(?:,[ ]?{_LETTER})*[ ]?[~∼][ ]?(?:{'|'.join(sorted(LAW_WORDS, key=len, reverse=True))}|N|U)"
    r"\([^()\n]{1,60}\)"
)
_QUOTE: Final = re.compile(r"[ ]{0,3}(?:>[ ]?)+(?:\[!\w+\][+-]?)?")
_WRAPPED: Final = re.compile(r"(?<!\n)(?:[a-z]{2,}|[A-Z][a-z]+)\b[ ,](?![ ]*[=<>~+*/^-])")  # words
_ENDED: Final = re.compile(r"[.:;!?]\s*\Z|[=+*/<>-]\s*\Z")
_LABEL: Final = re.compile(r"\s*(?:\(?(?:[a-z]|[ivx]{2,4}|\d{1,2})\)|\d{1,2}\.)\s+(?=[A-Za-z0-9\\(|⟨∑√])")  # (a), 2.
_EXPRESSION: Final = re.compile(r"[A-Za-z]{1,5}\s?[\[(].*[\])](?:\^\d)?")  # the left side of the next line: Cov(X, Y)
_UNFINISHED: Final = ("=", "+", "-", "*", "/", "<", ">", "≈", "≤", "≥", "(", "[", ",")


@dataclass(slots=True)
class Regions:
    """What was found, as spans; `displays` and `inline` hold the mathematics without its delimiters.

    `typed` are those of `inline` that stand without delimiters, in the plain form. `text` is the document with the
    definitions of its macros blanked out.
    """

    displays: list[Span] = field(default_factory=list)
    inline: list[Span] = field(default_factory=list)
    skipped: list[Span] = field(default_factory=list)
    macros: list[tuple[int, str, Macro]] = field(default_factory=list)
    comments: list[tuple[Span, str, str]] = field(default_factory=list)
    outer: list[Span] = field(default_factory=list)
    typed: set[Span] = field(default_factory=set)
    problems: list[Unreadable] = field(default_factory=list)
    latex: bool = True
    text: str = ""


def form_of(text: str) -> str:
    r"""Which form a text has: "latex", "markdown", "formula" (LaTeX without delimiters) or "plain".

    >>> [form_of(text) for text in (r"\[ x = 1 \]", "# Title\n$x$", r"\mathbb{E}[x] = 0", "E[x] = 0")]
    ['latex', 'markdown', 'formula', 'plain']
    """
    delimited = re.search(
        rf"\$|\\\[|\\\(|\\begin\{{(?:{_ENVIRONMENTS}|document)\*?\}}|```math|(?m:^[ \t]*\.\. math::)|:math:`", text
    )
    if (
        delimited
        and re.search(r"(?m)^(---\s*$|#+ |```|\s*[-*] |>)|\*\*|\]\(|<!--", text)
        and "\\documentclass" not in text
    ):
        return "markdown"
    if delimited and not text.lstrip().startswith("\\begin{"):
        return "latex"
    if delimited:
        return "latex"
    return "formula" if re.search(r"\\[A-Za-z]", text) else "plain"


class _Finder:
    def __init__(self, text: str, form: str) -> None:
        self.text, self.form = text, form
        self.found = Regions(latex=form != "plain")
        self.missing: set[str] = set()

    def close(self, sign: str, start: int) -> int:
        """Where `sign` is next, -1 if nowhere; a sign that is missing once is not searched for again."""
        if sign in self.missing:
            return -1
        place = self.text.find(sign, start)
        if place < 0:
            self.missing.add(sign)
        return place

    def run(self) -> Regions:
        at = 0
        if self.form == "markdown" and self.text.startswith("---"):
            end = self.text.find("\n---", 3)
            if end > 0:
                at = end + 4
                self.found.skipped.append(Span(0, at))
        while match := _START.search(self.text, at):
            at = self.region(match)
        return self.found

    def region(self, match: re.Match[str]) -> int:
        kind, sign, start, end = match.lastgroup, match.group(), match.start(), match.end()
        markdown = self.form == "markdown"
        if kind == "comment":
            if markdown and not _COMMENT.match(sign):
                return start + 1
            self.found.skipped.append(Span(start, end))
        elif kind in {"display", "environment"}:
            return self._display(sign, start, end)
        elif kind == "inline":
            return self._inline(sign, start, end)
        elif kind == "doubled":  # "\\( x \\)", as pages are written whose Markdown eats one backslash
            stop = self.close(sign.replace("(", ")").replace("[", "]"), end) if markdown else -1
            if stop < 0:
                return start + 2
            self._add(self.found.inline, end, stop, start, stop + 3)
            return stop + 3
        elif kind == "directive":
            return self._directive(start, end, len(match["indent"].expandtabs()))
        elif kind == "role":
            stop = self.close("`", end)
            if stop >= 0 and "\n\n" not in self.text[end:stop]:
                self._add(self.found.inline, end, stop, start, stop + 1)
                return stop + 1
        elif kind == "skip":
            return self._skip(start, end, sign.replace("\\begin", "\\end"))
        elif kind == "html" and markdown:
            return self._skip(start, end, "-->")
        elif kind == "fence" and markdown:
            mark = sign.strip()[:3]
            stop = self.close("\n" + mark, end)
            stop = len(self.text) if stop < 0 else stop
            if sign.strip()[3:].strip().lower() == "math":
                self._add(self.found.displays, end, stop, start, min(len(self.text), stop + 4))
            else:
                self.found.skipped.append(Span(start, min(len(self.text), stop + 4)))
            return min(len(self.text), stop + 4)
        elif kind == "code" and markdown:
            stop = self.close(sign, end)
            if stop >= 0 and "\n\n" not in self.text[end:stop]:
                self.found.skipped.append(Span(start, stop + len(sign)))
                return stop + len(sign)
        return end

    def _directive(self, start: int, end: int, indent: int) -> int:
        """The block behind `.. math::`: the rest of its line and the lines indented below it, its options left out."""
        first = self.text.find("\n", end)
        stop = len(self.text) if first < 0 else first
        inside = end
        for line in re.finditer(r"[^\n]*(?:\n|\Z)", self.text[stop + 1 :] if first >= 0 else ""):
            words = line.group().expandtabs()
            if words.strip() and len(words) - len(words.lstrip()) <= indent:
                break
            if not self.text[inside : stop + 1].strip() and re.match(r"\s*:\w+:", words):
                inside = first + 1 + line.end()
            if words.strip():
                stop = first + 1 + line.end()
        self._add(self.found.displays, min(inside, stop), stop, start, stop)
        return stop

    def _skip(self, start: int, end: int, sign: str) -> int:
        stop = self.close(sign, end)
        if stop < 0:
            return end
        self.found.skipped.append(Span(start, stop + len(sign)))
        return stop + len(sign)

    def _add(self, spans: list[Span], start: int, end: int, outer_start: int, outer_end: int) -> None:
        spans.append(Span(start, end))
        self.found.outer.append(Span(outer_start, outer_end))

    def _display(self, sign: str, start: int, end: int) -> int:
        if sign.startswith("\\begin"):
            closing = sign.replace("\\begin", "\\end")
            stop = self.close(closing, end)
            inner = (start, stop + len(closing))
        else:
            closing = "$$" if sign == "$$" else "\\]"
            stop = self.close(closing, end)
            inner = (end, stop)
        if stop < 0:
            self.found.problems.append(Unreadable(f"a display that is never closed with {closing}", start, end, sign))
            return end
        self._add(self.found.displays, *inner, start, stop + len(closing))
        return stop + len(closing)

    def _inline(self, sign: str, start: int, end: int) -> int:
        closing = "$" if sign == "$" else "\\)"
        stop = self.close(closing, end)
        while stop > 0 and sign == "$" and self.text[stop - 1] == "\\" and self.text[stop - 2] != "\\":
            stop = self.close(closing, stop + 1)
        body = self.text[end : max(stop, end)]
        broken = stop < 0 or "\n\n" in body
        if self.form == "markdown" and sign == "$" and not broken:
            after = self.text[stop + 1 : stop + 2]
            spaced = bool(body) and (body[0].isspace() or body[-1].isspace())
            broken = not body or after.isdigit() or (spaced and not _MATHEMATICAL.search(body))
        if broken:
            if self.form != "markdown":
                self.found.problems.append(
                    Unreadable(f"inline mathematics that is never closed with {closing}", start, end, sign)
                )
            return end
        inner_start, inner_stop = end, stop
        if len(body) > 1:  # $`x`$
            inner_start, inner_stop = end + body.startswith("`"), stop - body.endswith("`")
        self._add(self.found.inline, inner_start, inner_stop, start, stop + len(closing))
        return stop + len(closing)


def _formula(text: str) -> Regions:
    """LaTeX without delimiters: paragraphs are displays."""
    found = Regions()
    for match in re.finditer(r"(?:(?!\n[ \t]*\n).)+", text, re.DOTALL):
        if match.group().strip():
            found.displays.append(Span(match.start(), match.end()))
            found.outer.append(Span(match.start(), match.end()))
    return found


def _plain(text: str) -> Regions:
    """A plain document: lines that are formulas, those without a blank line or prose between them in one display.

    Of a line of words the formulas and names in it are inline; one that begins it, as `= E[x]  since ...`, is shown.
    """
    found = Regions(latex=False)
    start = end = -1
    offset = 0
    unfinished = sentence = False
    lines = text.splitlines(keepends=True)
    for line, following in zip(lines, [*lines[1:], ""], strict=False):
        stripped = line.strip()
        goes_on = following.lstrip().startswith(("=", "<=", ">=", "≤", "≥")) and _EXPRESSION.fullmatch(stripped)
        comment = stripped.startswith(("#", "%", "//")) or _PLAIN_ASSUME.match(line) is not None
        wrapped = sentence and not unfinished and _WRAPPED.match(line) is not None
        formula = bool(stripped) and not comment and (unfinished or bool(goes_on) or not (wrapped or is_prose(line)))
        sentence = bool(stripped) and not formula and not comment and _ENDED.search(line) is None
        unfinished = formula and stripped.endswith(_UNFINISHED)
        label = _LABEL.match(line) if formula else None
        if label is not None and start >= 0:
            _show(found.displays, Span(start, end), found)
            start = -1
        if formula:
            start = offset + (label.end() if label else 0) if start < 0 else start
            end = offset + len(line)
        else:
            if start >= 0:
                _show(found.displays, Span(start, end), found)
                start = -1
            for piece in typed_in(line.rstrip()) if not comment else ():
                span = Span(offset + piece.start, offset + piece.start + len(piece.text))
                begins = not line[: piece.start].strip() and re.search(r"[~∼]", piece.text) is None
                first = begins and (piece.relates or piece.text[0] in "=<>≤≥≈")
                _show(found.displays if first else found.inline, span, found)
                found.typed |= set() if first else {span}
        offset += len(line)
    if start >= 0:
        _show(found.displays, Span(start, end), found)
    return found


def _show(spans: list[Span], span: Span, found: Regions) -> None:
    spans.append(span)
    found.outer.append(span)


def _unquoted(text: str) -> str:
    """A Markdown text with the > of quoted lines made blank; in a display that begins outside a quote it is a sign."""
    lines = text.split("\n")
    within = False
    for number, line in enumerate(lines):
        quote = _QUOTE.match(line)
        if quote and not within:
            lines[number] = " " * quote.end() + line[quote.end() :]
        elif line.count("$$") % 2:
            within = not within
    return "\n".join(lines)


def find_regions(text: str, form: str) -> Regions:
    """Where the mathematics is, in a text of the given form (see `form_of`)."""
    text = _unquoted(text) if form == "markdown" else text
    definitions = Definitions(text)
    if form != "plain":
        definitions.run()
    text = _blanked(text, definitions.spans)
    found = _formula(text) if form == "formula" else _plain(text) if form == "plain" else _Finder(text, form).run()
    if form in {"latex", "markdown"}:
        _find_bare(text, found)
        _find_typed(text, found)
    found.text, found.macros = text, definitions.macros
    found.problems += definitions.problems
    patterns = [_COMMENT, _PLAIN_ASSUME] if form == "plain" else [_COMMENT]
    hidden = [span for span in found.skipped if text.startswith(("```", "~~~", "\\begin"), span.start)]
    shown = _blanked(text, hidden)
    seen: set[int] = set()
    for pattern in patterns:
        for match in pattern.finditer(shown):
            if match.start(2) not in seen:
                seen.add(match.start(2))
                said = match.group(2).split("-->")[0].rstrip()
                span = Span(match.start(2), match.start(2) + len(said))
                found.comments.append((span, "forget" if match.group(1) == "forget" else "assume", said))
    found.comments.sort(key=lambda comment: comment[0])
    return found


def _find_bare(text: str, found: Regions) -> None:
    """Names and formulas in sentences of paragraphs that have no delimiters."""
    shown = [text[span.start : span.end] for span in (*found.displays, *found.inline)]
    hidden = _blanked(text, [*found.skipped, *found.displays])
    for span in spans_in(hidden, shown, sorted([*found.outer, *found.skipped]), found.inline):
        found.inline.append(span)
        found.outer.append(span)
        found.typed.add(span)


def _find_typed(text: str, found: Regions) -> None:
    """Short equations between moments in a sentence, and laws and such equations written as code."""
    code = [s for s in found.skipped if re.fullmatch(r"`[^`\n]+`", text[s.start : s.end])]
    spans = []
    for span in code:
        inner = text[span.start + 1 : span.end - 1]
        if _TYPED.fullmatch(inner) or _TYPED_LAW.fullmatch(inner):
            spans.append((Span(span.start + 1, span.end - 1), span))
    hidden = _blanked(text, [*found.outer, *found.skipped])
    spans += [(s, s) for match in _TYPED.finditer(hidden) for s in (Span(*match.span()),)]
    for inner_span, outer in spans:
        found.inline.append(inner_span)
        found.outer.append(outer)
        found.typed.add(inner_span)
    found.skipped = [s for s in found.skipped if s not in {outer for _, outer in spans}]


def _blanked(text: str, spans: list[Span]) -> str:
    """The text with everything in the spans but the ends of lines made blank."""
    pieces, at = [], 0
    for span in sorted(spans):
        pieces += [text[at : span.start], re.sub(r"[^\n]", " ", text[max(at, span.start) : span.end])]
        at = max(at, span.end)
    return "".join(pieces) + text[at:]
