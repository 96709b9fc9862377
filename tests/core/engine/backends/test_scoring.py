"""Log probabilities of given text: every engine against fp32 transformers + PEFT, by the tolerances of test_parity."""

import itertools
from collections.abc import Callable

import pytest

from core.engine.protocol import Finished, FinishReason, Generate, ReadAhead, Sampling, Score, Scored
from core.errors import AnswerTooLong, ProtocolError
from tests.core.engine.backends.test_parity import ENGINES, Engine, opened
from tests.fakes.request import Recorder
from tests.fakes.tiny_neox import PAIRS, TinyNeox

pytestmark = [
    pytest.mark.needs_torch,
    pytest.mark.slow,
    # peft asks transformers 5.23 for a property under its old name.
    pytest.mark.filterwarnings("ignore:.*is_gradient_checkpointing.*:FutureWarning"),
]
Reference = Callable[[str, str], tuple[float, int]]
ONE_OF_EACH = (ENGINES[3], ENGINES[6], ENGINES[7])
# One of some hundred tokens, one with a control token, one of syllables that the tokenizer cuts, one that is dropped.
NASTY = (" 고객의 불편을 먼저 찾아" * 9, " 고객<|endoftext|>", " 뷁𠮷 말", "앞\u0cf1뒤", "\u0cf1")


@pytest.fixture(scope="module")
def references(tiny_neox: TinyNeox) -> dict[bool, Reference]:
    """Sum and number of tokens by fp32 transformers without (False) and with (True) PEFT's adapter."""
    import torch
    from peft import PeftModel
    from transformers import AutoTokenizer, GPTNeoXForCausalLM

    tokenizer = AutoTokenizer.from_pretrained(tiny_neox.base)

    def by(network: torch.nn.Module) -> Reference:
        def score(prompt: str, continuation: str) -> tuple[float, int]:
            before, after = tokenizer([prompt, continuation])["input_ids"]
            with torch.no_grad():
                rows = network(input_ids=torch.tensor([before + after])).logits[0].log_softmax(-1)
            places = range(len(before) - 1, len(before) + len(after) - 1)
            return sum(float(rows[place, token]) for place, token in zip(places, after, strict=True)), len(after)

        return score

    plain = GPTNeoXForCausalLM.from_pretrained(tiny_neox.base, dtype=torch.float32).eval()
    other = GPTNeoXForCausalLM.from_pretrained(tiny_neox.base, dtype=torch.float32)
    return {False: by(plain), True: by(PeftModel.from_pretrained(other, str(tiny_neox.adapter)).eval())}


def mean_difference(found: dict[str, Scored], reference: Reference) -> float:
    """For a token, over all continuations of all prompts."""
    gaps, tokens = 0.0, 0
    for prompt, scored in found.items():
        for continuation, one in zip(CONTINUATIONS, scored.scores, strict=True):
            expected, count = reference(prompt, continuation)
            assert one.tokens == count
            gaps, tokens = gaps + abs(one.log_prob - expected), tokens + count
    return gaps / tokens


CONTINUATIONS = tuple(said for _, base, adapted in PAIRS[:3] for said in (base, adapted))


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: f"{engine.backend}-{engine.scheme}")
def test_sums_are_those_of_transformers(engine: Engine, tiny_neox: TinyNeox, references: dict[bool, Reference]) -> None:
    for adapted in (False, True):
        with opened(engine, tiny_neox, tiny_neox.adapter if adapted else None) as backend:
            found = {}
            for prompt in tiny_neox.prompts[:3]:
                scored = backend.score(Score("s", prompt, CONTINUATIONS), Recorder())
                assert isinstance(scored, Scored)
                found[prompt] = scored
        assert mean_difference(found, references[adapted]) <= engine.tolerance
        # An adapter that is ignored, or applied unasked, would be found out.
        assert mean_difference(found, references[not adapted]) > 2 * engine.tolerance


