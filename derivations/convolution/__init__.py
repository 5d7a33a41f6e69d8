"""Exact convolution geometry: layer arithmetic and sets of input positions."""
