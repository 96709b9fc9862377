"""A critique in steps: the program says which passage is judged and how, the model writes reason and advice.

Each step is a request of its own: the prompt, the reply so far, and the beginning of the next line,

    아쉬운 점 | "인용" |

after which the model writes to the end of the line. The engine finds everything before in its cache and reads a quote
several times as fast as it would write it. The last line is 총평. The form is the one of training, so the same adapter
serves, and everything behind the session takes the reply as if the model had written all of it.
"""

from dataclasses import dataclass, field, replace

from core.critique.guidance import choose, passages
from core.critique.prompt import OVERALL_LABEL, PromptFormat, Request, estimate_tokens, opening
from core.critique.session import CritiqueSession
from core.engine.protocol import Event, Finished, FinishReason, Generate, Reading, TextChunk, Timings
from core.text import sentences

STEP_TOKENS = 240  # experts' reason and advice, or 총평, of the longest sample are 190
_USUAL_TOKENS = 140  # a whole line
LINE_END = "\n"


def beginnings(request: Request) -> tuple[str, ...]:
    """The beginning of each line of the reply, 총평 last; none when there is nothing that could be quoted."""
    chosen = choose(passages(request), len(sentences(request.answer)))
    if not chosen:
        return ()
    return (*(opening(one.polarity, one.quote) for one in chosen), f"{OVERALL_LABEL} |")


@dataclass(frozen=True, slots=True)
class Guide:
    """What a guided critique knows beside its first request: the beginnings of the lines after the first, and how many
    tokens the whole reply may take."""

    rest: tuple[str, ...]
    room: int
    form: PromptFormat

    def step(self, generate: Generate) -> Generate:
        """The request for one line in the place of one for the whole reply."""
        sampling = generate.sampling
        tokens, stop = min(STEP_TOKENS, sampling.max_tokens), (LINE_END, *sampling.stop)
        return replace(generate, sampling=replace(sampling, max_tokens=tokens, stop=stop))


@dataclass(slots=True)
class GuidedSession(CritiqueSession):
    """`generate` asks for the first line, whose beginning is `opening`.

    The host sends what `take` gives it after each event; `generate_id` is then the id of that request. What is judged
    is known, and shown, before the model has read a word.
    """

    generate: Generate = field(kw_only=True)
    guide: Guide = field(kw_only=True)
    _rest: tuple[str, ...] = ()
    _before: str = ""  # the prompt without the beginning of the reply
    _wanted: Generate | None = None
    _spent: Timings = field(default_factory=Timings)

    def __post_init__(self) -> None:
        CritiqueSession.__post_init__(self)  # super() does not know a class with slots
        self._before = self.generate.prompt.removesuffix(self.opening)
        self._parser.feed(self.opening)
        self.opening, self._rest = "", self.guide.rest

    def apply(self, event: Event, now: float) -> bool:
        """Take one event; the end of a line that is not the last makes the next one wanted."""
        if getattr(event, "request_id", None) == self.generate_id and not self.over:
            if isinstance(event, Reading) and self.generate_id != self.generate.request_id:
                return False  # some tokens between two lines: nothing that a reader waits for
            if isinstance(event, TextChunk):
                event = replace(event, tokens=self._spent.generated_tokens + event.tokens)
            elif isinstance(event, Finished):
                self._spent = _sum(self._spent, event.timings)
                if self._rest and event.reason is not FinishReason.CANCELLED:
                    self._turn()
                    return True
                event = replace(event, timings=self._spent)
        return CritiqueSession.apply(self, event, now)

    def take(self) -> Generate | None:
        """What is to be asked now, once."""
        wanted, self._wanted = self._wanted, None
        return wanted

    def _turn(self) -> None:
        """To the next line; to 총평 when there is no room for one more before it."""
        left = self.guide.room - estimate_tokens(self.raw, self.guide.form)
        if left < 2 * _USUAL_TOKENS:
            self._rest = self._rest[-1:]
        beginning, self._rest = self._rest[0], self._rest[1:]
        self._parser.feed(LINE_END + beginning)
        self._judge()
        self.generate_id = f"{self.generate.request_id}-{len(self.raw)}"
        sampling = replace(self.generate.sampling, max_tokens=max(1, min(STEP_TOKENS, left)))
        self._wanted = Generate(self.generate_id, self._before + self.raw, sampling)


def _sum(one: Timings, other: Timings) -> Timings:
    """Of a reply whose lines were asked for one by one; what a later line finds in the cache is the reply so far."""
    first = one.prompt_tokens == 0
    return Timings(
        prompt_tokens=other.prompt_tokens if first else one.prompt_tokens,
        cached_tokens=other.cached_tokens if first else one.cached_tokens,
        generated_tokens=one.generated_tokens + other.generated_tokens,
        prefill_s=one.prefill_s + other.prefill_s,
        first_token_s=other.first_token_s if first else one.first_token_s,
        decode_s=one.decode_s + other.decode_s,
    )
