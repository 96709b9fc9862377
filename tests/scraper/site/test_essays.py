"""The stand-in for the site: the same for the same seed, in the proportions of the real one, and no two alike."""

from collections import Counter

import pytest

from core.corpus import CompanyGroup
from tests.scraper.site.essays import Breaks, Fault, Skin, generate
from tests.scraper.site.render import detail_html

ALL = generate(1)


def test_a_seed_makes_the_same_site_again() -> None:
    assert generate(5, 60, 200) == generate(5, 60, 200)
    assert generate(5, 60, 200) != generate(6, 60, 200)


def test_it_is_as_large_as_the_real_one() -> None:
    assert len(ALL) == len({essay.source_id for essay in ALL}) == 2158
    assert sum(len(essay.answers) for essay in ALL) == 7732


def test_groups_overlap_in_the_real_proportions() -> None:
    sizes = Counter(group for essay in ALL for group in essay.groups)

    assert sizes == {
        CompanyGroup.TOP1000: 1258,
        CompanyGroup.LARGE: 1396,
        CompanyGroup.FOREIGN: 59,
        CompanyGroup.MIDSIZE: 564,
    }
    assert all(essay.groups for essay in ALL)
    assert any(len(essay.groups) == 2 for essay in ALL)


def test_everything_that_can_be_odd_is_there() -> None:
    answers = [answer for essay in ALL for answer in essay.answers]

    assert {answer.fault for answer in answers} == set(Fault)
    assert {answer.breaks for answer in answers} == set(Breaks)
    assert {len(answer.remarks) for answer in answers} == {0, 1, 2, 3, 4}
    assert {essay.grade for essay in ALL} == {None, 1, 2, 3, 4, 5}
    assert {planted.kind for essay in ALL for planted in essay.planted} == {"name", "phone", "email"}
    assert 0.1 < sum(essay.skin is Skin.COMPANY for essay in ALL) / len(ALL) < 0.2
    assert any(not essay.job for essay in ALL)
    assert any(ord(character) > 0xFFFF for answer in answers for character in answer.text)


def test_planted_data_stand_in_their_answers() -> None:
    for essay in ALL:
        for planted in essay.planted:
            assert planted.text in essay.answers[planted.answer - 1].text


def test_applicants_tell_their_stories_to_several_companies() -> None:
    by_author = Counter(essay.author for essay in ALL)

    assert max(by_author.values()) >= 12
    assert len({essay.spec for essay in ALL}) == len(by_author)


def test_answers_are_neither_alike_nor_unlike_real_ones() -> None:
    texts = [answer.text for essay in ALL for answer in essay.answers]

    assert len(set(texts)) > 0.99 * len(texts)
    assert 400 < sum(map(len, texts)) / len(texts) < 1000


def test_essays_that_no_expert_has_read_lie_among_the_others() -> None:
    essays = generate(2, 40, 120, plain=10)

    plain = [i for i, essay in enumerate(essays) if not essay.analysed]
    assert len(plain) == 10
    assert plain != list(range(40, 50))
    assert all("adviceTotal" not in detail_html(essays[i]) for i in plain)


def test_newer_essays_stand_first() -> None:
    ids = [int(essay.source_id) for essay in ALL]

    assert ids == sorted(ids, reverse=True)


@pytest.mark.parametrize(("pages", "pairs"), [(1, 1), (3, 24), (150, 540)])
def test_small_sites_have_the_size_asked_for(pages: int, pairs: int) -> None:
    essays = generate(3, pages, pairs)

    assert (len(essays), sum(len(essay.answers) for essay in essays)) == (pages, pairs)
    assert all(essay.groups for essay in essays)
