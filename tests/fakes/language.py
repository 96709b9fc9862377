"""Language processes for tests: the real one over the test's own corpus, and one whose answers are written down.

Run as a program, with the name of one of them.
"""

import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# The first passage of tests/core/cli/test_critique.py that experts bear out; every other has no evidence.
BORNE_OUT = "재고"


def small_language_argv() -> list[str]:
    """The real process, without the samples: their remarks would be analysed anew in every home."""
    return [sys.executable, str(Path(__file__).resolve()), "small"]


def scripted_language_argv(how: str = "scripted") -> list[str]:
    """A process that answers at once; "dies" at the first question, or is "silent"."""
    return [sys.executable, str(Path(__file__).resolve()), how]


def _small() -> int:
    from unittest import mock

    from core.language import worker
    from core.proofread.correction import Correction
    from core.proofread.passes import proofread
    from core.storage.corpus.database import CorpusDatabase

    def misbehaving(text: str, **how: Any) -> tuple[Correction, ...]:
        """As libraries do it: the text in an exception, noise on standard output, a call that takes its time."""
        what, _, rest = text.partition(":")
        match what:
            case "고장":
                raise ZeroDivisionError(text)
            case "소음":
                print('{"type": "Proofreading", garbage', flush=True)
                os.write(1, b"native noise\n")
            case "기다림":
                Path(rest).read_bytes()  # a named pipe: until somebody opens its other end
                return ()
        return proofread(text, **how)

    def no_samples() -> CorpusDatabase:
        return CorpusDatabase.open(Path("no samples"), read_only=True)

    with (
        mock.patch("core.retrieval.opening.open_samples", no_samples),
        mock.patch("core.language.answers.proofread", misbehaving),
    ):
        return worker.main()


def _scripted(how: str) -> int:
    from core import child
    from core.language.protocol import (
        VERSION,
        Critique,
        CritiqueEnded,
        EvidenceFound,
        FindEvidence,
        Found,
        Hello,
        IndexProgress,
        Quit,
        RemarkFound,
        RequestDecoder,
    )
    from core.remark import Citation, Polarity, Remark, Source, Span

    citation = Citation(
        "sample:logistics-1", 1, Polarity.GOOD, "재고를 세어 줄였습니다.", "숫자가 믿음을 줍니다.", "과정도 쓰세요.",
        "느루마트", "2023년 상반기", "", "sample", 0.7,
    )  # fmt: skip
    output = child.Output(child.private_stdout())
    output.send(Hello(VERSION, os.getpid()))
    decoder = RequestDecoder()
    for data in child.standard_input():
        for request in decoder.feed(data):
            if isinstance(request, Quit):
                return 0
            match request:
                case FindEvidence() | Critique() if how == "dies":
                    return 3
                case FindEvidence() | Critique() if how == "silent":
                    pass
                case FindEvidence(request_id=request_id, passages=passages):
                    found = [Found(p.key, (citation,) if BORNE_OUT in p.quote else ()) for p in passages]
                    output.send(EvidenceFound(request_id, tuple(found), 843, complete=True))
                case Critique(request_id=request_id, context=context):
                    end = context.text.index(".") + 1
                    output.send(IndexProgress(1, 2))
                    remark = Remark(
                        Source.EXPERT, Polarity.IMPROVE, Span(0, end), context.text[:end],
                        "비슷한 대목에 달린 보기 첨삭: 막연합니다.", "겪은 일을 적으세요.", evidence=(citation,),
                    )  # fmt: skip
                    output.send(RemarkFound(request_id, remark))
                    output.send(CritiqueEnded(request_id, "문장 3개 가운데 1개가 닮았습니다.", complete=True))
                case _:
                    pass
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(_small() if sys.argv[1] == "small" else _scripted(sys.argv[1]))
