"""corpus.db: collected essays with experts' remarks, and the log of collecting them."""
