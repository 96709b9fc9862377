from collections.abc import Callable
from dataclasses import replace

from core.corpus import CollectedEssay, CompanyGroup, Origin, QualityFlag
from core.question_type import QuestionType
from core.storage.corpus.database import CorpusDatabase
from core.storage.corpus.records import Bin, Outcome, RunState

Make = Callable[..., CollectedEssay]


def test_an_empty_corpus_counts_nothing(corpus: CorpusDatabase) -> None:
    told = corpus.statistics()
    assert (told.essays, told.answers, told.companies, told.last_fetched_at) == (0, 0, 0, None)
    assert told.by_group == dict.fromkeys(CompanyGroup, 0)
    assert told.by_grade == dict.fromkeys(range(1, 6), 0)
    assert told.by_question_type == dict.fromkeys(QuestionType, 0)
    assert (told.by_origin, told.flags, told.scrubbed) == ({}, {}, {})
    assert (told.by_season, told.answer_lengths, told.growth) == ((), (), ())
    assert told.size_bytes > 0


def test_everything_is_counted(corpus: CorpusDatabase, make: Make) -> None:
    run = corpus.crawl.begin("{}")
    corpus.crawl.end(run.id, RunState.DONE)
    corpus.crawl.end(corpus.crawl.begin("{}", dry_run=True).id, RunState.DONE)
    bare = replace(make(3, season="", grade=None, flags=()), overall="", spec=(), author_key="", fetched_at=None)
    bare = replace(bare, answers=(replace(bare.answers[0], remarks=(), text="가" * 250),))
    corpus.essays.save_all(
        [
            make(1, groups=frozenset({CompanyGroup.LARGE, CompanyGroup.TOP1000})),
            make(2, season="2023년 상반기", company="가온", flags=make().flags * 2),
            bare,
            make(4, origin=Origin.SAMPLE),
        ]
    )
    run = corpus.crawl.begin("{}")
    corpus.crawl.settled(run.id, "9", Outcome.FAILED)
    ended = corpus.crawl.end(run.id, RunState.STOPPED)
    corpus.essays.remove("sample:4")
    corpus.essays.set_duplicates(
        {("jobkorea:1", 1): 1, ("jobkorea:2", 1): 1, ("jobkorea:1", 2): 2, ("jobkorea:2", 2): 2, ("jobkorea:3", 1): 3}
    )
    told = corpus.statistics()
    assert (told.essays, told.analysed, told.answers, told.removed, told.failures) == (3, 2, 5, 1, 1)
    assert (told.good_remarks, told.improve_remarks, told.anchored_remarks) == (2, 2, 2)
    assert (told.companies, told.authors) == (2, 2)
    assert (told.duplicate_clusters, told.duplicated_answers) == (2, 4)
    assert told.by_origin == {Origin.JOBKOREA: 3}
    assert told.by_group[CompanyGroup.LARGE] == 3
    assert told.by_group[CompanyGroup.TOP1000] == 1
    assert told.by_grade == {1: 0, 2: 0, 3: 0, 4: 2, 5: 0}
    assert told.by_season == (("2023년 상반기", 1), ("2023년 하반기", 1))
    assert told.by_question_type[QuestionType.MOTIVATION] == 3
    assert told.answer_lengths == (Bin(0, 100, 4), Bin(100, 200, 0), Bin(200, 300, 1))
    assert [essays for _, essays in told.growth] == [0, 4]
    assert told.growth[1][0] == ended.ended_at
    assert told.flags == {QualityFlag.COUNTER_MISMATCH: 2}  # essays, as many as the filter by flag shows
    assert told.scrubbed == {"name": 3, "phone": 6}
    assert told.last_fetched_at == make().fetched_at


def test_one_very_long_answer_does_not_make_a_thousand_bars(corpus: CorpusDatabase, make: Make) -> None:
    corpus.essays.save_all([make(1, text="가" * 2_950), make(2, text="가" * 90_000)])
    lengths = corpus.statistics().answer_lengths
    assert len(lengths) == 30
    assert lengths[-1] == Bin(2_900, 90_001, 2)
    assert sum(one.count for one in lengths) == 4
