"""The corpus in numbers, counted by SQLite from columns and indexes that lie before the long texts."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from core.corpus import CompanyGroup, Origin, QualityFlag
from core.question_type import QuestionType
from core.storage.connection import Store
from core.storage.corpus.crawl_log import CrawlLog
from core.storage.corpus.records import Bin, CorpusStatistics

BIN = 100  # characters
BINS = 30  # the last one takes everything longer

T = TypeVar("T")


def statistics(store: Store) -> CorpusStatistics:
    """Groups, grades 1 to 5 and question types are all there, with 0 when nothing is; the rest only when something is.

    Essays without a season are in no bar of `by_season`.
    """

    def number(sql: str) -> int:
        return int(store.rows(sql)[0][0] or 0)

    def counts(key: Callable[[str], T], sql: str) -> dict[T, int]:
        return {key(row[0]): int(row[1]) for row in store.rows(sql)}

    remarks = store.rows(
        "SELECT polarity, count(*) AS count, count(span_start) AS anchored FROM remarks GROUP BY polarity"
    )
    said = {row["polarity"]: row["count"] for row in remarks}
    clusters = store.rows("SELECT count(*) FROM duplicates GROUP BY cluster HAVING count(*) > 1")
    last = store.rows("SELECT max(fetched_at) FROM essays")[0][0]
    grades = counts(int, "SELECT grade, count(*) FROM essays WHERE grade IS NOT NULL GROUP BY grade")
    groups = counts(CompanyGroup, "SELECT company_group, count(*) FROM essay_groups GROUP BY company_group")
    types = counts(QuestionType, "SELECT question_type, count(*) FROM answers GROUP BY question_type")
    seasons = counts(str, "SELECT season, count(*) FROM essays WHERE season <> '' GROUP BY season ORDER BY season")
    return CorpusStatistics(
        essays=number("SELECT count(*) FROM essays"),
        analysed=number("SELECT count(*) FROM essays WHERE remarks > 0 OR overall <> ''"),
        answers=sum(types.values()),
        good_remarks=said.get("good", 0),
        improve_remarks=said.get("improve", 0),
        anchored_remarks=sum(row["anchored"] for row in remarks),
        companies=number("SELECT count(DISTINCT company) FROM essays"),
        authors=number("SELECT count(DISTINCT author_key) FROM essays WHERE author_key <> ''"),
        removed=number("SELECT count(*) FROM removed"),
        failures=len(CrawlLog(store).failures()),
        size_bytes=number("PRAGMA page_count") * number("PRAGMA page_size"),
        duplicate_clusters=len(clusters),
        duplicated_answers=sum(row[0] for row in clusters),
        by_origin=counts(Origin, "SELECT origin, count(*) FROM essays GROUP BY origin ORDER BY origin"),
        by_group={group: groups.get(group, 0) for group in CompanyGroup},
        by_grade={grade: grades.get(grade, 0) for grade in range(1, 6)},
        by_season=tuple(seasons.items()),
        by_question_type={kind: types.get(kind, 0) for kind in QuestionType},
        answer_lengths=_lengths(store),
        growth=tuple(
            (datetime.fromisoformat(row["ended_at"]), row["essays_after"])
            for row in store.rows(
                "SELECT ended_at, essays_after FROM runs WHERE ended_at IS NOT NULL AND dry_run = 0 ORDER BY ended_at"
            )
        ),
        # As many essays as `EssayShelf.find` shows for the flag, however often it is raised in one.
        flags=counts(QualityFlag, "SELECT flag, count(DISTINCT essay) FROM flags GROUP BY flag ORDER BY flag"),
        scrubbed=counts(str, "SELECT kind, sum(count) FROM scrubbed GROUP BY kind ORDER BY kind"),
        last_fetched_at=None if last is None else datetime.fromisoformat(last),
    )


def _lengths(store: Store) -> tuple[Bin, ...]:
    """From 0 to the longest answer without a gap; none without answers."""
    rows = store.rows(
        "SELECT min(length / ?, ?) AS place, count(*) AS count, max(length) AS longest FROM answers GROUP BY place",
        (BIN, BINS - 1),
    )
    found = {row["place"]: row["count"] for row in rows}
    longest = max((row["longest"] for row in rows), default=0)
    return tuple(
        Bin(place * BIN, max((place + 1) * BIN, longest + 1) if place == BINS - 1 else (place + 1) * BIN, count)
        for place in range(max(found, default=-1) + 1)
        for count in (found.get(place, 0),)
    )
