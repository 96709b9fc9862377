from dataclasses import replace

import pytest

from training.evaluate.items import CANDIDATES, Pool, content_hash


def test_candidates_are_of_other_companies_and_always_the_same(pool: Pool) -> None:
    for item in pool.items:
        found = pool.candidates(item)
        assert len(found) == len({one.id for one in found}) == CANDIDATES
        assert found.count(item) == 1
        assert {one.question_type for one in found} == {item.question_type}
        assert found == Pool(pool.items[::-1]).candidates(item)
    assert len({pool.candidates(item).index(item) for item in pool.items}) > 8


def test_a_near_duplicate_and_its_company_are_kept_apart(pool: Pool) -> None:
    one = pool.items[0]
    twin = replace(one, id="twin/1", essay_id="twin", company="다른회사", answer=one.answer + " 끝.")
    sister = replace(pool.items[1], id="sister/1", essay_id="sister", company=f"(주) {one.company}", answer="새 글.")
    larger = Pool([*pool.items, twin, sister])

    asked = {found.id for found in larger.candidates(one)}
    assert not asked & {"twin/1", "sister/1"}
    assert {one.essay_id, "twin", "sister"} <= larger.hidden_from_retrieval(one)
    assert {found.essay_id for found in larger.candidates(one)} <= larger.hidden_from_retrieval(one)
    for seed in range(8):
        other = larger.unrelated(one, seed)
        assert other is not None
        assert other.id not in {one.id, "twin/1", "sister/1"}


def test_the_control_is_not_among_the_candidates_where_there_are_others(pool: Pool) -> None:
    item = pool.items[0]
    more = [
        replace(pool.items[1], id=f"x{n}/1", essay_id=f"x{n}", company=f"x{n}", answer=f"{n}" * 90) for n in range(9)
    ]
    larger = Pool([*pool.items, *more])
    other = larger.unrelated(item)

    assert other is not None
    assert other not in larger.candidates(item)
    assert Pool([item]).unrelated(item) is None


def test_the_hash_is_of_what_is_judged(pool: Pool) -> None:
    changed = [replace(pool.items[0], overall="다른 총평"), *pool.items[1:]]

    assert content_hash(pool.items) == content_hash(pool.items[::-1]) != content_hash(changed)


def test_two_items_of_one_id_are_refused(pool: Pool) -> None:
    with pytest.raises(ValueError, match="one id"):
        Pool([pool.items[0], pool.items[0]])
