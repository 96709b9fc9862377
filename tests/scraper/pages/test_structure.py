"""The self-check's view of a page."""

import pytest

from scraper.pages.structure import Inspection, Kind, inspect
from tests.scraper.site import defects
from tests.scraper.site.essays import Skin, generate
from tests.scraper.site.render import detail_html, list_html

ESSAYS = generate(14, pages=40, pairs=140, plain=5)


def wrong(inspection: Inspection) -> set[str]:
    return {finding.name for finding in inspection.findings if not finding.ok}


def test_generated_pages_hold_all_that_is_expected() -> None:
    sound = [one for one in ESSAYS if one.grade and one.overall and all(not answer.fault for answer in one.answers)]

    assert {one.skin for one in sound} == set(Skin)
    for essay in sound:
        found = inspect(detail_html(essay))
        assert (found.kind, wrong(found), found.ok) == ("detail", set(), True)


def test_a_list_holds_all_that_is_expected() -> None:
    found = inspect(list_html(ESSAYS[:20], 45, 1, 3))

    assert (found.kind, wrong(found), found.ok) == ("list", set(), True)
    assert {finding.name: finding.found for finding in found.findings}["items"] == 20


@pytest.mark.parametrize(
    ("renamed", "names"), [("specLists", {"spec"}), ("txSpllChk", {"counters"}), ("sup", {"labels"})]
)
def test_a_renamed_class_is_named(renamed: str, names: set[str]) -> None:
    usual = next(one for one in ESSAYS if one.skin is Skin.USUAL and any(answer.remarks for answer in one.answers))

    found = inspect(detail_html(usual).replace(f'class="{renamed}"', 'class="other"'))

    assert wrong(found) == names
    assert not found.ok


@pytest.mark.parametrize(
    ("kind", "html"), [("detail", detail_html(ESSAYS[0])), ("list", list_html(ESSAYS[:20], 45, 1, 3))]
)
def test_a_page_told_for_neither_is_held_against_what_was_asked_for(kind: Kind, html: str) -> None:
    changed = defects.changed_markup(html).replace("detailView", "essay")

    assert inspect(changed) == Inspection("unknown", ())
    asked = inspect(changed, kind)
    assert asked.kind == "unknown"
    assert {"company"} <= wrong(asked)
    assert not asked.ok


@pytest.mark.parametrize("name", defects.HOSTILE)
def test_no_page_makes_it_fail(name: str) -> None:
    assert not inspect(defects.HOSTILE[name]()).ok
