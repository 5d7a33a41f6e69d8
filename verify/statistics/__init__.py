"""Sequential Monte Carlo: random streams, samplers, and tests with declared error rates."""
