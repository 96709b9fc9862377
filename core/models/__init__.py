"""Which models there are, and getting, keeping and checking them."""
