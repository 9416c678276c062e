"""The entries of the registry of charts, one module per topic."""
