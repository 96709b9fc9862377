"""The language process: Kiwi, the embeddings and the index of experts' remarks, away from the window."""
