"""The real browser collects the local site; what is in the corpus then equals what the site was made of."""

import pytest

from core import paths
from core.storage.corpus.database import CorpusDatabase
from core.storage.corpus.records import Outcome
from tests.scraper.collecting import wanted
from tests.scraper.crawl_process import rows, start
from tests.scraper.site.essays import generate
from tests.scraper.site.server import SiteServer

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("pages", "pairs"), [(24, 84), pytest.param(150, 540, marks=pytest.mark.slow)], ids=["small", "150 pages"]
)
def test_every_pair_span_grade_and_flag_is_as_it_was_made(pages: int, pairs: int) -> None:
    essays = generate(pages, pages=pages, pairs=pairs, plain=6)
    with SiteServer(essays) as server:
        with start(server.site, "crawl", "--confirm-right", "--json") as process:
            out, err = process.communicate()
        site = server.site

        assert (process.returncode, err) == (0, "")
        assert rows(out)[-1]["outcomes"] == {Outcome.STORED: pages}
        assert sorted(server.essay_ids) == sorted(essay.source_id for essay in essays if essay.analysed)
    with CorpusDatabase.open(paths.corpus_db(), read_only=True) as database:
        for essay in essays:
            if essay.analysed:
                kept = database.essays.get(f"jobkorea:{essay.source_id}")
                assert kept == wanted(essay, site, kept)
        statistics = database.statistics()
    assert (statistics.essays, statistics.answers) == (pages, pairs)


def test_no_text_of_an_essay_is_in_the_log_or_in_what_is_printed(server: SiteServer) -> None:
    odd = next(essay for essay in server.essays if essay.analysed)
    server.renamed = False
    with start(server.site, "crawl", "--confirm-right", "--json") as process:
        out, err = process.communicate()

    logs = "".join(path.read_text(encoding="utf-8") for path in paths.logs_dir().glob("*.log"))
    assert "run" in logs
    for text in (out, err, logs):
        assert not any(answer.text[:30] in text for answer in odd.answers)
        assert odd.overall[:30] not in text
