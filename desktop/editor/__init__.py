"""Where the answer is written: the text, its marks, the question above and the counts below."""
