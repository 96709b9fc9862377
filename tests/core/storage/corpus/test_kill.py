"""A crawl is killed again and again at any moment: no essay is lost, none is doubled, and none is half."""

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.corpus import CompanyGroup
from core.storage.corpus.database import CorpusDatabase
from core.storage.corpus.records import Outcome, RunState

PAGES = 15
CRAWLER = """
import sys
from pathlib import Path
from core.corpus import CollectedAnswer, CollectedEssay, CompanyGroup, ListedEssay, Origin
from core.question_type import QuestionType
from core.storage.corpus.database import CorpusDatabase
from core.storage.corpus.records import RunState

corpus, group = CorpusDatabase.open(Path(sys.argv[1])), CompanyGroup.LARGE
run = corpus.crawl.begin("{}")
for page in range(int(sys.argv[2])):
    if page not in corpus.crawl.list_pages_done(run.id, group):
        items = [ListedEssay(str(page * 20 + place), "회사") for place in range(20)]
        corpus.crawl.list_page_done(run.id, group, page, 300, items)
        print("list", page, flush=True)
corpus.crawl.plan(run.id, corpus.crawl.listed(run.id))
for source_id in corpus.crawl.pending(run.id):
    text = f"{source_id}번 글입니다. " * (int(source_id) % 70 + 1)
    answers = tuple(CollectedAnswer("문항", text, QuestionType.OTHER) for _ in range(3))
    essay = CollectedEssay(f"jobkorea:{source_id}", Origin.JOBKOREA, "회사", answers, groups=frozenset({group}))
    corpus.crawl.stored(run.id, essay, f"<html>{text * 20}")
    print("essay", source_id, flush=True)
corpus.crawl.end(run.id, RunState.DONE)
print("done", 0, flush=True)
"""


def crawl(path: Path, lines: int) -> list[tuple[str, int]]:
    """Let it say so many lines and kill it; everything that it said."""
    crawler = subprocess.Popen(
        [sys.executable, "-c", CRAWLER, str(path), str(PAGES)], stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert crawler.stdout is not None
    with crawler.stdout:
        said = "".join(crawler.stdout.readline() for _ in range(lines))
        crawler.kill()
        said += crawler.stdout.read()  # what it had said between our last look and its end
    assert crawler.wait() in (0, -signal.SIGKILL if sys.platform != "win32" else 1)
    return [(word, int(number)) for word, number in (line.split() for line in said.split("\n")[:-1])]


@pytest.mark.parametrize("longest", [90, pytest.param(12, marks=pytest.mark.slow)])
def test_a_crawl_that_is_killed_goes_on_without_gap_or_double(path: Path, longest: int) -> None:
    chance = random.Random(longest)
    said: list[tuple[str, int]] = []
    while ("done", 0) not in said:
        said += crawl(path, chance.randint(1, longest))
        with CorpusDatabase.open(path) as corpus:
            assert corpus._store.rows("PRAGMA integrity_check")[0][0] == "ok"
            (run,) = corpus.crawl.runs()
            assert corpus.crawl.list_pages_done(run.id, CompanyGroup.LARGE) >= {n for word, n in said if word == "list"}
            stored = set(corpus.essays.ids())
            assert stored >= {f"jobkorea:{n}" for word, n in said if word == "essay"}
            assert corpus.crawl.outcomes(run.id).get(Outcome.STORED, 0) == len(stored)
            assert corpus.essays.count("번 글입니다") == len(stored)
            for essay in corpus.essays.each():
                text = f"{essay.source_id}번 글입니다. " * (int(essay.source_id) % 70 + 1)
                assert [answer.text for answer in essay.answers] == [text] * 3
                assert corpus.essays.html(essay.id) == f"<html>{text * 20}"
    essays = [number for word, number in said if word == "essay"]
    assert len(essays) == len(set(essays))
    with CorpusDatabase.open(path) as corpus:
        (run,) = corpus.crawl.runs()
        assert run.state is RunState.DONE
        assert run.resumed
        assert sorted(int(one) for one in corpus.crawl.listed(run.id)) == list(range(PAGES * 20))
        assert corpus.essays.count() == PAGES * 20
