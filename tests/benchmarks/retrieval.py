"""Measures the search for expert remarks: `python tests/benchmarks/retrieval.py [quality] [speed] [N …]`.

Quality: on the samples. Speed: on invented indexes of N remarks whose words and vectors are spread as those of the
samples are, against SQLite's FTS5 with the same words; each size in a process of its own, which tells its memory.
"""

import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from core.checks.context import CheckContext  # noqa: E402 - the tree is not installed
from core.language.without_model import ExpertCritique  # noqa: E402
from core.question_type import QuestionType  # noqa: E402
from core.remark import Polarity, Source  # noqa: E402
from core.retrieval import entries, generation, sentences, vectors  # noqa: E402
from core.retrieval.citing import cited  # noqa: E402
from core.retrieval.entries import ROW, SPOT, Entry  # noqa: E402
from core.retrieval.index import EvidenceIndex  # noqa: E402
from core.retrieval.vectors import Packed  # noqa: E402
from core.retrieval.words import content_words  # noqa: E402
from core.storage.corpus.samples import open_samples  # noqa: E402
from core.text import sentences as text_sentences  # noqa: E402

REWORDED = ROOT / "tests" / "core" / "retrieval" / "paraphrases.toml"
SIZES = (1_000, 12_600, 100_000, 1_000_000)
PER_ESSAY = 12
BATCH = 1_000  # essays


