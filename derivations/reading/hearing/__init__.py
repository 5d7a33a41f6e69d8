"""Sentences -> phrases: the hypotheses that a document states in words."""
