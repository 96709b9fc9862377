"""유사도: how much of an answer stands in other answers on this computer."""
