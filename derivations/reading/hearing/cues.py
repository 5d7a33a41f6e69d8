"""The words that lead the reading of one sentence: what lists names, what says a moment, what claims, what fills.

In the text of a sentence ⟦k⟧ stands for its k-th piece of mathematics. The predicates themselves are in `predicates`.
"""

from __future__ import annotations

import re
from typing import Final

from derivations.reading.hearing.predicates import DOTS, MARK, MEAN, ORDERS, SD, ZERO

BIASES: Final = frozenset(["b", "beta"])  # the letters of what is zero, where words say "the bias is zero"
_LIST: Final = (
    rf"{MARK}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*,?\s*{DOTS}\s*,?\s*)(?:the\s+|all\s+)?(?:\w+s\s+)?{MARK})*"
)
_NO_NOUN: Final = (
    r"(?!(?:is|are|be|being|has|have|of|in|to|on|for|from|at|by|with|that|which|whose|and|or|but|as|than|if|so|we|let|then|hence|thus"
    r"|independent\w*|iid|where)\b)"
)
_TWO_NOUNS: Final = (  # position p and velocity v are
    rf"{MARK}\s+and\s+(?:(?:the|an?|its|our)\s+)?(?:{_NO_NOUN}[a-z-]+\s+){{1,3}}{MARK}(?=\s+(?:both\s+|all\s+)?(?:are|have|share)\b)"
)
# what is made of names, and not one of them
EXPRESSION: Final = (
    r"(?:sums?|products?|differences?|ratios?|quotients?|averages?|squares?|moduli|modulus|absolute\s+values?|signs?|maximum|minimum"
    r"|increments?|logarithms?|gradients?|norms?|combinations?|convolution)"
)
SAYS_OF_IT: Final = re.compile(
    r"\s*,?\s*(?:(?:both|all|each|also|then|themselves|itself)\s+)*(?:is|are|be|being|has|have|having|with)\b",
    re.IGNORECASE,
)
NAMES: Final = re.compile(rf"{_TWO_NOUNS}|{_LIST}", re.IGNORECASE)
FILLER: Final = re.compile(
    r"(?:\s|,|\bof(?=\s+(?:zero[\s-]+|unit[\s-]+|common\s+)?(?:mean|variance|expectation|standard)\b)|\b(?:is|are|be|being|has|have|having|all|each|both|also|assumed|supposed|taken|to|drawn|sampled|chosen"
    r"|distributed|with|and|a|an|jointly|statistically|random(?!\s+sample)|real|valued|real-valued|from|follows?|following|according"
    r"|initiali[sz]ed|i\.e\.?|two|three|some|respectively|its|their|the|let|assume|suppose|that|consider|denote|given|it"
    r"|they|them|themselves|scalar|discrete|continuous(?!\s+(?:real-valued\s+|real\s+|scalar\s+)?(?:random\s+variables?|distributions?|laws?)\b)|by|we|if|since|because|as|where|when|further|moreover"
    r"|additionally|finally|now|here|again|finite|non-?degenerate|for(?!\s+(?:every|each|all|any)\b)"
    r"|(?:variables?|variates?|numbers?|quantit(?:y|ies)|observations?|samples?|copies|distributions?|laws?|noise|errors?)"
    r"(?!\s+of\b))(?![\w-]))+",
    re.IGNORECASE,
)
VARIABLES: Final = re.compile(r"\s*(?:zero[\s-]mean\s+|real(?:-valued)?\s+)?random\s+variables\b", re.IGNORECASE)
NO_VARIABLE: Final = re.compile(
    r"\b(?:matrix|matrices|functions?|kernels?|graphs?|networks?|operators?|relations?|density|densities|polynomials?"
    r"|games?|tensors?|intervals?)\s*$",
    re.IGNORECASE,
)
NOUN_AHEAD: Final = re.compile(  # what stands before is an adjective
    r"\s+(?:(?:real|scalar|random|real-valued|discrete|continuous|positive|hidden)\s+)*"
    r"(?!(?:means|variances|parameters|rates|is|has|as)\b)(?:[a-z]+s|variable|noise)\s*⟦",
    re.IGNORECASE,
)
ADJECTIVES: Final = re.compile(  # and the noun behind them, in front of its names
    r"(?:[\s(⟧]|,(?=\s*(?:and\s+)?⟧)|\band\b(?=\s*⟧)|(?!(?:is|are|be|has|have|of|in|to|on|for|from|at|by|with|that|which|and|or|but|as|than|if|so"
    r"|we|let|the|its|their|an?)\b)[\w.-]++)*",
    re.IGNORECASE,
)
ONE: Final = re.compile(r"\s+(?:also\s+)?(?:is|has|follows)\b", re.IGNORECASE)
MANY: Final = re.compile(r"\s*,?\s*(?:both\s+|all\s+)?(?:be|are|have|being|having|denote)\b", re.IGNORECASE)
VERB: Final = re.compile(r"\b(?:is|are|be|has|have)\b", re.IGNORECASE)
WHICH: Final = re.compile(
    r"(?:,\s*)?\b(?:which|who|whose|that)\b(?=\s+(?:is|are|has|have|all|each|both|follow))", re.IGNORECASE
)
CLAIM: Final = re.compile(
    r"\b(?:(?<!is\s)(?<!are\s)then|thus|hence|therefore|so|consequently|follows\s+that|it\s+follows|impl(?:y|ies|ying)"
    r"|we\s+(?:have(?!\s+(?:two|three|four|several|some|many|an?\s+(?:random|noisy|pair|family|sequence)|independent|iid)\b"
    r"|\s+an?\s+(?:[a-z-]+\s+){1,3}⟦)|get|obtain|see|find|conclude|show|prove)|gives|yields|show(?:s|n)?|prove[sn]?|means\s+that|in\s+order"
    r"|(?<!variables\s)(?<!⟧\s)such\s+that|so\s+that)\b",
    re.IGNORECASE,
)
SO_IT_IS: Final = re.compile(
    rf"\s+(?:(?:the|a|an|its|our|each|every|all)\s+)?(?:[a-z-]+\s+){{0,3}}{MARK}", re.IGNORECASE
)
MADE_WITH: Final = re.compile(rf"\s+(?:that\s+)?{MARK}\s*,?\s+(?:with|where)\b", re.IGNORECASE)  # so S = x + y with
IS_FROM: Final = re.compile(r"\s+(?:is|are|follows?)\s+(?:then\s+)?⟦(?P<from>\d+)⟧", re.IGNORECASE)
SO: Final = frozenset(["so", "so that", "hence", "thus", "therefore", "consequently"])
SO_APART: Final = re.compile(
    rf"\s+(?:that\s+)?(?:(?:the\s+)?{_LIST}\s+(?:are|is)\s+)?(?:mutually\s+|also\s+)?(?:independent|uncorrelated)\b",
    re.IGNORECASE,
)
BREAK: Final = re.compile(r"[;:]|\bwhile\b|\bwhereas\b|\bbut\b", re.IGNORECASE)
PARTS: Final = re.compile(
    r"(?:components?|elements?|entries|coordinates?)\s+(?:of|in)\s+(?:the\s+)?(?:both\s+)?(?:vectors?\s+|matri\w+\s+)?",
    re.IGNORECASE,
)
GROUP: Final = re.compile(
    r"(?:distribution|law|sequence|sample|set|family|collection|pair|vector|all|each|both|any|copies)\s+of\s+(?:the\s+)?",
    re.IGNORECASE,
)
PART: Final = re.compile(r"(?:components?|elements?|entries|entry|coordinates?)\b", re.IGNORECASE)
HAS_PARTS: Final = re.compile(  # with independent entries
    r"(?:has|have|having|with|whose)\b(?=(?:\s+(?:its|all|the))*(?:\s+(?:[a-z][\w.-]*|⟦\d+⟧),?){0,5}?"
    r"\s+(?:components?|elements?|entries|coordinates?)\b)",
    re.IGNORECASE,
)
APART: Final = re.compile(
    r"(?:of|in|to|over|between|at|on|per|under|into|through|than|plus|minus|(?<=⟧ )times)\b(?!-)", re.IGNORECASE
)
RANGE: Final = re.compile(
    r"for\s+(?:every|each)\s+(?:\w+\s+)?(?:unit|neuron|activation|weight|entry|component|coordinate|sample|example|input"
    r"|index|step|layer|channel|pixel|element|pair)\b"
    rf"|\(?\s*for\s+(?:(?:all|each|every|any)\s+)?{MARK}\s*\)?|\(\s*{MARK}\s*\)",
    re.IGNORECASE,
)
_NOUN: Final = (
    r"(?:(?:the|an?|all|each|both|every|our|of)\s+)*"
    r"(?:(?!(?:is|are|be|of|and|(?:means?|expectations?|(?:co)?variances?|correlations?|its|their|that))\b)[\w-]+\s+){0,2}?"
)
_THESE: Final = (
    rf"{MARK}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+){_NOUN}{MARK}(?!\s+(?:(?:is|for)\s+)?(?:its|their|that\s+of)\b))*"
)
_KIND: Final = (
    rf"(?:means?|expectations?|expected\s+values?|variances?|{SD}|(?:{'|'.join(ORDERS)})\s+moments?|covariances?"
    r"|correlations?(?:\s+coefficients?)?)"
)
_WHAT: Final = rf"(?:the\s+)?(?:common\s+|respective\s+)?(?P<what>{_KIND}(?:(?:,|,?\s+and)\s+(?:the\s+)?{_KIND})*)"
_OF_THESE: Final = rf"\s+(?:of|between)\s+{_NOUN}(?P<of>{_THESE})"
_IS: Final = (
    r"\s+(?:is|are|be|being|equals?|will\s+be)\s+"
    r"(?:(?:equal\s+to|denoted\s+by|written(?:\s+as)?|called|(?:taken|assumed|supposed)\s+to\s+be)\s+)?"
)
MOMENT_OF: Final = re.compile(
    rf"{_WHAT}{_OF_THESE}(?:{_IS}(?:(?P<values>{_THESE})|(?P<zero>{ZERO}|nil\b)|(?P<one>one\b|unity\b))|\s+(?P<none>vanish(?:es)?)\b)",
    re.IGNORECASE,
)
IS_MOMENT: Final = re.compile(
    rf"(?P<values>{_THESE})\s+(?:(?:is|be|are|denotes?|being|for|stands?\s+for)\s+)?(?=the\b|common\b|respective\b){_WHAT}{_OF_THESE}",
    re.IGNORECASE,
)
ITS_MOMENT: Final = re.compile(
    rf"(?P<values>{MARK})\s+(?:(?:is|be|denotes?|for)\s+)?(?:its|their)\s+{_WHAT}", re.IGNORECASE
)
RESPECTIVE: Final = re.compile(
    rf"(?:the\s+)?respective\s+(?P<what>{_KIND})\s+(?:are\s+)?(?P<values>{_THESE})", re.IGNORECASE
)
THAT_OF: Final = re.compile(
    rf"(?P<values>{MARK})\s+(?:(?:is|be|for)\s+)?that\s+of\s+{_NOUN}(?P<of>{MARK})", re.IGNORECASE
)
# a statistic says nothing of a law
OF_A_SAMPLE: Final = re.compile(
    rf"\b(?:sample|empirical|observed|estimated|measured)\s+(?:{MEAN}|(?:co)?variances?|correlations?|{SD})\b",
    re.IGNORECASE,
)
CALLED: Final = re.compile(r"\(\s*⟦(?P<bracketed>\d+)⟧\s*\)|⟦(?P<called>\d+)⟧")
WITH: Final = re.compile(
    r"\s*,?\s*(?:each\s+|all\s+|both\s+)?(?:with|having|drawn|sampled|from|distributed)\b", re.IGNORECASE
)
ALL_INDEPENDENT: Final = re.compile(
    r",\s*(?:and\s+)?(?:(?:are|being)\s+)?all\s+(?:of\s+(?:them|these|which)\s+)?(?:are\s+|being\s+)?"
    r"(?:mutually\s+|jointly\s+)?independent\s*[.;,]?\s*$",
    re.IGNORECASE,
)
IS_A: Final = re.compile(r"\b(?:is|be|are|being)\s+(?:an?|the|our|some)\s+$", re.IGNORECASE)
NOUN: Final = re.compile(
    r"(?:(?!of\b|in\b|on\b|from\b|with\b|that\b|which\b|and\b)[a-z-]+\s+){0,2}?"
    r"(?!of\b|in\b|on\b|from\b|with\b|that\b|which\b|and\b)[a-z-]+"
    r"(?=\s*(?:,\s*(?:and\s+)?(?:independent|with|drawn|sampled|which)|(?:that|which)\s+is|with|whose|independent)\b)",
    re.IGNORECASE,
)
# "iid gradients", "iid per-example gradients with": the noun for what was just said
ITS_NOUN: Final = re.compile(
    r"\s+(?:(?!\w*(?:ous|ss|us|is|as)\b)[a-z]+s\b(?!\s*⟦)"
    r"|(?:(?!(?:of|in|on|from|with|that|which|and|but|or|is|are|to|for|by|if|so)\b)[a-z-]+\s+){1,2}[a-z]+s"
    r"(?=\s+(?:with|having|whose|that\s+have|which\s+have|drawn|sampled)\b))",
    re.IGNORECASE,
)
CORRELATED: Final = re.compile(rf"(?:\w+ly\s+)?correlated\s+with\s+(?:the\s+)?(?:\w+\s+)?{MARK}", re.IGNORECASE)
WORD: Final = re.compile(r"[^\s,;:⟦⟧]+|\S")
_P: Final = r"(?:\\?Pr?|\\(?:mathbb|mathrm|operatorname|text)\s*\{Pr?\})\s*(?:\\left\s*)?[(\[{]"
CHECKED: Final = {
    "success": re.compile(
        rf"{_P}[^=]*=\s*1\s*(?:\\right\s*)?[)\]}}]\s*=(?P<is>[^=]+)|(?P<name>[^=(]+)=\s*{_P}[^=]*=\s*1[^=]*$"
    ),
    "from": re.compile(
        r"\\?(?:mathcal|(?:mathrm|operatorname|text)\b[^(]*\()"
        r"|(?!(?:Var|Cov|Corr|[EPV])\b)[A-Z]\w*\s*(?:\\left)?\("
    ),
    "called": re.compile(r"\(.*\)$"),
    "interval": re.compile(r"(?:\\left)?\s*\\?(?:[\[({]|lbrace\b)"),
}
ORDER: Final = re.compile(r"(?:[<>]|\\(?:leq?|geq?|neq?|leqslant|geqslant|lt|gt|in)(?![A-Za-z])|!=)=?")  # s^2 < oo
ITS_VALUE: Final = re.compile(r"^\\?[A-Za-z]+(?:_\{?\w+\}?)?(?:\^\{?2\}?)?\s*=\s*(?=\S)")
EACH_OTHER: Final = re.compile(r"\s*\w+(?:ly)?\s+(?:of|from)\s+(?:each\s+other|one\s+another)")
