"""The bins of adaptive pooling: bin j of o takes the positions b(j), ..., e(j) - 1 of the i of the input."""

from sympy import ceiling, floor

from derivations.hypotheses import Definition
from derivations.terms import natural_numbers, opaque_function, positive_integers

i, o = positive_integers("i o")
j = natural_numbers("j")
b, e = opaque_function("b"), opaque_function("e")

FIRST = Definition(b(j), floor(j * i / o), forall=(j,))
BEHIND = Definition(e(j), ceiling((j + 1) * i / o), forall=(j,))
