"""Conversion of models now; training and evaluation next."""
