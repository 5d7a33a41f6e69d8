"""The front door: lazy public API and command line."""
