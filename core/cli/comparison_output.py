"""What a blind comparison shows so far, in lines for the terminal."""

from collections.abc import Iterator

from core.comparison.agreement import Agreement
from core.comparison.outcome import Outcome, power_table
from core.comparison.packet import wording
from core.comparison.significance import not_inferior


def outcome_lines(found: Outcome, margin: float) -> Iterator[str]:
    """Figures with their intervals; what cannot be told yet is said."""
    yield f"평가한 쌍 {found.rated} · 평가자 {found.raters}명"
    for one in found.versus:
        result = one.result
        yield f"\n{one.one} 대 {one.other}: {result.wins}승 {result.losses}패 {result.ties}무"
        if result.rate is not None:
            low, high = result.interval
            yield f"  승률 {result.rate:.2f} (95% {low:.2f}~{high:.2f}), 부호 검정 p = {result.p:.4f}"
        if result.shows is None:
            yield "  아직은 어떤 차이도 가릴 수 없습니다."
        else:
            yield f"  지금까지의 쌍으로는 승률 {result.shows:.2f} 이상인 차이만 가릴 수 있습니다."
        if one.one == "experts" or one.other == "experts":
            ours = found.between(one.other, "experts") if one.one == "experts" else result
            verdict = "그렇다" if ours is not None and not_inferior(ours, margin) else "아직 말할 수 없음"
            yield f"  전문가보다 {margin:.2f} 넘게 못하지 않은가: {verdict}"
    for system in sorted({name for one in found.versus for name in (one.one, one.other)}):
        if found.generic(system):
            yield f"\n{system}: 어긋난 첨삭을 충분히 이기지 못합니다. 어느 글에나 하는 말입니다."
    if found.ranking is not None:
        yield f"\n순위(길이를 같게 놓은 로그 승산, 비길 확률 {found.ranking.tie:.2f})"
        for place in found.ranking.standings:
            low, high = place.interval
            yield f"  {place.strength:+.2f} ({low:+.2f}~{high:+.2f})  {place.system}"
        yield f"  길이의 몫 {found.ranking.length:+.2f} (표준오차 {found.ranking.length_error:.2f})"
    checks = wording()["checks"]
    for system, rates in found.checks.items():
        yield f"\n{system}"
        for check, rate in rates.items():
            low, high = rate.interval
            yield f"  {checks[check.value]} 예 {rate.yes}/{rate.total} (95% {low:.2f}~{high:.2f})"
    for system, (mean, count) in found.scores.items():
        yield f"  전체 점수 {mean:.2f} ({count}번)  {system}"
    yield "\n평가자 사이의 일치(크리펜도르프 알파)"
    yield f"  선택 {_alpha(found.choices)} · 점수 {_alpha(found.scores_agreement)}"
    yield f"  살펴보기 {_alpha(found.checks_agreement)}"
    needed = ", ".join(f"{rate:.2f}이면 {pairs}쌍" for rate, pairs in power_table())
    yield f"\n필요한 쌍(비김 제외, 검정력 0.8): 승률이 {needed}"


def _alpha(found: Agreement) -> str:
    if found.alpha is None or found.low is None or found.high is None:
        return "알 수 없음"
    return f"{found.alpha:.2f} ({found.low:.2f}~{found.high:.2f})"
