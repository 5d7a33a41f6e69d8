r"""The phrases in which hypotheses are stated: `x, y independent; w_j iid; E[w_j] = 0; z ~ N(0, \sigma^2); v = x + y`.

Each becomes one small frozen record of `stated`; nothing is concluded here. A phrase that is not understood is an error
that names it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Final

from derivations.errors import UserError
from derivations.reading.cursor import Token
from derivations.reading.formula import parse
from derivations.reading.lexer import tokenize
from derivations.reading.said_plainly import phrases_in_words
from derivations.reading.scan import Unreadable, scan
from derivations.reading.spelling import LAW_NAMES, LAWS
from derivations.reading.splitting import Statement, split
from derivations.reading.stated import (
    CentredPhrase,
    DeclarationPhrase,
    DefinitionPhrase,
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
    defined_square,
)
from derivations.reading.statements import Step
from derivations.reading.tree import (
    Call,
    Dots,
    Group,
    Head,
    Infinity,
    Interval,
    Name,
    Neg,
    Node,
    Number,
    Power,
    Quotient,
    Relation,
    Tuple,
    ungroup,
    walk,
)
from derivations.reading.usage import Usage, usage

__all__ = [
    "LAW_NAMES",
    "CentredPhrase",
    "DeclarationPhrase",
    "DefinitionPhrase",
    "DensityPhrase",
    "DependentPhrase",
    "EqualVariancePhrase",
    "EquationPhrase",
    "IdenticallyDistributedPhrase",
    "IidPhrase",
    "IndependentPhrase",
    "LawPhrase",
    "NoAtomPhrase",
    "PairwisePhrase",
    "Phrase",
    "SymmetricPhrase",
    "UncorrelatedPhrase",
    "defined_square",
    "ends_of",
    "law_of",
    "phrase_of",
    "read_phrases",
]

MAX_PHRASES: Final = 200
MAX_WORDS: Final = 400

_SPOKEN_LAWS: Final = sorted(word for word in LAWS if len(word) > 4 and word.islower())
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


class _Reader:
    def __init__(self, text: str, known: Usage) -> None:
        self.text = text
        self.latex = "\\" in text
        self.known = known

    def tokens(self, text: str) -> list[Token]:
        return tokenize(scan(text, latex=self.latex), latex=self.latex)

    def node(self, text: str, *, law: bool = False) -> Node:
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

_Make = Callable[[_Reader, str, "re.Match[str]"], list[Phrase]]
_AUX: Final = (
    r"(?:\s+(?:is|are|be|being|has|have|with|of|and|both|all|each|mutually|jointly|statistically"
    r"|a|an|also|to))*"
)
_IID: Final = r"i\.?\s?i\.?\s?d\.?|independent(?:ly)?(?:,|\s+and)?\s+identically\s+distributed"
_AROUND: Final = r"(?:\s+(?:distribution|law))?(?:\s+(?:around|about|at)\s+(?:0|zero|the\s+origin))?"
_ZERO: Final = r"(?:0|zero)"
_EACH_OTHER: Final = r"(?:\s+(?:of|from)\s+(?:each\s+other|one\s+another))"
_PAIRS: Final = r"(?:\s+(?:is|are|be|being|all))*\s+pair-?wise"


def _simple(kind: type[Phrase]) -> _Make:
    return lambda reader, text, match: [kind(text=text, names=reader.names(match["names"]))]  # type: ignore[call-arg]


def _independent(reader: _Reader, text: str, match: re.Match[str]) -> list[Phrase]:
    groups = reader.names(match["names"])
    if match.groupdict().get("other"):
        other = reader.names(match["other"])
        groups = (_grouped(groups), _grouped(other))
    return [IndependentPhrase(text=text, groups=groups)]


def _grouped(names: tuple[Node, ...]) -> Node:
    return names[0] if len(names) == 1 else Tuple(names)


def _declaration(reader: _Reader, text: str, match: re.Match[str]) -> list[Phrase]:
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


def _no_atom(reader: _Reader, text: str, match: re.Match[str]) -> list[Phrase]:
    at = reader.node(match["at"]) if match["at"] and match["at"] != "zero" else Number(Fraction(0))
    return [NoAtomPhrase(text=text, names=reader.names(match["names"]), at=at)]


def _unit_variance(reader: _Reader, text: str, match: re.Match[str]) -> list[Phrase]:
    one = Number(Fraction(1))
    return [EquationPhrase(text=text, lhs=Head("Var", (name,)), rhs=one) for name in reader.names(match["names"])]


def _law(reader: _Reader, text: str, match: re.Match[str]) -> list[Phrase]:
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
    for piece in _cut(arguments or "", ","):
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
_COMPILED: Final = [(re.compile(pattern.replace(r"\s+", " "), re.DOTALL), make) for pattern, make in _PATTERNS]


def _cut(text: str, sign: str) -> list[str]:
    """The pieces of a text between signs outside all brackets."""
    pieces, level, start = [], 0, 0
    for index, character in enumerate(text):
        level += (character in "([{") - (character in ")]}")
        if character in sign and level <= 0:
            pieces.append(text[start:index])
            start = index + 1
    return [piece for piece in (*pieces, text[start:]) if piece.strip()]


_CONDITION: Final = re.compile(r"\s+for\s+(?=\w+\s*(?:\\neq?\b|[!<>]=?|≠))")  # the word is no product of letters


def _relations(reader: _Reader, text: str) -> list[Phrase]:
    """Equations, definitions and other relations, a chain of them one by one."""
    tokens = reader.tokens(_CONDITION.sub(r" \\text{ for } ", text) if reader.latex else text)
    while tokens and tokens[-1].type in {"PERIOD", "COMMA", "SEMI", "QUAD", "NL"}:
        tokens.pop()
    found: list[Phrase] = []
    known = (usage([tokens]) | reader.known).within(tokens)
    for statement in split(tokens):
        if statement.relations:
            found += _statement(reader, text, statement, known)
    return found


def _statement(reader: _Reader, text: str, statement: Statement, known: Usage) -> list[Phrase]:
    sides = [
        parse(side, known, latex=reader.latex, law=index > 0 and statement.relations[index - 1].text in {"~", "=d"})
        for index, side in enumerate(statement.sides)
    ]
    found: list[Phrase] = []
    for lhs, relation, rhs in zip(sides, statement.relations, sides[1:], strict=False):
        kind = relation.text
        if kind in {"indep", "dependent"}:
            made = IndependentPhrase if kind == "indep" else DependentPhrase
            found.append(made(text=text, **{"groups" if kind == "indep" else "names": (lhs, rhs)}))  # type: ignore[arg-type]
        elif kind == "=d":
            found.append(IdenticallyDistributedPhrase(text=text, names=(lhs, rhs)))
        elif kind == "in" and (ends := ends_of(rhs)) is not None:
            found += [
                EquationPhrase(text=text, lhs=name, rhs=end, relation=sign)
                for name in (lhs.items if isinstance(lhs, Tuple) else (lhs,))
                for sign, end in ends
            ]
        elif kind == "~":
            law = law_of(rhs)
            if law is None:
                raise Unreadable(
                    f"the law {rhs} is not known; known: {', '.join(LAW_NAMES)}", relation.start, relation.end, str(rhs)
                )
            names = lhs.items if isinstance(lhs, Tuple) else (lhs,)
            iid = re.search(r"i\.?i\.?d", relation.reason) is not None
            found.append(
                LawPhrase(
                    text=text, names=names, law=law[0], parameters=law[1], keys=("",) * len(law[1]), independent=iid
                )
            )
        elif kind == ":=" or (kind == "=" and len(sides) == 2 and _definable(lhs) and lhs not in walk(rhs)):
            found.append(DefinitionPhrase(text=text, name=lhs, value=rhs))
        elif kind == "=" and len(sides) == 2 and (square := defined_square(lhs, rhs)) is not None:
            found.append(DefinitionPhrase(text=text, name=square[0], value=square[1]))
        else:
            found.append(EquationPhrase(text=text, lhs=lhs, rhs=rhs, relation=kind))
    return [_atomless(phrase) for phrase in found]


def ends_of(node: Node) -> list[tuple[str, Node]] | None:
    """What [a, b) says of its members: >= a and < b; None for what is no interval."""
    match node:
        case Interval(lower, upper, left, right):
            ends = [(">=" if left else ">", lower), ("<=" if right else "<", upper)]
        case Tuple((lower, upper)) | Group(Tuple((lower, upper))):
            ends = [(">", lower), ("<", upper)]
        case _:
            return None
    return [(sign, end) for sign, end in ends if not isinstance(end.body if isinstance(end, Neg) else end, Infinity)]


def _definable(node: Node) -> bool:
    return isinstance(node, Name) or (
        isinstance(node, Call) and not node.given and all(isinstance(arg, Name) for arg in node.args)
    )


def _atomless(phrase: Phrase) -> Phrase:
    """P(y = 0) = 0 says that y has no atom at 0."""
    if (
        isinstance(phrase, EquationPhrase)
        and phrase.relation == "="
        and phrase.rhs == Number(Fraction(0))
        and isinstance(phrase.lhs, Head)
    ):
        event = phrase.lhs.args[0]
        if phrase.lhs.kind == "P" and isinstance(event, Relation) and event.kinds == ("=",):
            name, at = event.sides
            return NoAtomPhrase(text=phrase.text, names=(name,), at=at) if isinstance(name, Name) else phrase
    return phrase


def _clean(text: str) -> str:
    text = re.sub(r"\$|\\[,;:!]|\\ ", " ", text)
    text = re.sub(
        r"\\(?:text|textrm|mathrm|mbox)\s*\{\s*((?:i\.?i\.?d\.?|independent|symmetric|and|is|are|[a-z]+ [a-z ]+))\s*\}",
        r" \1 ",
        text,
    )
    text = re.sub(r"^\s*(?:let|assume|assuming|suppose|where|with|and|that)\s+", "", text.strip(), flags=re.IGNORECASE)
    text = re.sub(r"^(?:the\s+)?(?:law|distribution|density)\s+of\s+", "", text, flags=re.IGNORECASE)
    text = re.sub(
        rf"(?<!standard)(?<=[\w}}])\s+(?=(?:standard\s+)?(?:{'|'.join(_SPOKEN_LAWS)})\b(?!\s*=))", " ~ ", text
    )
    return " ".join(re.sub(r"~ ?~|\b(is|are) ~", "~", text).split()).rstrip(".,").strip()


def read_phrases(text: str, *, known: Usage | None = None) -> tuple[Phrase, ...]:
    r"""The phrases of a text, separated by `;`, in LaTeX or plain spelling.

    >>> for phrase in read_phrases(r"w_j iid; w and x independent; E[w_j] = 0; z ~ N(0, \sigma^2); \mu = E[x]"):
    ...     print(type(phrase).__name__)
    IidPhrase
    IndependentPhrase
    EquationPhrase
    LawPhrase
    DefinitionPhrase
    >>> read_phrases("x is funny")
    Traceback (most recent call last):
        ...
    derivations.errors.UserError: cannot understand the assumption 'x is funny'; say it like "x, y independent", "w_j
    iid", "y symmetric", "E[x] = 0", "x ~ N(0, 1)" or "v = x + y"
    """
    pieces = [_clean(piece) for piece in _cut(text, ";\n")]
    pieces = [piece for piece in pieces if piece]
    if len(pieces) > MAX_PHRASES:
        raise UserError(f"{len(pieces)} assumptions in one list; the limit is {MAX_PHRASES}")
    found: list[Phrase] = []
    for piece in pieces:
        found += _read(piece, known or Usage())
    return tuple(found)


_SAID_OF: Final = re.compile(r"\b(?:are|is|has|have)\b")


def _read(piece: str, known: Usage, *, in_words: bool = True) -> list[Phrase]:
    reader = _Reader(piece, known)
    shown = piece if len(piece) <= 80 else piece[:77] + "..."
    trouble = ""
    if len(piece) <= 2_000:
        try:
            for pattern, make in _COMPILED if len(piece) <= MAX_WORDS else ():
                match = pattern.fullmatch(piece)
                if (
                    match is not None
                    and not re.search(r"(?<![<>:=!])=(?!=)|~|\\sim\b", match["names"])
                    and (made := make(reader, piece, match))
                ):
                    return made
            said = phrases_in_words(piece) if in_words and _SAID_OF.search(piece) else []
            if said:
                return [phrase for text in said for phrase in _read(text, known, in_words=False)]
            made = _relations(reader, piece.replace("~", "∼"))
            if made:
                return [replace(phrase, text=piece) for phrase in made]
        except Unreadable as error:
            trouble = f": {error.message} ({error.token[:40]!r})"
        if in_words and (texts := phrases_in_words(piece)):
            return [phrase for text in texts for phrase in _read(text, known, in_words=False)]
    advice = 'say it like "x, y independent", "w_j iid", "y symmetric", "E[x] = 0", "x ~ N(0, 1)" or "v = x + y"'
    raise UserError(f"cannot understand the assumption {shown!r}{trouble}; {advice}")


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
