"""Collects essays with expert advice into corpus.db."""
