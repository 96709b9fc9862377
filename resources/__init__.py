"""Data only: messages, prompts, the catalogue, fonts, icons, samples."""
