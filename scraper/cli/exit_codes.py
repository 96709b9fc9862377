"""Exit codes of `python -m scraper`: those of `python -m core`, and some of its own. Stable, shown by `--help`."""

from core.cli import exit_codes as core_codes
from core.errors import AppError
from scraper.errors import (
    BrowserCrashed,
    BrowserMissing,
    FilterUnknown,
    ImportInvalid,
    NotAPage,
    PageChanged,
    RightNotConfirmed,
    ScrapeError,
)

BROWSER = 8
SITE = 9
PAGE = 10

HELP = """\
종료 코드:
  0    끝까지 마침 (쪽수 한도에 닿아 멈춘 것 포함)
  1    그 밖의 문제
  2    명령을 잘못 씀, 또는 수집할 권리를 확인하지 않음
  3    읽거나 가져올 수 없는 파일
  7    자료 파일을 읽거나 쓰지 못함, 다른 수집이 쓰는 중
  8    브라우저: 없음, 시작되지 않음, 거듭 꺼짐
  9    사이트: 연결 안 됨, 붐빔, 차단, 로그인, robots.txt
  10   페이지의 구조가 예상과 다름
  130  Ctrl+C나 창에서 멈춤 (다시 시작하면 이어서 모음)
"""

# The first class that fits decides.
_CODES: tuple[tuple[type[AppError], int], ...] = (
    (FilterUnknown, core_codes.USAGE),
    (RightNotConfirmed, core_codes.USAGE),
    (NotAPage, core_codes.INPUT),
    (ImportInvalid, core_codes.INPUT),
    (BrowserMissing, BROWSER),
    (BrowserCrashed, BROWSER),
    (PageChanged, PAGE),
    (ScrapeError, SITE),
)


def exit_code(error: AppError) -> int:
    return next((code for kind, code in _CODES if isinstance(error, kind)), core_codes.exit_code(error))
