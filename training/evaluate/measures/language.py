"""The language tools with which the measures ship. Imported late: Kiwi and the embeddings take seconds."""

from training.evaluate.measures.measure import Language


def korean_language() -> Language:
    """Kiwi's morphemes and the vectors of the search for evidence."""
    from core.korean import morphemes
    from core.retrieval.vectors import embed
    from core.retrieval.words import content_words

    def names(text: str) -> list[str]:
        return [one.form for one in morphemes(text) if one.tag == "NNP" and len(one.form) > 1]

    def forms(text: str) -> list[str]:
        return [one.form for one in morphemes(text)]

    return Language(content_words, names, forms, embed)
