"""train.ipynb: `python -m training.colab.notebook` writes it, byte by byte the same each time.

Cells are thin: they call `training.colab.session`, which calls the commands. Ids come from what a cell says, so a
changed cell changes alone.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from training.presets import preset_names

REPOSITORY = "cheomsak/cheomsak"  # the project's place on GitHub, of which badge and pip are told
PATH = Path(__file__).with_name("train.ipynb")
# What training needs and Colab's image lacks. Nothing here is allowed to bring another torch.
MISSING = ("sqlite-utils>=4.2,<5", "rensa>=0.5", "truststore>=0.10")

Cell = dict[str, Any]

_BADGE = "https://colab.research.google.com/assets/colab-badge.svg"
_PLACE = f"https://colab.research.google.com/github/{REPOSITORY}/blob/main/training/colab/train.ipynb"

_INTRODUCTION = f"""
# 첨삭 어댑터 훈련

[![Open in Colab]({_BADGE})]({_PLACE})

자기소개서와 전문가 첨삭으로 첨삭실의 어댑터를 훈련합니다(QLoRA).
무료 T4에서 polyglot-ko-1.3b로 글 7,700편을 세 번 읽는 데 두 시간이 안 걸립니다.

1. 메뉴의 **런타임 > 런타임 유형 변경**에서 **T4 GPU**를 고릅니다.
2. 아래 칸을 위에서부터 하나씩 실행합니다. **고르기** 칸은 먼저 살펴봐 주세요.

여기에 올린 글은 내 컴퓨터를 떠나 Google의 컴퓨터로 갑니다. 올려도 되는 글만 쓰세요.
`samples`는 이 일을 위해 지어 쓴 글이라 괜찮습니다.
"""

_INSTALL = """
# 준비: 2분쯤 걸립니다. torch는 Colab에 있는 것을 그대로 씁니다.
import os
import shutil

if os.environ.get("SMOKE") != "1":
    if not shutil.which("nvidia-smi"):
        raise SystemExit("GPU가 없습니다. 런타임 > 런타임 유형 변경에서 T4 GPU를 고른 뒤 이 칸을 다시 실행해 주세요.")
    # peft는 Colab에 있는 torchao와 함께 열리지 않습니다.
    %pip uninstall --quiet --yes torchao
    %pip install --quiet {missing}
    %pip install --quiet --no-deps "bitsandbytes>=0.50" "cheomsak @ git+https://github.com/{repository}"
"""

_CHOICES = """
# @title 고르기
PRESET = "polyglot-t4"  # @param {presets}
# @markdown 이름: 영문 소문자, 숫자, `-`. 이어서 할 때는 전과 같은 이름을 씁니다.
NAME = "polyglot-t4"  # @param {{type: "string"}}
# @markdown 자료: `samples`, 드라이브에 둔 `.jsonl` 파일 경로, 또는 `upload`(지금 올리기)
DATA = "samples"  # @param {{type: "string"}}
# @markdown 체크포인트를 남길 드라이브 폴더. 비우면 드라이브를 쓰지 않고, 연결이 끊기면 처음부터 해야 합니다.
DRIVE = "/content/drive/MyDrive/cheomsak"  # @param {{type: "string"}}
# @markdown 기본 모델: 비우면 PRESET의 모델. 같은 구조의 다른 모델은 `주인/이름@커밋 40자리`
BASE = ""  # @param {{type: "string"}}
"""

_BEGIN = """
from training.colab.session import Session

session = Session.begin(PRESET, BASE, DATA, DRIVE, NAME)
"""

_BASE = """
## 기본 모델

허브에서 정해진 커밋의 파일만 받고 SHA-256을 확인합니다. polyglot-ko-1.3b는 2.7 GB입니다.
"""

_DATA = """
## 자료

`python -m scraper export`로 내보낸 JSONL이나 보기 글을 회사가 겹치지 않게 훈련, 검증, 시험으로 나눕니다.
시험 글로는 훈련하지 않습니다.
"""

_PLAN = """
## 계획

