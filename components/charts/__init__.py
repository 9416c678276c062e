"""One file a chart; beside them, what several share."""
