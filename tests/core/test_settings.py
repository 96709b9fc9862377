import os
import tomllib
from dataclasses import asdict, fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.counting import CountRule
from core.engine.protocol import Sampling
from core.errors import SettingsError
from core.settings import Problem, ProblemKind, Settings, load, save


def write(home: Path, text: str) -> Path:
    path = home / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_no_file_means_the_defaults(home: Path) -> None:
    assert load() == (Settings(), ())
    assert not list(home.iterdir())


def test_what_was_saved_is_loaded(home: Path) -> None:
    chosen = Settings(
        theme="dark",
        language="en",
        font_px=15,
        editor_font_px=18.5,
        model_id="starter",
        own_name='홍"길동\n\\',
        seed=7,
        read_ahead=False,
        maintainer=True,
        count_rule="two_byte",
        count_newline=2,
    )
    save(chosen)
    assert load() == (chosen, ())
    assert [path.name for path in home.iterdir()] == ["settings.toml"]


def test_keys_of_a_newer_program_stay(home: Path) -> None:
    path = write(home, 'theme = "dark"\nnew_thing = 3\n[table]\ninner = ["가", 1.5]\n')
    settings, problems = load()
    assert problems == ()
    save(replace(settings, theme="light"))
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    assert data["theme"] == "light"
    assert data["new_thing"] == 3
    assert data["table"] == {"inner": ["가", 1.5]}


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('theme = "pink"', "theme"),
        ('blind_profile = "strict"', "blind_profile"),
        ("proofread = 1", "proofread"),
        ("theme = 3", "theme"),
        ("font_px = 2", "font_px"),
        ("font_px = nan", "font_px"),
        ('font_px = "14"', "font_px"),
        ("threads = -1", "threads"),
        ("threads = 2.0", "threads"),
        ("seed = true", "seed"),
        ("maintainer = 1", "maintainer"),
        ('read_ahead = "off"', "read_ahead"),
        ("model_id = 5", "model_id"),
        ("count_newline = 3", "count_newline"),
        ("own_name = []", "own_name"),
        ("temperature = inf", "temperature"),
    ],
)
def test_a_bad_value_is_reported_and_defaulted_alone(home: Path, line: str, key: str) -> None:
    write(home, f'{line}\nlanguage = "en"\n')
    settings, problems = load()
    assert problems == (Problem(ProblemKind.VALUE, key),)
    assert settings == Settings(language="en")


def test_every_bad_value_is_reported(home: Path) -> None:
    write(home, 'theme = 1\nlanguage = 2\nseed = "x"\nmodel_id = "m"\n')
    settings, problems = load()
    assert {problem.key for problem in problems} == {"theme", "language", "seed"}
    assert settings.model_id == "m"


def test_a_whole_number_is_a_size_too(home: Path) -> None:
    write(home, "editor_font_px = 18\n")
    settings, problems = load()
    assert problems == ()
    assert isinstance(settings.editor_font_px, float)


@pytest.mark.parametrize("content", [b"theme = ", b"\xff\xfe\x00broken", b"[[[", b"theme = 'dark"])
def test_a_broken_file_is_kept_and_the_defaults_hold(home: Path, content: bytes) -> None:
    path = home / "settings.toml"
    path.write_bytes(content)
    settings, problems = load()
    assert settings == Settings()
    (problem,) = problems
    assert problem.kind is ProblemKind.FILE
    assert problem.kept is not None
    assert problem.kept.read_bytes() == content
    save(settings)
    assert load() == (Settings(), ())
    assert problem.kept.read_bytes() == content


def test_a_byte_order_mark_of_an_editor_is_no_damage(home: Path) -> None:
    (home / "settings.toml").write_bytes(b'\xef\xbb\xbftheme = "dark"\n')
    assert load() == (Settings(theme="dark"), ())


def test_what_the_system_does_not_let_us_read_is_said(home: Path) -> None:
    (home / "settings.toml").mkdir()
    settings, (problem,) = load()
    assert settings == Settings()
    assert problem.kind is ProblemKind.UNREADABLE


def test_a_full_disk_leaves_the_old_file_whole(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(Settings(theme="dark"))

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(SettingsError):
            save(Settings(theme="light"))
    assert load() == (Settings(theme="dark"), ())
    assert [path.name for path in home.iterdir()] == ["settings.toml"]
    save(Settings(theme="light"))
    assert load()[0].theme == "light"


def test_half_an_emoji_in_a_name_does_not_stop_saving(home: Path) -> None:
    save(Settings(own_name="홍길동\ud83d"))
    assert load()[0].own_name == "홍길동?"


@given(st.text())
def test_any_name_survives(name: str) -> None:
    path = Path(os.environ["CHEOMSAK_HOME"]) / "names.toml"
    save(Settings(own_name=name), path)
    assert load(path)[0].own_name == name


def test_a_program_cannot_set_what_the_file_could_not_hold() -> None:
    with pytest.raises(ValueError, match="theme"):
        Settings(theme="pink")


def test_defaults_agree_with_the_rules_they_choose_from() -> None:
    for rule in CountRule:
        assert Settings(count_rule=rule.value).count_rule == rule.value
    sampling = asdict(Sampling())
    shared = {one.name for one in fields(Settings)} & set(sampling)
    assert {"max_tokens", "temperature", "top_p", "top_k", "repeat_penalty", "seed"} <= shared
    assert {name: getattr(Settings(), name) for name in shared} == {name: sampling[name] for name in shared}
