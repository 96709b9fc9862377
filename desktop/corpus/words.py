"""Outcomes, ends and rates of a run as people read them."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from core.messages import for_code
from core.storage.corpus.records import Failure, Outcome
from desktop.corpus.events import Ended, Ending, EndKind, Failed
from desktop.models.words import size_words as big_size_words

# In the order in which they are shown.
SHOWN = (
    Outcome.STORED,
    Outcome.UPDATED,
    Outcome.UNCHANGED,
    Outcome.NOT_ANALYSED,
    Outcome.GONE,
    Outcome.REMOVED,
    Outcome.CHANGED,
    Outcome.FAILED,
)
TROUBLED = frozenset({Outcome.CHANGED, Outcome.FAILED})


def tr(text: str) -> str:
    return QCoreApplication.translate("corpus", text)


def outcome_words(outcome: Outcome) -> str:
    return {
        Outcome.STORED: tr("새로 저장"),
        Outcome.UPDATED: tr("바뀌어 다시 저장"),
        Outcome.UNCHANGED: tr("그대로"),
        Outcome.GONE: tr("사이트에서 삭제됨"),
        Outcome.REMOVED: tr("요청으로 지운 글"),
        Outcome.NOT_ANALYSED: tr("첨삭 없음"),
        Outcome.CHANGED: tr("구조가 다름"),
        Outcome.FAILED: tr("실패"),
    }[outcome]


def size_words(size: int) -> str:
    """`340 KB`, `88 MB`, `1.1 GB`."""
    return f"{size / 1e3:,.0f} KB" if size < 1e6 else big_size_words(size)


def failure_words(failure: Failure) -> str:
    return cause_words(failure.code) or outcome_words(failure.outcome)


def outcomes_words(outcomes: Mapping[Outcome, int]) -> str:
    """`새로 저장 120 · 그대로 4`; empty when nothing has ended."""
    return " · ".join(f"{outcome_words(one)} {outcomes[one]:,}" for one in SHOWN if outcomes.get(one))


def ending_words(ending: Ending, *, dry_run: bool) -> str:
    """What happened, and what to do."""
    if isinstance(ending, Failed):
        return str(for_code(ending.code, ending.context))
    if not isinstance(ending, Ended):
        return ""
    if ending.kind is EndKind.CANCELLED:
        return tr("멈췄습니다. 모은 글은 그대로 있고, 다음에 같은 조건으로 시작하면 이어서 모읍니다.")
    if ending.kind is EndKind.STOPPED:
        why = cause_words(ending.reason) or tr("끝나기 전에 멈춤")
        return tr("{why}. 다시 시작하면 이어서 모읍니다.").format(why=why)
    if dry_run:
        words = tr("세어 보았습니다. 새로 받을 글은 {count}편입니다. 아무것도 저장하지 않았습니다.")
        return words.format(count=f"{ending.pending:,}")
    return tr("다 모았습니다. 지금 모두 {count}편입니다.").format(count=f"{ending.essays:,}")


def finding_words(name: str) -> str:
    """What the structure check calls a thing, in the reader's language; an unknown name as it is."""
    return {
        "page": tr("페이지 종류"),
        "parser": tr("해석"),
        "essay": tr("열리는 글"),
        "total": tr("전체 건수"),
        "items": tr("글 목록"),
        "company": tr("회사"),
        "season": tr("시기"),
        "question": tr("문항"),
        "views": tr("조회수"),
        "career and job": tr("신입·인턴과 직무"),
        "link": tr("글 주소"),
        "advice": tr("첨삭 머리글"),
        "grade": tr("평점"),
        "heading": tr("제목"),
        "spec": tr("지원자 스펙"),
        "questions": tr("문항"),
        "answers": tr("답변"),
        "counters": tr("글자수 표시"),
        "overall": tr("총평"),
        "remarks": tr("첨삭"),
        "labels": tr("첨삭 표시"),
    }.get(name, name)


def wanted_words(wanted: str) -> str:
    """`1+` as 1 이상, `0+` as 있을 수 있음."""
    if wanted.endswith("+"):
        least = wanted[:-1]
        return tr("{least} 이상").format(least=least) if least != "0" else tr("없어도 됨")
    return wanted


def cause_words(reason: str) -> str:
    """In a few words, why a run ended or an essay could not be fetched: an error's own sentence speaks of facts that
    are not kept. Empty for a code without such words."""
    return {
        "budget": tr("정해 둔 쪽수까지 모음"),
        "scrape.unreachable": tr("사이트에 연결하지 못함"),
        "scrape.busy": tr("사이트가 붐빔"),
        "scrape.blocked": tr("사이트가 막음"),
        "scrape.login": tr("로그인 필요"),
        "scrape.robots": tr("robots.txt가 허락하지 않음"),
        "scrape.page_changed": tr("구조가 다름"),
        "scrape.browser_missing": tr("브라우저 없음"),
        "scrape.browser_crashed": tr("브라우저가 꺼짐"),
        "storage.disk_full": tr("디스크에 공간이 없음"),
    }.get(reason, "")
