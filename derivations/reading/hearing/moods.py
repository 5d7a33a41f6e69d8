"""The words by which a clause denies, doubts, asks, announces or reports what it speaks of, for `assertions`."""

from __future__ import annotations

import re
from typing import Final


def _any(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE)


_M: Final = r"(?:⟦\d+⟧|\x02)"
_NAME: Final = rf"(?:{_M}|\b(?![aAI]\b)[A-Za-z](?:_\w+|\d)?\b(?!['’.]))"
_NOT: Final = r"(?:not|n['’]t|never|no\s+longer|cannot|hardly)"
_AUX: Final = (
    r"(?:(?:is|are|was|were|has|have|had|does|do|did|can|could|may|might|must|will|would|shall|should"
    r"|need)(?:n['’]t)?|cannot|can['’]t|won['’]t)"
)
VERB: Final = (
    rf"(?:{_AUX}|needs|follows?|shares?|possess(?:es)?|comes?|equals?|vanish(?:es)?|averages?|depends?|takes?"
    rf"|carr(?:y|ies))\b"
)
_PRONOUN: Final = (
    r"(?:it|they|we|I|you|one|he|she|this|that|these|those|both|all|each|neither|nobody|none|nothing|there"
    r"|everything|everybody)"
)
_STOP: Final = (
    rf"(?:{VERB}|and|or|but|nor|that|which|who|whose|with|of|if|whether|not|for|by|from|as|than|to|because"
    rf"|since|so)\b"
)
_SUBJECT: Final = (
    rf"(?:(?:(?:all|both|each|every|any|some|most|no|neither|the|an?|its|their|our|my|your|his|these|those|this"
    rf"|that)\s+){{0,2}}"
    rf"(?:(?!{_STOP})[A-Za-z][\w'’-]*\s+){{0,4}}?(?:{_NAME}(?:(?:\s*,\s*|\s+)(?:and\s+|or\s+)?{_NAME}){{0,6}}"
    rf"|(?!{_STOP})[A-Za-z][\w-]+)"
    rf"(?:\s+of\s+(?:the\s+|each\s+|all\s+)?(?:[A-Za-z]+\s+){{0,2}}?(?:{_NAME}|\w+))?)"
)
_ADVERB: Final = (
    r"(?:(?:also|both|all|each|each\s+one|too|then|really|just|simply|still|now|itself|themselves|\w+ly)\s+)?"
)
SAYS: Final = (
    rf"(?:{_PRONOUN}(?:['’](?:s|re|ve|ll|m|d)\b|\s+{_ADVERB}{VERB}|\s+\w+\s+(?:that|to)\b)"
    rf"|{_SUBJECT}\s+{_ADVERB}{VERB}|I\s+\w+)"
)
PLURAL: Final = re.compile(
    rf"(?:(?!{VERB})[^,;:]){{0,80}}?\b(?:are|have|do|need|were|share|follow)(?:n['’]t)?\b", re.IGNORECASE)
PRONOUN: Final = re.compile(rf"{_PRONOUN}\b", re.IGNORECASE)
NAME_LAST: Final = re.compile(rf"{_NAME}\s*$")
OBJECT_LAST: Final = re.compile(rf"\b(?:of|from|with|on|than|by)\s+(?:the\s+|each\s+)?(?:\w+\s+){{0,2}}{_NAME}\s*$")

# ---- where a clause begins

STRONG: Final = _any(
    r";(?:\s*(?:and|but|or|moreover|however|yet|so)\b,?)?",
    r":(?=\s)(?!\s*[-\d])",
    r"\s(?:---?|[–—])\s",
    r"[–—](?=\s|[A-Za-z])",
    r"(?<=[⟧\x02])\s+(?=(?-i:The|This|These|We|It|In|If|For|Here|Now|Since|Let|But|So|Then|Hence|They|There)\b)",
    r",?\s+(?=(?:whether\s+or\s+not|no\s+matter|regardless\s+of|irrespective\s+of)\b)",
    r",?\s+(?:but(?!\s+also\b)|although|even\s+though|though(?!\s*[.,;]|$)|whereas|while|yet(?!\s*[.,;!]|$)"
    r"|nevertheless|nonetheless|however)\b,?",
)
WEAK: Final = _any(
    rf",\s*(?:(?:and|or|so|plus|because|since|where|as)\s+)?(?:that\s+)?(?=(?:nor\s+)?{SAYS})", rf"\s+(?:(?:and"
    rf"|or)\s+(?:that\s+)?)?(?=(?:nor\s+){SAYS})", rf"\s+(?:and|or)\s+(?:that\s+)?(?={SAYS})",
    rf"\s+(?:because|since)\s+(?={SAYS})", r",\s*and\s+(?=(?:neither|none)\b)")
CONDITION_OPENS: Final = _any(
    r"(?:,\s*|\s+)(?=(?:if|when|whenever|provided|assuming|given\s+that"
    r"|as\s+long\s+as)\b)(?<!even\s)(?<!\bas\s)(?<!only\s)(?<!exactly\s)(?<!precisely\s)(?<!what\s)"
)
AND_A_VERB: Final = re.compile(
    r",?\s+and\s+(?:also\s+|both\s+)?(?=(?:is|are|has|have|does|do|follows?|shares?)\b)", re.IGNORECASE)

