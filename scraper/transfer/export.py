"""corpus.db to JSONL, Parquet, or a folder that Hugging Face `datasets` loads by its path.

What is exported appears only when it is complete. It holds essays that others wrote: it is for training on the
maintainer's machine and is not to be published, which the dataset card says too.
"""

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import StorageError
from core.storage.connection import translated
from scraper.transfer.rows import Row

if TYPE_CHECKING:
    import pyarrow

_ROW_GROUP = 1000

_CARD = """---
language:
- ko
license: other
pretty_name: 자기소개서와 전문가 첨삭
size_categories:
- {size}
configs:
- config_name: default
  data_files:
  - split: train
    path: data/train-*.parquet
---

# 자기소개서와 전문가 첨삭

`python -m scraper export --format datasets`가 만든 폴더입니다. 한 행이 문항 하나와 답변, 그에 대한 전문가의 첨삭입니다.
{pairs:,}행. `remarks`의 `start`와 `end`는 `answer` 안의 글자 위치입니다.

나누어 쓸 때는 `author_key`, `company`, `cluster`가 훈련과 시험에 함께 들지 않게 하세요.
모두 합격한 글이므로 합격을 예측하지 못합니다.
모은 글의 권리는 쓴 사람과 사이트에 있습니다. 이 폴더를 공개하지 마세요. `origin`이 `sample`인 행만 CC0입니다.
"""


class Format(StrEnum):
    JSONL = "jsonl"
    PARQUET = "parquet"
    DATASETS = "datasets"


def export(rows: Iterable[Row], target: Path, form: Format) -> int:
    """Write the rows to the file or, for DATASETS, the new folder `target`; how many there were.

    A file is replaced; a folder that exists is refused. Raises DiskFull or StorageError, and `target` is as before.
    """
    match form:
        case Format.JSONL:
            with _appearing(target) as fresh:
                return _write_jsonl(rows, fresh)
        case Format.PARQUET:
            with _appearing(target) as fresh:
                return _write_parquet(rows, fresh)
        case Format.DATASETS:
            if target.exists():
                raise StorageError("already there", path=str(target))
            with _appearing(target) as fresh:
                (fresh / "data").mkdir(parents=True)
                count = _write_parquet(rows, fresh / "data" / "train-00000-of-00001.parquet")
                card = _CARD.format(pairs=count, size=_size_category(count))
                (fresh / "README.md").write_text(card, encoding="utf-8")
                return count


@contextmanager
def _appearing(target: Path) -> Iterator[Path]:
    """A path beside `target` that becomes it at the end, and is gone when anything failed."""
    fresh = target.with_name(target.name + ".part")
    with translated(target):
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _clear(fresh)
            yield fresh
            fresh.replace(target)
        finally:
            _clear(fresh)


def _clear(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)


def _write_jsonl(rows: Iterable[Row], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    return count


def _write_parquet(rows: Iterable[Row], path: Path) -> int:
    import pyarrow
    import pyarrow.parquet

    schema, count, waiting = _schema(), 0, iter(rows)
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while batch := list(islice(waiting, _ROW_GROUP)):
            writer.write_table(pyarrow.Table.from_pylist(batch, schema=schema))
            count += len(batch)
    return count


def _schema() -> "pyarrow.Schema":
    import pyarrow as pa

    text, number, texts = pa.string(), pa.int32(), pa.list_(pa.string())
    remark: Any = pa.struct(
        [("polarity", text), ("start", number), ("end", number), ("quote", text), ("reason", text), ("advice", text)]
    )
    columns = {
        "id": text,
        "essay_id": text,
        "number": number,
        "origin": text,
        "company": text,
        "groups": texts,
        "season": text,
        "career": text,
        "job": text,
        "spec": texts,
        "author_key": text,
        "question": text,
        "question_type": text,
        "limit": number,
        "answer": text,
        "remarks": pa.list_(remark),
        "overall": text,
        "grade": number,
        "cluster": number,
        "flags": texts,
        "url": text,
        "fetched_at": text,
    }
    return pa.schema(list(columns.items()))


def _size_category(count: int) -> str:
    return "n<1K" if count < 1000 else "1K<n<10K" if count < 10_000 else "10K<n<100K"
