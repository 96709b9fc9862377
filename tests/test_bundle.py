"""The bundle that users get: built here, started as they would, with keys pressed in a real window."""

import sys
from pathlib import Path

import pytest

import build_installer
from core.storage.critiques import CritiqueState
from tests.fakes.desk import finished_critique, lay_desk
from tests.fakes.screen import Person, screen
from tests.fakes.tiny_models import write_tiny_gguf

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_installer.build(tmp_path_factory.mktemp("번들 폴더"))


def test_the_engine_critiques_and_keeps_it(bundle: Path, tmp_path: Path) -> None:
    model = write_tiny_gguf(tmp_path / "작은 모델.gguf", context=8192)

    build_installer.smoke(bundle, model)


@pytest.mark.skipif(sys.platform != "linux", reason="keys are pressed with xdotool on an X server of the test's own")
def test_the_window_critiques_on_a_key_and_quits(bundle: Path, tmp_path: Path) -> None:
    lay_desk(tmp_path)
    with screen() as display:
        person = Person([str(bundle / "cheomsak")], display, tmp_path / "window.log")
        try:
            person.find("가람유통")
            person.press("ctrl+Return")
            critique = finished_critique(person)
            person.press("ctrl+q")
            code = person.window.wait(timeout=30)
        finally:
            person.leave()

    assert code == 0
    assert critique.state is CritiqueState.DONE
    assert person.printed() == ""
