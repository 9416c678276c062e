"""Measures of speed and memory, run by hand; their figures are in docs/."""
