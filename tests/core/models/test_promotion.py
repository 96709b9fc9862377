"""What users are offered: promoted through the gate, rolled back, removed, and what ships with the program."""

import json
import shutil
from pathlib import Path

import pytest

from core.errors import AdapterDamaged, AdapterKept, AdapterMissing, GateNotPassed, ModelBusy, NothingEarlier
from core.lock import FileLock
from core.messages import sentence
from core.models import adapter_promotion, adapters
from core.models.adapter_promotion import (
    NO_ADAPTER,
    chosen_adapter,
    default_adapter,
    promote,
    promotions,
    roll_back,
)
from core.models.adapters import BUNDLED, AdapterInfo
from core.models.release_gate import passed
from core.paths import adapters_dir
from tests.fakes.adapter_packages import gaps, write_package
from tests.fakes.model_files import entry, pinned

BASE = entry(pinned("tiny.gguf", b"data"))


@pytest.fixture
def first(tmp_path: Path) -> AdapterInfo:
    return adapters.install(write_package(tmp_path / "first"), BASE)


@pytest.fixture
def second(tmp_path: Path) -> AdapterInfo:
    return adapters.install(write_package(tmp_path / "second", rows=2, evaluated=False, version="2"), BASE)


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An adapter that ships with the program for the tiny model."""
    monkeypatch.setattr(adapters, "resources_dir", lambda: tmp_path / "resources")
    return write_package(tmp_path / "resources" / "adapters" / "tiny", rows=3, name="starter")


def state() -> dict[str, object]:
    found: dict[str, object] = json.loads((adapters_dir() / "promoted.json").read_text(encoding="utf-8"))
    return found


def test_without_any_promotion_there_is_no_adapter(first: AdapterInfo) -> None:
    assert default_adapter("tiny") is None
    assert chosen_adapter("", "tiny") is None
    assert chosen_adapter(first.id, "tiny") == first


def test_one_that_passes_the_gate_becomes_the_default(first: AdapterInfo) -> None:
    assert passed(promote(first))

    assert default_adapter("tiny") == first
    assert chosen_adapter("", "tiny") == first
    assert default_adapter("another") is None
    assert state() == {
        "format": 1,
        "models": {"tiny": {"current": first.id, "earlier": [None], "overrides": []}},
    }


def test_the_users_own_choice_is_kept(first: AdapterInfo, second: AdapterInfo) -> None:
    promote(first)

    assert chosen_adapter(NO_ADAPTER, "tiny") is None
    assert chosen_adapter(second.id, "tiny") == second
    assert chosen_adapter("gone, or of another model", "tiny") == first


def test_one_that_does_not_pass_needs_a_reason_and_the_reason_is_kept(second: AdapterInfo) -> None:
    for reason in ("", "  "):
        with pytest.raises(GateNotPassed) as refusal:
            promote(second, reason)
    assert refusal.value.context == {"adapter": second.id, "failed": 8}
    assert default_adapter("tiny") is None
    assert not (adapters_dir() / "promoted.json").exists()

    promote(second, " 평가할 컴퓨터가 없어 눈으로 확인함 ")

    override = promotions()["tiny"].override(second.id)
    assert override is not None
    assert override.reason == "평가할 컴퓨터가 없어 눈으로 확인함"
    assert "specificity" in override.conditions
    assert default_adapter("tiny") == second


def test_the_next_one_has_to_beat_the_present_one(first: AdapterInfo, tmp_path: Path) -> None:
    promote(first)
    changes = {"against": {"tuned:tiny@x": gaps()}, "adapters": {"tuned:tiny@x": first.sha256}}
    better = adapters.install(write_package(tmp_path / "b", rows=2, evaluation=changes, version="2"), BASE)
    only_base = adapters.install(write_package(tmp_path / "c", rows=1, version="3"), BASE)

    with pytest.raises(GateNotPassed):
        promote(only_base)
    promote(better)
    assert default_adapter("tiny") == better


def test_rolling_back_goes_through_what_was_there_before(first: AdapterInfo, second: AdapterInfo) -> None:
    promote(first)
    promote(second, "까닭")

    assert roll_back("tiny") == first
    assert roll_back("tiny") is None
    assert default_adapter("tiny") is None
    with pytest.raises(NothingEarlier):
        roll_back("tiny")
    with pytest.raises(NothingEarlier):
        roll_back("never promoted")


def test_promoting_the_present_one_again_changes_nothing(first: AdapterInfo) -> None:
    promote(first)
    before = state()
    promote(first)

    assert state() == before


def test_removing_the_promoted_one_falls_back_and_its_name_means_nothing_later(
    first: AdapterInfo, second: AdapterInfo, tmp_path: Path
) -> None:
    promote(first)
    promote(second, "까닭")

    adapter_promotion.remove(second.id)

    assert default_adapter("tiny") == first
    again = adapters.install(write_package(tmp_path / "again", rows=1, version="2"), BASE)
    assert again.id == second.id
    assert default_adapter("tiny") == first
    assert roll_back("tiny") is None


def test_one_that_vanished_is_passed_over(first: AdapterInfo, second: AdapterInfo) -> None:
    promote(first)
    promote(second, "까닭")
    adapters.remove(second.id)  # by hand, and not as the program does

    assert default_adapter("tiny") == first


def test_one_that_changed_on_the_disk_is_not_promoted(first: AdapterInfo) -> None:
    weights = first.path / "adapter_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x01")

    with pytest.raises(AdapterDamaged):
        promote(first)
    assert default_adapter("tiny") is None


def test_what_ships_is_there_from_the_start(shipped: Path, first: AdapterInfo) -> None:
    bundled = default_adapter("tiny")

    assert bundled is not None
    assert (bundled.id, bundled.path, bundled.model_id) == (BUNDLED, shipped, "tiny")
    assert adapters.list_adapters("tiny") == (bundled, first)
    assert adapters.list_installed() == (first,)
    assert adapters.verify(BUNDLED, "tiny") == bundled
    assert default_adapter("another") is None


def test_the_only_one_that_ships_needs_no_model_to_be_named(shipped: Path) -> None:
    assert adapters.find(BUNDLED) == adapters.find(BUNDLED, "tiny")

    shutil.copytree(shipped, shipped.with_name("second"))

    with pytest.raises(AdapterMissing) as refused:
        adapters.find(BUNDLED)
    assert sentence(refused.value).what.endswith("second, tiny")


def test_what_ships_can_be_followed_and_gone_back_to(shipped: Path, first: AdapterInfo) -> None:
    with pytest.raises(GateNotPassed):
        promote(first)  # it was compared with the base only, and now there is something to beat
    promote(first, "까닭")
    assert default_adapter("tiny") == first

    found = roll_back("tiny")
    assert found is not None
    assert found.id == BUNDLED
    with pytest.raises(AdapterKept):
        adapter_promotion.remove(BUNDLED)


def test_a_damaged_one_that_ships_is_found_and_none_is_offered(shipped: Path) -> None:
    (shipped / "card.json").write_text("{", encoding="utf-8")

    assert adapters.list_bundled() == ()
    assert default_adapter("tiny") is None
    with pytest.raises(AdapterDamaged):
        adapters.find(BUNDLED, "tiny")


@pytest.mark.parametrize("model_id", ["", "..", "../adapters", "none"])
def test_names_of_models_cannot_leave_the_folder(shipped: Path, model_id: str) -> None:
    with pytest.raises(AdapterMissing):
        adapters.find(BUNDLED, model_id)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 9, "models": {}}', '{"format": 1, "models": {"a": 3}}'])
def test_a_file_that_is_not_understood_is_kept_and_counts_as_none(first: AdapterInfo, text: str) -> None:
    path = adapters_dir() / "promoted.json"
    path.write_text(text, encoding="utf-8")
    assert default_adapter("tiny") is None

    promote(first)

    assert default_adapter("tiny") == first
    assert path.with_name("promoted.json.broken").read_text(encoding="utf-8") == text


def test_two_programs_do_not_promote_at_once(first: AdapterInfo) -> None:
    lock = FileLock(adapters_dir() / "promoted.lock")
    try:
        with pytest.raises(ModelBusy):
            promote(first)
    finally:
        lock.release()
    promote(first)


def test_no_installed_adapter_can_have_the_name_of_the_one_that_ships(tmp_path: Path) -> None:
    info = adapters.install(write_package(tmp_path / "p"), BASE, BUNDLED)

    assert info.id == "bundled 2"
