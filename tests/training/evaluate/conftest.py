"""Systems whose figures are known beforehand, on real samples, and the language tools started once."""

import random
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from core.remark import Polarity, Remark, Source, Span
from core.storage.corpus.samples import samples
from core.text import sentences
from training.evaluate.critiques import Critique, written
from training.evaluate.items import Pool
from training.evaluate.measures import MEASURES, by_group
from training.evaluate.measures.language import korean_language
from training.evaluate.measures.measure import Case, Language, Setting
from training.records import Record
from training.sources import records_of

OF_EACH_TYPE = 21  # so that each has twenty candidates, and hardly another

System = Callable[[Record], Critique]
Figures = dict[str, float]


@pytest.fixture(scope="session")
def pool() -> Pool:
    """Two types of question, some answers each."""
    found = list(records_of(samples()))
    by_kind = [
        [one for one in found if one.question_type == kind][:OF_EACH_TYPE] for kind in ("competence", "motivation")
    ]
    return Pool([one for items in by_kind for one in items])


@pytest.fixture(scope="session")
def setting(pool: Pool) -> Setting:
    return Setting(pool, korean_language(), tokens=word_vectors)


def word_vectors(text: str) -> NDArray[np.float32]:
    """A direction of its own for each word, as nearly as 64 numbers can: an encoder that knows no likeness."""
    rows = [np.random.default_rng(zlib.crc32(word.encode())).normal(size=64) for word in text.split()]
    found = np.stack(rows) if rows else np.zeros((0, 64))
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12), np.float32)


@pytest.fixture(scope="session")
def without_kiwi() -> Language:
    """Spaces part words and one-hot letters stand for meaning: for what is no matter of language."""

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), 64), np.float32)
        for at, text in enumerate(texts):
            for character in text:
                rows[at, ord(character) % 64] += 1
        found: NDArray[np.float32] = rows / np.maximum(1.0, np.linalg.norm(rows, axis=1, keepdims=True))
        return found

    return Language(str.split, lambda _: (), str.split, embed)


def figures(system: System, setting: Setting) -> Figures:
    """Every measure of a system over the whole pool."""
    cases = [Case(item, system(item), setting) for item in setting.pool.items]
    groups = list(dict.fromkeys(setting.pool.groups.values()))
    sums = by_group(cases, MEASURES, groups)
    return {
        measure.name: float(measure.value(sums[measure.of].sum(axis=0))) if measure.of in sums else float("nan")
        for measure in MEASURES
    }


def expert(item: Record) -> Critique:
    return written(item.id, item.remarks, item.overall, grade=item.grade, finish="end_of_text")


@pytest.fixture(scope="session")
def perfect(setting: Setting) -> Figures:
    """The expert's own remarks."""
    return figures(expert, setting)


@pytest.fixture(scope="session")
def shuffled(setting: Setting) -> Figures:
    """The expert's remarks on another essay, spans where the quotes would be."""

    def system(item: Record) -> Critique:
        other = setting.pool.unrelated(item)
        assert other is not None
        remarks = tuple(replace(one, span=None) for one in other.remarks)
        return written(item.id, remarks, other.overall, grade=other.grade, finish="end_of_text")

    return figures(system, setting)


@pytest.fixture(scope="session")
def empty(setting: Setting) -> Figures:
    """A reply without a letter."""
    return figures(lambda item: written(item.id, (), "", finish="end_of_text"), setting)


@pytest.fixture(scope="session")
def copied(setting: Setting) -> Figures:
    """Every sentence of the answer is quoted, and said again as reason and advice."""

    def system(item: Record) -> Critique:
        remarks = tuple(
            Remark(Source.MODEL, polarity, Span(start, end), text, text, text)
            for (start, end), polarity in zip(sentences(item.answer), 50 * list(Polarity), strict=False)
            if (text := item.answer[start:end])
        )
        return written(item.id, remarks, item.answer, grade=3, finish="end_of_text")

    return figures(system, setting)


@pytest.fixture(scope="session")
def at_random(setting: Setting) -> Figures:
    """As many remarks as the expert's, of the other polarity, on sentences drawn by lot."""
    chance = random.Random(5)

    def system(item: Record) -> Critique:
        drawn = chance.sample(sentences(item.answer), min(len(item.remarks), len(sentences(item.answer))))
        spans = [Span(start, end) for start, end in drawn]
        remarks = tuple(
            Remark(Source.MODEL, Polarity.GOOD, span, item.answer[span.start : span.end], "좋습니다.") for span in spans
        )
        return written(item.id, remarks, "잘 썼습니다.", grade=chance.randint(1, 5), finish="length")

    return figures(system, setting)
