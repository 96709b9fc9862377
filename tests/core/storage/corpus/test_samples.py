import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from core.corpus import Origin
from core.errors import DatabaseBusy
from core.paths import cache_dir, resources_dir
from core.remark import Polarity
from core.storage.corpus.samples import open_samples, samples

ESSAY = """
[[essay]]
id = "software-values-1"
company = "없는회사"
group = "중견기업"
season = "2024년 하반기"
career = "신입"
job = "개발"
spec = ["지방4년", "학점 3.1/4.5"]
type = "values"
level = 1
grade = 2
limit = 700
question = "가치관을 쓰시오."
answer = \'\'\'
첫 문장입니다. 둘째 문장입니다.

셋째 문장입니다.
\'\'\'
overall = "짧습니다."
[[essay.remark]]
polarity = "good"
quote = "둘째 문장"
reason = "까닭"
advice = "할 일"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of samples that a test may change."""
    resources = tmp_path / "resources"
    (resources / "samples" / "corpus").mkdir(parents=True)
    monkeypatch.setattr("core.storage.corpus.samples.resources_dir", lambda: resources)
    file = resources / "samples" / "corpus" / "01-software.toml"
    file.write_text(ESSAY, encoding="utf-8")
    return file.parent


def test_the_shipped_samples_are_whole() -> None:
    found = samples()
    files = list((resources_dir() / "samples" / "corpus").glob("*.toml"))
    assert len(found) == len({essay.id for essay in found}) >= 20 * len(files) > 0
    for essay in found:
        assert essay.origin is Origin.SAMPLE
        assert essay.id.startswith("sample:")
        (answer,) = essay.answers
        assert {remark.polarity for remark in answer.remarks} == set(Polarity)
        for remark in answer.remarks:
            assert remark.span is not None
            assert answer.text[remark.span.start : remark.span.end] == remark.quote
        assert essay.author_key == sha256("\n".join(essay.spec).encode()).hexdigest()


def test_the_database_holds_every_sample_and_only_reads() -> None:
    with open_samples() as database:
        assert tuple(database.essays.each()) == samples()
        assert database.essays.count("경험") > 0
        with pytest.raises(DatabaseBusy):
            database.essays.remove(samples()[0].id)
    assert [file.suffix for file in cache_dir().iterdir()] == [".db"]


def test_the_database_is_made_once(folder: Path) -> None:
    with open_samples() as database:
        path, before = database.path, database.path.stat().st_mtime_ns
    with open_samples() as database:
        assert (database.path, database.path.stat().st_mtime_ns) == (path, before)


def test_changed_files_make_a_new_database(folder: Path) -> None:
    open_samples().close()
    (folder / "01-software.toml").write_text(ESSAY.replace("짧습니다", "깁니다"), encoding="utf-8")
    with open_samples() as database:
        assert database.essays.get("sample:software-values-1").overall == "깁니다."
    assert len(list(cache_dir().iterdir())) == 1


@pytest.mark.parametrize("spoilt", [b"", b"no database", None])
def test_a_damaged_database_is_made_again(folder: Path, spoilt: bytes | None) -> None:
    with open_samples() as database:
        path = database.path
    whole = path.read_bytes()
    path.write_bytes(whole[:8192] + b"\xa5" * (len(whole) - 8192) if spoilt is None else spoilt)
    with open_samples() as database:
        assert database.essays.count("문장") == 1


def test_a_cache_that_cannot_be_written_is_done_without(folder: Path, home: Path) -> None:
    (home / "cache").write_text("a file where the folder should be", encoding="utf-8")
    with open_samples() as database:
        assert database.essays.count("문장") == 1
        with pytest.raises(DatabaseBusy):
            database.essays.remove("sample:software-values-1")


def test_two_processes_at_once_are_safe() -> None:
    program = """
from core.storage.corpus.samples import open_samples
input()
with open_samples() as database:
    print(database.essays.count("경험") > 0, len(list(database.essays.each())))
"""
    processes = [
        subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    assert {process.communicate(timeout=60)[0].strip() for process in processes} == {f"True {len(samples())}"}
    assert len(list(cache_dir().iterdir())) == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('quote = "둘째 문장"', 'quote = "문장입니다"'),
        ('quote = "둘째 문장"', 'quote = "없는 문장"'),
        ('type = "values"', 'type = "other things"'),
        ('group = "중견기업"', 'group = "동네가게"'),
        ("grade = 2", "grade = 6"),
        ('company = "없는회사"', ""),
        ('polarity = "good"', 'polarity = "bad"'),
    ],
)
def test_a_malformed_sample_names_its_file_and_id(folder: Path, before: str, after: str) -> None:
    assert before in ESSAY
    (folder / "01-software.toml").write_text(ESSAY.replace(before, after), encoding="utf-8")
    for make in (samples, open_samples):
        with pytest.raises(ValueError, match=r"01-software\.toml, software-values-1"):
            make()


def test_an_id_given_twice_and_a_broken_file_are_named(folder: Path) -> None:
    shutil.copy(folder / "01-software.toml", folder / "02-copy.toml")
    with pytest.raises(ValueError, match=r"02-copy\.toml, software-values-1: the id is taken"):
        samples()
    (folder / "02-copy.toml").write_text("[[essay", encoding="utf-8")
    with pytest.raises(ValueError, match=r"02-copy\.toml"):
        samples()
