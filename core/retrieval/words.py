"""The words of a passage that tell what it is about, as BM25 counts them."""

from importlib.metadata import version

from core.korean import morphemes

# Nouns, verbs, adjectives, adverbs, roots, foreign words and figures; what stands only for grammar tells nothing.
_KEPT = ("N", "V", "M", "XR", "SL", "SN", "SH")
_GRAMMAR = frozenset({"VX", "VCP", "VCN", "NNB", "NP"})
_VERB = "다"  # also keeps 이르(다) apart from a noun of the same letters


def content_words(text: str) -> list[str]:
    """Content words in the order of the text, verbs and adjectives in their dictionary form, case aside."""
    return [
        morpheme.form.casefold() + (_VERB if morpheme.tag.startswith("V") else "")
        for morpheme in morphemes(text)
        if morpheme.tag.startswith(_KEPT) and morpheme.tag.partition("-")[0] not in _GRAMMAR
    ]


def form() -> str:
    """Changes when the same text may be cut into other words."""
    return f"1 kiwi {version('kiwipiepy')} {version('kiwipiepy_model')}"
