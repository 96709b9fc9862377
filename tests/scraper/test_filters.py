import pytest

from core.corpus import CompanyGroup
from scraper.errors import FilterUnknown
from scraper.filters import CrawlFilters, season_key


def test_groups_are_named_as_people_name_them() -> None:
    filters = CrawlFilters.named(groups=["중견 기업", "매출 1000대 기업", "외국계"])

    assert filters.groups == (CompanyGroup.MIDSIZE, CompanyGroup.FOREIGN, CompanyGroup.TOP1000)


def test_no_group_means_all_four_and_only_what_an_expert_read() -> None:
    filters = CrawlFilters.named()

    assert set(filters.groups) == set(CompanyGroup)
    assert filters.query(CompanyGroup.LARGE, 3) == {
        "Page": "3",
        "schCType": "13",
        "Pass_An_Stat": "1",
        "OrderBy": "0",
        "FavorCo_Stat": "0",
        "EduType": "0",
        "WorkType": "0",
        "isSaved": "1",
        "isFilterChecked": "1",
    }


def test_what_the_site_can_filter_is_asked_for() -> None:
    query = CrawlFilters.named(jobs=["10016", "10002"], career="인턴", analysed_only=False).query(
        CompanyGroup.TOP1000, 1
    )

    assert query["schPart"] == "10002,10016"
    assert query["schWork"] == "2"
    assert query["Pass_An_Stat"] == "0"


@pytest.mark.parametrize(
    ("season", "kept"),
    [("2020년 하반기", False), ("2021년 상반기", True), ("2022년 하반기", True), ("2023년 상반기", False)],
)
def test_seasons_are_kept_from_the_first_to_the_last(season: str, *, kept: bool) -> None:
    filters = CrawlFilters.named(since="2021 상반기", until="2022년하반기")

    assert filters.allows(season) is kept


def test_an_essay_without_a_season_stays_in() -> None:
    assert CrawlFilters.named(since="2021 상반기").allows("")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ({"groups": ["코스닥"]}, "group"),
        ({"career": "경력"}, "career"),
        ({"jobs": ["1&Page=9"]}, "job"),
        ({"since": "작년"}, "since"),
        ({"since": "2022 하반기", "until": "2022 상반기"}, "until"),
    ],
)
def test_a_value_that_is_not_known_is_named(words: dict[str, str], name: str) -> None:
    with pytest.raises(FilterUnknown) as caught:
        CrawlFilters.named(**words)  # type: ignore[arg-type]  # each is of its own kind

    assert caught.value.context["name"] == name
    assert caught.value.context["known"]


def test_the_same_filters_are_the_same_run_however_they_are_put() -> None:
    one = CrawlFilters.named(groups=["외국계", "대기업"], jobs=["2", "1", "2"], since="2021 하")
    other = CrawlFilters.named(groups=["13", "15"], jobs=["1", "2"], since="2021년 하반기")

    assert one.to_json() == other.to_json()
    assert one.to_json() != CrawlFilters.named(groups=["외국계"]).to_json()


def test_seasons_are_in_order_of_time() -> None:
    seasons = ["2023년 상반기", "2021년 하반기", "2021 상반기"]

    assert sorted(seasons, key=lambda season: season_key(season) or (0, 0)) == seasons[::-1]
    assert season_key("봄") is None
