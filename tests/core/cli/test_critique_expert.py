"""A critique without a model, and evidence beside that of one, in the terminal."""

import json
from pathlib import Path

import pytest

from core import cli, paths
from core.cli import exit_codes
from core.critique.expert import MODEL_ID
from core.remark import Source
from core.storage.critiques import CritiqueState
from core.storage.database import AppDatabase
from tests.fakes.fake_backend import Script, fake_engine_argv
from tests.fakes.language import scripted_language_argv
from tests.fakes.model_files import gguf_bytes

ANSWER = "저는 성실합니다. 창고 재고를 주 12개로 줄였습니다. 매사에 최선을 다했습니다."
REPLY = (
    " 누구나 쓸 수 있는 말입니다. | 겪은 일을 쓰세요.\n"
    '좋은 점 | "창고 재고를 주 12개로 줄였습니다" | 결과가 숫자로 보입니다. | 과정도 쓰세요.\n'
    "총평 | 결과는 분명합니다."
)


@pytest.fixture
def essay(home: Path) -> Path:
    file = home / "자기 소개서.txt"
    file.write_text(ANSWER + "\n", encoding="utf-8")
    return file


def run(*argv: object, language: str = "scripted") -> int:
    words = [str(word) for word in argv]
    if words[:1] == ["critique"]:
        words.append("--free")  # the engine's script is a whole reply
    return cli.main(words, engine=fake_engine_argv(Script(reply=REPLY)), language=scripted_language_argv(language))


@pytest.mark.parametrize("options", [["--no-model"], []])
def test_without_a_model(essay: Path, options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("critique", essay, "--limit", 60, *options) == exit_codes.OK
    out, err = capsys.readouterr()
    assert out == (
        "[아쉬운 점] “저는 성실합니다.”\n  비슷한 대목에 달린 보기 첨삭: 막연합니다.\n  → 겪은 일을 적으세요.\n"
        "    느루마트 2023년 상반기 · 보기 글: “재고를 세어 줄였습니다.”\n\n"
        "[총평]\n  문장 3개 가운데 1개가 닮았습니다.\n\n"
    )
    assert "모델 전문가 근거 (모델 없음)" in err
    assert ("python -m core models download starter-" in err) is (not options)
    assert "\n끝 · " in err


def test_without_a_model_it_is_kept_as_such(essay: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("critique", essay, "--no-model", "--json", "--question", "동기를 쓰시오.") == exit_codes.OK
    row = json.loads(capsys.readouterr().out)
    assert (row["state"], row["model"], row["settings"]["without_model"]) == ("done", None, True)
    (remark,) = row["remarks"]
    assert remark["source"] == "expert"
    assert ANSWER[remark["start"] : remark["end"]] == remark["quote"] == "저는 성실합니다."
    assert remark["evidence"][0]["company"] == "느루마트"

    with AppDatabase.open(paths.app_db(), read_only=True) as database:
        kept = database.critiques.get(row["id"])
    assert (kept.summary.model_id, kept.summary.model_name) == (MODEL_ID, "전문가 근거 (모델 없음)")
    assert kept.settings["without_model"] is True
    assert kept.remarks[0].source is Source.EXPERT
    assert kept.remarks[0].evidence is not None
    assert kept.raw.startswith('아쉬운 점 | "저는 성실합니다."')
    assert cli.main(["history", "show", row["id"]]) == exit_codes.OK
    assert "느루마트 2023년 상반기 · 보기 글" in capsys.readouterr().out


def test_the_process_dies(essay: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("critique", essay, "--no-model", "--json", language="dies") == exit_codes.ENGINE
    row = json.loads(capsys.readouterr().out)
    assert (row["state"], row["error"]["code"]) == ("failed", "language.crashed")
    with AppDatabase.open(paths.app_db(), read_only=True) as database:
        assert database.critiques.get(row["id"]).summary.state is CritiqueState.FAILED


def test_nothing_to_judge_and_wrong_usage(essay: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("critique", essay, "--no-model", "--model", "x") == exit_codes.USAGE
    essay.write_text("  \n")
    assert run("critique", essay, "--no-model", "--json") == exit_codes.INPUT
    assert '"critique.empty"' in capsys.readouterr().out


@pytest.fixture
def model(home: Path) -> Path:
    file = home / "내 모델.gguf"
    file.write_bytes(gguf_bytes())
    return file


def test_evidence_of_a_models_remarks(essay: Path, model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("critique", essay, "--model", model, "--json") == exit_codes.OK
    row = json.loads(capsys.readouterr().out)
    # What no expert bears out comes last, whenever the model wrote it.
    assert [remark["polarity"] for remark in row["remarks"]] == ["good", "improve"]
    assert [len(remark["evidence"]) for remark in row["remarks"]] == [1, 0]
    assert row["remarks"][0]["evidence"][0]["said"] == "숫자가 믿음을 줍니다."
    with AppDatabase.open(paths.app_db(), read_only=True) as database:
        kept = database.critiques.get(row["id"])
    assert [len(remark.evidence or ()) for remark in kept.remarks] == [0, 1]
    assert cli.main(["history", "show", row["id"]]) == exit_codes.OK
    shown = capsys.readouterr().out
    assert "  근거 없음" in shown
    assert "  느루마트 2023년 상반기 · 보기 글: “재고를 세어 줄였습니다.” 숫자가 믿음을 줍니다." in shown


@pytest.mark.parametrize("options", [("scripted", ["--no-evidence"]), ("dies", [])])
def test_no_evidence_is_no_harm(
    essay: Path, model: Path, options: tuple[str, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    language, more = options
    assert run("critique", essay, "--model", model, "--json", *more, language=language) == exit_codes.OK
    row = json.loads(capsys.readouterr().out)
    assert [remark["evidence"] for remark in row["remarks"]] == [None, None]
