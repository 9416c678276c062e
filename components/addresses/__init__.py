"""What an address says, and the addresses of what a visitor sees: everything else may import it."""
