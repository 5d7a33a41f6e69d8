r"""What people write in many words, in the few that `sentences` reads; ⟦k⟧ stands for the k-th piece of mathematics.

>>> in_usual_words("Think of ⟦0⟧ as iid draws, whose variance we denote by ⟦1⟧", ["x_i", "v"])
'⟦0⟧ are iid draws, with variance ⟦1⟧'
>>> in_usual_words("⟦0⟧ does not depend on ⟦1⟧", ["x", "y"])
'⟦0⟧ is independent of ⟦1⟧'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from derivations.reading.hearing.names_said import is_family, letter_of, subject_of

__all__ = ["in_usual_words", "speaks_of"]

_M: Final = r"⟦\d+⟧"
_LIST: Final = rf"{_M}(?:\s*(?:,\s*(?:and\s+)?|and\s+|,?\s*(?:\.\.\.|…)\s*,?\s*){_M})*"
_MOMENT: Final = (
    r"(?:common\s+)?(?:means?|expectations?|expected\s+values?|variances?|standard\s+deviations?|covariances?)"
)
_VERB: Final = r"(?:is|are|be|has|have|being|having|follows?)"
_INSIDE: Final = (  # words of a place: of the previous layer
    rf"(?:\s+(?!(?:{_VERB}|and|or|that|which|who(?:se|m)?|where|when|but|with|we|independent\w*|iid)\b)[a-z][\w'-]*){{1,6}}?"
)
_THEM: Final = r"(?:them|these|those|which)"
_DEPEND: Final = (
    rf"depend(?:s|ing)?\s+(?:on|upon)\s+(?=(?:(?:the|any|each)\s+)?(?:[a-z-]+\s+){{0,2}}{_M}|{_THEM}\b|it\b)"
)
_COPIES: Final = (
    rf"(?P<whom>{_M}(?:\s*,\s*(?:and\s+)?{_M}|\s+and\s+{_M}|\s*,?\s*(?:\.\.\.|…)\s*,?)*)\s*,?\s+"
    r"(?:(?:that|which)\s+)?(?:are|be|being|denote)?\s*(?:\w+\s+)?"
    r"(?:iid|(?:mutually\s+)?independent(?:\s+and\s+identically\s+distributed)?)\s+copies\s+of\s+"
    rf"(?:(?:the|an?|one|some)\s+)?(?:[a-z-]+\s+){{0,3}}?(?P<one>{_M})"
)
_COPIES_OF_A_LAW: Final = (
    r"\b(?P<are>are|be|being|denote)\s+(?:\w+\s+)?(?:iid|(?:mutually\s+)?independent)\s+copies\s+of\s+an?\s+"
    r"(?=(?:[a-z-]+\s+){1,4}(?:variables?|quantit(?:y|ies)|noise)\b(?!\s*⟦))"
)
_SO_ARE: Final = (
    r"(?P<all>\b(?P<verb>are|is|be|have|has)\s+(?P<what>[^,;]{1,60}?))\s*,?\s+and\s+so\s+(?:are|is|do|does|have|has)\s+"
    r"(?P<other>(?:the\s+(?:[a-z]+\s+)?)?⟦\d+⟧(?:\s+and\s+(?:the\s+(?:[a-z]+\s+)?)?⟦\d+⟧)?)"
)
_THINK_OF: Final = (
    r"\b(?:think\s+of|regard|view|treat|model|look\s+(?:at|upon)|consider)\s+"
    rf"((?:(?:the|each|all)\s+)?(?:[a-z]+\s+)?{_LIST})\s+as(?:\s+being)?\b"
    r"(?!\s+(?:an?\s+)?(?:functions?|constants?|fixed|numbers?|known|given|deterministic)\b)"
)
_WHOSE: Final = (
    rf"\bwhose\s+({_MOMENT})\s+(?:(?:is|are)\s+(?:(?:denoted\s+by|called|equal\s+to)\s+)?"
    rf"|(?:we|I)\s+(?:denote\s+by|call|write\s+as)\s+|equals?\s+|by\s+)(?={_M}|zero\b|one\b|[01]\b)"
)
_AND_APART: Final = (
    r",?\s+and,?\s+independently(?:\s+of\s+(?:it|them|that|this)|(?=,))(?:\s+of\s+each\s+other)?,?\s+(?:let\s+)?"
    rf"((?:(?:an?|the|some)\s+(?:[\w-]+\s+){{0,3}})?{_M})"
)
_EVERYTHING_IS: Final = (
    r"\b(?:everything|all)(?:\s+here)?\s+(?:is|are)\s+(?P<how>(?:mutually\s+)?independent)\s*:\s*"
    rf"(?P<whom>{_M}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+){_M})*)"
)
_DIFFERENT: Final = (
    r"\b(?:different|distinct)\s+(?:coordinates|entries|components|elements|members|terms|variables|ones)\s+"
    r"(?=(?:are|have)\b)"
)
_AN_INDEPENDENT: Final = (
    r",?\s+(?:and|plus|with|by|to)\s+an\s+independent\s+"
    rf"((?:(?!random\b|variables?\b|copy\b)[a-z-]+\s+){{0,3}}?{_M})(?!\s*(?:of|and)\b)"
)
_UNBIASED: Final = (
    r"\bunbiased,?((?:\s+(?:and\s+)?(?:mutually\s+)?(?:independent|uncorrelated|iid|identically\s+distributed))?)"
    rf"\s+(estimat(?:or|e)s?|predictors?|measurements?|observations?)\s+(?:of|for)\s+(?:(?:the|a|some)\s+)?(?:[a-z]+\s+){{0,3}}?({_M})"
)
_FOR_EACH: Final = (
    rf"(?:,?\s+(?:and\s+)?with\s+)?\b({_MOMENT})\s+({_M})\s+for\s+({_M})\s+and\s+({_M})\s+for\s+({_M})"
)
_ENTRIES: Final = r"(\b(?:entries|elements|components|coordinates)\s+⟦\d+⟧)\s+of\s+(?:the\s+)?(?:\w+\s+){0,2}⟦\d+⟧"
_PLACE: Final = (
    rf"({_M})\s+(?:of|in|at|on|from|for)(?:\s+(?:the|an?|each|every|this|our|its|their|all|any))?"
    rf"{_INSIDE}\s+(?=(?:{_VERB}\b|and\s+(?:the\s+|all\s+)?(?:[a-z-]+\s+){{0,2}}⟦))"
)
_DRAWN: Final = (
    r"\b(?!(?:is|are|be|and|distributed)\b)[a-z]+(?:ed|wn|sen|ung)\s+"
    r"(?=(?:(?:mutually|jointly|completely|also)\s+)?(?:independent(?:ly)?|iid)\b)"
)
_EACH_OF: Final = (
    r"\b(?:every\s+(?:single\s+)?one|each(?:\s+one)?|any\s+one)\s+of\s+"
    rf"{_THEM}\s+(?=(?:has|have|is|are|with|follows)\b)"
)
_ANY_TWO: Final = (
    r"\b(?:any|every)\s+(?:two|pair)(?:\s+(?:different|distinct))?"
    rf"(?:\s+(?:ones|of\s+{_THEM}))?\s+(?=(?:have|has|are)\b)"
)
_WHITE_NOISE: Final = r"\b(be|is|are|denotes?)\s+(?:an?\s+)?white\s+noise(?:\s+(?:process|sequence|series))?(?=[\s,.;])"
_ANY_TWO_OF: Final = (
    rf"\b(?:any|every)\s+(?:two|pair)\s+of\s+(?:the\s+)?(?:[a-z]+\s+){{0,2}}?({_M}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+){_M})*)\s+"
    r"are\s+(?=independent)"
)
_GROUP: Final = r"(?:batch|sample|set|sequence|vector|collection|family|series|list|row)"
_CALL_THE: Final = (
    rf"\bcall\s+(?:the|its|their)\s+({_MOMENT})\s+({_M})(?:\s+and\s+(?:the|its|their)\s+({_MOMENT})\s+({_M}))?"
)
_DENOTE_ITS: Final = (
    rf"\bdenote\s+(its|their)\s+({_MOMENT})\s+by\s+({_M})(?:\s+and\s+(?:its|their)\s+({_MOMENT})\s+by\s+({_M}))?"
)
_DENOTE_BY: Final = (
    rf"\b(?:we\s+)?(?:denote|write|call)\s+by\s+({_M})\s+(the\s+{_MOMENT})\s+and\s+by\s+({_M})\s+(the\s+{_MOMENT})\s+of\s+"
    rf"(?:the\s+)?(?:random\s+)?(?:[a-z]+\s+)?({_M})"
)
_DENOTE_OF: Final = (
    rf"\b(?:we\s+|let\s+us\s+)?denote\s+(the\s+{_MOMENT})\s+of\s+(?:(?:the|each|every|all)\s+)?(?:random\s+)?(?:[a-z]+\s+){{0,2}}({_M})"
    rf"\s+by\s+({_M})(?:\s*,?\s+and\s+(?:its|their)\s+({_MOMENT}|second\s+moment)\s+by\s+({_M}))?"
)
_WRITE_FOR: Final = (
    rf"\b(?:we\s+)?(?:write|use)\s+({_M})\s+for\s+(?:their|its)\s+({_MOMENT})"
    rf"(?:\s+and\s+({_M})\s+for\s+(?:their|its)\s+({_MOMENT}))?"
)
_ITS_IS: Final = (
    rf"^\W*(?:its|their)\s+({_MOMENT})\s+(?:will\s+be|is|are)\s+(?:called|denoted\s+by|written\s+as)\s+({_M})"
    rf"(?:\s+and\s+(?:its|their|the)\s+({_MOMENT})\s+(?:by\s+)?({_M}))?"
)
_CUE: Final = (
    r"(?:(?:in)?depend|(?:un)?correlat|iid|mean|varianc|cent|symmetr|distribut|normal|uniform|law|⟦|\bwith\b)"
)
_EVEN: Final = (  # the density f of y is an even function
    rf"\b(?:the\s+)?(?:probability\s+)?density\s+(?:{_M}\s+)?of\s+({_M})\s+is\s+(?:an\s+)?even(?:\s+function)?\b(?!\s*\w)"
)
_OF_ONE_WITH: Final = (  # the error e of a quantiser with step size D is
    rf"({_M})\s+(?:of|in|for)\s+(?:an?|the|each|every)\s+(?:[a-z-]+\s+){{1,3}}with\s+(?:[a-z-]+\s+){{1,3}}{_M}"
    rf"(?=\s+{_VERB}\b)"
)
_AND_OF: Final = rf"({_M}\s+(is|are)\s+(?:\w+ly\s+)?independent\s+of\s+{_M})\s*,?\s+and\s+({_M})\s+of\s+(?={_M})"
_ALL_TWO: Final = (  # all the coordinates q_i and k_i are independent
    rf"\ball\s+(?:of\s+)?(?:the\s+)?(?:[a-z-]+\s+){{0,2}}({_M})\s*,?\s+and\s+(?:all\s+)?(?:the\s+)?(?:[a-z-]+\s+)?({_M})\s+"
    r"(are|be|being)\s+(?:mutually\s+|jointly\s+)?independent\b(?!\s+of\b)"
)
_STANDS_FOR_SOME: Final = (
    r"\b(?:stands?\s+for|denotes?|represents?)\s+(?=(?:two\s+|three\s+|an?\s+)?(?:mutually\s+)?(?:iid|independent|uncorrelated"
    r"|zero-mean|cent(?:red|ered)|identically\s+distributed)\s+(?:[a-z-]+\s+)?(?:random\s+)?(?:variables?|quantities|errors?|noises?))"
)
_LET_AN_INDEPENDENT: Final = (  # X is uniform, and let A be an independent amplitude with
    rf"(?<=⟧)\s*,?\s+and\s+(?:let\s+)?({_M})\s+(?:be|is)\s+an\s+independent\s+(?!copy\b|random\s+sign)(?:random\s+)?[a-z]+(?!\s+of\b)"
)
_OF_LAYER: Final = (
    r"\s+(?:of|in|at|from)\s+(?:the\s+)?(?:layer|unit|neuron|node|step|time(?:\s+step)?|sample|position|channel|epoch|iteration"
    rf"|stage|level|example|member)\s+{_M}(?=\s*(?:,|{_VERB}\b|and\s+(?:{_VERB})\b))"
)
_OF_MATRIX: Final = (  # the entries A_ij of the random matrix A
    rf"\b(entries|elements|components|coefficients)\s+({_M})\s+of\s+(?:the|a|an|our)\s+(?:[a-z]+\s+){{0,2}}"
    rf"(?:matrix|vector|tensor)(?:\s+{_M})?(?=\s*(?:,|{_VERB}\b))"
)
_DRAWN_WEIGHTS: Final = (  # we initialise the weights w_ij of the layer independently
    rf"\b(?:we|one)\s+(?:initiali[sz]e[sd]?|draws?|drew|samples?d?|chooses?|pick(?:s|ed)?|generates?d?)\s+(?:(?:the|all|its|our)\s+)*"
    rf"(?:[a-z]+\s+){{0,2}}?({_M})(?:\s+of\s+(?:the|a|each|every)\s+(?:[a-z-]+\s+){{0,2}}?[a-z]+)?\s+"
    r"(?=(?:independently|iid|from|uniformly|according|as\s+iid|at\s+random)\b)"
)
_BE_NOUNS: Final = (
    rf"\b(be|are)\s+(?:(?![a-z-]*{_CUE}|iid)[a-z-]+\s+){{0,2}}(?!{_CUE})[a-z]+s\s*"
    rf"(?:\s+(?:of|in|from|at)\s+(?:(?![a-z-]*{_CUE}|iid|and\b)[a-z-]+\s+){{0,3}}(?!{_CUE})[a-z]+\s*)?,?\s+(?=with\s|having\s|whose\s)"
)
_STANDS_FOR: Final = (
    rf"({_M})\s+(?:denotes|stands\s+for|represents)\s+(?:the|an?)\s+(?:(?!{_VERB}\b)[a-z-]+\s+){{1,4}}?"
    rf"and\s+(?={_VERB}\b)"
)
_THEIRS: Final = (
    rf"^\W*their\s+(?:respective\s+)?({_MOMENT})\s+are\s+({_M}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+){_M})+)"
)
_A_NOUN: Final = (
    r"(?:(?:the|an?|all|each|any|every|both)\s+)*"
    r"(?:(?!(?:and|or|is|are|of|since|because|as|if|when|where|that|which|we|both|ha(?:s|ve))\b)[a-z-]+\s+){0,2}?"
)
_THESE: Final = rf"{_A_NOUN}{_M}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+){_A_NOUN}{_M})*"
_ON: Final = r"depends?\s+(?:in\s+any\s+way\s+)?(?:on|upon)"
_NEITHER: Final = rf"\bneither\s+{_A_NOUN}({_M})\s+nor\s+{_A_NOUN}({_M})\s+{_ON}\s+{_A_NOUN}({_M})"
_NONE: Final = rf"\b(?:no|none\s+of\s+the)\s+(?:[a-z-]+\s+)?({_M})\s+{_ON}\s+{_A_NOUN}({_M})"
_NO_DEPENDENCE: Final = (
    rf"\bthere\s+is\s+no\s+(?:statistical\s+|stochastic\s+)?(?:dependence|dependency|relation(?:ship)?)\s+"
    rf"(?:whatsoever\s+)?between\s+(?P<whom>{_THESE}|them\b|the\s+two\b)"
)
_NO_TWO: Final = rf"\bno\s+two\s+(?:of\s+)?(?P<whom>{_THESE})\s+are\s+correlated\b"
_INDEPENDENCE: Final = (
    r"(?P<lead>\b(?:by|under|given|using|from|with|due\s+to|thanks\s+to|because\s+of|assum\w+|suppos\w+|requir\w+)[\s,]+"
    r"(?:[\w,]+\s+){0,6}?|^\W*)(?:(?:the|their|statistical|stochastic)\s+|(?P<how>mutual|joint|full)\s+)*independence\s+(?:of|between|for|among)\s+"
    rf"(?P<whom>{_THESE})(?!.*\b(?:not|never|no|needed|required|questions?|fails?|lost)\b)"
)
_OF_A_VECTOR: Final = (
    r"\b(?:the\s+)?(?:entries|elements|components|coordinates)\s+of\s+(?:the\s+)?(?:\w+\s+)?(?:vector|matrix),\s*"
    rf"({_M})\s*,?"
)
_CHANGES: Final[list[tuple[str, str | Callable[[re.Match[str]], str]]]] = [
    (rf"\((?![^()]*{_CUE})[^()]*\)", ""),  # a remark that says nothing of a law
    (_OF_A_VECTOR, r"\1"),
    (_EVEN, r"\1 is symmetric"),
    (_OF_LAYER, ""),
    (_STANDS_FOR_SOME, "are "),
    (r"\bthe\s+one\s+is\s+independent\s+of\s+the\s+other\b(?!\s+\w)", "they are independent"),
    (_LET_AN_INDEPENDENT, r"; \1, independent of them,"),
    (_ALL_TWO, r"; \1 \3 independent; \2 \3 independent; \1 and \2 \3 independent"),
    (_STANDS_FOR, r"\1 "),
    (_OF_ONE_WITH, r"\1"),
    (_AND_OF, r"\1, and \3 \2 independent of "),
    (rf"\b(independent\s+of\s+{_M})\s*,\s+and\s+of\s+({_M})\s+(?:as\s+well|too)\b", r"\1 and independent of \2"),
    (rf",?\s*(?:both\s+)?with\s+respect\s+to\s+{_A_NOUN}{_M}", ""),
    (r"\bas\s+well\s+as\s+(?=(?:of|from)\b)", "and "),
    (_NEITHER, r"\1 is independent of \3; \2 is independent of \3"),
    (_NONE, r"\1 is independent of \2"),
    (_NO_DEPENDENCE, lambda hit: f"{'they' if '⟦' not in hit['whom'] else hit['whom']} are independent"),
    (_NO_TWO, r"\g<whom> are uncorrelated"),
    (_INDEPENDENCE, lambda hit: f"{hit['lead']}; {hit['whom']} are {'mutually ' if hit['how'] else ''}independent;"),
    (_UNBIASED, r"\1 \2 with mean \3"),
    (_DENOTE_BY, lambda hit: f"{hit[2]} of {hit[5]} is {hit[1]} and {hit[4]} of {hit[5]} is {hit[3]}"),
    (r"\bon\s+average,?\s+({_M})\s+is\s+(?=zero\b|0\b)".replace("{_M}", _M), r"the mean of \1 is "),
    (_EVERYTHING_IS, r"\g<whom> are \g<how>"),
    (r"\bwhatever\s+(?:happens\s+to|value)\s+(?=⟦)", ""),
    (r"\((?:both|all|also|likewise)\s+(zero-mean|cent(?:red|ered)|symmetric|independent|iid)\)\s+(?=[a-z])", r"\1 "),
    (_DIFFERENT, "they "),
    (r"\bneither\s+(?:of\s+(?:them|the\s+two)\s+)?depends\s+on\s+the\s+other\b", "they are independent"),
    (
        _DENOTE_OF,
        lambda hit: f"{hit[1]} of {hit[2]} is {hit[3]}"
        + (f" and the {hit[4]} of {hit[2]} is {hit[5]}" if hit[4] else ""),
    ),
    (_DENOTE_ITS, lambda hit: _moments("it has" if hit[1] == "its" else "they have", *hit.group(2, 3, 4, 5))),
    (_CALL_THE, lambda hit: _moments("they have", hit[1], hit[2], hit[3], hit[4])),
    (_WRITE_FOR, lambda hit: _moments("they have", hit[2], hit[1], hit[4], hit[3])),
    (_ITS_IS, lambda hit: _moments("They have", hit[1], hit[2], hit[3], hit[4])),
    (_THEIRS, r"They have \1 \2"),
    (r"\b(?:finite,?\s+(?:and\s+|but\s+)?)?non-?\s?zero\s+(?=(?:finite\s+)?variances?\b)", "finite "),
    (r"\bwhose\s+(?:distribution|law|density)\s+(?:is|are)\s+(?=symmetric|normal|uniform|gaussian)", "which is "),
    (rf"\b(?:denotes?|forms?|is|are)\s+an?\s+{_GROUP}\s+of\s+(?=(?:\w+\s+)?(?:independent|iid))", "are "),
    (_BE_NOUNS, r"\1 "),
    (r"\buncorrelated\s+with\s+(?:its|their)(?:\s+own)?(?:\s+[a-z-]+){1,2}\s+(?=⟦)", "uncorrelated with "),
    (_COPIES_OF_A_LAW, r"\g<are> iid "),
    (_COPIES, r"\g<whom> are iid; \g<whom> and \g<one> are identically distributed; \g<whom>"),
    (_SO_ARE, r"\g<all>, and \g<other> \g<verb> \g<what>"),  # the weights are iid, and so are the inputs
    (_ENTRIES, r"\1"),  # the entries w_ij of W
    (r"\bsample\s+(?:mean|variance|standard\s+deviation|covariance|correlation)\b", "statistic"),
    (rf"\b(?:do|does)\s+not\s+{_DEPEND}", "is independent of "),
    (rf"\bnot\s+{_DEPEND}", "independent of "),
    (rf"\bno\s+({_M})\s+has\s+anything\s+to\s+do\s+with\s+(?:any\s+)?(?={_M})", r"\1 is independent of "),
    (r"\b(?:has|have)\s+nothing\s+to\s+do\s+with\s+(?=(?:the\s+|any\s+)?(?:[a-z]+\s+)?⟦)", "is independent of "),
    (_THINK_OF, r"\1 are"),
    (_WHOSE, r"with \1 "),
    (r"\b(?:that|which)\s+(?:we|I|one)\s+(?:take|assume|suppose|consider|choose|imagine)\s+to\s+be\b", "which is"),
    (_AND_APART, r"; \1, independent of them,"),
    (_AN_INDEPENDENT, r"; \1, independent of them,"),
    (_FOR_EACH, r"; the \1 of \3 is \2 and the \1 of \5 is \4"),
    (_OF_MATRIX, r"\1 \2"),
    (_DRAWN_WEIGHTS, r"\1 are drawn "),
    (_PLACE, r"\1 "),  # the inputs x_i of the previous layer are: nothing is said of the layer
    (_DRAWN, "drawn "),  # tossed independently of x
    (r"\b(?:happens?|turns?\s+out|(?:is|are)\s+known)\s+to\s+be\b", "are"),
    (r",\s*(?:each|all|both)(?:\s+one)?\s+of\s+(?:which|whom)\s+(?=(?:has|have|is|are)\b)", ", which "),
    (_WHITE_NOISE, r"\1 uncorrelated and centred"),
    (_EACH_OF, "they "),
    (rf"{_ANY_TWO}are\s+(?=independent)", "they are pairwise "),
    (_ANY_TWO_OF, r"\1 are pairwise "),
    (_ANY_TWO, "they "),
]
_VALUE: Final = re.compile(
    r"(?:\b(?:with|having|has|have|and|of|common|same|,)\s+(?:(?:an?|the|same)\s+)*"
    rf"(?:{_MOMENT}|rate|scale|shape|parameters?|probability)(?:\s+(?:is|are|of))?|\bof|\bon|\bover|\bin|\bby)\s*$",
    re.IGNORECASE,
)
_NAMES_IT: Final = re.compile(  # denote by x the inputs
    rf"\b(?:denot\w+|call\w*|writ\w+)\s+by\s+⟦(?:\s*(?:,|and)\s*⟦\d+⟧)*\s*,?\s*(?:the|an?|all|our|its|their)\s+(?!{_MOMENT}\b)",
    re.IGNORECASE,
)
_SEVERAL: Final = re.compile(
    r"(?:means|expectations|variances|deviations|moments|rates|parameters)\s+(?:of\s+|are\s+)?(?:⟦\d+⟧\W*)*$"
)
_THEY: Final = re.compile(
    r"(?P<open>^\W*|\bthat\s+|\bthat\s+all\s+of\s+)(?:they|these|both|(?:all|both)\s+of\s+them)\b"
    r"(?=\s+(?:all\s+|also\s+|both\s+)?(?:are|have)\b)",
    re.IGNORECASE,
)
_ALL_OF_THEM: Final = re.compile(
    r"\ball\s+(?:⟦\d+⟧\s+)?(?:of\s+)?(?:the(?:se|m)?\s+)?"
    r"(?:coordinates|entries|components|elements|variables|quantities)\b(?!\s*(?:of|in|⟦))",
    re.IGNORECASE,
)
_MANY: Final = re.compile(  # M models
    r"\s+(?!(?:is|has|was|does|as|its|this|follows|denotes|equals|takes|satisfies|depends|vanishes|stands|represents|contains|gives"
    r"|yields|shares|comes|carries|measures|counts|describes|means)\b)[a-z-]+s\b"
)
_PERPENDICULAR: Final = re.compile(r"\\(?:perp(?:\s*\\(?:!|perp))*|indep|independent|bot)(?![A-Za-z])|⊥+|⫫")
_COMPILED: Final = [(re.compile(pattern, re.IGNORECASE), change) for pattern, change in _CHANGES]
_HOW_MANY: Final = re.compile(
    r"\b(be|are|being|denote)\s+(?:⟦(\d+)⟧|\d+)\s+(?!(?:and|or|respectively|for|in|if|where|when|with)\b)(?=[a-z])",
    re.IGNORECASE,
)
_SAME_AS: Final = re.compile(
    rf"({_M})\s+and\s+({_M})\s+(?:(?:both\s+)?(?:have|share|follow)\s+(?:exactly\s+)?the\s+same\s+(?:distribution|law)"
    r"|are\s+(?:identically|equally)\s+distributed)",
    re.IGNORECASE,
)
_THE_TWO: Final = re.compile(
    r"\b(?:(?:the|these|those|all)\s+(?:two|three)|both|these)\s+"
    r"(?:families|sequences|sets|groups|collections|variables|vectors|quantities)\b(?!\s*⟦)",
    re.IGNORECASE,
)
_WHOLE: Final = re.compile(
    r"\b(?:the|this)\s+(?:whole|entire)\s+(?:sequence|family|sample|collection)\b(?!\s*⟦)", re.IGNORECASE
)
_FORMER: Final = re.compile(
    r"\bthe\s+(?:former|first)(?:\s+(?:one|variable|of\s+(?:them|these|the\s+two)))?(?=\s+(?:is|has|follows?)\b)|\bthe\s+former\b",
    re.IGNORECASE,
)
_LATTER: Final = re.compile(
    r"\bthe\s+(?:latter|second)(?:\s+(?:one|variable|of\s+(?:them|these|the\s+two)))?(?=\s+(?:is|has|follows?)\b)|\bthe\s+latter\b",
    re.IGNORECASE,
)
_FIRST_FEW: Final = re.compile(
    r"\b(?:only\s+)?the\s+(?P<which>first|last)\s+two\b(?=\s+(?:are|have|of\s+them\s+are)\b)", re.IGNORECASE
)
_THEMSELVES: Final = re.compile(r"(?P<open>[;:]\s+(?:and\s+)?)they\s+(?=(?:are|have)\b)", re.IGNORECASE)
_ITSELF: Final = re.compile(
    r"(?P<open>[;:]\s+(?:and\s+)?)(?:it|each)\s+(?=(?:is|are|has|have|follows?)\b)"
    r"|(?P<comma>,\s+(?:and\s+)?)it\s+(?=(?:is|has)\s+(?:independent|cent|symmetric|mean|zero|unit|variance|a\s+normal))",
    re.IGNORECASE,
)


def in_usual_words(sentence: str, written: list[str], before: Sequence[str] = ()) -> str:
    """The sentence in the words that are read; `before` are the names of the sentence before it. Names that it calls
    "they" or "the two families" get marks of their own, at the end of `written`.
    """
    sentence = re.sub(r"⟦(\d+)⟧", lambda hit: _apart(hit, written), sentence)
    for pattern, change in _COMPILED:
        sentence = pattern.sub(change, sentence)
    sentence = _HOW_MANY.sub(
        lambda hit: f"{hit[1]} " if hit[2] is None or _is_count(written[int(hit[2])]) else hit[0], sentence
    )
    sentence = _SAME_AS.sub(lambda hit: _symmetric(hit, written), sentence)
    sentence = _named_again(sentence, written, before)
    for pattern, said_of in _REFERRING:
        hit = pattern.search(sentence)
        if hit is None or not (names := said_of(sentence[: hit.start()], written, before)):
            continue
        marks = [f"⟦{len(written) + place}⟧" for place in range(len(names))]
        written += names
        lead = "".join(part for name, part in hit.groupdict().items() if part and name in {"open", "comma"})
        sentence = f"{sentence[: hit.start()]}{lead}{' and '.join(marks)} {sentence[hit.end() :].lstrip()}"
    return sentence


def _names_in(text: str, written: Sequence[str]) -> list[str]:
    """The names that stand in a text, in order."""
    return [name for number in re.findall(r"⟦(\d+)⟧", text) for name in subject_of(written[int(number)])]


def _named_again(sentence: str, written: list[str], before: Sequence[str]) -> str:
    """The sentence with the names that "the former" and "the latter", or "the first two", of those before it mean."""
    hits = sorted([*_FORMER.finditer(sentence), *_LATTER.finditer(sentence)], key=re.Match.start)
    hits = hits or list(_FIRST_FEW.finditer(sentence))
    if not hits:
        return sentence
    names = list(dict.fromkeys(_names_in(sentence[: hits[0].start()], written) or before))
    ordinal = any(re.search(r"(?i)\b(?:first|second|last)\b", hit.group()) for hit in hits)
    few = hits[0] if hits[0].re is _FIRST_FEW else None
    if len(names) < 2 or (ordinal and len(names) > (4 if few else 2)):
        return sentence
    for hit in reversed(hits):
        meant = names[-1:] if hit.re is _LATTER else names[-2:-1]
        if few is not None:
            meant = names[:2] if few["which"].lower() == "first" else names[-2:]
        marks = " and ".join(f"⟦{len(written) + place}⟧" for place in range(len(meant)))
        written += meant
        front = sentence[: hit.start()].rstrip(", ")
        lead = "; " if few is not None or front != sentence[: hit.start()].rstrip() else " "  # P and Q, the former
        sentence = f"{front}{lead}{marks}{sentence[hit.end() :]}"
    return sentence


def _last_two(text: str, written: Sequence[str], before: Sequence[str]) -> list[str]:
    """The last two names of different letters, of the sentence or else of the one before it."""
    for names in (speaks_of(text, written), _names_in(text, written), before):
        every = {letter_of(name): name for name in names}
        families = {letter: name for letter, name in every.items() if is_family(name)}
        last = list((families if len(families) > 1 else every).values())[-2:]
        if len(last) == 2:
            return last
    return []


def _last_family(text: str, written: Sequence[str], before: Sequence[str]) -> list[str]:
    """The last name that stands for members."""
    return [name for name in (*before, *_names_in(text, written)) if is_family(name)][-1:]


def _last_list(text: str, written: Sequence[str], _before: Sequence[str]) -> list[str]:
    """The names that stand together last, and are no values."""
    lists = [hit.group() for hit in re.finditer(_LIST, text) if not _VALUE.search(text, 0, hit.start())]
    return next((names for listed in reversed(lists) if (names := _names_in(listed, written))), [])


def _last_several(text: str, written: Sequence[str], before: Sequence[str]) -> list[str]:
    """The names that stand together last, or all in the sentence where that is a single one."""
    last = _last_list(text, written, before)
    return last if len(last) != 1 or is_family(last[0]) else list(dict.fromkeys(speaks_of(text, written)))


def _said_before(text: str, written: Sequence[str], before: Sequence[str]) -> list[str]:
    """All that the sentence before speaks of, where this one names nobody yet."""
    return [] if _names_in(text, written) else list(dict.fromkeys(before))


def _families(text: str, written: Sequence[str], before: Sequence[str]) -> list[str]:
    """The names that stand for members, in the sentence or else in the one before it."""
    return [name for name in (_names_in(text, written) or before) if is_family(name)]


def _moments(lead: str, kind: str, value: str, other: str | None, its_value: str | None) -> str:
    """`they have mean m and variance v`."""
    return f"{lead} {kind} {value}" + (f" and {other} {its_value}" if other else "")


_REFERRING: Final = [
    (_THE_TWO, _last_two), (_WHOLE, _last_family), (_ALL_OF_THEM, _families), (_THEMSELVES, _last_several),
    (_ITSELF, _last_list),
    (_THEY, _said_before),
]  # fmt: skip


def speaks_of(sentence: str, written: Sequence[str]) -> list[str]:
    """The names in a sentence that are no values of moments or parameters."""
    names: list[str] = []
    value: re.Match[str] | None = None
    for hit in re.finditer(_M, sentence):
        goes_on = value is not None and re.fullmatch(r"\s*(?:,|and|,\s*and)\s*", sentence[value.end() : hit.start()])
        lists = goes_on and value is not None and _SEVERAL.search(sentence, 0, value.start())
        named = _NAMES_IT.search(f"{sentence[: hit.start()]}⟦{sentence[hit.end() :]}") is not None
        if (_VALUE.search(sentence, 0, hit.start()) and not named) or lists:
            value = hit
        elif _MANY.match(sentence, hit.end()) and _is_count(written[int(hit.group()[1:-1])]):
            value = None
        else:
            value = None
            names += subject_of(written[int(hit.group()[1:-1])])
    return names


def _apart(hit: re.Match[str], written: list[str]) -> str:
    r"""`x \perp y` says that x is independent of y."""
    sides = _PERPENDICULAR.split(written[int(hit[1])])
    if len(sides) != 2 or not all(subject_of(side) for side in sides):
        return hit.group()
    written += [side.strip() for side in sides]
    return f"⟦{len(written) - 2}⟧ is independent of ⟦{len(written) - 1}⟧"


def _symmetric(hit: re.Match[str], written: Sequence[str]) -> str:
    """`y and -y have the same law` says that y is symmetric."""
    one, other = ("".join(written[int(mark[1:-1])].split()) for mark in hit.groups())
    names = {mark: text for mark, text in zip(hit.groups(), (one, other), strict=True) if not text.startswith("-")}
    opposite = len(names) == 1 and {one.lstrip("-"), other.lstrip("-")} == set(names.values())
    return f"; {next(iter(names))} is symmetric" if opposite else hit.group()


def _is_count(written: str) -> bool:
    """Whether it says how many: be n independent variables."""
    return re.fullmatch(r"\s*(?:[A-Za-z]|\d+)\s*", written) is not None
