"""Orders between values: what is never negative, what holds everywhere, bounds on tails."""
