"""The fair base: the untuned model, shown the nearest passed essay with its expert's critique before the answer.

Everything of the form comes from `core.critique.prompt`; only the example is another one.
"""

from collections.abc import Mapping

from core.counting import Limit
from core.critique.parse import parse
from core.critique.prompt import Prompt, PromptFormat, Request, build, estimate_tokens, render_reply
from core.retrieval.index import EvidenceIndex
from training.records import Record, raw_remark

# The beginning of a user's turn. If the form changes, `_turn` refuses, and no figure is made with a broken prompt.
_USER = {PromptFormat.PLAIN: "### 글\n", PromptFormat.CHATML: "<|im_start|>user\n"}
_QUESTION = "<문항>"
_REPLY_TOKENS = 512  # left free for the reply


def nearest_records(
    index: EvidenceIndex,
    known: Mapping[tuple[str, int], Record],
    record: Record,
    hidden: frozenset[str],
    most: int = 5,
) -> list[Record]:
    """Records of other essays whose remarks are nearest to the answer, the best first."""
    found = index.nearest(record.answer, record.question_type, limit=most, exclude_essays=hidden)
    places = dict.fromkeys((one.essay_id, one.answer) for one in found)
    return [known[place] for place in places if place in known]


def few_shot(request: Request, form: PromptFormat, examples: list[Record], context_length: int) -> Prompt:
    """The prompt with the first example that fits; without any, as a tuned model gets it."""
    own = build(request, form, tuned=True)
    for example in examples:
        told = Request(example.question, example.answer, Limit(example.limit), example.company, example.job)
        shown = build(told, form, tuned=True).text
        said = tuple(raw_remark(one) for one in example.remarks)
        reply = render_reply(said, example.overall, form)
        start = _turn(own.text, form)
        text = f"{shown}{reply}\n{own.text[start:]}"
        if estimate_tokens(text, form) + _REPLY_TOKENS <= context_length:
            head = f"{shown}{reply}\n{own.head[start:]}"
            return Prompt(text, head, "", own.stop, own.known, tuple(parse(reply).remarks))
    return own


def _turn(text: str, form: PromptFormat) -> int:
    """Where the user's turn with the answer begins."""
    at = text.rindex(_QUESTION) - len(_USER[form])
    if text[at : at + len(_USER[form])] != _USER[form]:
        raise ValueError("the form of a turn has changed")
    return at
