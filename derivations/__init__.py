"""Symbolic mathematics: terms, hypotheses, rules, kernel, catalogue, notation, reading."""
