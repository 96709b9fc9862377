"""README.md of a package, made of card.json, eval.json and SHA-256 alone: nothing on it is written by hand."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from core.paths import resources_dir

Facts = Mapping[str, Any]

_SPLITS = {"train": "훈련", "validation": "검증", "test": "시험", "newest": "최신 시기 시험"}
_DEVICES = {"cpu": "CPU", "cuda": "NVIDIA GPU"}
# What a reader decides by; the rest is in eval.json.
_SHOWN = (
    "hygiene.parses",
    "hygiene.ends",
    "hygiene.repetition",
    "grounding.raw",
    "grounding.shown_quotes",
    "specificity.top1",
    "specificity.mrr",
    "coverage.f1",
    "location.sentence_f1",
    "location.sentence_f1_over_random",
    "polarity.mcc",
    "likelihood.loss",
    "likelihood.preference",
    "memorisation.copied",
    "memorisation.canary",
    "cost.first_token_s",
    "cost.tokens_per_s",
    "cost.peak_bytes",
)


def model_card(card: Facts, evaluation: Facts | None, sums: Mapping[str, str]) -> str:
    """Markdown with the head that the hub reads. The same facts give the same bytes.

    `sums` are the SHA-256 of the other files by name. Raises KeyError, TypeError, ValueError or AttributeError when a
    fact is absent or of another kind.
    """
    lines = [
        *_head(card),
        *_summary(card, evaluation),
        *_base(card),
        *_data(card),
        *_recipe(card),
        *_results(evaluation),
        *_section("한계", [f"- {one}" for one in card["limits"]]),
        *_use(card),
        *_section("체크섬", ["SHA-256입니다.", "", "```", *(f"{sum_}  {name}" for name, sum_ in sums.items()), "```"]),
    ]
    return "\n".join(lines)


def _head(card: Facts) -> list[str]:
    base = card["base"]
    return [
        "---",
        f"base_model: {base['repo']}",
        "base_model_relation: adapter",
        "library_name: peft",
        f"license: {card['licence'].lower()}",
        "language:",
        "- ko",
        "pipeline_tag: text-generation",
        "tags:",
        "- lora",
        "- cheomsak",
        "---",
        "",
        f"# {card['title']}",
        "",
        f"`{card['name']}` {card['version']}, {card['created']}",
        "",
    ]


def _summary(card: Facts, evaluation: Facts | None) -> list[str]:
    base, data = card["base"], card["data"]
    judged = "not evaluated yet"
    if evaluation is not None:
        test = evaluation["test"]
        judged = f"evaluated on {test['answers']:,} answers to {test['companies']:,} companies that it never saw"
    return [
        "한국어 자기소개서를 첨삭하는 LoRA 어댑터입니다.",
        "문항과 답변을 읽고, 답변의 말을 인용해 좋은 점과 아쉬운 점을 짚고, 이유와 고칠 방향과 총평을 씁니다.",
        "프로그램 첨삭실(Cheomsak)이 내 컴퓨터에서 4비트 모델 위에 얹어 씁니다.",
        "",
        f"**In short:** a LoRA adapter for `{base['repo']}` that critiques Korean self-introduction essays:",
        "remarks with quotes of the answer, reasons and advice, and an overall judgement.",
        f"Trained on {data['trained_on']:,} answers with {data['remarks']:,} remarks; {judged}.",
        "It does not predict whether an application succeeds.",
        "",
    ]


def _base(card: Facts) -> list[str]:
    base = card["base"]
    licence = base["licence"] or "그 저장소에서 확인하세요"
    rows = [
        f"- 바탕 모델: `{base['repo']}`, 커밋 `{base['revision']}` ({base['architecture']})",
        f"- 바탕 모델의 라이선스: {licence}",
        f"- 어댑터의 라이선스: {card['licence']}",
        f"- 프롬프트: `{base['prompt_format']}` 형식, 문구 {card['prompt_version']}판",
    ]
    return _section("바탕 모델과 라이선스", rows)


def _data(card: Facts) -> list[str]:
    data = card["data"]
    leaks = sum(
        count
        for row in data["leakage"]
        for kind, count in row.items()
        # Companies of the newest season may be known, and that is said.
        if kind != "between" and not (kind == "companies" and "newest" in row["between"])
    )
    counts = " · ".join(f"{_SPLITS.get(name, name)} {count:,}" for name, count in data["records"].items())
    known = "newest" in data["records"]
    rows = [
        f"`{data['source']}`에서 만들었습니다. 글은 문항 하나와 답변 하나입니다.",
        "",
        f"- 나눔: {counts}",
        f"- 훈련에 쓴 글 {data['trained_on']:,}편, 첨삭 {data['remarks']:,}개, 회사 {data['companies']:,}곳",
        "- 검증과 시험은 훈련에 없는 회사의 글입니다."
        + (" 최신 시기 시험에는 훈련에 있는 회사도 있습니다." if known else ""),
        f"- 나눈 쪽 사이에 회사, 글쓴이, 비슷한 글, 같은 구절로 이어진 묶음: {leaks:,}개",
        f"- 줄여서 쓴 글: {data['shortened']:,}편",
        f"- 훈련 글 목록(`training-ids.txt`)의 SHA-256: `{data['train_ids_sha256']}`",
        f"- 시험 글 목록의 SHA-256: `{data['test_ids_sha256']}`",
    ]
    return _section("자료", rows)


def _recipe(card: Facts) -> list[str]:
    lora, run, config = card["lora"], card["run"], card["config"]
    optimizer, batch = config["optimizer"], config["batch"]
    best = run["best"]
    preference = best.get("eval_preference")
    took = "" if run["seconds"] is None else f", {run['seconds'] / 3600:.1f}시간"
    rows = [
        ("LoRA", f"rank {lora['rank']}, alpha {lora['alpha']:g}, dropout {lora['dropout']:g}"
        + (", rsLoRA" if lora["rslora"] else "")),
        ("층", ", ".join(f"`{name}`" for name in lora["modules"])),
        ("바탕의 양자화(훈련)", card["base"]["quantisation"]),
        ("저장", lora["dtype"]),
        ("한 걸음", f"{batch['micro_batches']} × {batch['micro_tokens']:,}토큰"),
        ("문맥", f"{config['data']['context']:,}토큰"),
        ("학습률", f"{optimizer['learning_rate']:g}, cosine, warmup {optimizer['warmup']:g}"),
        ("걸음", f"{run['steps']:,} / {run['planned_steps']:,} ({run['epochs']:g}회)"),
        ("가장 좋았던 걸음", f"{best['step']:,}, 검증 손실 {best['eval_loss']:.4f}"
        + ("" if preference is None else f", 구별 {preference:.2f}")),
        ("장치", _DEVICES.get(run["device"], run["device"]) + took),
        ("판", ", ".join(f"{name} {version}" for name, version in run["versions"].items())),
    ]  # fmt: skip
    return _section("훈련", ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)])


def _results(evaluation: Facts | None) -> list[str]:
    if evaluation is None:
        return _section("평가", ["아직 평가하지 않았습니다."])
    form, test = evaluation["form"], evaluation["test"]
    canaries = evaluation["canaries"]
    rows = [
        f"나가는 형태 그대로({form['backend']}, {', '.join(f'`{name}`' for name in form['files'])}) 재었습니다.",
        f"시험 글 `{test['name']}`: 답변 {test['answers']:,}편, 회사 {test['companies']:,}곳, {test['seeds']}번씩.",
        "구간은 회사를 단위로 다시 뽑은 95 % 부트스트랩 구간입니다. 나머지 수치는 `eval.json`에 있습니다.",
        "",
        *_measures(evaluation),
    ]
    for name, gaps in evaluation["against"].items():
        rows += ["", f"### `{name}`보다", "", f"견준 것: {evaluation['systems'][name]}. 같은 회사끼리 짝지어 뺐습니다."]
        rows += ["", *_gaps(gaps)]
    if canaries["planted"]:
        rows += ["", f"훈련 글에 심어 둔 말이 나온 첨삭: {canaries['emitted']:,}개."]
    return _section("평가", rows)


def _measures(evaluation: Facts) -> Iterable[str]:
    yield f"| 잣대 | `{evaluation['system']}` | 95 % 구간 |"
    yield "|---|---|---|"
    for name in _SHOWN:
        if (row := evaluation["measures"].get(name)) is not None:
            low, high = (_value(row[end], row["unit"]) for end in ("low", "high"))
            yield f"| {_label(name)} | {_value(row['value'], row['unit'])} | {low} – {high} |"


def _gaps(gaps: Facts) -> Iterable[str]:
    yield "| 잣대 | 차이 | 95 % 구간 | p |"
    yield "|---|---|---|---|"
    for name in _SHOWN:
        if (row := gaps.get(name)) is not None:
            value, low, high = ("—" if row[end] is None else f"{row[end]:+.3f}" for end in ("value", "low", "high"))
            p = "—" if row["p_holm"] is None else f"{row['p_holm']:.4f}"
            yield f"| {_label(name)} | {value} | {low} – {high} | {p} |"


def _use(card: Facts) -> list[str]:
    base = card["base"]
    rows = [
        "첨삭실에서는 관리자 메뉴의 모델 화면에서 받거나, 명령줄에서 받습니다.",
        "`hub:소유자/이름` 대신 `folder:폴더`나 `zip:파일`도 됩니다.",
        "",
        "```",
        "python -m core models adapters fetch hub:소유자/이름",
        "```",
        "",
        "파이썬에서는 peft로 엽니다.",
        "",
        "```python",
        "from peft import PeftModel",
        "from transformers import AutoModelForCausalLM",
        f'base = AutoModelForCausalLM.from_pretrained("{base["repo"]}", revision="{base["revision"]}")',
        'model = PeftModel.from_pretrained(base, "이 저장소나 폴더")',
        "```",
    ]
    return _section("쓰는 법", rows)


def _section(title: str, lines: Iterable[str]) -> list[str]:
    return [f"## {title}", "", *lines, ""]


def _value(value: float | None, unit: str) -> str:
    if value is None:
        return "—"
    if unit == "share":
        return f"{100 * value:.1f} %"
    if unit == "bytes":
        return f"{value / 1e6:,.0f} MB"
    return f"{value:,.2f}" if abs(value) < 100 else f"{value:,.0f}"


def _label(name: str) -> str:
    """As the report of an evaluation calls the measure."""
    words = _words()
    return f"{words['groups'][name.partition('.')[0]]}: {words['measures'].get(name, name)}"


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads((resources_dir() / "evaluation.toml").read_text(encoding="utf-8"))