# "later on," and "in the next chapter," are no clauses
ADVERBIAL: Final = re.compile(
    rf"\W*(?!(?:if|when|while|let)\b)(?:(?!{VERB}|\b(?:be|being)\b|[⟦\x02'’])[^;:]){{1,60}}", re.IGNORECASE
)
BEGINNINGS: Final = (STRONG, CONDITION_OPENS, WEAK, AND_A_VERB)

# ---- negations that deny nothing

_ELSE: Final = r"(?:more|else|further|other(?:wise)?|besides|beyond)"
HARMLESS: Final = _any(
    r"(?:\bnot|n['’]t)\s+(?:only|just|merely|simply|surprising(?:ly)?|unreasonable|implausible|unusual|uncommon"
    r"|wrong\s+to|hurt|hard|difficult)\b|\bneed(?:n['’]t|\s+not)\s+(?:say|tell|repeat|mention|stress)\b|\bwithout\s+(?:saying"
    r"|an?y?\s+bias|bias(?:es)?|non-?linearit\w+|activations?|dropout|padding|momentum|normali[sz]ation)\b"
    r"|\bnot\s+to\s+mention\b",
    r"(?:\b(?:by|to\s+avoid|avoid(?:s|ing)?|correct(?:s|ed|ing)?|fix(?:es|ed|ing)?)\s+(?:(?:an?|any|the|my|our"
    r"|this)\s+)?)"
    r"(?:mistakes?|misunderstandings?|slips?|misconceptions?)\b(?:\s+(?:in|of|from)\s+(?:the\s+)?(?:\w+\s+)?\w+)?",
    r"(?<=\bthe\s)(?:never|rarely|seldom|not|hardly)\s+(?:yet\s+)?(?!assumed|supposed|said|known"
    r"|stated)\w+(?:ed|wn)\s+(?=(?:[a-z]+\s+)?[⟦\x02])",
    rf"\b(?:and\s+)?no\s+(?:\w+\s+)?(?:further|more|other|additional)\b(?!\s+(?:independ|cent|symm|uncorr"
    rf"|identic|iid|normal))|\bnothing\s+{_ELSE}\b"
    rf"|\bnot\s+(?:any)?(?:thing\s+)?(?:{_ELSE})\b(?!\s+(?:independ|cent|symm|uncorr|identic|iid|normal))",
    r"\b(?:unless|if\s+not)\s+(?:otherwise\s+\w+|\w+\s+otherwise|we\s+say\s+(?:otherwise|so)"
    r"|(?:it\s+is\s+)?(?:explicitly\s+)?(?:stated|said|noted)\s+\w+)",
    r"\bno\s+(?:doubt|wonder|surprise|harm|loss|restriction|problem)\b",
    r"\bwithout\s+(?:any\s+)?(?:loss|doubt|restriction|regard|reference|further)\b",
    r"\bwithout\s+(?:(?!independ|assum|suppos|know|that\b|zero|mean|cent|symm|ident|iid|equal|uncorr|common"
    r"|finite|unit)\w+[\s-]*){1,4}(?=[,.:;⟦\x02()]|$)",
    r"\b(?:do\s+not|don['’]t|never|not\s+to|to\s+not)\s+(?:forget|overlook|worry|be\s+\w+ed)\b|\b(?:does\s+not"
    r"|doesn['’]t)\s+(?:hurt|matter|harm)\b",
    r"\bnothing\s+(?:prevents|stops|keeps|speaks)\b|\bnothing\s+to\s+do\s+with\b|\bneedless\b|\bno\.\s*\d",
    # they say that it is so
    r"\b(?:(?:does|do)\s+not|doesn['’]t|don['’]t|not)(?=\s+(?:in\s+any\s+way\s+|at\s+all\s+)?(?:depend(?:ing)?"
    r"|vary|fluctuate|interact)\b)"
    r"(?![^,;:]{0,60}\b(?:only|alone|necessarily|always|in\s+general)\b)",
    r"\b(?:is|are|be|being|were|was)(?:\s+both|\s+all)?(?:\s+not|n['’]t)(?=\s+(?:correlated|random|stochastic"
    r"|dependent\s+on)\b)",
    r"\bnot(?=\s+(?:correlated|random|stochastic)\b)|\bno(?=\s+(?:dependen(?:ce|cy)|correlation|covariance"
    r"|interaction|statistical\s+\w+)\b"
    r"(?!\s+(?:structure|assumption)|\s+(?:is|are|was)\s+(?:assumed|known|stated)))",
    r"\bneither\b(?=(?:(?!\bnor\b)[^.;:]){1,60}\bnor\b[^.;:,]{1,60}\bdepends?\b)"
    r"|\bnor\b(?=[^.;:,]{1,60}\bdepends?\b)",
    rf"\b(?:no|none)\s+(?:(?:two|pair|of\s+the"
    rf"|of)\b\s*)*(?=(?:(?!{VERB})[^.;:,]){{0,60}}?{_M}[^.;:]{{0,40}}?\b(?:(?:is|are)\s+correlated|depends?"
    rf"|(?:is|are)\s+random)\b)",
    r"\bneither\b(?=\s+(?:of\s+(?:them|the\s+two)\s+)?depends\s+on\s+the\s+other\b)",
    # nothing is known about the law of one, "unlike x, which is"
    rf"\bunlike(?=\s+(?:the\s+)?(?:[a-z-]+\s+){{0,2}}?{_M}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+){_M})*\s*,\s*(?:which|whose)\b)",
    r",?\s*\b(?:about|of)\s+(?:whose|which|whom)\b[^,;:.]{0,60}?\bnothing\b[^,;:.]{0,60}",
    r",?\s*\b(?:and\s+)?nothing\s+(?:is\s+|will\s+be\s+)?(?:known|said|assumed)\s+(?:about|of)\b[^,;:.]{0,60}",
    r",\s+(?:and|so)\s+nothing\s+(?:else\s+)?[a-z]+s\b[^,;:.]{0,40}",  # and nothing explodes
    r"\bno\s+one['’]s\b|\b(?:time|state|data|input|position|layer|index)-dependent\b",
)
# ---- what denies in its own clause
DENIES: Final = _any(
    r"\b(?:not|no(?!-)|never|without|neither|nor|none|nobody|nothing|nowhere|unless|cannot|hardly|scarcely"
    r"|barely|rarely|seldom|whether"
    r"|(?<!-)dependent|fail(?:s|ed|ing)?|lack\w*|drop(?:s|ped|ping)?(?=\s+(?:the|this|that|these|it|any|all|our|probabilit\w+|rates?)\b)|abandon\w*|discard\w*|give\s+up|refrain\w*"
    r"|(?:is|are|was|were|be|been)\s+(?:now\s+|here\s+|then\s+)?(?:dropped|lifted|removed|withdrawn)(?!\s+(?:from|out|by)\b)"
    r"|instead|rather|violat\w*|relax\w*|except"
    r"|asymmetric|skewed|counterexamples?|unclear|unlike|conditionally|(?:linearly|affinely"
    r"|algebraically)\s+(?:in)?dependent"
    r"|ceas(?:e|es|ed|ing)|los(?:e|es|t|ing)|impossible|hopeless|unavailable|ruled\s+out|out\s+of\s+the\s+question|far\s+from"
    r"|anything\s+but|contrary"
    r"|would(?!\s+like\s+to\s+(?:assume|suppose|take))|wish(?:es)?(?!\s+to\b)|independent\s+(?:variable|researcher"
    r"|interest|of\s+interest)|independent\s+given)\b|n['’]t\b",
    r"['’]d\s+(?:like|want|love|prefer|need|be)\b"
    r"|\bnon-?(?:independent|zero(?!\s+(?:(?:but\s+)?finite\s+)?(?:variances?|constants?)\b)|symmetric|identical|normal"
    r"|gaussian|cent|uniform)",
    r"\bif\s+only\b|\bonly\s+if\b|\biff\b|\bif\s+and\s+only\s+if\b|\b(?:exactly|precisely|only)\s+when\b"
    r"|\bwhat\s+if\b",
)
# "X and Y may be independent": it is possible; "may be assumed" says that it is so
POSSIBLE: Final = _any(
    r"\b(?:might|could)\b(?!\s+(?:as\s+well\s+)?(?:assume|suppose|take|treat|regard|consider))",
    r"(?:(?<=⟦\d⟧)|(?<=⟦\d\d⟧)|(?<=⟦\d\d\d⟧)|(?<=\x02)|\b(?:they|it|both|these|which|that|variables|inputs"
    r"|weights))\s+(?:may|can)\s+(?:well\s+|also\s+|perhaps\s+)?"
    r"(?:be\b(?!\s+(?:any\b|arbitrary|an\s+arbitrary|(?:(?:safely|thus|therefore|well)\s+)?(?:assumed|supposed"
    r"|taken|regarded|treated"
    r"|considered|viewed|seen|modell?ed|thought|made|chosen|used|written)))|have|depend|share|follow)",
)
COUNTERFACTUAL: Final = _any(
    r"\b(?:if|unless|wish(?:es|ed)?|as\s+if|as\s+though|would)\b[^;:]{0,160}\b(?:were|had|was"
    r"|shared)\b", r"^\W*(?:were|had)\s+"
)
AS_IF: Final = re.compile(
    r"\b(?:treat|act|proceed|comput\w+|calculat\w+|pretend|argue|regard|behave)\w*\b[^;:]{0,160}?\bas\s+(?:if"
    r"|though)\b[^;:]{0,160}?\bwere\b", re.IGNORECASE
)
# ---- what doubts, also in the clauses behind it
_WRONG: Final = (
    r"(?:wrong(?:ly)?|false(?:ly)?|incorrect(?:ly)?|untrue|mistak\w+|erroneous(?:ly)?|fallac\w+|misconception"
    r"|misbelie\w+|misunderst\w+|myth"
    r"|blunder|pitfalls?|slips?|temptation|tempt(?:ing|ed)|na[iï]ve(?:ly)?|illusion|unrealistic|unreasonable"
    r"|unjustified|unwarranted|unfounded|dubious"
    r"|questionable|illegitimate|implausible|absurd|nonsense|untenable|hardly\s+\w+)"
)
_ASSUME: Final = (
    r"(?:assum\w+|suppos(?:e|es|ed|ing)|claim\w*|say(?:s|ing)?|said|stat(?:e|es|ed|ing)|require\w*|demand\w*"
    r"|ask(?:s|ed|ing)?|want\w*|need\w*"
    r"|know(?:s|n)?|believ\w+|think(?:s|ing)?|tell\w*|told"
    r"|(?:means?|meant)(?=\s+(?:that|to|independ|any))|impl(?:y|ies|ied)|guarantee\w*"
    r"|ensure\w*|insist\w*|see|understand|conclu\w+"
    r"|follow(?:s)?|use[sd]?|using|make|makes|made|true|case|expect|have\s+to|suffic\w+)"
)
DOUBTS: Final = _any(
    r"\b(?:doubt(?:s|ed|ful(?:ly)?)?|den(?:y|ies|ied)|disbeliev\w+|disput\w+|refut\w+|disprov\w+|disagree\w*"
    r"|contest(?:s|ed)|reject(?:s|ed)?|contradict\w*)\b",
    r"\b(?:wonder(?:s|ed|ing)?|inquir\w+|unsure|uncertain|unknown)\s+(?:if|whether|that|why)\b|\bno\s+idea\b",
    r"\b(?:ask(?:s|ed)?|check|test|see|find\s+out|tell|know|sure|clear|decide|determine|verify|examine"
    r"|question\s+is|remains)\s+(?:\w+\s+)?(?:if|whether)\b",
    r"\bgive\s+(?:an\s+)?examples?\s+of\b|\b(?:find|construct|exhibit)\s+(?:an\s+|two\s+"
    r"|some\s+)?(?:counter-?)?(?:examples?|random\s+variables)\b",
)
WRONG: Final = re.compile(
    rf"(?<!['’])\b{_WRONG}\b"
    r"(?!\s+(?:sign|place|way|side|positives?|negatives?|alarms?|discover\w+)\b)",
    re.IGNORECASE,
)
DENIES_TO: Final = re.compile(
    rf"(?:\b(?:not|no|never|nobody|nothing|none|neither|without|cannot|hardly|scarcely|rarely|seldom)\b"
    rf"|n['’]t\b)[^,;:]{{0,40}}?\b{_ASSUME}\b", re.IGNORECASE
)
_LATER: Final = (
    r"(?:later(?:\s+on)?|eventually|in\s+due\s+course|subsequently|(?:next|the\s+following)\s+(?:week|lecture|time|month|term|year|semester)|tomorrow"
    r"|in\s+(?:an?|the|our)\s+(?:\w+\s+)?(?:sequel|follow-up|companion(?:\s+paper)?|(?:future|forthcoming|next|second)\s+(?:paper|work|article|note))"
    r"|in\s+future\s+work|in\s+a\s+(?:later|further|second)\s+(?:step"
    r"|section|chapter|part)"
    rf"|(?<!as\s)(?:in|from|starting\s+(?:in|with|from))\s+(?:the\s+(?:next|last|final|following)\s+(?:section"
    rf"|chapter|part|lecture|exercise|paragraph)"
    rf"|(?:Section|Chapter|Part|Lecture|Appendix|Sect\.|§)\s*~?(?:[\dIVXA-H][\w.]*|{_M})))"
)
_WILL: Final = r"(?:will|shall|['’]ll|going\s+to)"
LATER: Final = _any(
    rf"\b{_LATER}\b[^;:]{{0,160}}?(?:\b|(?<=['’])){_WILL}\b|(?:\b|(?<=['’])){_WILL}\b[^;:]{{0,160}}?\b(?:later"
    rf"|eventually|subsequently|{_LATER})\b",
    rf"\b{_LATER},?\s+(?:we|I)\s+(?:\w+\s+)?(?:assume|suppose|take|require|let|add|impose)\b|\bnot\s+yet\b"
    rf"|\b(?:we|I)\s+(?:assume|suppose|require|add|impose)\b[^;:]{{0,160}}?\b(?:later|only\s+(?:in|from))\b",
)
# ---- what reports or weakens: nobody can tell
_WHO: Final = (
    r"(?:students?|pupils?|people|many|some(?:one|body)?|others|beginners?|novices?|practitioners|colleagues?"
    r"|friends?|neighbou?rs?|classmates?|roommates?"
    r"|he|she|critics?|folklore|every(?:one|body)|chatgpt|intern)"
)
REPORTS: Final = _any(
    rf"\b{_WHO}\b(?:\s+(?:of\s+(?:them|us)|{_WHO}|authors|(?:text)?books|who\s+\w+|often|always|also|usually"
    rf"|\w+ly))*\s+(?:say|says|said|tell|tells|told|write|writes|wrote|assume"
    rf"|assumes|assumed|state|states|stated|suppose|supposes|take|takes|treat|treats|claim|claims|claimed)\b",
    r"\b(?:we|I|you|author|paper|post|version|theorem|article|note)s?\s+(?:\w+ly\s+)?claim(?:s|ed)?\b"
    r"|\bclaim(?:s|ed|ing)?,?\s+(?:[^,;:]{1,40},\s*)?that\b|\b(?:is|are|was|were)\s+claimed\b|^\W*claim\W+(?=\w)",
    r"\b(?:believe[sd]?|(?<!we\s)think(?:s|ing)?(?!\s+of\b)|think\s+that"
    r"|thought(?!\s+of\b)"
    r"|argue[sd]?|insist(?:s|ed)?|alleg\w+|contend(?:s|ed)?|conjectur\w+"
    r"|suspect(?:s|ed)?|hop(?:e|es|ed|ing)|(?:I|we|he|she|they|my|our)\s+(?:\w+\s+)?guess(?:es|ed)?|speculat\w+"
    r"|rumou?r\w*|suggest(?:s|ed)?\s+that"
    r"|imagines|pretends|feels?\s+that|fear(?:s|ed)?)\b",
    r"\b(?:presumably|supposedly|seemingly|apparently|probably|perhaps|maybe|arguably|purportedly|reportedly"
    r"|possibly|(?:very|quite|most)\s+likely)\b|\blikely\s+(?:to\s+be\s+)?(?:independent|cent|symmetric|uncorr"
    r"|normal)",
    r"\b(?:look|looks|looked|seem|seems|seemed|appear|appears"
    r"|appeared)\s+(?:to\s+be\s+)?(?:\w+ly\s+)?(?:independent|normal|gaussian|symmetric|cent\w+|uncorrelated"
    r"|uniform|identically|iid)\b",
    r"\b(?:often|usually|sometimes|commonly|frequently|typically|generally|routinely)\s+(?:assum\w+|suppos\w+"
    r"|taken|believed|said|treated|stated)\b(?<!we\s)",
    r"\b(?:almost|nearly|approximately|roughly|asymptotically|practically|virtually|weakly|close\s+to"
    r"|more\s+or\s+less)\s+(?:being\s+)?(?:independent|uncorrelated|symmetric|cent\w+|identically|iid)\b",
    r"\b(?:should|ought\s+to)\s+(?:\w+\s+)?(?:be|have|follow)\b(?!\s+(?:noted|stressed|remembered|kept"
    r"|mentioned|clear|recalled|emphasi|pointed|observed|understood|in\s+mind|thought))|^\W*why\b"
    r"|\b(?:understand|explain|see|know|tell|reasons?|clear|asks?|asked|is)\s+why\b(?!\s+(?:we"
    r"|I)\s+(?:\w+\s+)?(?:assum|suppos|tak))|\bused\s+to\s+be\b|\bformerly\b",
    # of one or some, and not of all
    r"\b(?:largest|smallest|greatest|highest|lowest|biggest|maximum|minimum|maximal|minimal|sum|total|average|product)\s+of\s+"
    r"(?:their|the|these|all(?:\s+the)?)\s+(?:\w+\s+)?(?:means?|variances?|expectations?|expected\s+values?|covariances?|\w+\s+moments?)\b"
    r"|\bon\s+average\s+(?:over|across)\b|\b(?:variances?|means?|expectations?)\s+(?:add|sum)s?\s+up\b",
    rf"\beither\s+(?:that\b|(?:the\s+)?(?:\w+\s+)?{_M}\s+(?:is|are|has|have)\b)",
    r"\b(?:at\s+least|at\s+most|exactly|only)\s+(?:one|two|three|some|half)\s+of\b|\bonly\s+(?:the\s+)?(?:first|last|second|third|odd|even)\b(?=[^.;]*\bof\b)"
    r"|(?<!any )(?<!every )\b(?:some|most|half|many|few|several|certain|two|three)\s+of\s+"
    r"(?:the(?:m|se|\s+(?!two\b))|our\b)"
    r"|\b(?:odd|even)(?:-|\s+)(?:numbered|indexed|ind(?:ex|ices))\b",
    rf"\b{_WHO}\b\s+(?:\w+ly\s+|often\s+|also\s+)?(?:conclude|infer|deduce|think|argue|believe|assert)[sd]?\b",
    r"\bstood\s+for\b|\bin\s+(?:the\s+(?:previous|last|preceding|earlier)\s+\w+|(?:Section|Chapter|Lecture|Part)\s+\S+),?\s[^.;]{0,80}?\b(?:was|were|had)\b",
    rf"\baccording\s+to\s+(?:the\s+|my\s+|some\s+|a\s+){_WHO}\b|\bby\s+(?:the\s+|some\s+|my\s+|a\s+){_WHO}\b"
    r"|\bby\s+(?:some|many|others)(?=\s+(?:to|as)\b|[.,])"
    rf"|\bonly\s+(?:in\s+the\s+limit|asymptotically|approximately)|\bin\s+an?\s+(?:earlier|older"
    rf"|previous)\s+(?:version|edition|draft)\b",
)
# "..., I believe", "..., right?"
HEDGE: Final = re.compile(
    r",?\s*(?:or\s+so\s+|as\s+)?(?:I|we|he|she|they|people|some|many|the\s+students?)\s+(?:\w+ly\s+)?(?:believe"
    r"|think|guess|hope|suppose|claim|say|doubt|suspect|fear|imagine)s?\s*[.!]?\s*",
    re.IGNORECASE,
)
# words before a colon: a claim, true or false
TO_DECIDE: Final = _any(
    r"\b(?:claim|conjecture|goal|aim|(?:to\s+)?(?:be\s+)?(?:show|prove|shown|proved|proven|disprove|decide"
    r"|discuss)|true\s+or\s+false|question|myth|guess|wish|to-?do|rumou?r"
    r"|open\s+problem|to\s+test|quiz|exercise)\W*$"
)
# these reach over the clauses that are joined to theirs
REACHES_ON: Final = _any(r"\b(?:whether|unless|iff|if\s+only|only\s+if|what\s+if|if\s+and\s+only\s+if)\b")
# what is supposed after all: "it suffices that they are uncorrelated"
SUPPOSES_ANEW: Final = re.compile(
    r"\W*(?:it\s+(?:suffices|is\s+(?:enough|sufficient))|(?:all|the\s+only\s+thing)\s+(?:that\s+)?we\s+(?:need|use|assume))\b",
    re.IGNORECASE,
)
POINTS_AHEAD: Final = re.compile(r"^\W*without\b|\b(?:this|that|these|the\s+following|any\s+of)\s*$", re.IGNORECASE)
REACHING: Final = (DOUBTS, WRONG, DENIES_TO, LATER, REACHES_ON)

