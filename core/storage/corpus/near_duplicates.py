"""Answers that are the same but for a company's name: clusters for honest splits and counts.

Two answers belong together when the Jaccard similarity of their character 5-grams, spaces and case aside, is at least
one half (Broder's resemblance; the line of the evaluation protocol). MinHash with locality-sensitive hashing proposes
pairs; those worth it are measured exactly, so nothing in a cluster is there by chance.
"""

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from rensa import RMinHash, RMinHashLSH

from core.storage.corpus.database import CorpusDatabase
from core.storage.search import folded

Key = TypeVar("Key", bound=Hashable)

SIMILAR = 0.5
GRAM = 5
# 64 bands of 3 rows: a pair at the line is proposed with probability 1 - (1 - 0.5**3)**64 = 0.9998.
_PERMUTATIONS, _BANDS, _SEED = 192, 64, 2026
# Estimated from the signatures; measuring takes twenty times as long. The estimate of a pair at the line has a standard
# deviation of (0.5 * 0.5 / 192) ** 0.5 = 0.036: one pair in 30,000 is lost.
_WORTH_MEASURING = 0.355


def clusters(texts: Mapping[Key, str]) -> dict[Key, int]:
    """Key → number of its cluster, from 0 in the order of `texts`; only texts that have a near-duplicate."""
    grams = {key: shingles(text) for key, text in texts.items()}
    keys = [key for key, found in grams.items() if found]
    index = RMinHashLSH(threshold=SIMILAR, num_perm=_PERMUTATIONS, num_bands=_BANDS)
    root = {key: key for key in keys}
    signatures: list[RMinHash] = []

    def find(key: Key) -> Key:
        while root[key] != key:
            root[key] = root[root[key]]
            key = root[key]
        return key

    for number, key in enumerate(keys):
        signature = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
        signature.update(sorted(grams[key]))
        for other in index.query(signature):
            mine, its = find(key), find(keys[other])
            if (
                mine != its
                and signature.jaccard(signatures[other]) >= _WORTH_MEASURING
                and similarity(grams[key], grams[keys[other]]) >= SIMILAR
            ):
                root[mine] = its
        index.insert(number, signature)
        signatures.append(signature)
    return _numbered(keys, {key: find(key) for key in keys})


def shingles(text: str) -> frozenset[str]:
    """The character 5-grams of a text, spaces and case aside; the text itself when it is shorter, none when empty."""
    letters = folded(text)
    if len(letters) <= GRAM:
        return frozenset([letters] if letters else [])
    return frozenset(letters[start : start + GRAM] for start in range(len(letters) - GRAM + 1))


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard: what both have over what either has."""
    both = len(one & other)
    return both / (len(one) + len(other) - both)


def _numbered(keys: Iterable[Key], root: Mapping[Key, Key]) -> dict[Key, int]:
    members: dict[Key, list[Key]] = {}
    for key in keys:
        members.setdefault(root[key], []).append(key)
    groups = [group for group in members.values() if len(group) > 1]
    return {key: number for number, group in enumerate(groups) for key in group}


def refresh(database: CorpusDatabase) -> int:
    """Find the clusters of the whole corpus anew and keep them; how many there are."""
    texts = {
        (essay.id, number): answer.text
        for essay in database.essays.each()
        for number, answer in enumerate(essay.answers, 1)
    }
    found = clusters(texts)
    database.essays.set_duplicates(found)
    return len(set(found.values()))