@pytest.mark.parametrize("engine", ONE_OF_EACH, ids=lambda engine: engine.backend.value)
def test_whatever_the_text_sums_are_right_alone_and_together(
    engine: Engine, tiny_neox: TinyNeox, references: dict[bool, Reference]
) -> None:
    prompt = tiny_neox.prompts[0] * 12  # more than is read in one piece
    with opened(engine, tiny_neox, None) as backend:
        together = backend.score(Score("s", prompt, NASTY), Recorder())
        assert isinstance(together, Scored)
        for text, one in zip(NASTY, together.scores, strict=True):
            alone = backend.score(Score("s", prompt, (text,)), Recorder())
            assert isinstance(alone, Scored)
            assert alone.scores[0].tokens == one.tokens == len(backend.token_ids(text))
            assert alone.scores[0].log_prob == pytest.approx(one.log_prob, abs=1e-4)
            if "\u0cf1" not in text:
                expected, tokens = references[False](prompt, text)
                assert abs(one.log_prob - expected) / tokens < 0.1
        assert together.scores[-1].log_prob == together.scores[-1].tokens == 0


@pytest.mark.parametrize("engine", ONE_OF_EACH, ids=lambda engine: engine.backend.value)
def test_the_prompt_is_read_once_and_stays_read(engine: Engine, tiny_neox: TinyNeox) -> None:
    prompt = tiny_neox.prompts[0] * 12
    with opened(engine, tiny_neox, None) as backend:
        tokens = len(backend.token_ids(prompt))
        backend.read_ahead(ReadAhead("r", prompt), Recorder())
        watched = Recorder()
        first = backend.score(Score("s", prompt, CONTINUATIONS), watched)
        again = backend.score(Score("t", prompt, CONTINUATIONS), Recorder())
        assert isinstance(first, Scored)
        assert isinstance(again, Scored)
        assert first.scores == again.scores
        assert again.timings.prompt_tokens == tokens
        assert again.timings.cached_tokens >= tokens - 1
        assert again.timings.generated_tokens == sum(one.tokens for one in first.scores)
        total = tokens + again.timings.generated_tokens
        assert watched.readings[-1] == (total, total)
        assert watched.readings == sorted(watched.readings)
        done = backend.generate(Generate("g", prompt, Sampling(max_tokens=4, temperature=0)), Recorder())
        assert done.timings.cached_tokens >= tokens - 32  # OpenVINO keeps whole blocks


def after(looks: int) -> Callable[[Recorder], bool]:
    """Cancel at the look after so many."""
    count = itertools.count()
    return lambda _: next(count) >= looks


@pytest.mark.parametrize("engine", ONE_OF_EACH, ids=lambda engine: engine.backend.value)
def test_it_stops_between_tokens_of_a_long_one_and_scores_again(engine: Engine, tiny_neox: TinyNeox) -> None:
    prompt = tiny_neox.prompts[0]
    command = Score("s", prompt, (NASTY[0], NASTY[0]))
    with opened(engine, tiny_neox, None) as backend:
        whole = backend.score(command, Recorder())
        for looks in range(1, 5):
            stopped = backend.score(command, Recorder(after(looks)))
            assert isinstance(stopped, Finished)
            assert stopped.reason is FinishReason.CANCELLED
            again = backend.score(command, Recorder())
            assert isinstance(whole, Scored)
            assert isinstance(again, Scored)
            assert again.scores == whole.scores


@pytest.mark.parametrize("engine", ONE_OF_EACH, ids=lambda engine: engine.backend.value)
def test_what_does_not_fit_is_refused(engine: Engine, tiny_neox: TinyNeox) -> None:
    with opened(engine, tiny_neox, None) as backend:
        room = 512 - len(backend.token_ids(tiny_neox.prompts[0]))
        fits = "." * room
        assert len(backend.token_ids(fits)) == room
        assert isinstance(backend.score(Score("s", tiny_neox.prompts[0], (fits[:64],)), Recorder()), Scored)
        with pytest.raises(AnswerTooLong):
            backend.score(Score("s", tiny_neox.prompts[0], (fits + ".", "짧은")), Recorder())
        with pytest.raises(ProtocolError):
            backend.score(Score("s", "", ("글",)), Recorder())
