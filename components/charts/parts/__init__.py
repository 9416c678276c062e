"""What the figures of several charts share: theme, axis of editions, breaks, rows."""
