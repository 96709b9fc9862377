"""Training on Colab: the notebook, made by `notebook`, and what its cells call."""
