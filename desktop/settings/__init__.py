"""Preferences, data and privacy."""
