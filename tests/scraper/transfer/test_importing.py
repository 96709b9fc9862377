"""Files from elsewhere: their own names and encodings, all of a file or a line number."""

import json
import unicodedata
from pathlib import Path

import pytest

from core.corpus import CompanyGroup, Origin
from core.errors import BinaryFile, FileMissing, UnreadableFile
from core.question_type import QuestionType
from core.remark import Polarity, Span
from scraper.errors import ImportInvalid
from scraper.transfer.importing import parse_mapping, read_file

PAIR = {"question": "지원 동기를 쓰시오.", "answer": "배송 지연을 줄이고 싶어 지원했습니다."}


def jsonl(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", encoding="utf-8")
    return path


def test_rows_of_one_essay_stay_together(tmp_path: Path) -> None:
    file = jsonl(
        tmp_path / "a.jsonl",
        {**PAIR, "essay_id": "x", "company": "가나다", "groups": "대기업;16", "grade": 4, "spec": "수도권4년;토익 900"},
        {**PAIR, "essay_id": "y"},
        {"question": "포부", "answer": "삼 년 안에 배송 기준을 만들겠습니다.", "essay_id": "x"},
    )

    first, second = read_file(file, "출처")

    assert (first.id, first.origin) == ("imported:출처:x", Origin.IMPORTED)
    assert [answer.question for answer in first.answers] == ["지원 동기를 쓰시오.", "포부"]
    assert first.groups == {CompanyGroup.LARGE, CompanyGroup.MIDSIZE}
    assert len(first.author_key) == 64
    assert (second.id, second.author_key) == ("imported:출처:y", "")
    assert first.answers[0].question_type is QuestionType.MOTIVATION


def test_a_row_without_an_id_gets_the_same_one_each_time(tmp_path: Path) -> None:
    file = jsonl(tmp_path / "a.jsonl", PAIR)

    assert read_file(file, "n")[0].id == read_file(file, "n")[0].id


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_a_csv_of_any_usual_encoding_with_its_own_names(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "표.csv"
    remarks = json.dumps([{"polarity": "좋은 점", "quote": "지연을 줄이고", "reason": "동기"}], ensure_ascii=False)
    quoted = remarks.replace('"', '""')
    text = f'문항,본문,첨삭,점수\r\n"지원 동기, 포부","배송 지연을 줄이고\n싶습니다.","{quoted}",5\r\n'
    file.write_bytes(text.encode(encoding))

    mapping = parse_mapping(["question=문항", "answer=본문", "remarks=첨삭", "grade=점수"])
    (essay,) = read_file(file, "n", mapping)

    assert essay.answers[0].question == "지원 동기, 포부"
    assert essay.answers[0].text == "배송 지연을 줄이고\n싶습니다."
    assert essay.answers[0].remarks[0].span == Span(3, 10)
    assert essay.answers[0].remarks[0].polarity is Polarity.GOOD
    assert essay.grade == 5


def test_offsets_of_a_file_point_at_the_same_words_after_normalising(tmp_path: Path) -> None:
    raw = "  " + unicodedata.normalize("NFD", "첫 줄입니다.\r\n둘째 줄입니다.")
    start = raw.index(unicodedata.normalize("NFD", "둘째"))
    remark = {"polarity": "improve", "start": start, "end": len(raw), "reason": "모호합니다."}

    (essay,) = read_file(jsonl(tmp_path / "a.jsonl", {**PAIR, "answer": raw, "remarks": [remark]}), "n")

    assert essay.answers[0].text == "첫 줄입니다.\n둘째 줄입니다."
    assert essay.answers[0].remarks[0].quote == "둘째 줄입니다."


def test_a_quote_that_is_not_in_the_answer_has_no_place(tmp_path: Path) -> None:
    remark = {"polarity": "good", "quote": "없는 말", "reason": "이유"}

    (essay,) = read_file(jsonl(tmp_path / "a.jsonl", {**PAIR, "remarks": [remark]}), "n")

    assert essay.answers[0].remarks[0].span is None


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"question": "문항만"}, "required"),
        ({**PAIR, "answer": " \n"}, "required"),
        ({**PAIR, "grade": 9}, "value"),
        ({**PAIR, "grade": "높음"}, "value"),
        ({**PAIR, "groups": ["우주기업"]}, "value"),
        ({**PAIR, "remarks": [{"polarity": "그저 그럼", "reason": "x"}]}, "value"),
        ({**PAIR, "remarks": [{"polarity": "good", "start": 5, "end": 500, "reason": "x"}]}, "value"),
        ({**PAIR, "remarks": "깨진 [JSON"}, "value"),
        ({**PAIR, "remarks": 3}, "value"),
        (["목록"], "json"),
    ],
)
def test_a_bad_row_stops_everything_and_says_where(tmp_path: Path, row: object, reason: str) -> None:
    with pytest.raises(ImportInvalid) as caught:
        read_file(jsonl(tmp_path / "a.jsonl", PAIR, row), "n")

    assert (caught.value.context["line"], caught.value.context["reason"]) == (2, reason)
    assert "배송" not in str(caught.value)


def test_a_name_that_the_file_does_not_have(tmp_path: Path) -> None:
    with pytest.raises(ImportInvalid) as caught:
        read_file(jsonl(tmp_path / "a.jsonl", PAIR), "n", {"answer": "본문"})

    assert caught.value.context["reason"] == "mapping"


@pytest.mark.parametrize("pair", ["answer", "answer=", "없는필드=본문"])
def test_a_mapping_that_says_nothing(pair: str) -> None:
    with pytest.raises(ImportInvalid):
        parse_mapping([pair])


def test_files_that_hold_no_rows(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n\n", encoding="utf-8")
    (tmp_path / "broken.jsonl").write_text('{"question": ', encoding="utf-8")
    (tmp_path / "photo.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))

    for name, error in (("empty.jsonl", ImportInvalid), ("broken.jsonl", ImportInvalid), ("none.csv", FileMissing)):
        with pytest.raises(error):
            read_file(tmp_path / name, "n")
    with pytest.raises((BinaryFile, UnreadableFile)):
        read_file(tmp_path / "photo.csv", "n")
