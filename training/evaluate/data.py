"""What a run is about: the answers that are judged, and the essays that retrieval may know."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from core.corpus import CollectedAnswer, CollectedEssay, Origin
from core.retrieval.index import EvidenceIndex
from core.storage.corpus.database import CorpusDatabase
from training.canaries import without
from training.dataset import MANIFEST, open_dataset
from training.evaluate.errors import TrainedOnTest
from training.evaluate.items import Pool, content_hash
from training.evaluate.measures.memorisation import TrainingText
from training.records import Record, Split
from training.sources import Reading, read

TRAINING_IDS = "training-ids.txt"  # beside an adapter: the ids it was trained on, as `training.splits` writes them


@dataclass(frozen=True, slots=True)
class Data:
    """`judged` are answers of the pool, all of them or some; `hash` is of the whole pool, so a run can grow.

    `known` is what retrieval and examples may draw on: the training split of a data set. Without splits it is
    everything, and each answer is kept from what must not speak of it (`Pool.hidden_from_retrieval`). `canaries` were
    planted in the training split and are not in `known` (training/canaries.py).
    """

    name: str
    pool: Pool
    judged: tuple[Record, ...]
    known: tuple[Record, ...]
    hash: str
    canaries: tuple[str, ...] = ()

    def longest_in_training(self) -> Callable[[str], int] | None:
        """The longest passage that a text shares with the training remarks; None where nothing was set aside."""
        if any(record.id in self.pool.by_id for record in self.known):
            return None
        said = (f"{remark.reason} {remark.advice}" for record in self.known for remark in record.remarks)
        return TrainingText(chain(said, (record.overall for record in self.known))).longest_common


def read_data(source: str, part: Split = Split.TEST, most: int | None = None) -> Data:
    """A folder made by `training dataset`, or "samples", "corpus" or a JSONL file.

    Only the first `most` are judged, in the order of a hash of them; a critique is told apart from the others still.
    Raises TrainingError, InputError, StorageError.
    """
    folder, canaries = Path(source), ()
    if (folder / MANIFEST).is_file():
        dataset = open_dataset(folder)
        canaries = tuple(dataset.manifest.get("canaries", ()))
        found = list(dataset.records(part))
        known = tuple(without(record, canaries) for record in dataset.records(Split.TRAIN))
    else:
        found = list(read(source, Reading()))
        known = tuple(found)
    found = sorted((record for record in found if record.remarks), key=lambda one: one.id)
    judged = sorted(found, key=lambda one: content_hash([one]))[:most] if most is not None else found
    chosen = tuple(sorted(judged, key=lambda one: one.id))
    return Data(folder.name, Pool(found), chosen, known, content_hash(found), canaries)


def open_index(data: Data, folder: Path) -> EvidenceIndex:
    """The index of what is known, made beside the results and kept up to date. Raises StorageError, DiskFull."""
    index = EvidenceIndex.open(folder / "index")
    with CorpusDatabase.open(folder / "known.db") as database:
        database.essays.save_all(essays_of(data.known))
        index.update(database)
    return index


def by_place(records: Iterable[Record]) -> dict[tuple[str, int], Record]:
    """Records by essay and number of the answer (from 1), as `essays_of` numbers them and evidence names them."""
    counts: Counter[str] = Counter()
    found = {}
    for record in records:
        counts[record.essay_id] += 1
        found[record.essay_id, counts[record.essay_id]] = record
    return found


def essays_of(records: Iterable[Record]) -> tuple[CollectedEssay, ...]:
    """Records as essays again, as far as retrieval asks for one."""
    by_essay: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_essay[record.essay_id].append(record)
    return tuple(_essay(essay_id, answers) for essay_id, answers in by_essay.items())


def refuse_trained_on(folder: Path, pool: Pool) -> bool:
    """Raise TrainedOnTest when the adapter in `folder` was trained on any answer of the pool.

    Returns whether that could be told: False for an adapter that does not say what it was trained on.
    """
    file = folder / TRAINING_IDS
    if not file.is_file():
        return False
    lines = file.read_text(encoding="utf-8").splitlines()
    met = pool.by_id.keys() & {line.strip() for line in lines}
    if met:
        raise TrainedOnTest(adapter=str(folder), met=len(met))
    return True


def _essay(essay_id: str, records: list[Record]) -> CollectedEssay:
    first = records[0]
    return CollectedEssay(
        id=essay_id,
        origin=Origin(first.origin) if first.origin in set(Origin) else Origin.IMPORTED,
        company=first.company,
        answers=tuple(
            CollectedAnswer(one.question, one.answer, one.question_type, one.remarks, one.limit) for one in records
        ),
        season=first.season,
        job=first.job,
        author_key=first.author,
        overall=first.overall,
        grade=first.grade,
    )
