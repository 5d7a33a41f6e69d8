"""What a sentence does with a hypothesis: it states it, or it denies, doubts, asks, announces or reports it."""

import pytest

from derivations.reading import read_document
from verify.chain import check

PRODUCT = "E[u v] = E[u] E[v]"
CENTRED = "E[u] = 0"
SUM = r"\mathrm{Var}(u+v) = \mathrm{Var}(u) + \mathrm{Var}(v)"
SAME = "E[u] = E[v]"
ODD = "E[u^3] = 0"

STATED = [
    (r"$u$ and $v$ need not be symmetric, but they are independent.", PRODUCT),
    (r"$u$ and $v$ are independent, but their means are not zero.", PRODUCT),
    (r"While $u$ is independent of $v$, it is not independent of $w$.", PRODUCT),
    (r"Although $u$ is not symmetric, it has mean zero.", CENTRED),
    (r"$u$ and $v$ are uncorrelated, which does not mean that they are independent.", SUM),
    (r"$u$ and $v$ are uncorrelated (they need not be independent).", SUM),
    (r"Let $u$ and $v$ be independent, not necessarily identically distributed variables.", PRODUCT),
    (r"Let $u$ and $v$ be independent but not identically distributed random variables.", PRODUCT),
    (r"Let $u$ and $v$ be identically distributed, though possibly dependent.", SAME),
    (r"Only $u$ has zero mean, $v$ does not.", CENTRED),
    (r"$u$ is centred, $v$ isn't, and they're independent.", PRODUCT),
    (r"$u$ is centred, $v$ isn't, and they're independent.", "E[u v] = 0"),
    (r"$v$ is not centred; $u$ has mean zero.", CENTRED),
    (r"$v$ isn't centred and $u$ has mean zero.", CENTRED),
    (r"$u$ isn't symmetric but has mean zero.", CENTRED),
    (r"$u$ and $v$ are not independent but uncorrelated.", SUM),
    (r"$u$ has mean zero and no further restriction.", CENTRED),
    (r"Unless otherwise stated, $u$ and $v$ are independent.", PRODUCT),
    (r"Without loss of generality $u$ has mean zero.", CENTRED),
    (r"$u$ and $v$ are independent, and not only uncorrelated.", PRODUCT),
    (r"$u$ and $v$ are not only uncorrelated but independent.", PRODUCT),
    (r"There is no doubt that $u$ and $v$ are independent.", PRODUCT),
    (r"Don't forget that $u$ has mean zero.", CENTRED),
    (r"It is no restriction to assume that $u$ has mean zero.", CENTRED),
    (r"It does not hurt to assume that $u$ has mean zero.", CENTRED),
    (r"Instead of symmetry we only ask that $u$ has mean zero.", CENTRED),
    (r"Unlike $v$, the variable $u$ has mean zero.", CENTRED),
    (r"The order does not matter here: $u$ and $v$ are independent.", PRODUCT),
    (r"People often overlook this: $u$ has mean zero.", CENTRED),
    (r"In the lecture it was said that $u$ and $v$ are independent, but not that they are centred.", PRODUCT),
    (r"Is $u$ centred? Yes, $u$ has mean zero.", CENTRED),
    (r"Suppose that $u$ and $v$ are independent; is the following true?", PRODUCT),
    (r"The variables $u$ and $v$ were drawn independently.", PRODUCT),
    (r"We assume that $u$ has mean zero, which is not exactly true.", CENTRED),
    (r"We assume that $u$ has mean zero. This is not true in practice.", CENTRED),
    (r"We assume that $u$ has mean zero (I know that this is wrong).", CENTRED),
    (r"We will assume that $u$ has mean zero.", CENTRED),
    (r"In what follows we shall assume that $u$ and $v$ are independent.", PRODUCT),
    (r"$u$ may be assumed to have mean zero.", CENTRED),
    (r"We may assume that $u$ has mean zero.", CENTRED),
    (r"The problem says that $u$ has mean zero.", CENTRED),
    (r"The student, who is not present, says hello; $u$ has mean zero.", CENTRED),
    (r"Many believe that $v$ is centred, but it is $u$ that matters; $u$ has mean zero.", CENTRED),
    (r"$u$ has mean zero; the choice of the loss is independent of it.", CENTRED),
    (r"$u$ has mean zero. It isn't symmetric.", CENTRED),
    (r"$u$ has mean zero. We will later assume more.", CENTRED),
    (r"The noise $u$, which cannot be observed, has mean zero.", CENTRED),
    (r"Nothing else is known: $u$ has mean zero.", CENTRED),
    (r"Nobody doubts it; $u$ has mean zero.", CENTRED),
    (r"Though $u$ and $v$ are dependent, $u$ is symmetric.", ODD),
    (r"$u$ does not depend on $v$.", PRODUCT),
    (r"Let $u$ be symmetric, not normal.", ODD),
    (r"The errors of $v$ aside, $u$ has mean zero, never mind the scale.", CENTRED),
    (r"My colleague is not here, but $u$ and $v$ are independent.", PRODUCT),
    (r"I doubt that $v$ is symmetric, but $u$ is centred.", CENTRED),
    (r"It is hard to see whether $v$ is centred; still $u$ has mean zero.", CENTRED),
]
NOT_STATED = [
    (r"May we use that $u$ and $v$ are independent?", PRODUCT),
    (r"Is it true that $u$ has mean zero?", CENTRED),
    (r"Is it enough that $u$ has mean zero, or must it be symmetric?", CENTRED),
    (r"What if $u$ and $v$ are independent?", PRODUCT),
    (r"$u$ and $v$ are independent, right?", PRODUCT),
    (r"How do you know that $u$ and $v$ are independent?", PRODUCT),
    (r"Question: are $u$ and $v$ independent?", PRODUCT),
    (r"Are $u$ and $v$ independent? No idea.", PRODUCT),
    (r"Why should $u$ have mean zero?", CENTRED),
    (r"I wonder if $u$ and $v$ are independent.", PRODUCT),
    (r"I am not sure if $u$ has mean zero.", CENTRED),
    (r"It remains to see whether $u$ has mean zero and $v$ is symmetric.", CENTRED),
    (r"Check whether $u$ is symmetric.", ODD),
    (r"Test if $u$ has mean zero.", CENTRED),
    (r"I doubt that $u$ and $v$ are independent.", PRODUCT),
    (r"I doubt that $u$ is symmetric and $v$ is independent of $u$.", PRODUCT),
    (r"It is doubtful that $u$ has mean zero.", CENTRED),
    (r"She denies that $u$ has mean zero.", CENTRED),
    (r"It is tempting to say that $u$ is symmetric.", ODD),
    (r"It is a mistake to think that $u$ and $v$ are independent.", PRODUCT),
    (r"A common misconception: $u$ and $v$ are independent.", PRODUCT),
    (r"A frequent (but wrong) assumption is that $u$ has mean zero.", CENTRED),
    (r"Wrongly, $u$ and $v$ are called independent variables; $u$ and $v$ are not.", PRODUCT),
    (r"It would be naive to take $u$ and $v$ as independent.", PRODUCT),
    (r"It is unrealistic that $u$ and $v$ are independent.", PRODUCT),
    (r"It is false that $u$ has mean zero.", CENTRED),
    (r"It is not the case that $u$ has mean zero.", CENTRED),
    (r"Hardly anybody takes $u$ and $v$ to be independent.", PRODUCT),
    (r"Nobody says that $u$ has mean zero.", CENTRED),
    (r"Nothing guarantees that $u$ and $v$ are independent.", PRODUCT),
    (r"There is no reason why $u$ should have mean zero.", CENTRED),
    (r"We make no assumption such as that $u$ and $v$ are independent.", PRODUCT),
    (r"We never assumed that $u$ is symmetric.", ODD),
    (r"We do not assume that $u$ has mean zero, and $v$ is symmetric.", CENTRED),
    (r"No independence of $u$ and $v$ is assumed.", PRODUCT),
    (r"$u$ and $v$ are far from independent.", PRODUCT),
    (r"$u$ and $v$ are anything but independent.", PRODUCT),
    (r"$u$ is not symmetric, nor is $v$ independent of $u$.", PRODUCT),
    (r"We will later assume that $u$ has mean zero.", CENTRED),
    (r"Later on, we shall assume that $u$ and $v$ are independent.", PRODUCT),
    (r"In Section 5 we will assume that $u$ and $v$ are independent.", PRODUCT),
    (r"In the next chapter, we assume that $u$ has mean zero.", CENTRED),
    (r"We assume that $u$ has mean zero, but not yet.", CENTRED),
    (r"$u$ has mean zero. Not yet!", CENTRED),
    (r"People say that $u$ is symmetric. It isn't.", ODD),
    (r"$u$ is symmetric. Sorry, that was wrong.", ODD),
    (r"$u$ and $v$ are independent. This is not true.", PRODUCT),
    (r"We assumed that $u$ has mean zero. Now we drop this assumption.", CENTRED),
    (r"$u$ has mean zero, but this is wrong.", CENTRED),
    (r"$u$ and $v$ are independent, which is false.", PRODUCT),
    (r"It is easy to suppose that $u$ has mean zero, and therefore we refrain from doing so.", CENTRED),
    (r"The student claims that $u$ and $v$ are independent.", PRODUCT),
    (r"The student claims, without any proof, that $u$ has mean zero.", CENTRED),
    (r"Many people think that $u$ is symmetric.", ODD),
    (r"Some say that $u$ and $v$ are independent.", PRODUCT),
    (r"My friend said that $u$ has mean zero.", CENTRED),
    (r"I believe that $u$ has mean zero.", CENTRED),
    (r"$u$ and $v$ are independent, I believe.", PRODUCT),
    (r"I hope that $u$ has mean zero.", CENTRED),
    (r"Presumably $u$ and $v$ are independent.", PRODUCT),
    (r"$u$ and $v$ are probably independent.", PRODUCT),
    (r"$u$ seems to be symmetric.", ODD),
    (r"According to my friend, $u$ has mean zero.", CENTRED),
    (r"In an earlier version $u$ had mean zero.", CENTRED),
    (r"$u$ and $v$ may be independent.", PRODUCT),
    (r"$u$ and $v$ might be independent.", PRODUCT),
    (r"$u$ and $v$ should be independent.", PRODUCT),
    (r"$u$ and $v$ are nearly independent.", PRODUCT),
    (r"If $u$ and $v$ were independent and $u$ was symmetric, we would be done.", ODD),
    (r"If only $u$ had mean zero!", CENTRED),
    (r"Were $u$ and $v$ independent, it would be easy.", PRODUCT),
    (r"I wish $u$ and $v$ were independent.", PRODUCT),
    (r"Unless $u$ has mean zero, this is wrong.", CENTRED),
    (r"This holds only if $u$ and $v$ are independent.", PRODUCT),
    (r"This holds if and only if $u$ and $v$ are independent.", PRODUCT),
    (r"If $w = 0$, $u$ and $v$ are independent.", PRODUCT),
    (r"$u$ and $v$ are independent if $w = 0$.", PRODUCT),
    (r"If $w$ is symmetric, then $u$ has mean zero.", CENTRED),
    (r"Give an example of independent variables $u$ and $v$.", PRODUCT),
    (r"Show that $u$ and $v$ are independent.", PRODUCT),
    (r"The choice of the optimizer is independent of the rest of this post. Take any $u$ and $v$.", PRODUCT),
    (r"The two proofs are independent. Let $u$ and $v$ be random variables.", PRODUCT),
    (r"This section is independent of the last one. Let $u$ and $v$ be random variables.", PRODUCT),
    (r"The result, of independent interest, is about random variables $u$ and $v$.", PRODUCT),
    (r"$u$ and $v$ are linearly independent.", PRODUCT),
    (r"Given $w$, $u$ and $v$ are conditionally independent.", PRODUCT),
    (r"$u$ and $v$ are uncorrelated, but not independent.", "E[u^2 v] = E[u^2] E[v]"),
    (r"$u$ is independent of $w$ but not of $v$.", PRODUCT),
    (r"$u$ is centred, $v$ isn't, and they're independent.", "E[v] = 0"),
    (r"I make no statement on $u$ and $v$, not even that they are independent.", PRODUCT),
]


CONDITIONS = [
    "What is the covariance if $u$ and $v$ are independent?",
    "If $u$ and $v$ are independent, why does this hold?",
    "Show that the following holds if $u$ and $v$ are independent.",
    "If $u$ and $v$ are independent, the identities hold.",
]


def _after(words: str, relation: str) -> str:
    return check(f"{words}\n\n$$ {relation} $$\n").steps[-1].verdict


@pytest.mark.parametrize(("words", "relation"), STATED)
def test_a_clause_that_denies_does_not_silence_the_others(words, relation):
    assert _after(words, relation) == "proved"


@pytest.mark.parametrize(("words", "relation"), NOT_STATED)
def test_what_is_not_stated_proves_nothing(words, relation):
    assert _after(words, relation) in {"missing-hypothesis", "unknown", "refuted"}


@pytest.mark.parametrize("words", CONDITIONS)
def test_what_a_question_or_a_task_supposes_is_a_condition(words):
    assert [(said.text, said.conditional) for said in read_document(words).said] == [("u, v independent", True)]
