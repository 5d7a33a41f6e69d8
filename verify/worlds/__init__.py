"""Worlds: concrete models of hypotheses, their exact values, and counterexamples found among them."""
