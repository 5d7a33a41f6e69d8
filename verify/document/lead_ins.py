"""The words before a chain, or right behind it, that make something of it: an assumption, a choice, a question."""

from __future__ import annotations

import re
from typing import Final

_OPENS: Final = r"(?:\$+|\\\(|\\\[|\\begin\{[a-z]+\*?\})?[\s&]*$"  # mathematics
SUPPOSES: Final = re.compile(
    r"(?i)(?:\b(?:(?<!this )(?<!that )(?<!which )(?<!any )(?<!our )(?<!the latter )(?<!the former )"
    r"cases?(?:\s+(?:\d+|[ivx]+|[a-d])\b[.)]?)?|if|(?P<lasting>suppos\w+|assum\w+"
    r"|(?:all\s+(?:that\s+)?)?we\s+(?:only|just)\s+(?:know|use|need|are\s+told)|all\s+(?:that\s+)?we\s+(?:know|use)\s+is"
    r"|(?:we|you)\s+are\s+(?:told|given))|when(?:ever)?|provided|setting"
    r"|restrict\w*)\b|如果|若|(?P<chinese>假设|假定)|当)"
    r"(?P<contrary>\s+(?:for|to|towards?)\s+(?:(?:a|the|sake|of)\s+)*contra(?:diction|ry))?"
    r"(?:(?:\s+[a-z]+){1,4}?\s+(?:to\s+have|to\s+satisfy|ha(?:s|ve)|satisf(?:y|ies)))?"
    r"(?:\s+(?:only|just|further(?:more)?|moreover|additionally"
    r"|that|of|where|in\s+which|we\s+have|it\s+holds|to\s+have|here|throughout|either))*[\s:,：，]*" + _OPENS
)
# let X and Y be random variables such that $E[XY] = E[X] E[Y]$
SUCH_THAT: Final = re.compile(
    r"(?is)(?:\A|[.:}]\s)\W*(?:(?:now|here|next|and)\s+)?(?:let|suppose|assume|consider|take|imagine|given)\b(?P<between>[^.;]*?)"
    r"\b(?:such\s+that|(?:with|have|has|having)\s+the\s+property\s+that|satisf(?:y|ies|ying)|fulfil(?:l|s|ls|ling)?|obey(?:s|ing)?|for\s+which)"
    r"\s*" + _OPENS
)
# assume that the level has settled, so that
SO_THAT: Final = re.compile(
    r"(?is)\A\W*(?:(?:now|next|finally|then)\s+)?(?:let\s+us\s+)?(?:assume|suppose)\b[^$=\\]*,?\s+so\s+that\s*(?:\$|\\\()?\s*\Z"
)
OF_VARIABLES: Final = re.compile(r"(?i)\b(?:random|variables?|noises?|inputs?|weights?|\$\s+and\s+\$)\b|\$\s+and\s+\$")
STATIONARY: Final = re.compile(r"(?i)\b(?:stationar\w+|steady[\s-]state|equilibrium|fixed\s+point)\b")
OR_BEFORE: Final = re.compile(r"(?:\$|\\\))[\s,]*\bor\b(?:\s+(?:that|else))*\s*" + _OPENS, re.IGNORECASE)
OR_BEHIND: Final = re.compile(r"[\s$,]*(?:\\\))?[\s,]*\bor\b(?:\s+(?:that|else))*\s*(?:\$|\\\()", re.IGNORECASE)
EXISTS: Final = re.compile(
    r"(?i)(?:\bthere\s+(?:is|are|exists?|must\s+be)\b|\\exists\b|∃|\b(?:we|one|you)\s+can\s+(?:find|choose|pick)\b|"
    r"\bfor\s+(?:some|a\s+suitable|suitable|a\s+certain|certain)\b|\bcan\s+be\s+(?:chosen|found)\b)"
)
FOR_SOME: Final = re.compile(
    r"(?i)[\s$,]*(?:\\\))?[\s,]*for\s+(?:some|an?\s+(?:suitable|certain|appropriate)|suitable|certain|at\s+least\s+one)\b"
)
# behind "we do not assume that"
DENIES: Final = re.compile(
    r"(?i)(?:\b(?:not|never|no\s+longer|without|cannot)\b|n't)\s+(?:\w+\s+){0,2}?(?:assum\w+|suppos\w+|requir\w+|demand\w*|satisf\w+|necessarily(?:\s+(?:with|having))?)"
    r"(?:\s+that)?[\s,:]*" + _OPENS
)
LETS: Final = re.compile(
    r"(?i)(?:\b(?:let|set(?:ting)?|tak(?:e|ing)|choos(?:e|ing)|put(?:ting)?|consider|pick(?:ing)?|fix(?:ing)?|instead|redefine)\b"
    r"(?:\s+(?:\$[^$=]{1,20}\$|\\\([^=]{1,20}?\\\))\s+(?:to\s+)?be\b[^.$]{0,40},)?"
    r"|(?:^|[.!?:;]\s|\n)\s*(?:(?:and|then|now|also|but|so|again|finally)[\s,]+)*(?:with|for|at|now|if|when)\b)"
    r"(?:\s+(?:now|instead|then|also|that|be|us))*[\s,:]*" + _OPENS
)
# "the first moment is defined as": also what a theorem above has already used the name in
DEFINED_AS: Final = re.compile(
    r"(?i)\b(?:is|are)\s+\[?(?:then\s+)?defined\s+(?:as|by|to\s+be)\b\]?(?:\([^()\s]*\))?[\s,:]*" + _OPENS
)
ALSO: Final = re.compile(r"[\s,、$]*(?:\\\))?[\s,]*(?:and|且|和)?[\s,$]*(?:\\[(\[]|\\begin\{[a-z]+\*?\})?\s*")
AND: Final = re.compile(r"\s*(?:\$|\\\))?\s+and\s+(?:that\s+)?(?:\$|\\\()?\s*")
# a letter as it is written, with what stands above and below it: s_w^2, and no call of a macro
LETTER: Final = re.compile(
    r"\s*(?:\\(?:bar|hat|tilde|overline|math(?:bf|rm|it|cal)|boldsymbol|bm)\s*\{\\?[A-Za-z]+\}|\\?[A-Za-z]+)"
    r"(?:\s*[_^]\s*(?:\{(?:[^{}()\[\]=]|\{[^{}()\[\]=]*\})*\}|\\?\w+))*\s*"
)
# "we choose w such that Var(w) = 1/n": the words right before a chain, in its sentence
CHOOSES: Final = re.compile(
    r"(?i)(?:\b(?:cho(?:ose[sn]?|osing|ice)|pick(?:s|ed|ing)?|sets?|setting|takes?|taking|lets?|letting|requir\w+|"
    r"want(?:s|ed)?|needs?|needed|would\s+like|aim(?:s|ed|ing)?|goals?|desir\w+|can\s+learn|ask(?:s|ed|ing)?|impos\w+|"
    r"demand\w*|enforc\w+|conditions?\s+(?:is|are)|ideally|compromise|"
    r"to\s+(?:keep|preserve|ensure|enforce|maintain|have)|keeping|preserving|maintaining|enforcing)\b|需要|要求|希望|为了|令|取)"
    r"(?P<between>[^.;:$。；]{0,60}?:?\s*)" + _OPENS
)
# "they use $a = 1/n$", "the default is $a = 1/n$", of a letter alone
USES: Final = re.compile(
    r"(?i)\b(?:use[sd]?|employs?|recommend\w*|propose[sd]?|suggest\w*|(?:default|choice|setting)\b[^.;:$]{0,40}?\b(?:is|was))"
    r"(?:\s+(?!that\b)[\w'-]+){0,3}?[\s,:]*" + _OPENS
)
FOR: Final = re.compile(r"(?i)\b(?:for|so\s+that|to\s+have|in\s+order\s+(?:to\s+have|for|that))\s+" + _OPENS)
WE_NEED: Final = re.compile(
    r"(?i)[\s$,]*(?:\\\))?[\s,]*(?:to\s+hold\s*,?\s*)?(?:(?:we|one|you)\s+(?:\w+\s+)?(?:needs?|requires?|must|wants?|should)\b"
    r"|it\s+is\s+(?:enough|necessary|sufficient)\b)"
)
WE_HAVE: Final = re.compile(r"(?i)[\s$,]*(?:\\\))?[\s,]*(?:we|one)\s+(?:have|has|gets?|obtains?|finds?)\b")
_SHOWS: Final = r"show\w*|prov\w+|verif\w+|check\w*|comput\w+|calculat\w+|see|find|deriv\w+|note|then|hence|thus|so"
CLAIMS: Final = re.compile(
    rf"(?i)\b(?:understand\w*|know|explain\w*|demonstrat\w+|establish\w*|{_SHOWS}|gives?|"
    r"yields?|get|obtain\w*|(?<!to )have|has|is|are|expect\w*)\b"
)
# words that claim what stands behind them
ASSERTS: Final = re.compile(
    rf"(?i)\b(?:{_SHOWS}|therefore|"
    r"gives?|giving|yields?|get|obtain\w*|follows?|impl\w+|conclu\w+|claim\w*|equals?|consequen\w+)\b"
)
OPENER: Final = re.compile(
    r"(?i)\b(?:let|assum\w+|suppos\w+|given|consider|where|with|if|when\w*|such\s+that|whose|having|hypothes\w+|requir\w+"
    r"|condition\w*|provided|must|should|want|need\w*|cho(?:ose|sen)|setting)\b"
)
# where a sentence or a paragraph begins with a word
SENTENCE: Final = re.compile(
    r"(?:[.!?][\s$\]\\)}]*\s|\n[ \t]*\n\s*)(?=[A-Za-z][a-z]*[\s,])|(?:\$\$|\\\]|\\end\{[a-z]+\*?\})\s*(?=[A-Z][a-z])"
    r"|(?<!\n)\n[ \t]*+\n\s*+(?=\\(?:(?:small|med|big)skip|noindent|text(?:bf|it|sc)|emph|item|(?:sub)*section"
    r"|paragraph)\b)"
)
FOR_ALL: Final = re.compile(r"\s*,?\s*(?:for\s+)?(?:all|every|each|any)\s+\$?\w\$?(?=[\s,.;])")
DISPLAY_ENDS: Final = re.compile(r"\$\$|\\\]|\\end\{\w+\*?\}")
SETS: Final = re.compile(r"(?i)\b(?:let|assum\w+|suppos\w+|consider|given|where|with|for|take)\b")
PARAMETER: Final = re.compile(
    r"(?i)\b(?:means?|expectations?|expected\s+values?|variances?|deviations?|covariances?|correlations?(?:\s+coefficients?)?|"
    r"rates?|scales?|shapes?|parameters?|probabilit(?:y|ies)|sizes?|fan-?in|fan-?out|padding|stride|dilation)"
    r"(?:\s+(?:is|are|of|equal\s+to))?(?:\s*\$[^$=]*=[^$]*\$\s*(?:,|and|,\s*and))*[\s(]*" + _OPENS
)
TAKES: Final = re.compile(
    r"(?i)\b(?:with|for|at|where|using|taking|setting|choosing|inserting|if|when|the\s+(?:special\s+)?case(?:\s+of)?)\b"
    r"[\s:,(]*" + _OPENS
)
AND_WORDS: Final = re.compile(r"(?i)[\s$]*(?:\\\))?[\s,]*and\s+(?!\$|\\\(|\\\[)")
GIVES_WHAT: Final = re.compile(
    r"(?i)[\s$]*(?:\\\))?[\s,]*(?:gives|yields|leads\s+to|makes|turns|recovers|we\s+(?:get|obtain|have))\b"
)
ATTACHED: Final = re.compile(r"(?:[Hh]ere|[Ww]here|[Tt]hroughout|with|assuming|provided|if|when|whenever|for|given)\b")
SETTING: Final = re.compile(
    r"(?is)\b(?:let|assum\w+|suppos\w+|consider|given|where|if|when)\b(?P<between>.*?)"
    r"(?:\b(?:with|where|and|such\s+that|having|satisfying)|(?<=where))\s*(?:\$|\\\()\s*$"
    # behind a comma: let x and f be independent
    r"|\b(?:let|assum\w+|suppos\w+|consider)\b(?P<listed>.*?),\s*(?:\$|\\\()\s*$"
)
# "by independence", "using the symmetry of x,": what stands behind it is claimed
BY_A_REASON: Final = re.compile(
    r"(?i)\b(?:by|from|using|because\s+of|due\s+to|thanks\s+to|owing\s+to|in\s+view\s+of)\b(?!\s+(?:assumption|hypothesis|construction))"
)
# `S = x + y, \\quad \\text{where } E[x] = 0 \\text{ and }`, in one row
WHERE_IN_DISPLAY: Final = re.compile(
    r"(?i)\\(?:text\w*|mbox)\s*\{\W*(?:where|with|assuming|provided|given|such\s+that)\b[^{}]*\}(?:(?!\\\\|\\\]|\$\$|\\end).)*$",
    re.DOTALL,
)
# variables X and Y with \[ E[X] = 0
DISPLAY_BEHIND_WITH: Final = re.compile(
    r"(?i)(?:\$|\b(?:variables?|distributed|random|independent|uncorrelated))[\s,]+(?:with|such\s+that|satisfying|where)[\s:]*"
    r"(?:\\\[|\$\$|\\begin\{(?:align|equation|gather)\*?\})(?:(?!\\\]|\$\$|\\end).)*$",
    re.DOTALL,
)
# a claim, or what need not be so
NOT_SUPPOSED: Final = re.compile(
    r"(?i)\b(?:in\s+general|generally|always|unless|except|whether|unlike|even\s+if|not|never|only)\b|n't\b"
)
ASSUMPTION: Final = re.compile(
    r"(?i)\b(?:assumptions?|hypothes[ie]s|conditions?|axioms?)\s*(?:\w{1,3}|\([^()]{1,4}\))?\s*[.:)]\W*" + _OPENS
)
ITEM: Final = re.compile(r"(?:\\item\b(?:\s*\[[^\]\n]*\])?|(?:^|\n)[ \t]*(?:[-*+]|\(?\w{1,3}[.)]))[\s~]*" + _OPENS)
LIST_BEGINS: Final = re.compile(
    r"\\begin\{(?:itemize|enumerate|description|compactitem)\*?\}|\n[ \t]*\n(?=[ \t]*(?:[-*+]|\(?\w{1,3}[.)])\s)"
)
HYPOTHESES: Final = re.compile(
    r"(?i)\bindependen\w+|\bi\.?i\.?d\b|\buncorrelated\b|\bidentically\b|\bcent(?:red|ered)\b|\bsymmetric\b"
)
CLAIMS_OF_A_LIST: Final = re.compile(r"(?i)\b(?:properties|facts|claims|identities|following\s+hold)\b")
# "since E[x] is 0, we have": a moment given, and one concluded
CONCLUDES: Final = re.compile(
    r"(?is)\b(?:since|because|as|with|from|by|if)\b[^$]*\$[^$]*=[^$]*\$\s*,\s*(?:we|one)\s+(?:also\s+)?ha(?:ve|s)\s*(?:that\s*)?\$?\s*$"
    r"|\bfor\s+\$[^$]*=[^$]*\$\s*,?\s*(?:we|one)\s+ha(?:ve|s)\s*\$?\s*$"
)
# suppose the data have been standardised, so that E[x] = 0
SUPPOSED_SO: Final = re.compile(
    r"(?is)(?:\A|[.}]\s)\W*(?:(?:now|here|next)\s+)?(?:let\s+us\s+|we\s+)?(?:suppose|assume|pretend|imagine)\b"
    r"(?:(?!\b(?:then|thus|hence)\b)[^.])*\bso\s+that\b[^.]*\Z"
)
# words such as: we solve the following equations
TO_SOLVE: Final = re.compile(
    r"(?is)\b(?:solve[sd]?|satisf(?:y|ies))\s+(?:(?:the|this|these|a|following|two|three)\s+)*"
    r"(?:system\s+of\s+(?:\w+\s+)?equations?|equations?(?:\s+system)?)\b"
    r"(?P<between>(?:(?!\$\$|\\\[|\\begin)[^.;]){0,100})"
    r"(?:\$\$|\\\[|\\begin\{[a-z]+\*?\}|\\label\{[^{}]*\}|[\s&])*$"
)
IF: Final = re.compile(r"(?i)\s*(?:and\s+)?(?:if|when(?:ever)?|once|as\s+soon\s+as)\b[^$]*(?:\$|\\\()\s*$")
THEN: Final = re.compile(r"(?i)\s*(?:\$|\\\))\s*,?\s*then\b")
# between a claim and the condition that it has
UNDER: Final = re.compile(
    r"(?i)[\s$,&]*(?:\\[)\]]|\\end\{\w+\*?\})?[\s,]*(?:holds?\s+|is\s+true\s+)?(?:only\s+|exactly\s+|precisely\s+|if\s+and\s+only\s+)?(?:if|when|whenever|where|provided|as\s+long\s+as|for|assuming|given|under)"
    r"(?:\s+(?:that|we\s+have|also))*[\s:]*" + _OPENS
)
# behind the condition of a new sentence: If $a = 1$, then
NEW_SENTENCE: Final = re.compile(r"(?:\$\$|\\\]|\\end\{\w+\*?\})\s*[A-Z]")
ITS_CLAIM: Final = re.compile(r"[\s$]*(?:\\[)\]]|\\end\{\w+\*?\})?[\s$]*(?:,|then\b|we\b)")
SUCH: Final = re.compile(r"(?i)\b(?:with|having|assuming|such\s+that)\s*" + _OPENS)
PLAIN: Final = re.compile(r"\\(?:text(?:bf|it|rm|sf)?|emph|mbox)\s*\{([^{}]*)\}|\\q?quad\b|\\[,;:! ]|\*\*|~")
