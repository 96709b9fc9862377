"""Adapters, offers and the release gate: lines for a terminal, rows of JSON for a program."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from core.models.adapter_card import AdapterCard, Evaluation
from core.models.adapter_offer import Offer
from core.models.adapters import AdapterInfo
from core.models.cli_output import megabytes
from core.models.release_gate import Condition, Verdict, evaluation_lines, sentence, title

_MARKS = {Verdict.PASSED: "통과", Verdict.FAILED: "미달", Verdict.UNKNOWN: "모름"}


def adapter_row(info: AdapterInfo, *, promoted: bool) -> dict[str, Any]:
    """One adapter of this computer."""
    return {
        "id": info.id,
        "model": info.model_id,
        "title": info.title,
        "rank": info.content.rank,
        "alpha": info.content.alpha,
        "size": info.content.size,
        "sha256": info.sha256,
        "path": str(info.path),
        "promoted": promoted,
        "card": asdict(info.card) if info.card else None,
        "evaluated": info.evaluation is not None and info.evaluation.weights_sha256 == info.sha256,
    }


def adapter_lines(info: AdapterInfo, *, promoted: bool) -> list[str]:
    """The card of one adapter for people."""
    lines = [f"{info.title}  [{info.id}]{'  권하는 중' if promoted else ''}"]
    lines.append(f"  모델 {info.model_id} · 크기 {megabytes(info.content.size)} · SHA-256 {info.sha256[:12]}")
    if info.card is None:
        return [*lines, "  카드가 없는 어댑터입니다."]
    return [*lines, *_card_lines(info.card), *_evaluation_lines(info.evaluation)]


def offer_lines(offer: Offer) -> list[str]:
    """One package of a source for people."""
    lines = [
        f"{offer.card.title} {offer.card.version}  {megabytes(offer.size)}  {offer.when[:10]}  {offer.note}".rstrip()
    ]
    return [*lines, f"  {offer.source}", *_card_lines(offer.card), *_evaluation_lines(offer.evaluation)]


def condition_rows(found: Iterable[Condition]) -> list[dict[str, Any]]:
    """The release gate for a program."""
    return [{**asdict(each), "sentence": sentence(each)} for each in found]


def condition_lines(found: Sequence[Condition]) -> list[str]:
    """The release gate for people."""
    return [f"  {_MARKS[each.verdict]}  {title(each)}: {sentence(each)}" for each in found]


def _card_lines(card: AdapterCard) -> list[str]:
    lines = [
        f"  기반 {card.base_repo}@{card.base_revision[:8]} · rank {card.rank} · {card.licence} · {card.created[:10]}"
    ]
    lines.append(f"  배운 글 {card.trained_on:,}편")
    return [*lines, *(f"  한계: {each}" for each in card.limits)]


def _evaluation_lines(evaluation: Evaluation | None) -> list[str]:
    if evaluation is None:
        return ["  평가가 없습니다."]
    head = f"  평가: {evaluation.test_name} · 답변 {evaluation.answers:,}편 · 회사 {evaluation.companies:,}곳"
    rows = (f"    {line.title}: {line.value} {line.verdict}".rstrip() for line in evaluation_lines(evaluation))
    return [head, *rows]
