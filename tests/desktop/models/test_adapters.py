"""Adapters as users and maintainers meet them: recommended, fetched, tried, promoted through the gate, rolled back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from core.models import adapter_promotion, adapters
from core.models.adapter_promotion import NO_ADAPTER, default_adapter
from core.models.adapters import AdapterInfo
from core.models.catalog import Catalog
from core.models.importing import import_path
from desktop.confirm_dialog import ConfirmDialog
from desktop.critique.preparer import ModelPreparer
from desktop.models.promote_dialog import PromoteDialog
from desktop.models.upkeep_row import UpkeepRow
from tests.desktop.models.conftest import DATA, Shelves
from tests.desktop.models.test_page import push
from tests.desktop.reading import type_in, visible_words
from tests.fakes.adapter_packages import ADAPTERS, AdapterHub, write_package
from tests.fakes.critiques import question, request
from tests.fakes.stub_hub import Fault


@pytest.fixture
def here(shelves: Shelves, tmp_path: Path) -> Shelves:
    """The page with its model installed."""
    source = tmp_path / "받은 파일.gguf"
    source.write_bytes(DATA)
    assert import_path(source, _catalog(shelves)) is not None
    shelves.refresh()
    return shelves


@pytest.fixture
def maintained(here: Shelves) -> Shelves:
    here.preferences.change(maintainer=True)
    return here


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[AdapterHub]:
    with AdapterHub().serving() as stub:
        assert isinstance(stub, AdapterHub)
        monkeypatch.setenv("HF_ENDPOINT", stub.url)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("HF_TOKEN_PATH", str(tmp_path / "no-token"))
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
        yield stub


def _catalog(shelves: Shelves) -> Catalog:
    shelf = shelves.library.shelf
    assert shelf is not None
    return shelf.catalog


def installed(shelves: Shelves, folder: Path, **facts: Any) -> AdapterInfo:
    info = adapters.install(write_package(folder, **facts), shelves.model)
    shelves.refresh()
    return info


def row(shelves: Shelves, info: AdapterInfo) -> UpkeepRow:
    shelves.qtbot.waitUntil(
        lambda: (found := shelves.page.upkeep.row(info.id)) is not None and found.isVisible(), timeout=10_000
    )
    found = shelves.page.upkeep.row(info.id)
    assert found is not None
    return found


def dialog(shelves: Shelves, kind: type[ConfirmDialog] | type[PromoteDialog]) -> ConfirmDialog | PromoteDialog:
    shown = [one for one in shelves.page.window().findChildren(kind) if one.isVisible()]
    assert len(shown) == 1
    return shown[0]


def test_the_recommended_adapter_is_used_and_shown_with_its_card(here: Shelves, tmp_path: Path) -> None:
    adapter_promotion.promote(installed(here, tmp_path / "a"))
    here.refresh()

    words = visible_words(here.page.adapter)
    for part in (
        "버전 1",
        "2026-11-28",
        "기반 tiny",
        "시험 글 30편, 회사 12곳으로 평가함",
        "91% (85%~96% 사이로 봄)",
        "기본 모델보다 나음",
        "· 합격 여부를 예측하지 못합니다.",
    ):
        assert part in words
    (choice,) = here.page.adapter.findChildren(QComboBox)
    assert choice.currentText() == "추천 어댑터 · 작은 첨삭 어댑터 1"
    assert not here.page.recommendation.isVisible()
    assert not here.page.upkeep.isVisible()


def test_somebody_without_it_is_offered_it_and_takes_it_with_one_click(here: Shelves, tmp_path: Path) -> None:
    adapter_promotion.promote(installed(here, tmp_path / "a"))
    here.refresh()
    push(here.page.adapter, "쓰지 않기")
    assert here.preferences.now.adapter_id == NO_ADAPTER
    assert "새 추천" in visible_words(here.page.recommendation)

    push(here.page.recommendation, "이 어댑터 쓰기")

    assert here.preferences.now.adapter_id == ""
    assert not here.page.recommendation.isVisible()


def test_a_declined_offer_does_not_come_again_but_the_next_one_does(here: Shelves, tmp_path: Path) -> None:
    adapter_promotion.promote(installed(here, tmp_path / "a"))
    here.preferences.change(adapter_id=NO_ADAPTER)
    here.refresh()
    push(here.page.recommendation, "지금 그대로")
    assert not here.page.recommendation.isVisible()
    here.refresh()
    assert not here.page.recommendation.isVisible()

    adapter_promotion.promote(installed(here, tmp_path / "b", rows=2, version="2"), "새것")
    here.refresh()

    assert "작은 첨삭 어댑터 2" in visible_words(here.page.recommendation)
    assert here.preferences.now.adapter_id == NO_ADAPTER


def test_a_critique_is_made_with_the_recommended_the_chosen_or_the_tried_one(here: Shelves, tmp_path: Path) -> None:
    first = installed(here, tmp_path / "a")
    second = installed(here, tmp_path / "b", rows=2, version="2")
    adapter_promotion.promote(first)
    here.refresh()
    preparer = ModelPreparer(here.library, lambda: here.preferences.now)

    def used(tried: str = "") -> str | None:
        job = preparer.prepare(replace(request(question(), "폐기를 줄였습니다." * 5), adapter=tried), None)
        return job.adapter.id if job.adapter else None

    assert used() == first.id
    assert used(second.id) == second.id
    here.preferences.change(adapter_id=second.id)
    assert used() == second.id
    here.preferences.change(adapter_id=NO_ADAPTER)
    assert used() is None
    assert used(first.id) == first.id


@pytest.mark.slow
def test_a_maintainer_lists_fetches_promotes_and_rolls_back(maintained: Shelves, tmp_path: Path, qtbot: QtBot) -> None:
    page, fetch = maintained.page, maintained.page.upkeep.fetch
    assert "이 모델의 어댑터가 아직 없습니다." in visible_words(page.upkeep)
    fetch.show_place(write_package(tmp_path / "꾸러미"))
    qtbot.waitUntil(lambda: "작은 첨삭 어댑터 1" in visible_words(fetch), timeout=60_000)
    qtbot.waitUntil(fetch.place.isEnabled, timeout=60_000)
    push(fetch, "받기")
    qtbot.waitUntil(lambda: page.upkeep.row("tiny-critique-v1") is not None, timeout=60_000)
    info = adapters.find("tiny-critique-v1")
    assert "받아 둠" in visible_words(fetch)
    assert "공개 기준 8가지 가운데 8가지 통과" in visible_words(row(maintained, info))
    push(row(maintained, info), "기준 보기")
    assert "첨삭의 100%를 형식대로 읽을 수 있습니다." in visible_words(row(maintained, info))

    push(row(maintained, info), "추천하기")
    push(dialog(maintained, ConfirmDialog), "추천하기")
    qtbot.waitUntil(lambda: "추천 중" in visible_words(row(maintained, info)), timeout=20_000)
    assert default_adapter("tiny") == info

    push(page.upkeep, "이전 추천으로")
    push(dialog(maintained, ConfirmDialog), "되돌리기")
    qtbot.waitUntil(lambda: "추천 중" not in visible_words(row(maintained, info)), timeout=20_000)
    assert default_adapter("tiny") is None


def test_one_that_does_not_pass_is_promoted_only_with_a_reason(
    maintained: Shelves, tmp_path: Path, qtbot: QtBot
) -> None:
    info = installed(maintained, tmp_path / "a", evaluated=False)
    push(row(maintained, info), "추천하기")
    asking = dialog(maintained, PromoteDialog)
    assert "평가(eval.json)가 없어 확인할 수 없습니다." in visible_words(asking)
    push(asking, "그래도 추천하기")
    assert asking.isVisible()

    assert isinstance(asking, PromoteDialog)
    type_in(asking.field, "눈으로 견주어 봄")
    push(asking, "그래도 추천하기")

    qtbot.waitUntil(lambda: "까닭: 눈으로 견주어 봄" in visible_words(row(maintained, info)), timeout=20_000)
    assert default_adapter("tiny") == info


def test_files_are_checked_and_an_adapter_is_removed_after_a_question(
    maintained: Shelves, tmp_path: Path, qtbot: QtBot
) -> None:
    info = installed(maintained, tmp_path / "a")
    push(row(maintained, info), "파일 확인")
    qtbot.waitUntil(lambda: maintained.said == ["파일이 모두 온전합니다."], timeout=20_000)
    (info.path / "README.md").write_text("changed", encoding="utf-8")
    push(row(maintained, info), "파일 확인")
    qtbot.waitUntil(lambda: "손상" in maintained.page.adapter.trouble(), timeout=20_000)

    push(row(maintained, info), "지우기")
    push(dialog(maintained, ConfirmDialog), "지우기")
    qtbot.waitUntil(lambda: maintained.page.upkeep.row(info.id) is None, timeout=20_000)
    assert adapters.list_installed() == ()


def test_trying_says_which_adapter(maintained: Shelves, tmp_path: Path) -> None:
    info = installed(maintained, tmp_path / "a")
    tried: list[AdapterInfo] = []
    maintained.page.try_asked.connect(tried.append)

    push(row(maintained, info), "시험해 보기")

    assert [each.id for each in tried] == [info.id]
    assert default_adapter("tiny") is None


def test_a_place_that_is_none_is_refused_at_once(maintained: Shelves) -> None:
    fetch = maintained.page.upkeep.fetch
    type_in(fetch.place, "someone/tiny")
    push(fetch, "목록 보기")

    assert "hub:소유자/이름" in fetch.trouble()


@pytest.mark.slow
def test_from_the_hub_with_a_stop_half_way(maintained: Shelves, hub: AdapterHub, tmp_path: Path, qtbot: QtBot) -> None:
    revision = hub.commit(write_package(tmp_path / "big", rows=4096), "큰 어댑터")
    fetch = maintained.page.upkeep.fetch
    connected: list[bool] = []
    maintained.page.downloading.connect(connected.append)
    type_in(fetch.place, f"hub:{ADAPTERS}")
    push(fetch, "목록 보기")
    qtbot.waitUntil(lambda: f"리비전 {revision[:8]} · 큰 어댑터" in visible_words(fetch), timeout=60_000)
    qtbot.waitUntil(fetch.place.isEnabled, timeout=60_000)
    assert connected == [True, False]
    # Sums and five small files, then the weights, which stop half-way.
    hub.faults.extend([*(Fault() for _ in range(6)), Fault(hold_after=100_000)])
    push(fetch, "받기")
    qtbot.waitUntil(hub.held.is_set, timeout=60_000)
    push(fetch, "멈춤")
    qtbot.waitUntil(lambda: "이어서 받습니다" in fetch.trouble(), timeout=60_000)
    hub.release.set()
    assert adapters.list_installed() == ()

    push(fetch, "받기")
    qtbot.waitUntil(lambda: maintained.page.upkeep.row("tiny-critique-v1") is not None, timeout=60_000)
    assert any(each.range for each in hub.gets)


def test_a_hub_that_is_not_there_is_said(maintained: Shelves, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    fetch = maintained.page.upkeep.fetch
    type_in(fetch.place, f"hub:{ADAPTERS}")
    push(fetch, "목록 보기")

    qtbot.waitUntil(lambda: "허브에 연결하지 못했습니다" in fetch.trouble(), timeout=60_000)
