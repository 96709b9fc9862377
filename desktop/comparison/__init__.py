"""눈가림 비교, for maintainers: two critiques of one answer side by side, and what the ratings of many show."""
