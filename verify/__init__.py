"""Checks of claims by routes that share no code."""
