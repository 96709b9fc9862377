"""Looking at the corpus, taking essays out and reading kept pages anew, from the command line."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core import paths
from core.storage.corpus.database import CorpusDatabase
from core.storage.corpus.records import Outcome, RunState
from scraper.cli import main
from scraper.pages.detail_parser import PARSER_VERSION, parse_detail
from scraper.scrub import personal, scrub, scrub_html
from tests.scraper.site.essays import GeneratedEssay, generate
from tests.scraper.site.render import detail_html


@pytest.fixture
def generated() -> tuple[GeneratedEssay, ...]:
    return generate(seed=5, pages=6, pairs=21)


@pytest.fixture
def corpus(generated: tuple[GeneratedEssay, ...]) -> list[str]:
    """A corpus.db of six essays with their pages, fetched by a run; their ids."""
    with CorpusDatabase.open(paths.corpus_db()) as database:
        run = database.crawl.begin("{}")
        for one in generated:
            parsed = parse_detail(detail_html(one), one.expected.source_id)
            html = scrub_html(detail_html(one), personal(parsed))
            essay = replace(
                scrub(parsed),
                url=f"https://example.test/View/{one.expected.source_id}",
                groups=one.expected.groups,
                fetched_at=datetime(2026, 11, 24, tzinfo=UTC),
            )
            assert database.crawl.stored(run.id, essay, html) is Outcome.STORED
        database.crawl.end(run.id, RunState.DONE)
        return database.essays.ids()


def test_an_empty_corpus_says_what_to_do_next(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status"]) == 0

    assert "crawl --dry-run" in capsys.readouterr().out
    assert not paths.corpus_db().exists()


def test_status_counts_what_is_there(corpus: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert main(["status"]) == 0
    words = capsys.readouterr().out

    assert (row["essays"], row["answers"]) == (6, 21)
    assert row["runs"][0]["outcomes"]["stored"] == 6
    assert "글 6편" in words
    assert "문항 21" in words


def test_a_removed_essay_is_gone_and_stays_so(corpus: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["remove", corpus[0].partition(":")[2], "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"event": "removed", "id": corpus[0]}
    assert main(["remove", corpus[0]]) == 0, "asking twice is no error"

    with CorpusDatabase.open(paths.corpus_db(), read_only=True) as database:
        assert corpus[0] not in database.essays.ids()
        assert database.essays.removed() == {corpus[0]}


def test_removing_what_was_never_there_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["remove", "999999", "--json"]) == 7

    output = capsys.readouterr()
    assert json.loads(output.out)["code"] == "storage.missing"
    assert output.err


def test_reparsing_gives_what_fetching_gave(corpus: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with CorpusDatabase.open(paths.corpus_db()) as database:
        before = [database.essays.get(one) for one in corpus]
        for essay in before:
            # As an older parser left it.
            database.essays.save(replace(essay, parser_version=PARSER_VERSION - 1, overall="옛 총평"))

    assert main(["reparse", "--json"]) == 0

    assert json.loads(capsys.readouterr().out)["reparsed"] == 6
    with CorpusDatabase.open(paths.corpus_db(), read_only=True) as database:
        assert [database.essays.get(one) for one in corpus] == before
    assert main(["reparse", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["reparsed"] == 0, "read by this parser already"


def test_a_kept_page_that_cannot_be_read_leaves_the_essay(
    corpus: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with CorpusDatabase.open(paths.corpus_db()) as database:
        essay = database.essays.get(corpus[0])
        database.essays.save(essay, "<html><body>다른 페이지</body></html>")

    assert main(["reparse", "--all", "--json"]) == 1

    row = json.loads(capsys.readouterr().out)
    assert (row["reparsed"], [one["id"] for one in row["failed"]]) == (5, [corpus[0]])
    with CorpusDatabase.open(paths.corpus_db(), read_only=True) as database:
        assert database.essays.get(corpus[0]) == essay
