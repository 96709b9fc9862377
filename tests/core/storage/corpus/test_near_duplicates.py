"""Clusters hold every pair over the line and no other, whatever the company's name or the spacing."""

import random

from core.storage.corpus.near_duplicates import clusters, shingles, similarity

ESSAY = (
    "물류 창고에서 여섯 달 동안 입고 검수를 맡으며 바코드가 겹치는 상품을 찾아냈습니다. 하루 평균 서른 건이던 오출고는 "
    "진열 순서를 바꾼 뒤 네 건으로 줄었고, 그때 만든 점검표는 지금도 쓰입니다. 입사해서는 이 경험을 살리겠습니다."
)
OTHER = (
    "고객 상담 기록 이천 건을 읽고 같은 질문을 묶어 답변 예시를 만들었습니다. "
    "평균 통화 시간이 오 분에서 삼 분이 되었습니다."
)


def test_the_same_essay_to_another_company_is_one_cluster() -> None:
    found = clusters({"a": ESSAY, "b": OTHER, "c": ESSAY.replace("입사해서는", "가나다물류에 입사해서는")})

    assert found == {"a": 0, "c": 0}


def test_spacing_and_line_breaks_make_no_difference() -> None:
    assert clusters({1: ESSAY, 2: ESSAY.replace(" ", "  ").replace(". ", ".\n")}) == {1: 0, 2: 0}


def test_a_chain_of_similar_essays_is_one_cluster() -> None:
    letters = "".join((ESSAY + OTHER).split())
    chain = [letters[:90], letters[18:108], letters[36:126]]
    first, _, last = (shingles(text) for text in chain)

    assert similarity(first, last) < 0.5
    assert clusters(dict(enumerate(chain))) == {0: 0, 1: 0, 2: 0}


def test_empty_and_short_answers_are_compared_whole() -> None:
    assert clusters({1: "", 2: " \n", 3: "없음", 4: "없음", 5: "네"}) == {3: 0, 4: 0}


def test_no_pair_over_the_line_is_missed_and_none_under_it_taken() -> None:
    chance = random.Random(7)
    words = ["".join(chance.choice("가나다라마바사아자차카타파하") for _ in range(3)) for _ in range(400)]
    texts: dict[int, str] = {}
    for number in range(0, 300, 2):
        text = [chance.choice(words) for _ in range(120)]
        changed = [chance.choice(words) if chance.random() < number / 1000 else word for word in text]
        texts[number], texts[number + 1] = " ".join(text), " ".join(changed)
    grams = {key: shingles(text) for key, text in texts.items()}
    over = {
        (one, other) for one in texts for other in texts if one < other and similarity(grams[one], grams[other]) >= 0.5
    }

    found = clusters(texts)

    assert 20 < len(over) < 150
    assert {pair for pair in over if found.get(pair[0], -1) != found.get(pair[1], -2)} == set()
    assert set(found) == {key for pair in over for key in pair}
