"""Time of the checks on answers of 1,000 characters, each alone and all together, with 20 earlier answers.

`python -m tests.benchmarks.checks` prints Markdown. The goal is 30 ms together, warm.
"""

import statistics
import time
from collections.abc import Callable, Iterable

from core.checks.context import BlindProfile, CheckContext, EarlierAnswer
from core.checks.registry import CHECKS, check
from core.counting import Limit
from core.remark import Remark
from core.storage.corpus.samples import samples

LENGTH, ANSWERS, EARLIER, ROUNDS = 1000, 60, 20, 3


def contexts() -> list[CheckContext]:
    """The sample answers one after the other, cut into pieces of a thousand characters."""
    essays = samples()
    text = "\n".join(answer.text for essay in essays for answer in essay.answers)
    pieces = [text[start : start + LENGTH] for start in range(0, LENGTH * (ANSWERS + EARLIER), LENGTH)]
    earlier = tuple(
        EarlierAnswer(str(number), essays[number].company, "", piece) for number, piece in enumerate(pieces[ANSWERS:])
    )
    question = essays[0].answers[0].question
    return [
        CheckContext(piece, question, Limit(LENGTH), "두레박시스템즈", "개발", "김두루미", BlindProfile.PUBLIC, earlier)
        for piece in pieces[:ANSWERS]
    ]


def milliseconds(
    one: Callable[[CheckContext], Iterable[Remark]], texts: list[CheckContext]
) -> tuple[list[float], list[float]]:
    """Of each call by the clock and of the processor, the first call left out."""
    list(one(texts[0]))
    clock, processor = [], []
    for context in texts * ROUNDS:
        start, start_busy = time.perf_counter(), time.process_time()
        list(one(context))
        clock.append(1000 * (time.perf_counter() - start))
        processor.append(1000 * (time.process_time() - start_busy))
    return clock, processor


def main() -> None:
    texts = contexts()
    start = time.perf_counter()
    check(texts[0])
    print(f"first check, lists read from files: {1000 * (time.perf_counter() - start):.0f} ms\n")
    print("| check | median ms | 95th percentile ms | processor, median ms |\n|---|---|---|---|")
    for one in (*CHECKS, check):
        clock, processor = milliseconds(one, texts)
        name = "**all together**" if one is check else one.__module__.removeprefix("core.checks.")
        late = statistics.quantiles(clock, n=20)[-1]
        print(f"| {name} | {statistics.median(clock):.2f} | {late:.2f} | {statistics.median(processor):.2f} |")


if __name__ == "__main__":
    main()
