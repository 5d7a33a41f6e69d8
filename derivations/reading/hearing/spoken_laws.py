"""Laws that a sentence names, with the parameters that it says one by one: "normal with mean 0 and variance 2".

>>> law_with("normal", {"mean": "0", "variance": "2"}, [])
'Normal(0, 2)'
>>> law_with("standard normal", {"mean": "1"}, [])
''
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

__all__ = ["LAW_WORDS", "PARAMETERS", "law_with", "whole_numbers"]

LAW_WORDS: Final = {
    "standard normal": "Normal", "standard gaussian": "Normal", "normal": "Normal", "gaussian": "Normal",
    "bernoulli": "Bernoulli", "binomial": "Binomial", "poisson": "Poisson", "uniform": "Uniform",
    "exponential": "Exponential", "rademacher": "Rademacher", "laplace": "Laplace", "gamma": "Gamma",
    "geometric": "Geometric",
}  # fmt: skip
PARAMETERS: Final = frozenset(
    ["mean", "variance", "sd", "rate", "shape", "scale", "location", "probability", "parameters"]
)
_CHANCES: Final = frozenset(["probability", "mean", "rate"])
_MOMENTS: Final = frozenset(["mean", "variance", "sd"])


def law_with(spoken: str, own: dict[str, str], listed: Sequence[str]) -> str:
    """`Law(parameters)`, "" where they are not all said, or others than the law has."""
    law = LAW_WORDS[spoken]
    moments = _MOMENTS & own.keys()
    match law:
        case "Normal" if spoken.startswith("standard"):
            return "Normal(0, 1)" if not moments else ""
        case "Normal" if "mean" in own and len(moments) == 2:
            return f"Normal({own['mean']}, {'sd ' if 'sd' in own else ''}{own.get('sd', own.get('variance'))})"
        case "Normal" | "Binomial" if len(listed) == 2:
            return f"{law}({', '.join(listed)})"
        case "Binomial" if "trials" in own and ("probability" in own or len(listed) == 1):
            return f"Binomial({own['trials']}, {own.get('probability', *listed[:1])})"
        case "Rademacher":
            return "Rademacher"
        case "Uniform" if "low" in own and "high" in own:
            return f"Uniform({own['low']}, {own['high']})"
        case "Uniform" if "interval" in own and (whole := whole_numbers(own["interval"])) is not None:
            return whole
        case "Uniform" if "interval" in own:
            ends = re.fullmatch(r"\s*(?:\\left)?\\?[\[(](.*?)(?:\\right)?\\?[\])]\s*", own["interval"])
            return f"Uniform({ends[1]})" if ends else ""
        case "Laplace" if not moments - {"mean"} and "scale" in own and {"mean", "location"} & own.keys():
            return f"Laplace({own.get('mean') or own['location']}, {own['scale']})"
        case "Laplace" if len(listed) == 2 and not moments:
            return f"Laplace({', '.join(listed)})"
        case "Geometric" if not moments and ("probability" in own or len(listed) == 1):
            return f"Geometric({own.get('probability') or listed[0]})"
        case "Bernoulli" if not moments - {"mean"} and (_CHANCES & own.keys() or len(listed) == 1):
            said = (own[key] for key in ("probability", "mean", "rate") if key in own)
            return f"Bernoulli({next(said, ''.join(listed[:1]))})"
        case "Poisson" if not moments - {"mean"} and {"rate", "mean", "parameters"} & own.keys():
            return f"Poisson({own.get('rate') or own.get('parameters') or own['mean']})"
        case "Exponential" if "rate" in own or (len(listed) == 1):
            return f"Exponential({own.get('rate') or listed[0]})"
        case "Exponential" if "mean" in own or "scale" in own:
            return f"Exponential(mean {own.get('mean') or own['scale']})"
        case "Gamma" if "shape" in own and ("rate" in own or "scale" in own):
            return f"Gamma({own['shape']}, {'rate ' if 'rate' in own else 'scale '}{own.get('rate') or own['scale']})"
    return ""


def whole_numbers(written: str) -> str | None:
    r"""The law on `\{1, ..., n\}` or on `\{1, 2, 3\}`, "" for another set; None for what is no set."""
    inside = re.fullmatch(r"\s*(?:\\left\s*)?\\?(?:\{|lbrace\b)(.*?)(?:\\right\s*)?\\?(?:\}|rbrace\b)\s*", written)
    if inside is None:
        return None
    items = [item.strip() for item in inside[1].split(",")]
    dotted = [i for i, item in enumerate(items) if re.fullmatch(r"\.\.\.|\\(?:l|c|d)?dots[a-z]?|…", item)]
    first = [int(item) for item in items[: dotted[0] if dotted else None] if re.fullmatch(r"-?\d+", item)]
    if not first or first != list(range(first[0], first[0] + len(first))):
        return ""
    if dotted == [len(items) - 2] and len(first) == len(items) - 2:
        return f"DiscreteUniform({first[0]}, {items[-1]})"
    return f"DiscreteUniform({first[0]}, {first[-1]})" if len(first) == len(items) > 1 else ""
