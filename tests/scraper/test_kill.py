"""A crawl is killed with kill -9 again and again; the next start goes on, and nothing is missing or double."""

import random

import psutil
import pytest

from core import paths
from core.storage.corpus.database import CorpusDatabase
from core.storage.corpus.records import RunState
from tests.scraper.collecting import wanted
from tests.scraper.crawl_process import rows, start
from tests.scraper.site.essays import generate
from tests.scraper.site.server import SiteServer

pytestmark = pytest.mark.slow

CRAWL = ("crawl", "--confirm-right", "--json")


def crawl_and_kill(server: SiteServer, lines: int) -> list[psutil.Process]:
    """Kill a crawl after so many lines of what it tells; what it leaves running."""
    process = start(server.site, *CRAWL)
    with process:
        assert process.stdout is not None
        for _ in range(lines):
            if not process.stdout.readline():
                break
        left = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
        process.kill()
    return left


@pytest.mark.parametrize("rounds", [1, pytest.param(12, marks=pytest.mark.slow)])
def test_nothing_is_missing_and_nothing_is_fetched_twice(rounds: int) -> None:
    # Enough that no round comes to the end.
    with SiteServer(generate(rounds, pages=20 + 12 * rounds, pairs=70 + 42 * rounds)) as server:
        kill_and_finish(server, rounds)


def kill_and_finish(server: SiteServer, rounds: int) -> None:
    chance = random.Random(rounds)
    left: list[psutil.Process] = []
    for _ in range(rounds):
        left += crawl_and_kill(server, chance.randint(2, 14))
    with start(server.site, *CRAWL) as process:
        out, err = process.communicate()

    assert (process.returncode, err) == (0, "")
    assert rows(out)[-1]["event"] == "done"
    psutil.wait_procs(left, timeout=10)
    assert not [one for one in left if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
    with CorpusDatabase.open(paths.corpus_db(), read_only=True) as database:
        expected = sorted(f"jobkorea:{essay.source_id}" for essay in server.essays if essay.analysed)
        assert sorted(database.essays.ids()) == expected
        for essay in server.essays:
            if essay.analysed:
                kept = database.essays.get(f"jobkorea:{essay.source_id}")
                assert kept == wanted(essay, server.site, kept)
        (run,) = database.crawl.runs()
        assert run.state is RunState.DONE
    # A page that was on its way at the moment of the kill is asked for again, and no other.
    assert len(server.essay_ids) <= len(expected) + rounds
    assert len(set(server.essay_ids)) == len(expected)


@pytest.mark.slow
def test_a_refresh_after_a_kill_fetches_only_what_is_left(server: SiteServer) -> None:
    crawl_and_kill(server, 20)
    known = set(server.essay_ids)
    server.forget()

    with start(server.site, *CRAWL) as process:
        process.communicate()

    assert known
    assert len(known & set(server.essay_ids)) <= 1


@pytest.mark.slow
def test_a_run_that_died_with_its_database_goes_on_from_the_backup_of_what_can_be_read(server: SiteServer) -> None:
    crawl_and_kill(server, 25)
    database = paths.corpus_db()
    for log in database.parent.glob("corpus.db-*"):
        log.unlink()
    whole = database.read_bytes()
    middle = len(whole) // 2 // 4096 * 4096
    database.write_bytes(whole[:middle] + b"\xff" * 4096 * 3 + whole[middle + 4096 * 3 :])

    with start(server.site, *CRAWL) as process:
        out, _ = process.communicate()

    assert rows(out)[-1]["event"] == "done"
    assert list(database.parent.glob("corpus.damaged-*"))
    with CorpusDatabase.open(database, read_only=True) as corpus:
        assert len(corpus.essays.ids()) == len([essay for essay in server.essays if essay.analysed])