# ---- conditions, questions, what is to be shown
IF: Final = re.compile(
    r"\W*(?:if|when|whenever|provided|assuming|given|as\s+long\s+as|suppos\w+|let|assume|since|because|for|with"
    r"|where|under|say|take|consider|imagine)\b", re.IGNORECASE)
CONDITION: Final = re.compile(r"\W*(?:if|when|whenever|provided|as\s+long\s+as)\b", re.IGNORECASE)
TO_SHOW: Final = re.compile(
    r"\W*(?:(?:exercise|task|problem|question|homework|claim)s?\s*(?:\([^()]*\))?\W+)?(?:show|prove|verify"
    r"|check|deduce|derive|demonstrate|argue|establish)\b", re.IGNORECASE)
ASKS_FOR_A_VALUE: Final = re.compile(
    rf"\W*(?:and\s+|so\s+|then\s+|but\s+|now\s+)?(?:what(?!\s+(?:if|about|happens\s+if))|how\s+(?:large|big"
    rf"|small|much)|which|find|compute|(?:is|are|does|do|why)\b[^?]*(?:{_M}|\bformula|\bidentity))",
    re.IGNORECASE,
)
WHATEVER: Final = re.compile(r"\W*(?:whether\s+or\s+not|no\s+matter|regardless|irrespective)\b", re.IGNORECASE)
CONTRASTS: Final = re.compile(
    r"\W*(?:while|although|though|even\s+though|whereas|if|when|since|because|as)\b", re.IGNORECASE)
