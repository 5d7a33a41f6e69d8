"""What a sentence may say of its subjects: the predicates, with the values that they name.

In the text of a sentence ⟦k⟧ stands for its k-th piece of mathematics.

>>> next(kind for kind, pattern in PREDICATES if pattern.fullmatch("zero mean"))
'centred'
"""

from __future__ import annotations

import re
from typing import Final

from derivations.reading.hearing.spoken_laws import LAW_WORDS

__all__ = ["DOTS", "MARK", "MEAN", "ORDERS", "PREDICATES", "SD", "ZERO"]

ORDERS: Final = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}
MARK: Final = r"⟦(\d+)⟧"
_WHOLE: Final = r"(?!\s+(?:times|plus|minus|divided\s+by|multiplied\s+by)\b)"  # no part of an expression in words
DOTS: Final = r"(?:\\[lc]?dots[cb]?|\.\.\.|…)"
_VERB: Final = r"(?:is|are|be|being|has|have|follows?|shares?|satisf(?:y|ies)|obeys?|comes?|takes?|do|does)"
_VALUES: Final = (
    rf"{MARK}{_WHOLE}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+){MARK}"
    rf"(?!(?:\s*,?\s+and\s+⟦\d+⟧)?\s*{_VERB}\b))*"
)
_OTHERS: Final = (  # of the $w_j$ and the $x_j$
    rf"{_VALUES}(?:\s*,?\s+and\s+(?:of\s+|from\s+)?(?:(?:the|all|each|every|both|any)\s+)+(?:[a-z]+s\s+)?{MARK}"
    rf"(?!\s*(?:,\s*⟦\d+⟧,?\s*)?{_VERB}\b))*"
)
ZERO: Final = r"(?:zero\b|0(?!\.?\d))"
MEAN: Final = r"(?:means?|expectations?|expected\s+values?|averages?)"
SD: Final = r"(?:standard\s+deviations?|std|s\.?d\.?)"
_VALUE: Final = (
    r"\s*(?:of|is(?:\s+also)?|are(?:\s+also)?|be|being|will\s+be|equals?)?\s*(?:equal\s+to|denoted\s+by|called|written(?:\s+as)?|taken\s+to\s+be)?"
    rf"\s*(?P<values>{_VALUES})"
)
_NIL: Final = (
    r"(?:is\s+|are\s+|of\s+|be(?:ing)?\s+|equals?\s+|equal\s+to\s+"
    r"|(?:is|are)\s+(?:taken|assumed|supposed|known)\s+to\s+be\s+)*"
)
_EQUAL: Final = r"(?:equal|identical|the\s+same|a\s+common)\s+"
_NO_VALUE: Final = rf"(?!\s*(?:of\s+|is\s+|are\s+)?(?:{MARK}|\d|zero|one\b))"
_ONE: Final = (  # and no "second moment of one input"
    r"(?:one\b(?!\s+(?!(?:and|or|for|each|in|at|with|while|but|so|as|to|if|when|where|which|that|here|too|respectively)\b)"
    r"[a-z])"
    r"|unity\b|1(?!\.?\d))"
)
_SAME: Final = (
    r"(?:the\s+same|same|a\s+common|common|finite|equal|identical|some|known|unknown|a\s+fixed|fixed|shares?\s+one|one"
    r"|a|an)\s+"
)
_WRITTEN: Final = {
    "iid": r"i\.?\s?i\.?\s?d\b\.?|(?:mutually\s+)?independent(?:ly)?(?:\s*,|\s+and)?\s+identically(?:\s+distributed)?"
    r"|identically\s+and\s+independently(?:\s+distributed)?"
    r"|(?:simple\s+)?random\s+sample(?:\s+of\s+size\s+⟦\d+⟧)?"
    r"(?:\s+(?:drawn\s+|taken\s+)?from\s+(?:an?|the|some)\s+(?:\w+\s+)?(?:population|distribution|law))?",
    "independent of": r"(?:(?:mutually|jointly|statistically|both|all|is|are)\s+)*"
    rf"(?:independent|independently)\s+(?:of|from)"
    rf"\s+(?:(?:the|all|each|every|both|any)\s+)*(?P<adjectives>(?:(?:iid|i\.?i\.?d\.?|zero[\s-]mean|cent(?:red|ered)|continuous|discrete|real|positive)\s+)*)"
    rf"(?:[a-z]+\s+){{0,2}}(?P<values>{_OTHERS})",
    "and of": r"and\s+(?:also\s+)?(?:independent(?:ly)?\s+)?(?:of|from)\s+(?:(?:the|all|each|every|both|any)\s+)*"
    rf"(?:[a-z]+\s+){{0,2}}(?P<values>{_OTHERS})",
    "and each other": r"and\s+(?:also\s+)?(?:of|from|with)\s+(?:each\s+other|one\s+another)",
    "independent of them": r"(?:independent|independently)\s+(?:of|from)\s+(?:both\s+|all\s+)?(?:of\s+)?"
    r"(?:them|these|those|it|both)\b(?!\s*⟦)",
    "independent of what": r"(?:independent|independently)\s+(?:of|from)\b(?!\s+itself\b)",
    "pairwise": r"pair-?wise\s+(?:stochastically\s+|statistically\s+)?independent(?:ly)?|independent\s+in\s+pairs",
    "independent": r"(?:mutually\s+|jointly\s+|statistically\s+)?(?:independently|independent\b"
    r"(?!\s+(?:of|from)\b(?!\s+(?:each|one)\b)))(?:\s+of\s+(?:each\s+other|one\s+another))?",
    "identically distributed": r"identically\s+distributed"
    r"|(?:shar\w+|ha\w+|with|from|follow\w*)\s+(?:(?:one\s+and\s+)?the\s+same|a\s+common|a\s+single|one\s+common|one)"
    r"\s+(?:distribution|law|population)",
    "uncorrelated with": r"uncorrelated\s+(?:with|to|from)\s+"
    r"(?!(?:[a-z]+\s+){0,2}(?:means?|expectations?|variances?|deviations?|moments?)\s+(?:of\s+)?⟦)"
    r"(?:(?:the|all|each|every|both|any)\s+)*(?:[a-z]+\s+){0,2}"
    rf"(?P<values>{_VALUES})",
    "uncorrelated": r"(?:mutually\s+|pairwise\s+)?uncorrelated",
    "centred": rf"(?:zero|0|vanishing|nil)[\s-]+{MEAN}\b|{MEAN}\s+{_NIL}(?:{ZERO}|nil\b)|{MEAN}\s+vanish(?:es)?\b"
    r"|averag(?:es?|ing)\s+to\s+zero\b|(?:is\s+|are\s+)?zero\s+on\s+average\b"
    r"|cent(?:red|ered)\b(?!\s+(?:at|around|on|versions?|forms?|copy|copies|counterparts?|moments?)\b)|mean[\s-]zero\b",
    "unbiased": r"unbiased\b",
    "unit mean": rf"unit[\s-]+{MEAN}\b|{MEAN}\s+{_NIL}{_ONE}",
    "mean": rf"(?:{_SAME})?{MEAN}{_VALUE}",
    "equal means": rf"{_EQUAL}(?:means?|expectations?)\b{_NO_VALUE}",
    "equal variances": rf"{_EQUAL}variances?\b{_NO_VALUE}",
    "unit variance": rf"(?:unit|1)[\s-]+variances?|variances?\s+{_NIL}{_ONE}",
    "unit second moment": rf"unit[\s-]+second\s+moments?|second\s+moments?\s+{_NIL}{_ONE}",
    **{f"{order} moment": rf"(?:{_SAME})?{order}\s+(?:raw\s+)?moments?{_VALUE}" for order in ORDERS},
    **{
        f"zero {order} moment": rf"(?:zero|vanishing)\s+{order}\s+moments?"
        rf"|{order}\s+moments?\s+(?:{_NIL}{ZERO}|vanish(?:es)?\b)"
        for order in ORDERS
    },
    "variance": rf"(?:{_SAME})?variances?{_VALUE}",
    "covariance": rf"(?:{_SAME})?(?:positive\s+|negative\s+)?(?:pairwise\s+|mutual\s+)?covariances?{_VALUE}",
    "correlation": rf"(?:{_SAME})?(?:positive\s+|negative\s+)?(?:pairwise\s+|mutual\s+)?correlations?"
    rf"(?:\s+coefficients?)?{_VALUE}",
    "sd": rf"(?:{_SAME})?{SD}{_VALUE}",
    "no covariance": rf"(?:zero|vanishing|no)[\s-]+(?:covariance|correlation)s?\b(?!\s+{MARK})"
    rf"|(?:covariance|correlation)s?\s+(?:between\s+them\s+)?(?:{_NIL}(?:{ZERO}|nil\b)|vanish(?:es)?\b)",
    "symmetric": rf"symmetric(?:al|ally)?\b(?!\s+(?:(?:distributions?|laws?|distributed)\s+)?(?:around|about)\s+"
    rf"(?!{ZERO}|the\s+origin|⟦))(?:\s+distributions?|\s+laws?|\s+distributed)?"
    rf"(?:\s+(?:around|about)\s+(?:{ZERO}|the\s+origin|⟦(?P<centre>\d+)⟧))?"
    r"(?!\s+(?:matri|func|posit|kern|around|about))",
    "density": r"(?:an?\s+|the\s+)?(?:(?:probability|marginal|joint|common|smooth|bounded|continuous|positive|Lebesgue"
    r"|(?P<mirrored>even|symmetric))\s+)*(?:densit(?:y|ies)|pdfs?|p\.d\.f\.)(?:\s+functions?)?"
    r"(?!\s+(?:of|matri|ratio|estimat))\b(?:\s+⟦\d+⟧)?"
    r"|(?<!or\s)(?:absolutely\s+)?continuous(?=\s+(?:(?:real-valued|real|scalar)\s+)?(?:random\s+variables?|distributions?|laws?)\b"
    r"(?!\s+functions?\b))|(?:absolutely\s+)?continuously\s+distributed",
    "parity": r"(?:an\s+)?(?P<parity>odd|even)"
    r"(?:\s+(?:(?:positive|natural|whole)\s+)?(?:integers?|numbers?|functions?))?\b"
    r"(?!\s+(?:if|though|when|for|without|the|this|more|better)\b)",
    "zero": rf"(?:(?<=are )|(?<=is )|(?<=be )|(?<=i[sz]ed to )|(?<=set to ))"
    rf"(?:all\s+)?(?:(?:set|initiali[sz]ed)\s+(?:to|at|as|with)\s+)?"
    rf"(?:{ZERO}|zeros\b)(?=\s*(?:[.,;:)]|and\b|$))",
    "law": rf"(?P<law>{'|'.join(LAW_WORDS)})(?:ly|s)?\b(?:\s+(?:distributed|distributions?|laws?|trials?))*",
    "success": r"⟦(?P<success>\d+)⟧",
    "from": r"(?:the\s+)?(?:law\s+|distribution\s+)?⟦(?P<from>\d+)⟧",
    "rate": rf"rates?{_VALUE}",
    "shape": rf"shapes?(?:\s+parameters?)?{_VALUE}",
    "location": rf"locations?(?:\s+parameters?)?{_VALUE}",
    "scale": rf"scales?(?:\s+parameters?)?{_VALUE}",
    "probability": rf"(?:(?:success|keep)\s+)?probabilit(?:y|ies)(?:\s+of\s+success)?{_VALUE}",
    "parameters": rf"parameters?{_VALUE}",
    "interval": r"(?:on|over|in|from|among)\s+(?:the\s+)?(?:(?:interval|set|integers|(?:whole\s+)?numbers|values)\s+)?"
    r"⟦(?P<interval>\d+)⟧",
    "between": r"between\s+⟦(?P<low>\d+)⟧\s+and\s+⟦(?P<high>\d+)⟧",
    "trials": r"⟦(?P<trials>\d+)⟧\s+(?:independent\s+)?trials",
}  # fmt: skip
PREDICATES: Final = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _WRITTEN.items()]
