"""자료 관리: what the maintainer sees of the corpus, and how it is collected."""