HYPOTHESIS: Final = _any(
    r"\bindependen\w+|\biid\b|\bi\.\s?i\.\s?d\b|uncorrelated|\bcent(?:red|ered)\b|\bmean\b|\bmeans\b"
    r"|variances?\b|symmetric|identically|distribut\w+|\blaw\b|normal|gaussian|covariance|correlation|expectation",
)
SUPPOSES: Final = _any(r"\b(?:assum(?:e|es|ed|ing)|suppos(?:e|es|ed|ing)|let|we\s+take|treat(?:s|ed|ing)?|pretend)\b")
ASKS_FIRST: Final = re.compile(
    r"\W*(?:is|are|does|do|can|may|must|should|could|would|will|has|have|why|what|how)\b", re.IGNORECASE)
PERHAPS: Final = _any(r"\b(?:possibly|perhaps|maybe|potentially)\b")
WHAT_IF: Final = re.compile(  # which asks what follows, and not whether it is so
    r"\W*(?:(?:and|but|so|now)\s+)?what\s+(?:(?:happens|changes|goes\s+wrong)\b[^?⟦]*?\b)?(?:if|when)\b", re.IGNORECASE
)
ANSWERS_YES: Final = re.compile(
    r"\W*(?:A(?:nswer)?\s*:\s*)?(?:yes|yep|indeed|right|correct|sure|of\s+course(?!\s+not)|(?:they|it|you"
    r"|we)\s+(?:are|is|do|does|may|can))\b(?!\s+not|n['’]t)", re.IGNORECASE)
