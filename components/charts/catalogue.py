"""CHARTS: every chart is one entry of the catalogue; cards, tables, files and tests follow from it."""

from components.catalogue import comparison, editions, history, portfolio

CHARTS = {chart.name: chart for topic in (editions, comparison, portfolio, history) for chart in topic.CHARTS}
"""Every chart by name, in the order of the catalogue."""
