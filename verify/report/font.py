"""The mathematics font of HTML pages: a subset of STIX Two Math, made when first needed and kept for the process."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from derivations.errors import UserError

__all__ = ["FAMILY", "font_face", "font_licence", "font_path", "subset_font"]

FAMILY: Final = "Halfmoment Math"  # a subset is a modified version, so it goes by a name of its own
_BLOCKS: Final = (
    range(0x20, 0x7F), range(0xA0, 0x180),  # Latin
    range(0x391, 0x3CA), (0x3D1, 0x3D5, 0x3D6, 0x3F0, 0x3F1, 0x3F5),  # Greek
    range(0x1D434, 0x1D468), (0x210E,),  # italic Latin, to which browsers map single letters
    range(0x1D6E2, 0x1D71C),  # italic Greek
)  # fmt: skip
_SIGNS: Final = "𝔼ℂℕℙℚℝℤ𝟏𝒩𝒰ℓ–—‘’“”†…′″⁄\u2061\u2062∂∃∀∈∉∏∑−∓√∝∞∧∨∩∪∫∼≃≈≔≠≡≤≥≪≫←→⇒⇔⊤⋅⋮⋯⌈⌉⌊⌋⟨⟩‖✓±·×"


def font_path() -> Path:
    """The font file inside the package ziamath. Raises UserError where it is not installed."""
    spec = find_spec("ziamath")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder, "fonts", "STIXTwoMath-Regular.ttf")
        if path.exists():
            return path
    raise UserError("the mathematics font of HTML pages is missing; run: pip install ziamath")


@cache
def subset_font(more: str = "") -> bytes:
    """The glyphs that mathematics here needs and those of `more`, their larger and smaller variants too, as WOFF2."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options(layout_features=["ssty", "kern", "mark", "mkmk", "ccmp"], hinting=False, notdef_outline=True,
                      name_IDs=[0, 1, 2, 3, 4, 6, 7, 13, 14], drop_tables=["DSIG", "meta"])  # fmt: skip
    with TTFont(font_path(), lazy=True, recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes={*map(ord, _SIGNS + more), *(code for block in _BLOCKS for code in block)})
        subsetter.subset(font)
        _rename(font)
        font.flavor = "woff2"
        data = BytesIO()
        font.save(data)
    return data.getvalue()


def _rename(font: Any) -> None:
    plain = FAMILY.replace(" ", "")
    for record in font["name"].names:
        new = {1: FAMILY, 3: plain, 4: FAMILY, 6: plain}.get(record.nameID)
        if new is not None:
            record.string = new


def font_face(text: str = "") -> str:
    """The @font-face rule with the font inside it, which has every sign of `text` that the whole font has."""
    more = "".join(sorted({c for c in set(text) - set(_SIGNS) if not any(ord(c) in block for block in _BLOCKS)}))
    data = b64encode(subset_font(more)).decode("ascii")
    return f'@font-face{{font-family:"{FAMILY}";src:url(data:font/woff2;base64,{data}) format("woff2")}}'


def font_licence() -> str:
    """The licence that must travel with the font: copyright notice and SIL Open Font License."""
    return Path(__file__).with_name("STIX-OFL.txt").read_text(encoding="utf-8")
