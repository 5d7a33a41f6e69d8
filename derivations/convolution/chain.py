"""Reading a chain of layers written as text, such as "conv k3 s2 p1 c64; relu; 3*(conv k3 p1 c64; relu); linear 10"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, cast

from derivations.errors import UserError, nearest

if TYPE_CHECKING:
    from lark import Lark, Token, Tree

__all__ = ["GRAMMAR", "KINDS", "POINTWISE", "ChainLayer", "Kind", "read_chain"]

TEXT_LIMIT, LAYER_LIMIT, DEPTH_LIMIT, NUMBER_LIMIT = 20_000, 5_000, 40, 1 << 31


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of layer: the options it takes (letter -> name), the words it takes, and its argument, if it has one."""

    options: str = ""
    words: str = ""
    argument: str = ""  # what a bare number means


POINTWISE = (
    *("relu", "relu6", "leakyrelu", "prelu", "elu", "selu", "celu", "gelu", "silu", "swish", "mish", "sigmoid", "tanh"),
    *("softplus", "softsign", "hardtanh", "hardsigmoid", "hardswish", "logsigmoid", "identity", "dropout"),
)
OPTIONS = {
    "k": "kernel size",
    "s": "stride",
    "p": "padding",
    "d": "dilation",
    "g": "groups",
    "c": "channels",
    "op": "output padding",
    "x": "factor",
}
_CONV = Kind("k s p d g c", "bias nobias same valid tfsame")
_TRANSPOSED = Kind("k s p op d g c", "bias nobias")
KINDS: dict[str, Kind] = {
    **{f"conv{n}": _CONV for n in ("", "1d", "2d", "3d")},
    "depthwise": Kind("k s p d c", "bias nobias same valid tfsame"),
    **{f"convtranspose{n}": _TRANSPOSED for n in ("", "1d", "2d", "3d")},
    "maxpool": Kind("k s p d", "ceil"),
    "avgpool": Kind("k s p", "ceil"),
    "adaptiveavgpool": Kind(argument="output size"),
    "adaptivemaxpool": Kind(argument="output size"),
    "globalavgpool": Kind(),
    "upsample": Kind("x", "nearest linear bilinear trilinear bicubic corners", argument="output size"),
    "pixelshuffle": Kind(argument="factor"),
    "pixelunshuffle": Kind(argument="factor"),
    "pad": Kind("p", "constant reflect replicate circular"),
    "batchnorm": Kind(words="affine noaffine"),
    "groupnorm": Kind("g", "affine noaffine"),
    "layernorm": Kind(words="affine noaffine"),
    "instancenorm": Kind(words="affine noaffine"),
    "flatten": Kind(),
    "linear": Kind(words="bias nobias", argument="out features"),
    **dict.fromkeys(POINTWISE, Kind()),
}

GRAMMAR = """\
A chain is layers joined by ";", and N*(...) repeats one: "conv k7 s2 p3 c64; relu; 3*(conv k3 p1 c64; relu)".
An option is a letter and a whole number, or one per axis: k3, k3x5; padding may differ at the two ends: p0+1.

\b
  conv k s p d g c        convolution; c is the output channels (as many as come in unless told);
                          bias|nobias, and same, valid or tfsame for the padding; conv1d, conv3d
  depthwise k s p d c     a convolution with one group per input channel
  convtranspose k s p op d g c   transposed convolution, op the output padding
  maxpool k s p d ceil    pooling; the stride is the kernel size unless told
  avgpool k s p ceil
  adaptiveavgpool N       bins (also adaptivemaxpool; 7 or 7x5); globalavgpool is adaptiveavgpool 1
  upsample x2             by a factor, or to a size: upsample 14x14; nearest, linear, bilinear, trilinear
                          or bicubic; corners aligns them
  pixelshuffle N, pixelunshuffle N
  pad p1                  constant, reflect, replicate or circular
  batchnorm, groupnorm g, layernorm, instancenorm   with noaffine no parameters; batchnorm as in eval
  flatten; linear N       bias|nobias; linear flattens what has not been flattened
  relu, gelu, tanh, ...   anything that acts value by value; dropout, identity
"""


@dataclass(frozen=True, slots=True)
class ChainLayer:
    """One layer as read: kind, options (one number, or one per axis), words, bare argument, text and column (from 1).

    >>> layer, = read_chain("conv k3x5 s2 p0+1 nobias")
    >>> layer.kind, layer.numbers["k"], layer.numbers["s"], layer.padding, layer.words
    ('conv', (3, 5), (2,), ((0, 1),), ('nobias',))
    """

    kind: str
    numbers: dict[str, tuple[int, ...]]
    padding: tuple[tuple[int, int], ...]
    factor: tuple[Fraction, ...]
    words: tuple[str, ...]
    argument: tuple[int, ...] | None
    text: str
    column: int

    def error(self, message: str) -> UserError:
        """A user's error that names this layer and its column."""
        return UserError(f"{self.text!r} (column {self.column}): {message}")


