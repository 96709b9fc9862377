"""Takes the pictures of evidence, 유사도 and 문항 의도 카드 by using the program.

`python -m tests.evidence_screenshots` is as tests/screenshots.py, but without a model: the real language process works
on the bundled samples and, with `--collected`, on generated essays beside them. The window is shown on a display of its
own and clicked from within. Needs Xvfb and ImageMagick. Run by hand after a change of these pages' look.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from core import settings
from core.corpus import CollectedEssay
from core.counting import Limit
from core.language.protocol import IndexReady
from core.paths import HOME_VARIABLE, app_db, corpus_db, ensure_home, resources_dir
from core.storage.corpus.database import CorpusDatabase
from core.storage.database import AppDatabase
from desktop.app import Cheomsak
from desktop.critique.card_list import CardList
from desktop.critique.evidence_block import EvidenceBlock
from desktop.critique.view import Stage
from desktop.preferences import Preferences
from desktop.sidebar import Page
from desktop.startup import prepare_application
from tests.fakes.camera import Camera
from tests.fakes.screen import screen
from tests.scraper.site.essays import generate

ESSAYS = 250
COPIED = "저는 어릴 때부터 성실하고 책임감이 강하다는 이야기를 많이 들으며 자랐습니다."


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=resources_dir().parent / "docs" / "screenshots")
    parser.add_argument("--size", default="1440x900")
    parser.add_argument("--theme", default="light")
    parser.add_argument("--collected", action="store_true")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, screen(options.size) as display:
        os.environ.update(
            {HOME_VARIABLE: str(Path(folder) / "홍길동 문서"), "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        )
        camera = Camera(display, Path(folder), options.out, theme=options.theme, size=options.size)
        ensure_home()
        settings.save(replace(settings.load()[0], theme=options.theme))
        if options.collected:
            with CorpusDatabase.open(corpus_db()) as database:
                database.essays.save_all(_essays())
        _lay_desk()
        Session(camera, options.size, "-collected" if options.collected else "").take_all()
    return 0


class Session:
    """One window, from Ctrl+Enter without a model to the plots."""

    def __init__(self, camera: Camera, size: str, suffix: str) -> None:
        self._camera, self._suffix = camera, suffix
        self._app = prepare_application(["첨삭실"])
        self._cheomsak = Cheomsak(self._app, Preferences(settings.load()[0]))
        self._index: list[object] = []
        self._cheomsak.language.index_changed.connect(self._index.append)
        self._cheomsak.start()
        width, height = map(int, size.split("x"))
        self._cheomsak.window.setGeometry(0, 0, width, height)

    def take_all(self) -> None:
        cheomsak = self._cheomsak
        self._until(lambda: cheomsak.library.shelf is not None and cheomsak.workspace.question is not None)
        self._take("no-model")
        QTest.mouseClick(cheomsak.page.foot.button, Qt.MouseButton.LeftButton)
        self._take("experts-begin")
        question = cheomsak.workspace.question
        assert question is not None
        self._until(lambda: (view := cheomsak.controller.view(question.id)) is not None and view.stage is Stage.DONE)
        self._take("experts")
        self._unfold(cheomsak.panel)
        self._until(lambda: any(isinstance(reply, IndexReady) for reply in self._index))
        self._take("experts-evidence")
        self._click(cheomsak.page, "유사도")
        self._take("overlap-begin")
        self._until(lambda: cheomsak.evidence.comparison.fresh)
        self._take("overlap")
        self._click(cheomsak.evidence.overlap, "글에서 보기")
        self._take("overlap-passage")
        cheomsak.page.editor.replace_text(cheomsak.page.editor.text() + " 한 문장을 더 씁니다.")
        cheomsak.window.show_page(Page.OVERLAP)
        self._take("overlap-stale")
        cheomsak.window.show_page(Page.WORKSPACE)
        self._click(cheomsak.page, "의도 보기")
        intents = cheomsak.evidence.intents
        self._until(lambda: intents.mined is not None and intents.standings is not None)
        self._take("intent")
        cheomsak.window.show_page(Page.HISTORY)
        self._take("history")
        cheomsak.close()

    def _take(self, name: str) -> None:
        self._settle(1.2)
        self._camera.take(f"evidence-{name}{self._suffix}")

    def _unfold(self, where: QWidget) -> None:
        """The evidence of the first card that has some."""
        block = next(one for one in where.findChildren(EvidenceBlock) if one.isVisible() and "보기" in one.text())
        self._click(block, "전문가 근거")
        self._settle(0.3)
        scroll = where.findChild(CardList)
        assert isinstance(scroll, CardList)
        scroll.ensureWidgetVisible(block, 0, 300)

    def _settle(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        self._until(lambda: time.monotonic() > end)

    def _until(self, done: Callable[[], bool], seconds: float = 300.0) -> None:
        end = time.monotonic() + seconds
        while not done():
            assert time.monotonic() < end, "it did not come"
            QTest.qWait(50)

    def _click(self, where: QWidget, begins: str) -> None:
        """The first button that is shown and begins so."""
        shown = (one for one in where.findChildren(QPushButton) if one.isVisible() and one.text().startswith(begins))
        QTest.mouseClick(next(shown), Qt.MouseButton.LeftButton)
        QApplication.clipboard().clear()


def _essays() -> list[CollectedEssay]:
    found = []
    for number, made in enumerate(generate(7, ESSAYS, ESSAYS * 4)):
        essay = replace(
            made.expected, groups=made.groups, url=f"https://www.jobkorea.co.kr/starter/PassAssay/View/{made.source_id}"
        )
        if number == 3:  # somebody wrote what stands in the answer
            first = essay.answers[0]
            essay = replace(
                essay, answers=(replace(first, text=f"{COPIED} {first.text}", remarks=()), *essay.answers[1:])
            )
        found.append(essay)
    return found


def _lay_desk() -> None:
    answer = (resources_dir() / "samples" / "answer.txt").read_text(encoding="utf-8").strip()
    text = "우리 회사에 지원한 동기와 입사 후 이루고 싶은 목표를 구체적인 경험을 바탕으로 기술해 주십시오."
    with AppDatabase.open(app_db()) as database:
        first = database.essays.add_application("가람유통", "영업관리", "2026 하반기 신입")
        for company, role in (("한빛물류", "SCM"), ("새론전자", "구매")):
            other = database.essays.add_application(company, role, "2026 하반기 신입")
        question = database.essays.add_question(first.id, "지원 동기와 포부", text, Limit(1000))
        database.essays.save_answer(question.id, answer)
        copied = database.essays.add_question(other.id, "지원 동기", "지원 동기를 쓰시오.", Limit(700))
        database.essays.save_answer(copied.id, answer[answer.index("대학") : 420].replace("니다. ", "니다.", 1))


if __name__ == "__main__":
    raise SystemExit(main())
