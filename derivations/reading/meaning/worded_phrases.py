"""Hypotheses in words: "w_j iid", "x independent of y", "k odd", "z ~ N(0, sd 2)", each with its pattern."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Final

from derivations.reading.meaning.stated import (
    CentredPhrase,
    DeclarationPhrase,
    DensityPhrase,
    DependentPhrase,
    EqualVariancePhrase,
    EquationPhrase,
    IdenticallyDistributedPhrase,
    IidPhrase,
    IndependentPhrase,
    LawPhrase,
    NoAtomPhrase,
    PairwisePhrase,
    Phrase,
    SymmetricPhrase,
    UncorrelatedPhrase,
)  # fmt: skip
from derivations.reading.syntax.cursor import Token
from derivations.reading.syntax.formula import parse
from derivations.reading.syntax.lexer import tokenize
from derivations.reading.syntax.scan import Unreadable, scan
from derivations.reading.syntax.spelling import LAW_NAMES, LAWS
from derivations.reading.syntax.tree import Call, Dots, Head, Name, Node, Number, Power, Tuple
from derivations.reading.syntax.usage import Usage, usage

__all__ = ["PATTERNS", "Reader", "cut"]

_KEYS: Final = {
    "mean": "mean",
    "sd": "sd",
    "std": "sd",
    "stdev": "sd",
    "variance": "variance",
    "var": "variance",
    "rate": "rate",
    "scale": "scale",
    "shape": "shape",
}


class Reader:
    """Reads the pieces of one phrase, with what the document knows of its letters."""

    def __init__(self, text: str, known: Usage) -> None:
        self.text = text
        self.latex = "\\" in text
        self.known = known

    def tokens(self, text: str) -> list[Token]:
        """The tokens of a piece."""
        return tokenize(scan(text, latex=self.latex), latex=self.latex)

    def node(self, text: str, *, law: bool = False) -> Node:
        """The expression, without the punctuation behind it."""
        tokens = self.tokens(text)
        while tokens and tokens[-1].type in {"PERIOD", "COMMA", "SEMI", "QUAD", "NL"}:
            tokens.pop()
        return parse(tokens, (usage([tokens]) | self.known).within(tokens), latex=self.latex, law=law)

    def names(self, text: str) -> tuple[Node, ...]:
        """The names in a list like `x, y and z`; brackets make a group."""
        text = re.sub(r"\\text(?:rm)?\{\s*and\s*\}|\band\b|&", ",", text)
        text = re.sub(
            r"(?i)\b(?:the|all|every|each|both|random|variables?|family|families|that|let|assume|suppose)\b(?!\s*[_(])",
            " ",
            text,
        )
        text = re.sub(r",\s*(?:,\s*)+", ", ", text).strip(" ,")
        node = self.node(text)
        found = node.items if isinstance(node, Tuple) and not text.startswith("(") else (node,)
        allowed = (Name, Dots, Tuple, Call, Power)
        if not found or not all(isinstance(item, allowed) for item in found):
            raise Unreadable("names are expected", 0, len(text), text)
        return found


_COUNTS: Final = frozenset("ijklmnpqrsNM")  # of which "k odd" says what number it is; "f odd" speaks of a function
_Make = Callable[[Reader, str, "re.Match[str]"], list[Phrase]]
_AUX: Final = (  # in "W, a independent" a is a name
    r"(?:\s+(?:(?:is|are|be|being|has|have|with)(?:\s+an?)?|of|and|both|all|each|mutually|jointly|statistically"
    r"|also|to))*"
)
_IID: Final = r"i\.?\s?i\.?\s?d\.?|independent(?:ly)?(?:,|\s+and)?\s+identically\s+distributed"
_AROUND: Final = r"(?:\s+(?:distribution|law))?(?:\s+(?:around|about|at)\s+(?:0|zero|the\s+origin))?"
_ZERO: Final = r"(?:0|zero)"
_EACH_OTHER: Final = r"(?:\s+(?:of|from)\s+(?:each\s+other|one\s+another))"
_PAIRS: Final = r"(?:\s+(?:is|are|be|being|all))*\s+pair-?wise"


def _simple(kind: type[Phrase]) -> _Make:
    return lambda reader, text, match: [kind(text=text, names=reader.names(match["names"]))]  # type: ignore[call-arg]


def _independent(reader: Reader, text: str, match: re.Match[str]) -> list[Phrase]:
    groups = reader.names(match["names"])
    if match.groupdict().get("other"):
        other = reader.names(match["other"])
        groups = (_grouped(groups), _grouped(other))
    return [IndependentPhrase(text=text, groups=groups)]


def _pairwise(reader: Reader, text: str, match: re.Match[str]) -> list[Phrase]:
    return [PairwisePhrase(text=text, names=reader.names(match["names"]), others=reader.names(match["other"]))]


def _grouped(names: tuple[Node, ...]) -> Node:
    return names[0] if len(names) == 1 else Tuple(names)


def _declaration(reader: Reader, text: str, match: re.Match[str]) -> list[Phrase]:
    words = match["role"].lower().split()
    role = next(
        (w for w in ("random", "constant", "function", "index") if any(word.startswith(w[:5]) for word in words)), ""
    )
    roles = [role] if role else []
    if any(word.startswith("indic") for word in words):
        roles = ["index"]
    roles += [
        word.rstrip("s")
        for word in words
        if word.rstrip("s") in {"integer", "positive", "odd", "even", "real", "nonnegative", "natural"}
    ]
    names = reader.names(match["names"])
    if "function" not in roles and all(isinstance(n, Name) and n.base in _COUNTS for n in names):
        roles = [f"{role} number" if role in {"odd", "even"} else role for role in roles]
        roles += ["integer"] if {"odd number", "even number"}.intersection(roles) else []
    return [DeclarationPhrase(text=text, names=names, role=role) for role in roles]


def _no_atom(reader: Reader, text: str, match: re.Match[str]) -> list[Phrase]:
    at = reader.node(match["at"]) if match["at"] and match["at"] != "zero" else Number(Fraction(0))
    return [NoAtomPhrase(text=text, names=reader.names(match["names"]), at=at)]


def _unit_variance(reader: Reader, text: str, match: re.Match[str]) -> list[Phrase]:
    one = Number(Fraction(1))
    return [EquationPhrase(text=text, lhs=Head("Var", (name,)), rhs=one) for name in reader.names(match["names"])]


def _law(reader: Reader, text: str, match: re.Match[str]) -> list[Phrase]:
    word, arguments = match["law"], match["arguments"]
    law = LAWS.get(word)
    if law is None and match["sign"].isalpha():
        return []
    if law is None:
        known = ", ".join(LAW_NAMES)
        raise Unreadable(f"the law {word} is not known; known: {known}", match.start("law"), match.end("law"), word)
    if match["log"]:
        law = "LogNormal"
    names = reader.names(match["names"])
    keys: list[str] = []
    parameters: list[Node] = []
    for piece in cut(arguments or "", ","):
        named = re.match(rf"\s*(?:\\text\{{)?\s*({'|'.join(_KEYS)})\b\s*\}}?\s*[:=]?\s*(?=\S)", piece)
        keys.append(_KEYS[named.group(1)] if named else "")
        parameters.append(reader.node(piece[named.end() :] if named else piece))
    if match["standard"]:
        parameters, keys = [Number(Fraction(0)), Number(Fraction(1))], ["", ""]
    return [
        LawPhrase(
            text=text,
            names=names,
            law=law,
            parameters=tuple(parameters),
            keys=tuple(keys),
            independent=bool(match["iid"] or match["iid2"] or match["iid3"]),
        )
    ]


_TILDE: Final = (
    r"(?P<sign>~|∼|\\sim\b|\\overset\{(?:\\text\{|\\mathrm\{)?(?P<iid>i\.?i\.?d\.?)\}?\}\{\\sim\}"
    r"|\bis\b|\bare\b|\bhas\s+law\b|\bfollows?\b)"
)
_PATTERNS: Final[list[tuple[str, _Make]]] = [
    (
        rf"(?P<names>.+?){_AUX}\s+(?:not\s+(?:necessarily\s+)?independent|(?:possibly\s+)?dependent|correlated)",
        _simple(DependentPhrase),
    ),
    (rf"(?P<names>.+?){_AUX}\s+(?:{_IID})", _simple(IidPhrase)),
    (rf"(?P<names>.+?){_PAIRS}\s+independent{_EACH_OTHER}?", _simple(PairwisePhrase)),
    (rf"(?P<names>.+?){_PAIRS}\s+independent\s+(?:of|from)\s+(?P<other>.+)", _pairwise),
    (rf"(?P<names>.+?){_AUX}\s+independent{_EACH_OTHER}", _independent),
    (rf"(?P<names>.+?){_AUX}\s+independent\s+(?:of|from)\s+(?P<other>.+)", _independent),
    (rf"(?P<names>.+?){_AUX}\s+independent(?:\s+(?:random\s+)?variables)?", _independent),
    (
        rf"(?P<names>.+?){_AUX}\s+(?:identically\s+distributed|same\s+(?:law|distribution)|the\s+same\s+(?:law|distribution))",
        _simple(IdenticallyDistributedPhrase),
    ),
    (rf"(?P<names>.+?){_AUX}\s+(?:(?:the\s+)?(?:equal|same|common)\s+variances?)", _simple(EqualVariancePhrase)),
    (rf"(?P<names>.+?){_AUX}\s+uncorrelated", _simple(UncorrelatedPhrase)),
    (rf"(?P<names>.+?){_AUX}\s+symmetric(?:al|ally\s+distributed)?{_AROUND}", _simple(SymmetricPhrase)),
    (rf"(?P<names>.+?){_AUX}\s+(?:cent(?:red|ered)|{_ZERO}[\s-]+mean|mean\s+{_ZERO})", _simple(CentredPhrase)),
    (rf"(?P<names>.+?){_AUX}\s+(?:unit\s+variance|variance\s+(?:1|one))", _unit_variance),
    (rf"(?P<names>.+?){_AUX}\s+no\s+atoms?(?:\s+(?:at|in)\s+(?P<at>.+))?", _no_atom),
    (rf"(?P<names>.+?){_AUX}\s+(?:continuous|absolutely\s+continuous|density)", _simple(DensityPhrase)),
    (
        rf"(?P<names>.+?){_AUX}\s+(?P<role>(?:(?:positive|nonnegative|real|random|constant|deterministic|odd|even|natural)\s+)*(?:random|constants?|deterministic|functions?|index|indices|integers?|positive|nonnegative|real|odd|even|variables?|numbers?))",
        _declaration,
    ),
    (
        rf"(?P<names>.+?)\s*{_TILDE}\s*(?P<iid2>i\.?i\.?d\.?\s+)?(?P<standard>standard\s+)?(?P<log>\\?(?:ln|log)\s+)?(?:\\(?:mathcal|mathrm|text|operatorname|mathbb)\s*)?\{{?\\?(?P<law>[A-Za-z]+)\}}?\s*(?:on\s+)?(?:\\left)?\s*(?:[(\[]\s*(?P<arguments>.*?)(?:\\right)?\s*[)\]])?(?P<iid3>,?\s+i\.?i\.?d\.?)?",
        _law,
    ),
]
PATTERNS: Final = [(re.compile(pattern.replace(r"\s+", " "), re.DOTALL), make) for pattern, make in _PATTERNS]


def cut(text: str, sign: str) -> list[str]:
    """The pieces of a text between signs outside all brackets."""
    pieces, level, start = [], 0, 0
    for index, character in enumerate(text):
        level += (character in "([{") - (character in ")]}")
        if character in sign and level <= 0:
            pieces.append(text[start:index])
            start = index + 1
    return [piece for piece in (*pieces, text[start:]) if piece.strip()]
