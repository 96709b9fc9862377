"""The adapter that ships for the starter: whole, small, made for it, and better than its base in what it claims."""

import pytest

from core.models import adapter_promotion, adapters, release_gate
from core.models.adapter_package import TRAINING_IDS, read_package
from core.models.adapters import BUNDLED
from core.models.catalog import load_catalog
from core.models.release_gate import Verdict
from core.models.store import find_entry
from core.paths import resources_dir

STARTER = "starter-0.5b"
LARGEST = 40_000_000  # bytes


@pytest.fixture(autouse=True)
def it_ships(nothing_ships: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapters, "resources_dir", resources_dir)


def test_it_is_whole_small_and_made_for_the_starter() -> None:
    folder = resources_dir() / "adapters" / STARTER
    package = read_package(folder, find_entry(STARTER, load_catalog()))
    assert sum(file.stat().st_size for file in folder.iterdir()) < LARGEST
    assert package.card.licence == "Apache-2.0"
    assert package.card.limits
    assert adapters.verify(BUNDLED, STARTER).content.rank == package.card.rank


def test_it_is_used_and_recommended_from_the_start() -> None:
    found = adapter_promotion.default_adapter(STARTER)
    assert found is not None
    assert found.id == BUNDLED


def test_what_it_claims_was_measured_of_these_weights_on_other_companies() -> None:
    info = adapters.bundled(STARTER)
    assert info.evaluation is not None
    assert info.evaluation.weights_sha256 == info.sha256
    against = info.evaluation.against_base()
    assert against is not None
    for measure in ("hygiene.parses", "grounding.raw", "specificity.mrr"):
        assert against[measure].low > 0, measure
    assert info.card is not None
    ids = (info.path / TRAINING_IDS).read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith("sample:") for line in ids) == info.card.trained_on


def test_the_gate_misses_nothing_but_canaries() -> None:
    info = adapters.bundled(STARTER)
    found = {each.key: each.verdict for each in adapter_promotion.gate(info, None)}
    assert found.pop("canary") is Verdict.UNKNOWN  # none were planted in this run
    assert set(found.values()) == {Verdict.PASSED}
    assert not release_gate.passed(adapter_promotion.gate(info, None))