COMMA_STAYS: Final = re.compile(r"\s+(?:with|and|where|which|but|each|all|both)\b", re.IGNORECASE)

# ---- asides
_ADJECTIVE: Final = (
    r"(?:independent|identically\s+distributed|identical|iid|equally\s+distributed|uncorrelated|correlated"
    r"|dependent|cent(?:red|ered)|zero-mean|symmetric|normal(?:ly\s+distributed)?"
    r"|gaussian|equal|stationary|bounded|finite|positive|continuous|discrete|homoscedastic|known)"
)
ASIDE: Final = _any(
    r",\s*(?:whether\s+or\s+not|no\s+matter|regardless\s+of|irrespective\s+of)\b[^,;:]*,(?=\s+(?:is|are|has"
    r"|have|follows?)\b)",
    r"\([^()]*\)",
    rf",?\s*\b(?:(?:but|though|although|yet|and|if|albeit)\s+)?(?:not(?:\s+(?:necessarily|always|in\s+general"
    rf"|even))?|possibly|perhaps|maybe|potentially)\s+"
    rf"(?:(?:mutually|jointly|pairwise|also|all|both)\s+)?{_ADJECTIVE}(?:\s+(?:and|or"
    rf"|nor)\s+{_ADJECTIVE})*(?=\s+(?:with|having|whose|random|variables?|[a-z]+s\b(?!\s+{VERB}))|\s*[,.;:!?)]"
    rf"|\s*$),?",
    rf",?\s+(?:but|and|though|yet)\s+(?:not|never|no)\b(?!\s+(?:assum|suppos))(?:(?!\b(?:and|but)\s+(?:{VERB}"
    rf"|with\b))[^,;:.])*,?",
    r",\s*(?:not|never|without|no)\b(?:(?!\b(?:and|but)\s+(?:is|are|has|have|with)\b)[^,;:.])*(?=[,;:.!?]|$),?",
    rf"(?:,\s*(?:and\s+)?|\s+and\s+)(?:which|whose)\b[^,;:]*?(?:\b{_NOT}\b|n['’]t\b)[^,;:]*,?",
    rf"(?:^\W*|,\s*|\s+)(?:instead\s+of|rather\s+than|as\s+opposed\s+to|in\s+contrast\s+to|contrary\s+to"
    rf"|unlike(?=\s+(?:in|the|before|for|{_M})))\b(?!\s+(?:assum|suppos))[^,;:]*?(?:,|(?=\s+(?:we|I"
    rf"|they)\s+\w+)|(?=[;:.!?]|$))",
)
_IT: Final = (
    r"(?:it|this|that|they|these|those|such\s+an?\s+assumption|the\s+(?:assumption|claim|statement|latter"
    r"|former)|he|she)"
)
# a clause that takes back what stands before it, and says nothing else
TAKES_BACK: Final = _any(
    r"\bnot\s+yet\b|\brefrain\w*\b",
    r"\b(?:not|n['’]t|never|no\s+longer)\s+(?:\w+\s+){0,2}?(?:do|assume|suppose|use|need|require|claim|want"
    r"|make|say)(?:\s+to)?(?:\s+(?:assume|use|do|make))?\s+(?:so|this|that|it|such\s+an?\s+assumption)\b",
    r"\b(?:drop|abandon|discard|retract|withdraw|give\s+up|relax|remove)(?:s|ped|ed)?\s+(?:this|that|it"
    r"|the\s+assumption|these)\b|\bprefer\s+not\s+to\b",
    r"\b(?:I|we)\s+(?:\w+\s+)?doubt\s+(?:it|this|that)\b|\b(?:I|we)\s+make\s+no\s+such\s+(?:assumption|claim)s?\b",
)
# the next sentence says that it no longer holds, whatever else it says
WITHDRAWS: Final = _any(
    r"\b(?:we|I)\s+(?:now\s+|will\s+|shall\s+)?(?:drop|abandon|discard|retract|withdraw|give\s+up|remove)\s+"
    r"(?:this|that|these|the|both|all)\s+(?:\w+\s+)?(?:assumptions?|hypothes[ie]s|claims?|requirements?|conditions?|statements?)\b",
    r"\b(?:this|that|it|these|the)(?:\s+(?:assumptions?|claims?|statements?|hypothes[ie]s))?\s+(?:is|was|are|were|has\s+been|have\s+been)\s+"
    r"(?:now\s+|hereby\s+)?(?:withdrawn|dropped|retracted|abandoned)\b",
    r"\b(?:drop|forget|discard)\s+(?:everything|all\s+(?:of\s+)?(?:this|that|these))\b|\bnothing\s+(?:survives|remains|is\s+left)\b"
    r"|\bno\s+such\s+(?:thing|claim|assumption)\b|\b(?:is|are)\s+free\s+again\b|\b(?:recycle|re-?use)[sd]?\s+(?:the|these|this|both)\s+"
    r"(?:letters?|symbols?|names?)\b|\b(?:without|outside|beyond)\s+th(?:e|is|at)\s+(?:model|idealisation|idealization)\b",
    r"\b(?:we|I)\s+(?:do\s+not|don['’]t|shall\s+not|will\s+not)\s+follow\s+(?:them|him|her|it|this|that|these)\b",
)
BUT_NOT: Final = re.compile(
    r"\W*(?:(?:but|however|yet|actually|in\s+fact),?\s+)+(?:they|these|it|this|that|the\s+two)\s+(?:is|are)(?:\s+not|n['’]t)\s*[:;,–—]",
    re.IGNORECASE,
)
FOR_A_MOMENT: Final = re.compile(r"\bfor\s+(?:a|the)\s+moment\b|\bwould\b", re.IGNORECASE)
QUOTES: Final = re.compile(r"(?:``|[“«„])[^”»“']{3,}?\b(?:is|are|be|have|has)\b", re.IGNORECASE)
# it speaks of other variables with the same names
TURNS: Final = re.compile(
    r"\b(?:from\s+(?:here|now|this\s+point)\s+on|in\s+(?:our|this|the\s+general)\s+(?:own\s+)?\w+|here|in\s+what\s+follows|what\s+follows"
    r"|in\s+general|now|our)\b[^.]{0,80}?\b(?:arbitrary|whatever|any\s+(?:random|two|three|other)|unknown|general)\b"
    rf"|{_M}\s+(?:is|are|be)\s+(?:now\s+|here\s+)?(?:dependent|correlated)\b(?!\s+(?:on|if))|\bin\s+(?:truth|reality)\b",
    re.IGNORECASE,
)
CASE: Final = re.compile(r"\W*Case\b")
# given s, x and y are independent
GIVEN: Final = re.compile(
    rf"\W*(?:(?:and|but|also|then)\s+)*(?:given|conditional(?:ly)?\s+(?:on|upon))\s+(?:the\s+(?:[\w-]+\s+){{0,3}})?"
    rf"{_M}\s*,\s+(?!{_M}|and\b|which|with|where|let|we\b|define|put|set\b|consider)",
    re.IGNORECASE,
)
NOT_SO: Final = re.compile(
    rf"\W*(?:(?:but|and|so|no|nope|however|sorry|well|alas|actually|unfortunately|yet|of\s+course|in\s+fact"
    rf"|which|because|though|although|still|hence|therefore),?\s+)*"
    rf"(?:(?:{_IT}|which)\s+(?:(?:is|are|was|were|does|do|did|has|have|had|need|will|would|can|could)(?:n['’]t"
    rf"|\s+{_NOT})|cannot|can['’]t|won['’]t)"
    r"(?:\s+(?:so|true|the\s+case|correct|right|hold|be|it|in\s+fact|in\s+general|though|at\s+all|always|either"
    r"|even|anymore|any\s+more|necessarily|generally|however|here))*"
    rf"|(?:{_IT}|which)\s+(?:is|are|was|were|would\s+be"
    rf"|turned\s+out\s+to\s+be)\s+(?:\w+\s+){{0,2}}?{_WRONG}(?:\s+(?:here|though|however|in\s+general|of\s+course))*"
    rf"|of\s+course\s+not|not\s+(?:so|true|really|quite|necessarily|at\s+all|here)|no|nope|wrong|false"
    rf"|{_WRONG})\s*[.!]*\s*",
    re.IGNORECASE,
)

