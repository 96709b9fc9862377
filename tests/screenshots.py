"""Takes the pictures of docs/screenshots by using the program: `python -m tests.screenshots MODEL.gguf`.

A real window on a display of its own, keys and mouse as a person uses them, and the given model, so what is seen is
what users see. Needs Xvfb, xdotool and ImageMagick. Run by hand after a change of the window's look.
"""

import argparse
import os
import signal
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from core import settings
from core.counting import Limit
from core.models.catalog import load_catalog
from core.models.importing import import_path
from core.paths import HOME_VARIABLE, app_db, ensure_home, resources_dir
from core.storage.database import AppDatabase
from tests.fakes.camera import Camera
from tests.fakes.desk import critiques, finished_critique
from tests.fakes.screen import Person, screen

COMPANIES = (("한빛물류", "SCM"), ("도원식품", "품질관리"), ("새론전자", "구매"))
TYPED = " 특히 신입 교육 기간에 점포별 폐기 기록을 직접 모아 보고 싶습니다."


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--out", type=Path, default=resources_dir().parent / "docs" / "screenshots")
    parser.add_argument("--size", default="1440x900")
    parser.add_argument("--themes", nargs="+", default=["light", "dark"])
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for theme in options.themes:
        with tempfile.TemporaryDirectory() as folder, screen(options.size) as display:
            os.environ[HOME_VARIABLE] = str(Path(folder) / "홍길동 문서")
            camera = Camera(display, Path(folder), options.out, theme=theme, size=options.size)
            Session(options.model, camera, theme).take_all()
    return 0


class Session:
    """One theme, from the first start to the history."""

    def __init__(self, model: Path, camera: Camera, theme: str) -> None:
        self._camera = camera
        ensure_home()
        import_path(model, load_catalog())
        kept, _ = settings.load()
        settings.save(replace(kept, theme=theme))

    def take_all(self) -> None:
        person = self._open("첨삭실")
        self._camera.settle(person)
        self._camera.take("start")
        person.press("ctrl+q")
        person.window.wait(timeout=30)

        self._lay_desk()
        person = self._open("가람유통")
        self._camera.settle(person)
        person.press("ctrl+End")
        person.type(TYPED)
        self._camera.settle(person)
        self._camera.take("writing")
        person.press("ctrl+Return")
        self._until_written(person, 1.0)
        self._camera.take("streaming")
        finished_critique(person, 300)
        self._camera.settle(person)
        self._camera.take("finished")
        person.press("ctrl+Return")
        self._until_written(person)
        person.press("Escape")
        self._camera.settle(person)
        self._camera.take("stopped")
        person.press("ctrl+Return")
        self._until_written(person)
        for process in person.family()[1:]:
            process.send_signal(signal.SIGKILL)
        self._camera.settle(person)
        self._camera.take("failed")
        for name, key in (("history", "ctrl+h"), ("models", "ctrl+m"), ("settings", "ctrl+comma")):
            person.press(key)
            self._camera.settle(person)
            self._camera.take(name)
        person.leave()

    def _open(self, title: str) -> Person:
        return self._camera.open([sys.executable, "-m", "desktop"], title)

    def _lay_desk(self) -> None:
        folder = resources_dir() / "samples"
        answer = (folder / "answer.txt").read_text(encoding="utf-8").strip()
        with AppDatabase.open(app_db()) as database:
            first = database.essays.add_application("가람유통", "영업관리", "2026 하반기 신입", None)
            for company, role in COMPANIES:
                database.essays.add_application(company, role, "2026 하반기 신입", None)
            for title, text in (
                (
                    "지원 동기와 포부",
                    "우리 회사에 지원한 동기와 입사 후 이루고 싶은 목표를 구체적인 경험을 바탕으로 기술해 주십시오.",
                ),
                ("성장 과정", "본인의 성장 과정을 기술해 주십시오."),
            ):
                question = database.essays.add_question(first.id, title, text, Limit(1000))
                if title.startswith("지원"):
                    database.essays.save_answer(question.id, answer)

    def _until_written(self, person: Person, seconds: float = 0.5) -> None:
        """Wait until the newest critique has a remark, and a moment more."""
        while not critiques() or critiques()[0].finished_at or not critiques()[0].improve + critiques()[0].good:
            person.wait_a_moment()
        self._camera.settle(person, seconds)


if __name__ == "__main__":
    raise SystemExit(main())
