"""Records for tests of training: invented, small, in the shape of a corpus."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

from core.question_type import QuestionType
from core.remark import Polarity, Remark, Source, Span
from training.records import Record

_VERBS = (
    "줄였습니다",
    "늘렸습니다",
    "고쳤습니다",
    "나누었습니다",
    "살폈습니다",
    "적었습니다",
    "지켰습니다",
    "바꾸었습니다",
)
_NOUNS = (
    "재고",
    "비용",
    "오류",
    "시간",
    "불량",
    "민원",
    "주문",
    "일정",
    "기록",
    "회의",
    "점검",
    "배송",
    "교육",
    "상담",
)
_KINDS = tuple(QuestionType)


def sentence_of(chance: random.Random) -> str:
    first, second = chance.sample(_NOUNS, 2)
    times, cases = chance.randint(2, 99), chance.randint(2, 99)
    return f"{first} 기록을 {times}번 살펴 {second} {cases}건을 {chance.choice(_VERBS)}."


def record(number: int, **changes: object) -> Record:
    """Different by its number: company, author and text are its own. `changes` overrides fields."""
    chance = random.Random(number)
    sentences = [sentence_of(chance) for _ in range(4)]
    answer = " ".join(sentences)
    said = []
    for place, polarity in ((0, Polarity.GOOD), (2, Polarity.IMPROVE)):
        start = answer.index(sentences[place])
        span = Span(start, start + len(sentences[place]))
        reason = f"{chance.choice(_NOUNS)} 이야기가 {number}번째로 {chance.choice(('또렷합니다', '흐립니다'))}."
        said.append(
            Remark(Source.EXPERT, polarity, span, sentences[place], reason, f"{chance.choice(_NOUNS)}부터 쓰세요.")
        )
    values: dict[str, object] = {
        "id": f"test:{number:04}/1",
        "essay_id": f"test:{number:04}",
        "question": "직무 역량을 쓰시오.",
        "question_type": _KINDS[number % len(_KINDS)],
        "answer": answer,
        "remarks": tuple(said),
        "overall": f"{number}번 글은 {chance.choice(_NOUNS)}에 강합니다.",
        "company": f"회사{number}",
        "author": f"author-{number}",
        "season": f"20{20 + number % 5}년 상반기",
    }
    return Record(**{**values, **changes})  # type: ignore[arg-type] # a test's own values


def records(count: int) -> Iterator[Record]:
    return (record(number) for number in range(count))


def write_jsonl(path: Path, found: Iterator[Record]) -> Path:
    """As `python -m scraper export` writes it."""
    with path.open("w", encoding="utf-8") as file:
        for one in found:
            row = json.loads(one.to_json())
            row["author_key"] = row.pop("author")
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path
