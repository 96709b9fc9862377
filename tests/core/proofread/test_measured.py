"""What docs/quality.md says, held: recall and precision on sentences that nothing was tuned on."""

import hashlib
import tomllib

import pytest

from core.paths import resources_dir
from core.proofread.passes import proofread
from tests.core.proofread.measure import FOLDER, Result, marked, measure

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def held_out() -> Result:
    return measure("held_out", "fresh")


@pytest.mark.parametrize("name", ["held_out", "fresh"])
def test_the_held_out_sentences_are_frozen(name: str) -> None:
    frozen = (FOLDER / f"{name}.sha256").read_text(encoding="ascii").strip()

    assert hashlib.sha256((FOLDER / f"{name}.toml").read_bytes()).hexdigest() == frozen


def test_the_set_is_large_and_half_of_it_is_held_out(held_out: Result) -> None:
    data = tomllib.loads((FOLDER / "seen.toml").read_text(encoding="utf-8"))
    seen_mistakes = sum(len(marked(sentence)[1]) for sentence in data["errors"])

    assert seen_mistakes + held_out.mistakes.total() >= 350
    assert len(data["clean"]) + held_out.clean >= 300
    assert held_out.mistakes.total() >= seen_mistakes
    assert held_out.clean >= len(data["clean"])


def test_most_mistakes_are_found(held_out: Result) -> None:
    assert held_out.recall >= 0.65


def test_what_is_found_is_nearly_always_right(held_out: Result) -> None:
    assert held_out.precision >= 0.85
    assert held_out.sure_precision >= 0.97


def test_one_clean_sentence_of_fifty_is_touched_at_most(held_out: Result) -> None:
    assert len(held_out.touched) * 50 <= held_out.clean


def test_the_youngest_sentences_alone_reach_the_goal() -> None:
    """Nobody knew them when the rules for the others were written."""
    youngest = measure("fresh")

    assert youngest.recall >= 0.65
    assert youngest.precision >= 0.85
    assert len(youngest.touched) * 50 <= youngest.clean


def test_corrections_that_are_taken_leave_nothing_to_correct_in_their_place() -> None:
    data = tomllib.loads((FOLDER / "seen.toml").read_text(encoding="utf-8"))
    for sentence in data["errors"]:
        text, _ = marked(sentence)
        for correction in reversed([c for c in proofread(text) if c.confident]):
            text = text[: correction.span.start] + correction.suggestions[0] + text[correction.span.end :]

        assert not [c for c in proofread(text) if c.confident], text


def test_sample_answers_are_hardly_touched() -> None:
    """Every twelfth of those that were written for the program; the benchmark has them all."""
    answers = [
        essay["answer"]
        for path in sorted((resources_dir() / "samples" / "corpus").glob("*.toml"))
        for essay in tomllib.loads(path.read_text(encoding="utf-8"))["essay"]
    ][::12]

    touched = sum(len(proofread(answer)) for answer in answers)

    assert touched <= len(answers) // 10
