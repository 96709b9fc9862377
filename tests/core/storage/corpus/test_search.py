from collections.abc import Callable
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.corpus import CollectedEssay
from core.storage.connection import writing
from core.storage.corpus import search
from core.storage.corpus.database import CorpusDatabase

Make = Callable[..., CollectedEssay]


@pytest.fixture
def found(corpus: CorpusDatabase, make: Make) -> Callable[[str], int]:
    corpus.essays.save(make(text='저는 C++로 "센서" 값을 읽는 (작은) 장치를 만들었습니다. 😀 ＡＢ'))
    return corpus.essays.count


@pytest.mark.parametrize(
    "query",
    [
        "센서", "센", "C++", "c++로", "만들었", "만들 었습 니다", "장치를 센서", "(작은)", '"', "😀", "다",
        "읽는(작은)", "한빛전자", "생산·품질", "까닭", "해결한", "원인을", "수치로 말한", "옮기세요", "보이지",
        "전반적으로", "ａｂ",
        normalize("NFD", "센서"),
    ],
)  # fmt: skip
def test_every_part_of_an_essay_is_found(found: Callable[[str], int], query: str) -> None:
    assert found(query) == 1


@pytest.mark.parametrize(
    "query", ["센터", "서센", "쀍", "C--", "센서 쀍", "니다저는", "습니다.원인", "OR", "지원 OR 센서", "센*"]
)
def test_what_is_not_there_is_not_found(found: Callable[[str], int], query: str) -> None:
    assert found(query) == 0


@pytest.mark.parametrize("query", ["", "  ", "\x00", "\x07 \x7f"])
def test_a_query_without_words_asks_for_nothing(found: Callable[[str], int], query: str) -> None:
    assert found(query) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(text=st.text("가나 다a+\"'-\n힣😀*(", max_size=12), query=st.text("가나 다a+\"'-힣😀*(", max_size=4))
def test_the_index_finds_what_a_reader_would(corpus: CorpusDatabase, make: Make, text: str, query: str) -> None:
    essay = make(text=f"가나다라마 {text}")
    corpus.essays.save(essay)
    assert corpus.essays.count(query) == int(search.holds(corpus.essays.get(essay.id), query))


def test_the_index_follows_what_is_saved(corpus: CorpusDatabase, make: Make) -> None:
    corpus.essays.save_all([make(1, text="옛날 이야기"), make(2, text="옛날 노래")])
    corpus.essays.save(make(1, text="새로운 이야기"))
    assert [row.id for row in corpus.essays.find("옛날")] == ["jobkorea:2"]
    assert [row.id for row in corpus.essays.find("새로운")] == ["jobkorea:1"]
    corpus.essays.remove("jobkorea:2")
    assert corpus.essays.find("옛날") == []


DAMAGE = {
    "root": "UPDATE essay_search_data SET block = x'ffffffff' WHERE id = 10",  # FTS5 finds nothing and says no error
    "leaves": "UPDATE essay_search_data SET block = x'ffffffff' || substr(block, 5) WHERE id > 10",
    "zeroes": "UPDATE essay_search_data SET block = zeroblob(length(block)) WHERE id > 10",
    "lost": "DELETE FROM essay_search_data WHERE id > 10",
}


def spoil(corpus: CorpusDatabase, sql: str = DAMAGE["leaves"]) -> None:
    """Damage the index alone, as a bad sector in its pages does."""
    with writing(corpus._store) as store:
        store.execute(sql)


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_index_is_made_again_at_opening(path: Path, make: Make, damage: str) -> None:
    with CorpusDatabase.open(path) as corpus:
        corpus.essays.save_all([make(1), make(2, text="다른 글")])
        spoil(corpus, DAMAGE[damage])
    with CorpusDatabase.open(path, read_only=True) as reader:
        assert [row.id for row in reader.essays.find("지원했")] == ["jobkorea:1"]
        assert reader.essays.count("다른") == 1
    with CorpusDatabase.open(path) as corpus:
        assert search.usable(corpus._store)
        assert [row.id for row in corpus.essays.find("지원했")] == ["jobkorea:1"]
        corpus.essays.save(make(3, text="셋째 글"))
        assert corpus.essays.count("글") == 3


@pytest.mark.parametrize("then", ["find", "count", "save", "remove", "rewrite"])
def test_damage_of_the_index_is_mended_while_the_program_runs(path: Path, make: Make, then: str) -> None:
    with CorpusDatabase.open(path) as corpus:
        corpus.essays.save_all([make(1), make(2, text="다른 글")])
    with CorpusDatabase.open(path) as corpus:
        spoil(corpus)
        match then:
            case "find":
                assert [row.id for row in corpus.essays.find("지원했")] == ["jobkorea:1"]
            case "count":
                assert corpus.essays.count("지원했") == 1
            case "save":
                corpus.essays.save(make(3, text="셋째 글"))
                assert corpus.essays.count("셋째") == 1
            case "remove":
                corpus.essays.remove("jobkorea:2")
                assert corpus.essays.count("다른") == 0
            case "rewrite":
                corpus.essays.save(make(2, text="고친 글"))
                assert corpus.essays.count("고친") == 1
        assert corpus.essays.count("지원했") == 1
        assert not path.with_name("corpus.db.check").exists()  # the file itself is whole


def test_an_index_of_another_form_is_made_again(path: Path, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    with CorpusDatabase.open(path) as corpus:
        corpus.essays.save(make())
        with writing(corpus._store) as store:
            store.execute("INSERT INTO essay_search (essay_search) VALUES ('delete-all')")
    monkeypatch.setattr(search, "FORM", "later")
    with CorpusDatabase.open(path, read_only=True) as reader:
        assert reader.essays.count("지원했") == 1
    with CorpusDatabase.open(path) as corpus:
        assert search.usable(corpus._store)
        assert corpus.essays.count("지원했") == 1
