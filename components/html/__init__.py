"""Component trees, cards and figures as HTML and SVG."""
