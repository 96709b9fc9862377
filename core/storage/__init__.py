"""SQLite: what users write and the critiques of it."""
