import stat
import sys
from pathlib import Path

import pytest

from core import paths


def test_the_variable_moves_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = tmp_path / "홍길동 문서" / "첨삭"
    monkeypatch.setenv("CHEOMSAK_HOME", str(chosen))
    assert paths.home() == chosen
    places = [
        paths.app_db(),
        paths.corpus_db(),
        paths.models_dir(),
        paths.adapters_dir(),
        paths.backups_dir(),
        paths.logs_dir(),
        paths.settings_file(),
        paths.cache_dir(),
    ]
    assert all(place.parent == chosen for place in places)
    assert len(set(places)) == len(places)


def test_the_variable_is_read_at_every_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHEOMSAK_HOME", str(tmp_path / "하나"))
    first = paths.app_db()
    monkeypatch.setenv("CHEOMSAK_HOME", str(tmp_path / "둘"))
    assert paths.app_db() != first


def test_a_relative_or_tilde_home_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHEOMSAK_HOME", "첨삭")
    assert paths.home() == tmp_path / "첨삭"
    monkeypatch.setenv("CHEOMSAK_HOME", "~/첨삭")
    assert paths.home() == Path.home() / "첨삭"


@pytest.mark.parametrize("value", [None, "", "  "])
def test_without_the_variable_the_home_is_the_users_data_folder(
    value: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if value is None:
        monkeypatch.delenv("CHEOMSAK_HOME", raising=False)
    else:
        monkeypatch.setenv("CHEOMSAK_HOME", value)
    assert paths.home().is_absolute()
    assert paths.home().name == "Cheomsak"


def test_ensure_home_makes_the_folders_and_keeps_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHEOMSAK_HOME", str(tmp_path / "홍길동 문서" / "첨삭"))
    root = paths.ensure_home()
    kept = paths.models_dir() / "모델.gguf"
    kept.write_bytes(b"x")
    assert paths.ensure_home() == root
    assert kept.read_bytes() == b"x"
    assert all(
        folder.is_dir() for folder in (paths.adapters_dir(), paths.backups_dir(), paths.logs_dir(), paths.cache_dir())
    )
    if sys.platform != "win32":
        assert stat.S_IMODE(root.stat().st_mode) & 0o077 == 0


def test_resources_lie_beside_the_package_or_in_the_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert paths.resources_dir() == Path(paths.__file__).resolve().parent.parent / "resources"
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resources_dir() == tmp_path / "resources"
