"""`parse FILE...` shows what a saved page holds, and says of any other file that it is none."""

import json
from pathlib import Path

import pytest

from scraper.cli import main
from tests.scraper.site.essays import generate
from tests.scraper.site.render import detail_html, list_html


def test_an_essay_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (one,) = generate(seed=3, pages=1, pairs=4)
    page = tmp_path / f"{one.expected.source_id}.html"
    page.write_text(detail_html(one), encoding="utf-8")

    assert main(["parse", str(page), "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert main(["parse", str(page)]) == 0
    words = capsys.readouterr().out

    expected = one.expected
    assert (row["kind"], row["id"], row["grade"]) == ("detail", expected.id, expected.grade)
    assert [answer["text"] for answer in row["answers"]] == [answer.text for answer in expected.answers]
    for shown, answer in zip(row["answers"], expected.answers, strict=True):
        spans = [(remark.span.start, remark.span.end) if remark.span else (None, None) for remark in answer.remarks]
        assert [(remark["start"], remark["end"]) for remark in shown["remarks"]] == spans
    assert expected.company in words
    assert expected.answers[3].question in words


def test_a_list_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    essays = generate(seed=3, pages=20, pairs=70)
    page = tmp_path / "목록.html"
    page.write_text(list_html(essays, total=41, page=1, pages=3, query={}), encoding="utf-8")

    assert main(["parse", str(page), "--json"]) == 0

    row = json.loads(capsys.readouterr().out)
    assert (row["kind"], row["total"], row["page"]) == ("list", 41, 1)
    assert [item["source_id"] for item in row["items"]] == [one.expected.source_id for one in essays]


def test_one_bad_file_does_not_hide_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (one,) = generate(seed=3, pages=1, pairs=2)
    page, other, absent = tmp_path / "1001.html", tmp_path / "other.html", tmp_path / "absent.html"
    page.write_text(detail_html(one), encoding="utf-8")
    other.write_text("<html><body>날씨</body></html>", encoding="utf-8")

    assert main(["parse", str(other), str(absent), str(page), "--json"]) == 3

    output = capsys.readouterr()
    rows = [json.loads(line) for line in output.out.splitlines()]
    assert [row.get("error", row.get("kind")) for row in rows] == ["scrape.not_a_page", "input.missing", "detail"]
    assert "합격자소서의 목록이나 글 페이지가 아닙니다" in output.err
