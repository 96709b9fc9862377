"""`models adapters …` as scripts and the window use it."""

import json
from pathlib import Path

import pytest

from core.errors import AdapterMissing, AdapterSourceFailed, GateNotPassed
from core.models import adapters
from core.models.adapter_offer import offer_from, parse_source
from core.models.adapter_promotion import default_adapter
from core.models.adapter_sources import list_offers
from tests.fakes.adapter_packages import write_package
from tests.fakes.model_files import catalog_text, entry, pinned
from tests.fakes.models_cli import run

BASE = entry(pinned("tiny.gguf", b"data"))


@pytest.fixture
def catalog(tmp_path: Path) -> list[str]:
    path = tmp_path / "models.toml"
    path.write_text(catalog_text(BASE).replace("[[model.file]]", _SHAPE + "\n[[model.file]]", 1), encoding="utf-8")
    return ["--catalog", str(path), "adapters"]


_SHAPE = "shape = { layers = 2, hidden = 8, intermediate = 32, key_value = 8 }"


@pytest.fixture
def source(tmp_path: Path) -> str:
    return f"folder:{write_package(tmp_path / '꾸러미')}"


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_fetch_show_promote_roll_back_and_remove(
    catalog: list[str], source: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*catalog, "fetch", source) == 0
    assert "작은 첨삭 어댑터 1 [tiny-critique-v1]: 준비되었습니다." in capsys.readouterr().out
    assert run(*catalog, "show", "tiny-critique-v1") == 0
    told = capsys.readouterr().out
    for words in ("작은 첨삭 어댑터 1", "합격 여부를 예측하지 못합니다.", "형식대로 쓴 첨삭: 100%", "통과  형식:"):
        assert words in told

    assert run(*catalog, "promote", "tiny-critique-v1") == 0
    assert "권합니다" in capsys.readouterr().out
    run(*catalog, "list")
    assert "권하는 중" in capsys.readouterr().out
    assert run(*catalog, "verify", "tiny-critique-v1") == 0
    assert run(*catalog, "rollback", "tiny") == 0
    assert default_adapter("tiny") is None
    assert run(*catalog, "remove", "tiny-critique-v1") == 0
    assert adapters.list_installed() == ()


def test_the_same_for_programs(catalog: list[str], source: str, capsys: pytest.CaptureFixture[str]) -> None:
    run(*catalog, "fetch", source, "--json")
    done = lines(capsys)[-1]
    assert (done["event"], done["adapter"], done["model"]) == ("done", "tiny-critique-v1", "tiny")

    run(*catalog, "list", "--json")
    row = json.loads(capsys.readouterr().out)[0]
    assert (row["id"], row["promoted"], row["evaluated"]) == ("tiny-critique-v1", False, True)
    assert row["card"]["limits"] == ["합격 여부를 예측하지 못합니다."]

    run(*catalog, "show", "tiny-critique-v1", "--json")
    gate = json.loads(capsys.readouterr().out)["gate"]
    assert {each["verdict"] for each in gate} == {"passed"}
    assert all(each["sentence"] for each in gate)

    run(*catalog, "promote", "tiny-critique-v1", "--json")
    assert lines(capsys)[-1]["event"] == "promoted"
    run(*catalog, "rollback", "tiny", "--json")
    assert lines(capsys)[-1]["adapter"] is None


def test_a_source_is_listed_as_a_window_reads_it(
    catalog: list[str], source: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*catalog, "list", "--from", source, "--json") == 0

    row, done = lines(capsys)
    assert done == {"event": "done"}
    assert row.pop("event") == "offer"
    assert (offer_from(row),) == list_offers(parse_source(source))
    run(*catalog, "list", "--from", f"folder:{write_package(tmp_path / 'b', evaluated=False)}")
    assert "평가가 없습니다." in capsys.readouterr().out


def test_a_source_that_fails_says_so_in_the_json(catalog: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    for words in (("list", "--from", "nowhere", "--json"), ("fetch", "nowhere", "--json")):
        with pytest.raises(AdapterSourceFailed):
            run(*catalog, *words)
        failed = lines(capsys)[-1]
        assert (failed["event"], failed["code"]) == ("failed", "adapter.source")


def test_promoting_needs_a_reason_where_the_gate_is_not_passed(
    catalog: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(*catalog, "fetch", f"folder:{write_package(tmp_path / 'p', evaluated=False)}")

    with pytest.raises(GateNotPassed):
        run(*catalog, "promote", "tiny-critique-v1")
    assert run(*catalog, "promote", "tiny-critique-v1", "--reason", "눈으로 확인함") == 0
    assert "모름" in capsys.readouterr().out


def test_names_that_are_not_there(catalog: list[str]) -> None:
    for words in (("show", "none"), ("verify", "none"), ("remove", "none"), ("promote", "none")):
        with pytest.raises(AdapterMissing):
            run(*catalog, *words)
