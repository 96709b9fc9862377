"""눈가림 비교: which of two critiques helps more, asked blind, and what the answers show.

Plain values and arithmetic: the window asks, `core.storage.comparisons` keeps, `packet` carries it to other raters.
"""