# ---- what other things are said to be independent of: no random variables
TEXTS: Final = (
    r"(?:choices?|proofs?|results?|arguments?|methods?|approach(?:es)?|discussions?|sections?|chapters?|posts?"
    r"|texts?|papers?|code|algorithms?|implementations?|theorems?|lemmas?|formulas?|formulae|answers?"
    r"|questions?|stor(?:y|ies)"
    r"|analys[ie]s|conclusions?|statements?|definitions?|notation|threads?|exercises?|bounds?|rates?"
    r"|derivations?|computations?|readers?|teams?|groups?|authors?|studies|study|dimensions?|optimi[sz]ers?"
    r"|basis|architectures?|frameworks?|librar(?:y|ies))"
)
OF_TEXTS: Final = re.compile(
    rf"\b(?:the|this|that|our|my|these|those|its|all|both|two"
    rf"|your)\s+(?:[a-z-]+\s+){{0,2}}?{TEXTS}\b(?:\s+(?:of|for|in|below"
    rf"|above)\s+(?:(?!{VERB})[^,;:.]){{1,60}}?)?\s+(?:is|are|was|were|run|runs|do"
    rf"|does)\b[^,;:.]{{0,80}}\b(?:in)?depend"
    rf"|\bindependent(?:ly)?\s+(?:of|from)\s+(?:the\s+(?:rest|remainder)\s+of\s+)?(?:the|this|these|our|my|your"
    rf"|any|which)\s+(?:[a-z-]+\s+)?{TEXTS}\b|\b(?:two|several|independent)\s+independent\s+{TEXTS}\b"
    rf"|\bindependent\s+(?:threads|proofs|teams|studies|groups|interest)\b",
    re.IGNORECASE,
)

