"""`python -m core check`."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from core import cli, paths
from core.cli import exit_codes
from core.counting import Limit
from core.storage.database import AppDatabase

TEXT = "저는 현대자동차에 지원하게 되었습니다. 서울대학교에서 재고를 다시 세는 법을 배웠습니다. 그래서 저는 [회사명]의"


@pytest.fixture
def essay(tmp_path: Path) -> Path:
    file = tmp_path / "답변.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


def run(*argv: object) -> int:
    return cli.main(["check", *map(str, argv)])


def findings(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["findings"]
    return rows


def test_json_is_an_object_of_findings(essay: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--question", "동기를 쓰시오.", "--limit", "300", "--company", "기아", "--profile", "공공", "--json")
    assert run(essay, *options) == exit_codes.OK
    rows = findings(capsys)

    assert {"length.short", "company.other", "blind.school", "meaningless.placeholder"} <= {row["rule"] for row in rows}
    for row in rows:
        assert row["level"] in ("위반", "확인 필요", "참고")
        assert row["reason"]
        assert row["advice"]
        if row["start"] is None:
            assert (row["end"], row["quote"]) == (None, "")
        else:
            assert TEXT[row["start"] : row["end"]] == row["quote"]
    short = next(row for row in rows if row["rule"] == "length.short")
    assert short["start"] is None


def test_text_for_people(essay: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(essay, "--company", "기아") == exit_codes.OK
    out = capsys.readouterr().out

    assert out.startswith("위반 ")
    assert "[위반] 다른 회사 이름 “현대자동차”" in out
    assert "  → " in out


def test_nothing_found_is_no_promise(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.txt"
    file.write_text("저는 창고의 재고를 다시 세었습니다.", encoding="utf-8")

    assert run(file) == exit_codes.OK
    assert capsys.readouterr().out == "규칙으로 찾은 것이 없습니다. 규칙이 모든 문제를 찾지는 못합니다.\n"
    assert run(file, "--json") == exit_codes.OK
    assert findings(capsys) == []


def test_an_empty_file_is_a_blank_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"")

    assert run(file, "--json") == exit_codes.OK
    assert [row["rule"] for row in findings(capsys)] == ["blank"]


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("여기에 작성".encode())))

    assert run("-", "--json") == exit_codes.OK
    assert [row["rule"] for row in findings(capsys)] == ["meaningless.placeholder"]


def test_the_profile_is_private_until_told(essay: Path, capsys: pytest.CaptureFixture[str]) -> None:
    levels = []
    for options in ((), ("--profile", "민간"), ("--profile", "공공"), ("--profile", "끄기")):
        assert run(essay, "--json", *options) == exit_codes.OK
        levels.append([row["level"] for row in findings(capsys) if row["rule"] == "blind.school"])

    assert levels[0] == levels[1] != levels[2]
    assert levels[2] == ["위반"]
    assert levels[3] == []


def test_own_name_of_the_option_and_of_the_settings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.txt"
    file.write_text("팀에서 저 김두루미는 재고를 다시 세었습니다.", encoding="utf-8")

    def names() -> list[str]:
        return [row["quote"] for row in findings(capsys) if row["rule"].startswith("blind.name")]

    assert run(file, "--profile", "공공", "--own-name", "김두루미", "--json") == exit_codes.OK
    assert names()
    paths.settings_file().parent.mkdir(parents=True, exist_ok=True)
    paths.settings_file().write_text('own_name = "김두루미"\n', encoding="utf-8")
    assert run(file, "--profile", "공공", "--json") == exit_codes.OK
    assert names()
    assert run(file, "--profile", "공공", "--own-name", "", "--json") == exit_codes.OK
    assert not names()


def test_my_other_answers_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    passage = "저는 물류 창고에서 여섯 달 동안 재고를 다시 세고 배차 순서를 바꾸어 반품을 절반으로 줄였습니다."
    with AppDatabase.open(paths.app_db()) as database:
        application = database.essays.add_application("두레박시스템즈", "물류")
        question = database.essays.add_question(application.id, "동기", "동기를 쓰시오.", Limit(700))
        database.essays.save_answer(question.id, f"{passage} 그리고 두레박시스템즈에 지원합니다.")
    file = tmp_path / "a.txt"
    file.write_text(f"처음 쓰는 글입니다. {passage}", encoding="utf-8")

    assert run(file, "--company", "가람유통", "--json") == exit_codes.OK
    assert [(row["rule"], row["quote"]) for row in findings(capsys)] == [("reuse.earlier", passage.rstrip("."))]


def test_wrong_arguments(essay: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for options in (("--limit", "0"), ("--limit", "x"), ("--profile", "모름")):
        assert run(essay, *options) == exit_codes.USAGE
    assert run(essay.with_name("없음.txt")) == exit_codes.INPUT
    assert "명령을 알아듣지 못했습니다" in capsys.readouterr().err