시작하기 전에 토큰, 메모리, 시간을 셈합니다. 들어가지 않으면 들어가는 설정을 알려 줍니다.
왼쪽 파일 목록에서 `experiment` 폴더의 `config.toml`을 고치고 이 칸을 다시 실행하면 됩니다.
"""

_TRAIN = """
## 훈련

10분마다 저장합니다. 멈춤 단추를 누르면 저장하고 멈춥니다.

**이어서 하기.** 멈췄으면 이 칸을 다시 실행합니다.
연결이 끊겼으면 새로 연결해 맨 위 칸부터 같은 값으로 실행합니다.
드라이브의 설정과 자료와 마지막 체크포인트에서 이어집니다.
설정이나 자료가 달라졌으면 이어서 하지 않고 무엇이 달라졌는지 말합니다.
"""

_LOSSES = """
## 손실

검증 손실(점)이 다시 올라가기 시작하면 글을 외우는 것입니다.
훈련은 스스로 멈추고, 가장 낮았던 때의 어댑터를 남깁니다.
"""

_EXPORT = """
## 꾸러미

어댑터, 설명, 체크섬을 한 폴더에 모읍니다.
"""

_EXPORT_CODE = """
# @title 이름
TITLE = "자기소개서 첨삭 어댑터"  # @param {type: "string"}
VERSION = "1"  # @param {type: "string"}

session.export(TITLE, VERSION)
"""

_PUBLISH = """
## 내보내기

`HUB`를 비우면 zip으로 받습니다.
허브에 올리려면 `주인/이름`을 적고, 왼쪽 열쇠 모양(보안 비밀)에 쓸 수 있는 토큰을 `HF_TOKEN`이라는 이름으로 넣어 주세요.
저장소는 비공개로 만들어집니다.

받은 꾸러미는 프로그램의 관리자 메뉴에서 들여와 써 보고, 평가한 뒤에 권합니다.
평가는 배포할 모습 그대로 내 컴퓨터에서 합니다: `python -m training evaluate`
"""

_PUBLISH_CODE = """
# @title 보낼 곳
HUB = ""  # @param {type: "string"}

session.publish(HUB)
"""


def notebook() -> str:
    """The file's text: notebook format 4.5."""
    presets = "[" + ", ".join(f'"{name}"' for name in preset_names()) + "]"
    missing = " ".join(f'"{one}"' for one in MISSING)
    cells = [
        _markdown(_INTRODUCTION),
        _code(_INSTALL.format(repository=REPOSITORY, missing=missing)),
        _code(_CHOICES.format(presets=presets)),
        _code(_BEGIN),
        _markdown(_BASE),
        _code("session.fetch_base()"),
        _markdown(_DATA),
        _code("session.make_data()"),
        _markdown(_PLAN),
        _code("session.plan()"),
        _markdown(_TRAIN),
        _code("session.train()"),
        _markdown(_LOSSES),
        _code("session.losses()"),
        _markdown(_EXPORT),
        _code(_EXPORT_CODE),
        _markdown(_PUBLISH),
        _code(_PUBLISH_CODE),
    ]
    metadata = {
        "accelerator": "GPU",
        "colab": {"gpuType": "T4", "provenance": [], "toc_visible": True},
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    made = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _code(text: str) -> Cell:
    text = text.strip("\n")
    form = {"cellView": "form"} if text.startswith("# @title") else {}
    return {"cell_type": "code", "execution_count": None, **_cell(text, form), "outputs": []}


def _markdown(text: str) -> Cell:
    return {"cell_type": "markdown", **_cell(text.strip("\n"), {})}


def _cell(text: str, metadata: dict[str, str]) -> Cell:
    identity = sha256(text.encode()).hexdigest()[:12]
    return {"id": identity, "metadata": metadata, "source": text.splitlines(keepends=True)}


if __name__ == "__main__":
    PATH.write_text(notebook(), encoding="utf-8")
    print(PATH)
