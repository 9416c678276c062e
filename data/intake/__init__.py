"""Published files into the data folder: read, checked, compared, added; what `python -m data` does for the operator."""