def read_chain(text: str) -> tuple[ChainLayer, ...]:
    """The layers of a chain, repetitions written out. UserError names the token and the column, from 1.

    >>> [layer.text for layer in read_chain("2*(conv k3; relu); linear 10")]
    ['conv k3', 'relu', 'conv k3', 'relu', 'linear 10']
    >>> read_chain("conv k3; rleu")
    Traceback (most recent call last):
    derivations.errors.UserError: unknown layer 'rleu'; did you mean 'relu'? (column 10 of the chain)
    """
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    if len(text) > TEXT_LIMIT:
        raise UserError(f"the chain is {len(text)} characters long; at most {TEXT_LIMIT} are read")
    if not text.strip():
        raise UserError('the chain is empty; write layers such as "conv k3 p1 c64; relu; maxpool k2"')
    depth = 0
    for column, character in enumerate(text, 1):
        depth += (character == "(") - (character == ")")
        if depth > DEPTH_LIMIT:
            raise UserError(f"'(' at column {column} of the chain nests over {DEPTH_LIMIT} deep; write fewer levels")
    try:
        tree = _parser().parse(text)
    except UnexpectedToken as error:
        raise _unexpected(str(error.token), error.token.column if error.token.type != "$END" else None, text) from None
    except UnexpectedCharacters as error:
        raise _unexpected(text[error.pos_in_stream or 0], error.column, text) from None
    return _chain(tree, text)


def _chain(tree: Tree[Token], text: str) -> tuple[ChainLayer, ...]:
    layers: list[ChainLayer] = []
    for item in tree.children:
        assert not isinstance(item, str)
        if item.data == "layer":
            layers.append(_layer(cast("list[Token]", item.children), text))
        else:
            count, body = cast("tuple[Token, Tree[Token]]", item.children)
            inner, times = _chain(body, text), _whole(count, count)
            if not 1 <= times <= LAYER_LIMIT or times * len(inner) > LAYER_LIMIT:
                raise _bad(count, f"a repetition makes 1 to {LAYER_LIMIT} layers in all")
            layers += inner * times
        if len(layers) > LAYER_LIMIT:
            raise UserError(f"the chain has over {LAYER_LIMIT} layers; write fewer repetitions")
    return tuple(layers)


def _layer(tokens: list[Token], text: str) -> ChainLayer:
    head, *rest = tokens
    name = head.lower()
    if name not in KINDS:
        raise UserError(f"{nearest(name, list(KINDS), what='layer')} (column {head.column} of the chain)")
    kind = KINDS[name]
    letters, known_words = kind.options.split(), kind.words.split()
    takes = ", ".join([*(f"{letter} ({OPTIONS[letter]})" for letter in letters), *known_words]) or "no options"
    numbers: dict[str, tuple[int, ...]] = {}
    padding: tuple[tuple[int, int], ...] = ()
    factor: tuple[Fraction, ...] = ()
    words: list[str] = []
    argument: tuple[int, ...] | None = None
    seen: set[str] = set()
    for token in rest:
        lower = token.lower()
        if lower in known_words:
            words.append(lower)
            continue
        match = re.match(r"op|[a-z]|", lower)
        letter = match.group() if match else ""
        if letter in seen:
            raise _bad(token, f"{OPTIONS.get(letter, kind.argument)} is given twice")
        seen.add(letter)
        if not letter:
            if not kind.argument:
                raise _bad(token, f"{name} takes {takes}")
            argument = tuple(_whole(token, part) for part in lower.split("x"))
            continue
        parts = lower[len(letter) :].split("x")
        if letter not in letters or not parts[0][:1].isdigit():
            raise _bad(token, f"{name} takes {takes}")
        if letter == "x":
            factor = tuple(_fraction(token, part) for part in parts)
        elif letter == "p":
            padding = tuple(_ends(token, part) for part in parts)
        else:
            numbers[letter] = tuple(_whole(token, part) for part in parts)
    source = text[head.start_pos : tokens[-1].end_pos]
    return ChainLayer(name, numbers, padding, factor, tuple(words), argument, source, head.column or 1)


def _unexpected(token: str, column: int | None, text: str) -> UserError:
    if column is None:
        return UserError(f"the chain ends too early, at column {len(text) + 1}: a layer or ')' is missing")
    return UserError(f"unexpected {token[:40]!r} at column {column} of the chain; layers are separated by ';'")


def _bad(token: Token, message: str) -> UserError:
    return UserError(f"{str(token)[:40]!r} at column {token.column} of the chain: {message}")


def _whole(token: Token, part: str) -> int:
    if not part.isdecimal() or len(part) > 10 or int(part) > NUMBER_LIMIT:
        raise _bad(token, f"{part[:20]!r} is not a whole number up to {NUMBER_LIMIT}")
    return int(part)


def _ends(token: Token, part: str) -> tuple[int, int]:
    left, plus, right = part.partition("+")
    return _whole(token, left), _whole(token, right if plus else left)


def _fraction(token: Token, part: str) -> Fraction:
    if not re.fullmatch(r"\d{1,9}(\.\d{1,9})?", part) or not Fraction(part):
        raise _bad(token, f"{part[:20]!r} is not a positive factor such as 2 or 0.5")
    return Fraction(part)


@cache
def _parser() -> Lark:
    from lark import Lark

    grammar = files("derivations.convolution").joinpath("chain.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", start="chain", propagate_positions=False)