# ---- how the rest of a sentence is written
JOINS: Final = re.compile(
    r"\W*(?:(?:but|although|even\s+though|though|whereas|while|yet|however|nevertheless|nonetheless|and|nor|or"
    r"|so|plus|moreover)\b,?\s*)+", re.IGNORECASE
)
SUBJECT_OF: Final = re.compile(
    rf"\W*(?:(?:let|suppose|assume|while|although|though|that|where|here|now|and"
    rf"|the\s+variables)\s+(?:that\s+)?)*(?P<subject>(?:(?:the|both|all"
    rf"|each)\s+)*(?:[a-z-]+\s+){{0,2}}?{_NAME}(?:(?:\s*,\s*|\s+)(?:and\s+"
    rf"|\.\.\.\s*,?\s*)?{_NAME}){{0,6}})\s+{_ADVERB}(?:{VERB}|be\b|being\b)",
    re.IGNORECASE,
)
VERB_FIRST: Final = re.compile(
    r"\s*(?:also\s+)?(?:is|are|has|have|follows?|shares?|do\s+have|does\s+have)\b", re.IGNORECASE)
ADJECTIVE_FIRST: Final = re.compile(
    rf"\s*(?:(?:only|mutually|pairwise|still|just|merely|both|all)\s+)*{_ADJECTIVE}\b", re.IGNORECASE)
WRONG_REMARK: Final = re.compile(
    rf"\((?:(?:but|and|though|however|albeit|which\s+is|this\s+is"
    rf"|alas),?\s*)?(?:\w+\s+){{0,2}}?{_WRONG}\W*\)", re.IGNORECASE)
