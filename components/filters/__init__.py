"""The controls of the filters."""
