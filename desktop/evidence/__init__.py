"""What experts said of like passages, and where it comes from."""
