"""The corpus as files: export for training, import from other sources."""
