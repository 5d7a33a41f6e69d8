"""Renders the Report it is given."""
