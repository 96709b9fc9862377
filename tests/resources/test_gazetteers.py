"""The lists of names have sources and the right form, and hold what the blind check promises to know."""

from core.checks.blind.school import full_names
from tests.resources.gazetteers import FOLDER, SOURCES, lists, mistakes


def test_no_list_has_a_mistake() -> None:
    assert mistakes() == []


def test_every_file_has_a_source_and_every_source_a_file() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == SOURCES.keys()


def test_there_are_enough_names() -> None:
    assert len(lists("universities")["four_year"]) >= 200
    assert len(lists("universities")["colleges"]) >= 130
    assert len(lists("regions")["cities"]) >= 150
    assert {"서울대", "이화여대", "서울과기대", "한국외대", "부산교대", "경희사이버대"} <= full_names()
