"""The history in the terminal."""

import json
from pathlib import Path

import pytest

from core import cli, paths
from core.cli import exit_codes
from core.counting import Limit
from core.remark import Polarity, Remark, Source, Span
from core.storage.critiques import NewCritique
from core.storage.database import AppDatabase

REMARK = Remark(Source.MODEL, Polarity.IMPROVE, Span(0, 3), "저는 ", "막연합니다.", "한 일을 쓰세요.")


def run(*argv: str) -> int:
    return cli.main(["history", *argv])


@pytest.fixture
def ids(home: Path) -> list[str]:
    """Two critiques, the older first."""
    made = []
    with AppDatabase.open(paths.app_db()) as database:
        for answer, state in (("저는 물류를 지원했습니다.", "done"), ("저는 재고를 줄였습니다.", "cancelled")):
            new = NewCritique(None, "동기를 쓰시오.", answer, Limit(700), "small", "작은 모델", company="가람유통")
            made.append(database.critiques.start(new))
            database.critiques.finish(made[-1], state, "raw", (REMARK,), "결과가 분명합니다.", None, {}, "end_of_text")
    return made


def test_an_empty_history_says_so(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == exit_codes.OK
    assert capsys.readouterr().out == "아직 첨삭 기록이 없습니다.\n"
    assert run("--json") == exit_codes.OK
    assert json.loads(capsys.readouterr().out) == []
    assert not paths.app_db().exists()


def test_lists_the_newest_first(ids: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list") == exit_codes.OK
    out = capsys.readouterr().out
    assert out.index(ids[1]) < out.index(ids[0])
    assert "멈춤" in out
    assert "가람유통" in out
    for argv in (["list", "--json"], ["--json", "list"], ["--json"]):
        assert run(*argv) == exit_codes.OK
        assert [row["id"] for row in json.loads(capsys.readouterr().out)] == ids[::-1]


def test_shows_one_whole(ids: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", ids[0]) == exit_codes.OK
    out = capsys.readouterr().out
    for piece in (
        "문항: 동기를 쓰시오.",
        "저는 물류를 지원했습니다.",
        "[아쉬운 점] “저는”",
        "→ 한 일을 쓰세요.",
        "[총평]",
    ):
        assert piece in out
    assert run("show", ids[0], "--json") == exit_codes.OK
    row = json.loads(capsys.readouterr().out)
    assert row["remarks"] == [
        {
            "source": "model",
            "rule": "",
            "level": None,
            "polarity": "improve",
            "quote": "저는 ",
            "start": 0,
            "end": 3,
            "reason": "막연합니다.",
            "advice": "한 일을 쓰세요.",
            "evidence": None,
            "status": "open",
        }
    ]
    assert (row["answer"], row["limit"]["value"], row["finish_reason"]) == (
        "저는 물류를 지원했습니다.",
        700,
        "end_of_text",
    )


def test_the_beginning_of_an_id_is_enough_when_there_is_one_such(
    ids: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    shared = next(i for i in range(26) if ids[0][i] != ids[1][i])
    assert run("show", ids[0][: shared + 1], "--json") == exit_codes.OK
    assert json.loads(capsys.readouterr().out)["id"] == ids[0]
    for wrong in (ids[0][:shared], "ffff"):
        assert run("show", wrong) == exit_codes.STORAGE
    assert capsys.readouterr().out == ""


def test_finds_two_syllable_words(ids: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("search", "지원", "--json") == exit_codes.OK
    assert [row["id"] for row in json.loads(capsys.readouterr().out)] == [ids[0]]
    assert run("search", "없는 말") == exit_codes.OK
    assert "없습니다" in capsys.readouterr().out


def test_works_while_a_window_writes(ids: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with AppDatabase.open(paths.app_db()):
        assert run("--json") == exit_codes.OK
    assert len(json.loads(capsys.readouterr().out)) == 2


def test_a_database_that_cannot_be_read(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths.app_db().write_bytes(b"not a database" * 100)
    assert run() == exit_codes.STORAGE
    assert capsys.readouterr().err
