"""The data card: what a data set holds, how it was split and what must not be claimed with it."""

from typing import Any

_SPLITS = {"train": "훈련", "validation": "검증", "test": "시험", "newest": "최신 시기 시험"}
_REASONS = {
    "no_remark": "글 속 자리를 가리키는 첨삭이 없음",
    "no_overall": "총평이 없음",
    "no_answer": "답변이 비었음",
    "not_read_back": "첨삭을 형식대로 되읽을 수 없음",
    "duplicate": "같은 글이 두 번 들어 있음",
}
_LENGTHS = {
    "answer": "답변, 자",
    "reply": "첨삭 전체, 자",
    "remark": "첨삭 하나, 자",
    "remarks": "답변 하나의 첨삭 수",
    "plain": "polyglot-ko 토큰(어림)",
    "chatml": "Qwen 토큰(어림)",
}
_KINDS = {
    "companies": "회사",
    "authors": "글쓴이",
    "near_duplicates": "비슷한 답변",
    "answer_passages": "답변 속 같은 구절(60자)",
    "remark_passages": "첨삭 속 같은 구절(60자)",
}
_LABELS = {"improve": "아쉬운 점", "good": "좋은 점"}


def data_card(manifest: dict[str, Any]) -> str:
    """Markdown, made of the manifest alone."""
    return "\n".join(
        [
            "# 자기소개서 첨삭 훈련 자료",
            "",
            f"`python -m training dataset`이 `{manifest['source']}`에서 만들었습니다.",
            "한 줄이 문항 하나와 답변, 전문가의 첨삭입니다.",
            "",
            *_splits(manifest),
            *_left_out(manifest),
            *_leakage(manifest),
            *_lengths(manifest),
            *_make_up(manifest),
            "## 알아 둘 것",
            "",
            "- 모은 글은 모두 합격한 글입니다. 이 자료로 합격 여부를 예측할 수 없습니다.",
            "- 모은 글의 권리는 쓴 사람과 사이트에 있습니다. 이 폴더를 공개하지 마세요.",
            "  `origin`이 `sample`인 글만 CC0입니다.",
            "- 답변에서 사이트가 넣은 표시(좋은점 1, 글자수)는 지웠습니다.",
            "  첨삭이 가리키는 자리는 지운 뒤의 글자 위치입니다.",
            "- 글쓴이는 스펙 목록이 같으면 한 사람으로 봅니다. 스펙을 달리 적은 같은 사람은 가려내지 못합니다.",
            "- 시험 글 목록은 `test-ids.txt`에 고정했습니다.",
            "  다음에 만들 때 `--frozen`으로 주면 시험 글이 그대로입니다.",
            f"  SHA-256 `{manifest['test_ids_sha256']}`",
            *_canaries(manifest),
            "",
        ]
    )


def _splits(manifest: dict[str, Any]) -> list[str]:
    rows = [
        f"| {_SPLITS[name]} | {row['records']:,} | {row['remarks']:,} | {row['companies']:,} | {row['authors']:,} |"
        for name, row in manifest["splits"].items()
    ]
    how = "검증과 시험은 훈련에 없는 회사의 글입니다. 회사는 통째로 한쪽에만 들어갑니다."
    if "newest" in manifest["splits"]:
        how += " 최신 시기 시험은 예외입니다. 훈련에 있는 회사일 수 있지만 시기, 글쓴이, 글은 겹치지 않습니다."
    return ["## 나눔", "", "| | 글 | 첨삭 | 회사 | 글쓴이 |", "|---|---|---|---|---|", *rows, "", how, ""]


def _left_out(manifest: dict[str, Any]) -> list[str]:
    rows = [f"- {_REASONS[reason]}: {count:,}" for reason, count in sorted(manifest["left_out"].items())]
    if manifest["tied_and_left_out"]:
        rows.append(f"- 검증이나 시험 글과 글쓴이, 비슷한 글, 같은 구절로 이어짐: {manifest['tied_and_left_out']:,}")
    return ["## 뺀 글", "", *(rows or ["없음."]), ""]


def _leakage(manifest: dict[str, Any]) -> list[str]:
    head = "| | " + " | ".join(_KINDS.values()) + " |"
    rows = [
        f"| {' ↔ '.join(_SPLITS[name] for name in row['between'])} | "
        + " | ".join(f"{row[kind]:,}" for kind in _KINDS)
        + " |"
        for row in manifest["leakage"]
    ]
    stock = f"답변 열 곳이 넘게 똑같이 쓰인 첨삭 구절 {manifest['stock_phrases']:,}개는 상투어로 보아 세지 않았습니다."
    return ["## 새는 곳", "", head, "|---" * (len(_KINDS) + 1) + "|", *rows, "", stock, ""]


def _lengths(manifest: dict[str, Any]) -> list[str]:
    points = ("p5", "p25", "p50", "p75", "p95", "p100")
    rows = [
        f"| {label} | {row['mean']:,} | " + " | ".join(f"{row[point]:,.0f}" for point in points) + " |"
        for name, label in _LENGTHS.items()
        if (row := manifest["lengths"][name])["count"]
    ]
    head = "| | 평균 | 5 % | 25 % | 가운데 | 75 % | 95 % | 최대 |"
    return ["## 길이", "", head, "|---" * 8 + "|", *rows, "", "![길이](lengths.svg)", ""]


def _make_up(manifest: dict[str, Any]) -> list[str]:
    said = ", ".join(f"{_LABELS[name]} {count:,}" for name, count in manifest["polarities"].items())
    kinds = ", ".join(f"{name} {count:,}" for name, count in manifest["question_types"].items())
    grades = ", ".join(f"{name or '없음'} {count:,}" for name, count in manifest["grades"].items())
    origins = ", ".join(f"{name} {count:,}" for name, count in manifest["origins"].items())
    rows = (("첨삭", said), ("문항 유형", kinds), ("평점", grades), ("출처", origins))
    return ["## 구성", "", *(f"- {name}: {text}" for name, text in rows), ""]


def _canaries(manifest: dict[str, Any]) -> list[str]:
    planted = len(manifest["canaries"])
    if not planted:
        return []
    return [
        f"- 훈련 글 {planted:,}편의 총평에 세상에 없는 확인 문구를 하나씩 심었습니다(`dataset.json`의 `canaries`).",
        "  첨삭에 그 문구가 나오면 어댑터가 훈련 글을 외운 것입니다.",
    ]
