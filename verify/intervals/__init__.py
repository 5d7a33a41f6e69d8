"""Interval arithmetic: integrals and expectations as balls that certainly hold the true value."""
