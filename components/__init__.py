"""What a visitor sees; reads frames and values, never the store."""
