"""The index of expert remarks: kept up to date with databases, and asked for the remarks nearest to a passage.

Two lists, by words (BM25) and by meaning (vectors), become one by reciprocal rank fusion. The index lies in the cache:
deleting it loses nothing. One object belongs to one thread; any number of processes may have the folder open.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Self

import numpy as np

from core.anchor import letters
from core.corpus import CollectedEssay
from core.paths import cache_dir
from core.question_type import QuestionType
from core.remark import Polarity
from core.retrieval import entries, generation, vectors
from core.retrieval.evidence import Evidence, shortened
from core.retrieval.generation import Generation
from core.retrieval.updating import Progress, Update, update
from core.retrieval.words import content_words
from core.storage.corpus.database import CorpusDatabase
from core.text import nfc

_LISTED = 200  # places of each list that count
_MEASURED = 600  # rows whose bytes are looked at, of those whose bits are nearest
# Of reciprocal rank fusion. 10 and not the usual 60: the first places of either list are usually right here, and 60
# lets the middle of both outvote them (tests/benchmarks/retrieval.py).
_DAMPING = 10
_FIRST_IN_BOTH = 2 / (_DAMPING + 1)

Found = list[tuple[int, float]]  # rows with their scores, best first


class EvidenceIndex:
    """What experts said, by what they said it of."""

    def __init__(self, folder: Path, state: Generation | None) -> None:
        self.folder = folder
        self._state = state

    @classmethod
    def open(cls, folder: Path | None = None) -> Self:
        """The index as it is; empty when there is none yet, or when it is damaged or of another version."""
        folder = cache_dir() / "retrieval" if folder is None else folder
        return cls(folder, generation.current(folder))

    @property
    def state(self) -> Generation | None:
        """What lies on the disk, for the other modules of this package."""
        return self._state

    @property
    def remarks(self) -> int:
        return 0 if self._state is None else len(self._state.rows)

    @property
    def answers(self) -> int:
        return 0 if self._state is None else self._state.answers

    def update(
        self,
        *databases: CorpusDatabase,
        progress: Progress | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> Update:
        """Hold exactly what the databases hold. Minutes for a new corpus of thousands, a second when nothing changed.

        Does nothing while another process does it. Raises DiskFull or StorageError; the state before stays then.
        """
        outcome = update(self.folder, databases, progress, stop)
        self.refresh()
        return outcome

    def refresh(self) -> None:
        """Take the state that another process has published."""
        name = generation.current_name(self.folder)
        if self._state is None or name != self._state.folder.name:
            self._state = generation.current(self.folder)

    def essays(self) -> Iterator[CollectedEssay]:
        """What the index keeps of each essay: source, questions, answers and remarks."""
        if self._state is not None:
            yield from map(self._state.essay, range(len(self._state)))

    def nearest(
        self,
        passage: str,
        question_type: QuestionType | None = None,
        polarity: Polarity | None = None,
        *,
        limit: int = 5,
        exclude_clusters: Collection[int] = (),
        exclude_essays: Collection[str] = (),
    ) -> tuple[Evidence, ...]:
        """The remarks nearest to a passage of an answer, or to what is said of one, best first.

        Only those of this question type and polarity, when given. Of answers that are near-duplicates, and of one
        answer, only the best. At equal rank what was collected comes before what was imported, and samples last.
        """
        state, text = self._state, nfc(passage)
        if state is None or not letters(text):
            return ()
        allowed = _allowed(state, question_type, polarity, exclude_clusters)
        asked = generation.labels(question_type, polarity)
        # Some more than is needed, for those that are excluded.
        words = content_words(text)
        by_words = state.lexical.search(words, asked, 2 * _LISTED)
        by_words = [hit for hit in by_words if allowed is None or allowed[hit[0]]]
        (vector,) = vectors.embed([text])
        rows, cosines = vectors.nearest(vector, state.vectors, allowed, _MEASURED)
        by_meaning = list(zip(rows.tolist(), cosines.tolist(), strict=True))
        fused = _fused(state, by_words, by_meaning)
        best = _distinct(state, fused, limit, frozenset(exclude_essays))
        found = tuple(_evidence(state, row, score, words, vector) for row, score in best)
        state.forget_pages()
        return found

    def supporting(
        self,
        passage: str,
        question_type: QuestionType,
        limit: int = 3,
        *,
        polarity: Polarity | None = None,
        exclude_essays: Collection[str] = (),
    ) -> tuple[Evidence, ...]:
        """The nearest remarks that resemble the passage, of this polarity when given; none when none does.

        Those on answers to the same type of question come first, when it is known; what experts say of a worn-out
        sentence is the same in every type.
        """
        same: tuple[Evidence, ...] = ()
        if question_type is not QuestionType.OTHER:
            same = self.nearest(passage, question_type, polarity, limit=limit, exclude_essays=exclude_essays)
            same = tuple(each for each in same if each.resembles)
        if len(same) >= limit:
            return same
        everywhere = self.nearest(passage, None, polarity, limit=limit, exclude_essays=exclude_essays)
        taken = {(each.essay_id, each.answer) for each in same}
        more = (each for each in everywhere if each.resembles and (each.essay_id, each.answer) not in taken)
        return (*same, *more)[:limit]

    def alike(self, said: str, found: Sequence[Evidence]) -> list[float]:
        """How like what each of these experts said is to `said`: cosines, of what this state has just found."""
        if self._state is None or not found:
            return []
        (asked,) = vectors.embed([nfc(said)])
        rows, packed = [each.row for each in found], self._state.vectors
        cosines = np.einsum("rd,d->r", packed.quantised[rows, 1].astype(np.float32), asked) * packed.scales[rows, 1]
        return [float(cosine) for cosine in cosines]


def _allowed(
    state: Generation,
    question_type: QuestionType | None,
    polarity: Polarity | None,
    exclude_clusters: Collection[int],
) -> vectors.Allowed | None:
    conditions = []
    if question_type is not None:
        conditions.append(state.rows["type"] == entries.TYPES.index(question_type))
    if polarity is not None:
        conditions.append(state.rows["polarity"] == entries.POLARITIES.index(polarity))
    if exclude_clusters:
        conditions.append(~np.isin(state.rows["cluster"], list(exclude_clusters)))
    return np.logical_and.reduce(conditions) if conditions else None


def _fused(state: Generation, *lists: Found) -> Found:
    scores: dict[int, float] = {}
    for found in lists:
        ranked = sorted(found[:_LISTED], key=lambda hit: (-hit[1], state.rows["origin"][hit[0]], hit[0]))
        for place, (row, _) in enumerate(ranked, 1):
            scores[row] = scores.get(row, 0.0) + 1 / (_DAMPING + place)
    order = sorted(scores, key=lambda row: (-scores[row], state.rows["origin"][row], row))
    return [(row, scores[row] / _FIRST_IN_BOTH) for row in order]


def _distinct(state: Generation, fused: Found, limit: int, excluded: frozenset[str]) -> Found:
    """The best `limit`, one of each answer and of each cluster of near-duplicates."""
    best: dict[tuple[int, int], tuple[int, float]] = {}
    for number, score in fused:
        if len(best) >= limit:
            break
        row = state.rows[number]
        cluster = int(row["cluster"])
        key = (-1, cluster) if cluster >= 0 else (int(row["essay"]), int(row["answer"]))
        if key not in best and not (excluded and state.essay(int(row["essay"])).id in excluded):
            best[key] = (number, score)
    return list(best.values())


def _evidence(state: Generation, number: int, score: float, words: Sequence[str], vector: vectors.Vectors) -> Evidence:
    row = state.rows[number]
    blob = state.blob(int(row["essay"]))
    essay = entries.read(blob)
    answer = essay.answers[row["answer"]]
    remark = answer.remarks[row["remark"]]
    its_words = list(entries.words_of(blob))[number - state.first_row(int(row["essay"]))]
    likeness = (vectors.cosine(vector, state.vectors, number) + state.lexical.share(words, its_words)) / 2
    return Evidence(
        essay_id=essay.id,
        answer=int(row["answer"]) + 1,
        remark=remark,
        question=answer.question,
        company=essay.company,
        season=essay.season,
        url=essay.url,
        origin=essay.origin,
        excerpt=shortened(remark.quote),
        score=score,
        likeness=min(1.0, max(0.0, likeness)),
        row=number,
    )
