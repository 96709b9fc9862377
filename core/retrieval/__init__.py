"""What experts said of passages like this one, and how an answer stands beside those that were collected.

Kiwi, the embeddings and tantivy are loaded at first use and take seconds and hundreds of megabytes: this belongs into
a process of its own, never into that of the window.
"""
