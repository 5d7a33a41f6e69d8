"""One step: how it is written, what its sides are as terms, and the decision about them."""
