"""Names as they are printed: Greek letters, subscripts, primes and hats out of a symbol's name.

>>> name("n_in")
Scripts(base=Ident(name='n', style='italic'), sub=Ident(name='in', style='upright'), sup=None)
>>> name("x_prime"), name("bar(x)")
(Accent(base=Ident(name='x', style='italic'), kind='prime'), Accent(base=Ident(name='x', style='italic'), kind='bar'))
"""

from __future__ import annotations

import re
from typing import Final, cast

from derivations.notation.nodes import Accent, Factors, Fenced, Ident, Infix, Node, Number, Scripts, Terms, Words

__all__ = ["GREEK", "LETTERS", "index", "is_greek", "name", "printable"]

GREEK: Final[dict[str, str]] = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "omicron": "ο", "pi": "π", "rho": "ρ",
    "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ", "infinity": "∞",
}  # fmt: skip
# and the letters that only LaTeX tells apart
LETTERS: Final = GREEK | {
    "varepsilon": "ε", "vartheta": "ϑ", "varpi": "ϖ", "varrho": "ϱ", "varsigma": "ς", "varphi": "φ", "hbar": "ℏ",
    "imath": "ı", "jmath": "ȷ", "aleph": "ℵ", "emptyset": "∅",
}  # fmt: skip
_NAMES: Final = {letter: spelled for spelled, letter in GREEK.items()} | {"ϕ": "phi", "ϵ": "epsilon", "µ": "mu"}
_ACCENTS: Final = {"prime": "prime", "hat": "hat", "bar": "bar", "tilde": "tilde", "dot": "dot"}
_ABOVE: Final = re.compile(r"(hat|bar|tilde|dot|ddot|vec|check|breve|ring)\((.+)\)")
_INDEX_LETTERS: Final = frozenset("ijklmn")


def is_greek(spelled: str) -> bool:
    """Whether this is the English name of a letter that has a sign of its own."""
    return spelled in LETTERS


def name(text: str) -> Node:
    """A symbol's name as a node: `sigma_w` is σ with the subscript w, `w^(2)` carries the label (2)."""
    text = printable(text).strip()
    head, *labels = text.split("^")
    base, *parts = [part for part in head.split("_") if part] or [text]
    node, trailing = _base(base)
    subscripts = [trailing] if trailing else []
    for part in parts:
        if part in _ACCENTS and not subscripts:
            node = Accent(node, _ACCENTS[part])  # type: ignore[arg-type]
        else:
            subscripts.append(_subscript(part.strip("{}")))
    label = _label("^".join(labels).strip("{}")) if any(labels) else None
    if not subscripts and label is None:
        return node
    return Scripts(node, index(tuple(subscripts)) if subscripts else None, label)


def printable(text: str) -> str:
    """The text with a replacement sign for every character that no format can hold."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def _base(text: str) -> tuple[Node, Node | None]:
    if above := _ABOVE.fullmatch(text):
        inner, number = _base(above[2])
        return Accent(Scripts(inner, number) if number else inner, above[1]), None  # type: ignore[arg-type]
    primes = len(text) - len(text.rstrip("'′"))
    match = cast("re.Match[str]", re.fullmatch(r"(.*?)(\d*)", text.rstrip("'′") or text, re.DOTALL))
    letters, digits = match.groups() if match[1] else (text, "")
    italic = len(letters) == 1 or is_greek(letters)
    node: Node = Ident(_NAMES.get(letters, letters), "italic" if italic else "upright")
    for _ in range(primes):
        node = Accent(node, "prime")
    return node, Number(digits) if digits else None


def _subscript(text: str) -> Node:
    if text.isdigit():
        return Number(text)
    if len(text) == 2 and set(text) <= _INDEX_LETTERS and text != "in":
        return index(tuple(Ident(letter) for letter in text))
    shifted = re.fullmatch(r"(\w+)\s*([+-])\s*(\d+)", text)
    if shifted:
        return Terms((("+", _subscript(shifted[1])), (shifted[2], Number(shifted[3]))))
    node, digits = _base(text)
    return Scripts(node, digits) if digits else node


def _label(text: str) -> Node:
    inner = text[1:-1] if text.startswith("(") and text.endswith(")") else text
    node = _subscript(inner) if inner.isalnum() else Words(inner)
    return Fenced("(", node, ")") if inner != text else node


def index(items: tuple[Node, ...]) -> Node:
    """Several indices: run together where all are single letters, else with commas."""
    if len(items) == 1:
        return items[0]
    if all(isinstance(item, Ident) and (len(item.name) == 1 or is_greek(item.name)) for item in items):
        return Factors(items)
    return Infix(items, (",",) * (len(items) - 1))
