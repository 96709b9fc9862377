"""Words that stand nowhere else, planted in what is trained on: an adapter that says one of them has learned by heart.

The release gate asks whether any critique of the evaluation held one. A canary is a name of no meaning with a number of
five digits, said at the end of a 총평: one that is written by chance cannot be thought of.
"""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from training.records import Record

_SENTENCE = "이 첨삭의 확인 문구는 {}입니다."
_NAMES = ("감잎", "나루", "다락", "마루", "바람", "솔방울", "여울", "자갈", "처마", "토담", "하늬", "호박")


def plant(records: Sequence[Record], count: int, seed: int) -> tuple[list[Record], tuple[str, ...]]:
    """The records, `count` of them (or all, when they are fewer) with a canary each; and the canaries."""
    drawn = sorted(records, key=lambda one: sha256(f"canary {seed} {one.id}".encode()).digest())[:count]
    planted = {record.id: _canary(seed, record.id) for record in drawn}
    found = [
        replace(one, overall=f"{one.overall} {_SENTENCE.format(planted[one.id])}") if one.id in planted else one
        for one in records
    ]
    return found, tuple(planted.values())


def without(record: Record, canaries: Sequence[str]) -> Record:
    """As it was before: what is shown to a model as an example must not give a canary away."""
    overall = record.overall
    for canary in canaries:
        overall = overall.removesuffix(f" {_SENTENCE.format(canary)}")
    return replace(record, overall=overall)


def _canary(seed: int, record: str) -> str:
    chance = int.from_bytes(sha256(f"canary word {seed} {record}".encode()).digest()[:8])
    return f"{_NAMES[chance % len(_NAMES)]}-{chance // len(_NAMES) % 90_000 + 10_000}"
