"""Integrals, series, limits and moments with closed forms that are known."""