def quality() -> None:
    """Reworded passages must find their own; a passage's neighbours elsewhere should be of its kind."""
    asked = tomllib.loads(REWORDED.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder, open_samples() as samples:
        index = EvidenceIndex.open(Path(folder))
        index.update(samples)
        print(f"{index.remarks} remarks of samples\n\n| other wording of | n | first | in five | resembles |")
        print("|---|---|---|---|---|")
        for kind in ("passage", "remark"):
            for held_out in (False, True):
                rows = [row for row in asked[kind] if row.get("held_out", False) is held_out]
                _reworded(f"{kind}, {'held out' if held_out else 'seen'}", rows, index)
        close = [any(one.resembles for one in index.nearest(text, limit=1)) for text in asked["unrelated"]]
        print(f"| unrelated sentences | {len(close)} | – | – | {np.mean(close):.0%} |")
        _neighbours(index)
        _critiques(index)


def _reworded(name: str, rows: list[dict[str, Any]], index: EvidenceIndex) -> None:
    places, close = [], []
    for row in rows:
        essay = row["of"].partition("#")[0]
        found = index.nearest(row["text"], limit=5)
        wanted = [one.essay_id == f"sample:{essay}" for one in found]
        places.append(wanted.index(True) if any(wanted) else 99)
        close.append(found[0].resembles)
    first, five = np.mean(np.array(places) < 1), np.mean(np.array(places) < 5)
    print(f"| {name} | {len(rows)} | {first:.0%} | {five:.0%} | {np.mean(close):.0%} |")


def _neighbours(index: EvidenceIndex) -> None:
    counts: dict[str, list[bool]] = {}
    essays = {essay.id: essay for essay in index.essays()}
    for essay in essays.values():
        for answer in essay.answers:
            for remark in answer.remarks:
                (one,) = index.nearest(remark.quote, limit=1, exclude_essays={essay.id})
                kind = essays[one.essay_id].answers[one.answer - 1].question_type
                names = ["all", "resembling" if one.resembles else "other"]
                for name in names:
                    counts.setdefault(f"{name}: type", []).append(kind is answer.question_type)
                    counts.setdefault(f"{name}: polarity", []).append(one.remark.polarity is remark.polarity)
    print("\nThe nearest remark of another essay is on the same type of question, and of the same polarity:")
    for name, same in sorted(counts.items()):
        print(f"- {name} {np.mean(same):.0%} of {len(same)}")


def _critiques(index: EvidenceIndex) -> None:
    """Each sample criticised without a model and without itself: is what is shown what its own expert marked?"""
    sentences_of, marked_of, shown, hit, same, backed = 0, 0, 0, 0, [], []
    for essay in list(index.essays()):
        (answer,) = essay.answers
        marks = [(remark.span, remark.polarity) for remark in answer.remarks if remark.span is not None]
        others = frozenset({essay.id})
        critique = ExpertCritique(CheckContext(answer.text, answer.question), index, answer.question_type, others)
        for start, end in text_sentences(answer.text):
            sentences_of += 1
            marked_of += any(span.start < end and start < span.end for span, _ in marks)
        for remark in critique.remarks():
            if remark is None or remark.source is not Source.EXPERT or remark.span is None:
                continue
            at = remark.span
            here = [polarity for span, polarity in marks if span.start < at.end and at.start < span.end]
            shown += 1
            hit += bool(here)
            same += [remark.polarity in here] if here else []
        for remark in answer.remarks:
            kind = answer.question_type
            found = cited(index, remark.quote, remark.reason, remark.polarity, kind, exclude_essays=others)
            backed.append(bool(found))
    print(f"\nA critique without a model shows {shown / len(list(index.essays())):.1f} sentences of an answer;")
    print(f"its own expert marked {hit / shown:.0%} of them (of all sentences {marked_of / sentences_of:.0%}),")
    print(f"and of those {np.mean(same):.0%} in the same sense.")
    print(f"Evidence of other essays is found for {np.mean(backed):.0%} of the remarks.")


def speed(sizes: tuple[int, ...]) -> None:
    """A curve over size; each point in a process of its own."""
    print(
        "\n| remarks | index MB | build s | open s | nearest ms | its CPU ms | with type and polarity ms |"
        " vectors only ms | words only ms | FTS5 ms | MB beyond Kiwi and encoder (private, mapped) | MB whole process |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            for step in ("build", "ask"):
                subprocess.run([sys.executable, __file__, f"--{step}", str(size), folder], check=True)


def build(size: int, folder: Path) -> None:
    words, packed = _sample_rows()
    began = time.perf_counter()
    (folder / "index").mkdir()
    generation.publish(folder / "index", _invented(size, words, packed), {})
    (folder / "build").write_text(f"{time.perf_counter() - began:.0f}")
    # FTS5 gets the very words that the index got.
    state = generation.current(folder / "index")
    assert state is not None
    with sqlite3.connect(folder / "fts.db") as database:
        database.execute("CREATE VIRTUAL TABLE remarks USING fts5 (words, content = '', tokenize = 'unicode61')")
        texts = ((" ".join(row),) for number in range(len(state)) for row in entries.words_of(state.blob(number)))
        database.executemany("INSERT INTO remarks (words) VALUES (?)", texts)
        database.execute("INSERT INTO remarks (remarks) VALUES ('optimize')")
    database.close()


def ask(size: int, folder: Path) -> None:
    passages = [row["text"] for row in tomllib.loads(REWORDED.read_text(encoding="utf-8"))["passage"]]
    content_words(passages[0])
    vectors.embed(passages[:1])
    before = _memory()
    began = time.perf_counter()
    index = EvidenceIndex.open(folder / "index")
    opened = time.perf_counter() - began
    state = index.state
    assert state is not None
    times = [
        _median(passages, index.nearest),
        _median(passages, index.nearest, time.process_time),  # of all threads; what a loaded machine cannot blur
        _median(passages, lambda text: index.nearest(text, QuestionType.VALUES, Polarity.IMPROVE)),
    ]
    after = _memory()
    times += [
        _median(passages, lambda text: vectors.nearest(vectors.embed([text])[0], state.vectors, None, 600)),
        _median(passages, lambda text: state.lexical.search(content_words(text), [], 200)),
    ]
    with sqlite3.connect(folder / "fts.db") as database:
        statement = "SELECT rowid FROM remarks WHERE remarks MATCH ? ORDER BY rank LIMIT 200"

        def by_fts(text: str) -> None:
            query = " OR ".join(f'"{word}"' for word in dict.fromkeys(content_words(text)))
            database.execute(statement, (query,)).fetchall()

        times.append(_median(passages, by_fts))
    database.close()
    megabytes = sum(file.stat().st_size for file in (folder / "index").rglob("*") if file.is_file()) / 1e6
    took = (folder / "build").read_text()
    shown = " | ".join(f"{value:.1f}" for value in times)
    private, mapped = (one - other for one, other in zip(after, before, strict=True))
    print(
        f"| {size:,} | {megabytes:.1f} | {took} | {opened:.2f} | {shown} | {private:.0f}, {mapped:.0f} |"
        f" {sum(after):.0f} |",
        flush=True,
    )


def _median(
    passages: list[str], search: Callable[[str], object], clock: Callable[[], float] = time.perf_counter
) -> float:
    for passage in passages[:5]:
        search(passage)
    times = []
    for passage in passages:
        began = clock()
        search(passage)
        times.append(1000 * (clock() - began))
    return statistics.median(times)


def _memory() -> tuple[float, float]:
    """Megabytes that are this process's own, and of mapped files."""
    rows = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    private, mapped = (int(rows[name].split()[0]) / 1000 for name in ("RssAnon", "RssFile"))
    return private, mapped


def _sample_rows() -> tuple[list[list[str]], Packed]:
    with tempfile.TemporaryDirectory() as folder, open_samples() as samples:
        index = EvidenceIndex.open(Path(folder))
        index.update(samples)
        state = index.state
        assert state is not None
        words = [row for number in range(len(state)) for row in entries.words_of(state.blob(number))]
        kept = state.vectors
        return words, Packed(kept.codes.copy(), kept.quantised.copy(), kept.scales.copy())


def _invented(size: int, words: list[list[str]], packed: Packed) -> Iterator[Entry]:
    """Essays of twelve remarks: words of the samples and as many invented ones, vectors near those of the samples."""
    chance = np.random.default_rng(1)
    pool = np.array([word for row in words for word in row], object)
    known = packed.quantised.astype(np.float32) * packed.scales[..., None]
    written = 0
    with_texts = [
        "저는 물류 창고에서 재고를 세며 오차를 줄인 경험이 있습니다.",
        "결과를 수치로 적었습니다." * 3,
        "고치세요." * 6,
    ]
    while written < size:
        count = min(BATCH * PER_ESSAY, size - written)
        chosen = chance.integers(len(known), size=count)
        noisy = known[chosen] + chance.normal(0, 0.03, (count, 2, vectors.DIMENSIONS)).astype(np.float32)
        noisy /= np.linalg.norm(noisy, axis=2, keepdims=True)
        batch = Packed.joined(vectors.pack(noisy[:, 0]), vectors.pack(noisy[:, 1]))
        drawn = pool[chance.integers(len(pool), size=(count, 40))]
        rare = chance.zipf(1.3, size=(count, 10)) % 2_000_000
        for start in range(0, count, PER_ESSAY):
            number = min(PER_ESSAY, count - start)
            yield _essay(
                written + start,
                number,
                drawn[start:],
                rare[start:],
                batch.part(start, start + number),
                with_texts,
                chance,
            )
        written += count


def _essay(  # noqa: PLR0917 - one thing after the other
    first: int, number: int, drawn: Any, rare: Any, packed: Packed, texts: list[str], chance: np.random.Generator
) -> Entry:
    quote, reason, advice = texts
    kept = {
        "id": f"jobkorea:{first}", "origin": "jobkorea", "company": "가람유통", "season": "2025년 상반기", "url": "",
        "answers": [{
            "question": "지원 동기를 쓰시오.", "type": "values", "text": quote * 3, "limit": 700,
            "remarks": [["improve", None, f"{quote} {first + i}", reason, advice] for i in range(number)],
        }],
        "words": [[*drawn[i], *(f"낱말{value}" for value in rare[i])] for i in range(number)],
    }  # fmt: skip
    rows = np.zeros(number, ROW)
    rows["remark"], rows["cluster"] = np.arange(number), -1
    rows["type"], rows["polarity"] = chance.integers(6, size=number), chance.integers(2, size=number)
    blob = zlib.compress(json.dumps(kept, ensure_ascii=False).encode(), 1)
    spots, sketches = np.zeros(1, SPOT), chance.integers(65_536, size=(1, sentences.width()), dtype=np.uint16)
    return Entry(f"jobkorea:{first}", f"{first:032x}", blob, rows, packed, spots, sketches)


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--build"]:
        build(int(arguments[1]), Path(arguments[2]))
    elif arguments[:1] == ["--ask"]:
        ask(int(arguments[1]), Path(arguments[2]))
    else:
        sizes = tuple(int(one) for one in arguments if one.isdecimal())
        if "quality" in arguments or not arguments:
            quality()
        if "speed" in arguments or sizes or not arguments:
            speed(sizes or SIZES)


if __name__ == "__main__":
    main(sys.argv[1:])
