"""What several questions, or a view beside them, share: neither a chart nor a figure of the catalogue."""
