"""Models as their user meets them, with real downloads from a hub on loopback in a process of their own."""

from pathlib import Path

import psutil
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.models import store
from desktop.confirm_dialog import ConfirmDialog
from desktop.models.library import ModelState
from desktop.models.model_card import ModelCard
from tests.desktop.models.conftest import DATA, Shelves
from tests.desktop.reading import click, visible_words
from tests.fakes.model_files import GGUF, gguf_bytes
from tests.fakes.stub_hub import Fault, StubHub


def push(where: QWidget, words: str) -> None:
    buttons = [one for one in where.findChildren(QPushButton) if one.isVisible() and one.text().startswith(words)]
    assert buttons, f"no button {words}: {[one.text() for one in where.findChildren(QPushButton) if one.isVisible()]}"
    click(buttons[0])


def card(shelves: Shelves, model_id: str = "tiny") -> ModelCard:
    found = shelves.page.card(model_id)
    assert found is not None
    return found


def state(shelves: Shelves) -> ModelState:
    shelf = shelves.library.shelf
    assert shelf is not None
    return shelf.rows[0].state


def install(shelves: Shelves, tmp_path: Path) -> None:
    source = tmp_path / "받은 파일.gguf"
    source.write_bytes(DATA)
    shelves.page.import_path(source)
    shelves.qtbot.waitUntil(lambda: state(shelves) is ModelState.INSTALLED, timeout=15_000)


def test_a_model_says_what_it_is_and_whether_it_fits(shelves: Shelves) -> None:
    text = visible_words(card(shelves))
    for part in ("작은 모델", "시험용입니다.", "Apache-2.0", "이 컴퓨터에 맞음", "받기 0 MB"):
        assert part in text
    assert "메모리" in visible_words(shelves.page)


def test_a_download_shows_its_progress_and_the_model_is_used(shelves: Shelves, hub: StubHub, qtbot: QtBot) -> None:
    connected: list[bool] = []
    shelves.page.downloading.connect(connected.append)
    push(card(shelves), "받기")
    assert "멈춤" in visible_words(card(shelves))
    assert connected == [True]
    qtbot.waitUntil(lambda: state(shelves) is ModelState.INSTALLED, timeout=20_000)
    assert connected == [True, False]
    assert shelves.said == ["모델을 쓸 준비가 되었습니다."]
    assert "쓰는 중" in visible_words(card(shelves))


def test_a_stopped_download_goes_on_where_it_was(shelves: Shelves, hub: StubHub, qtbot: QtBot) -> None:
    hub.faults.append(Fault(hold_after=200_000))
    push(card(shelves), "받기")
    qtbot.waitUntil(lambda: store.partial_bytes(shelves.model) > 0, timeout=20_000)
    push(card(shelves), "멈춤")
    qtbot.waitUntil(lambda: bool(shelves.said), timeout=10_000)
    hub.release.set()  # not before: the rest is quickly read
    assert "이어서 받습니다" in shelves.said[0]
    shelves.refresh()
    assert store.partial_bytes(shelves.model) > 0
    push(card(shelves), "이어받기")
    qtbot.waitUntil(lambda: state(shelves) is ModelState.INSTALLED, timeout=20_000)
    assert any(each.range for each in hub.gets)


def test_a_failed_download_says_why(shelves: Shelves, hub: StubHub, qtbot: QtBot) -> None:
    hub.faults.extend(Fault(status=404) for _ in range(20))
    push(card(shelves), "받기")
    qtbot.waitUntil(lambda: "받지 못했습니다" in visible_words(shelves.page), timeout=30_000)
    assert state(shelves) is ModelState.AVAILABLE


def test_quitting_during_a_download_leaves_no_process(shelves: Shelves, hub: StubHub, qtbot: QtBot) -> None:
    hub.faults.append(Fault(hold_after=100_000))
    push(card(shelves), "받기")
    qtbot.waitUntil(hub.held.is_set, timeout=20_000)
    children = psutil.Process().children()
    assert children
    shelves.page.close_jobs()
    hub.release.set()
    assert not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children)


def test_a_file_of_the_catalogue_is_imported_as_its_model(shelves: Shelves, tmp_path: Path) -> None:
    install(shelves, tmp_path)
    assert "쓰는 중" in visible_words(card(shelves))


def test_a_file_that_is_no_model_is_refused_plainly(shelves: Shelves, tmp_path: Path, qtbot: QtBot) -> None:
    wrong = tmp_path / "사진.gguf"
    wrong.write_bytes(b"GIF89a" + bytes(5000))
    shelves.page.import_path(wrong)
    qtbot.waitUntil(lambda: "손상" in visible_words(shelves.page), timeout=15_000)


def test_removing_asks_first(shelves: Shelves, tmp_path: Path, qtbot: QtBot) -> None:
    install(shelves, tmp_path)
    push(card(shelves), "지우기")
    dialog = shelves.page.window().findChild(ConfirmDialog)
    assert dialog is not None
    push(dialog, "취소")
    assert store.installed(shelves.model) is not None
    push(card(shelves), "지우기")
    again = [one for one in shelves.page.window().findChildren(ConfirmDialog) if one.isVisible()]
    push(again[0], "지우기")
    qtbot.waitUntil(lambda: state(shelves) is ModelState.AVAILABLE, timeout=10_000)


def test_one_of_two_models_is_chosen(shelves: Shelves, tmp_path: Path, qtbot: QtBot) -> None:
    install(shelves, tmp_path)
    file = tmp_path / "내 모델.gguf"
    file.write_bytes(gguf_bytes(20_000, name="내 모델", seed=2))
    shelves.page.import_path(file)
    # A card is shown a turn of the event loop after it was made.
    qtbot.waitUntil(
        lambda: (mine := shelves.page.card("user:내 모델")) is not None and mine.isVisible(), timeout=15_000
    )
    push(card(shelves, "user:내 모델"), "쓰기")
    assert shelves.preferences.now.model_id == "user:내 모델"
    assert "쓰는 중" in visible_words(card(shelves, "user:내 모델"))
    assert "쓰는 중" not in visible_words(card(shelves))


def test_an_adapter_that_does_not_fit_is_refused_with_the_reason(
    shelves: Shelves, tmp_path: Path, qtbot: QtBot
) -> None:
    install(shelves, tmp_path)
    folder = tmp_path / "어댑터"
    folder.mkdir()
    shelves.page.add_adapter(folder)
    qtbot.waitUntil(lambda: bool(shelves.page.adapter.trouble()), timeout=5000)
    (folder / "adapter_config.json").write_text("{}", encoding="utf-8")
    (folder / "adapter_model.bin").write_bytes(b"\x80\x04")
    shelves.page.add_adapter(folder)
    qtbot.waitUntil(lambda: "pickle" in shelves.page.adapter.trouble(), timeout=5000)
    assert shelves.preferences.now.adapter_id == ""


def test_half_a_file_is_never_a_model(shelves: Shelves, hub: StubHub) -> None:
    (store.model_folder("tiny")).mkdir(parents=True)
    (store.model_folder("tiny") / GGUF).write_bytes(DATA[:1000])
    shelves.refresh()
    assert state(shelves) is ModelState.AVAILABLE
