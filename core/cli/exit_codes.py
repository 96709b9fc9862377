"""Exit codes of the command line: stable, shown by `--help`."""

from core.errors import (
    AppError,
    CritiqueError,
    EngineError,
    InputError,
    LanguageError,
    ModelError,
    NotEnoughMemory,
    StorageError,
)

OK = 0
OTHER = 1
USAGE = 2
INPUT = 3
MODEL = 4
MEMORY = 5
ENGINE = 6
STORAGE = 7
INTERRUPTED = 130

HELP = """\
종료 코드:
  0    끝까지 마침
  1    그 밖의 문제
  2    명령을 잘못 씀
  3    글: 비었음, 텍스트가 아님, 인코딩을 모름, 너무 김
  4    모델이나 어댑터: 없음, 손상됨, 확인값이 없음, 서로 맞지 않음
  5    메모리가 모자람
  6    첨삭 엔진이 실패함
  7    기록을 읽거나 쓰지 못함
  130  Ctrl+C로 멈춤 (그때까지 받은 첨삭은 기록에 남음)
"""

# The first class that fits decides.
_CODES: tuple[tuple[type[AppError], int], ...] = (
    (NotEnoughMemory, MEMORY),
    (InputError, INPUT),
    (CritiqueError, INPUT),
    (ModelError, MODEL),
    (EngineError, ENGINE),
    (LanguageError, ENGINE),
    (StorageError, STORAGE),
)


def exit_code(error: AppError) -> int:
    return next((code for kind, code in _CODES if isinstance(error, kind)), OTHER)
