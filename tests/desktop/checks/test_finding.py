from core.remark import Level, Polarity, Remark, Source, Span
from desktop.checks.finding import Finding, Findings, Group

TEXT = "첫째 말과 둘째 말과 셋째 말"


def finding(quote: str, rule: str = "rule", level: Level = Level.CHECK) -> Finding:
    span = Span(TEXT.index(quote), TEXT.index(quote) + len(quote)) if quote else None
    remark = Remark(Source.RULE, Polarity.IMPROVE, span, quote, "까닭", "할 일", rule, level=level)
    return Finding(remark, "이름", Group.SUBMISSION, span=span)


def findings(*found: Finding, patient: bool = False) -> Findings:
    made = Findings("check", patient=patient)
    made.clear(TEXT)
    made.take(TEXT, found)
    return made


def quotes(made: Findings) -> list[str]:
    return [made.text[one.span.start : one.span.end] for one in made.all if one.span is not None]


def test_a_finding_that_was_there_before_keeps_its_key() -> None:
    made = findings(finding("첫째"), finding("둘째"))
    keys = {one.remark.quote: one.key for one in made.all}
    made.follow("새로 쓴 말. " + TEXT)
    made.take(TEXT, (finding("셋째"), finding("둘째")))
    again = {one.remark.quote: one.key for one in made.all}
    assert again["둘째"] == keys["둘째"]
    assert again["셋째"] not in keys.values()


def test_words_that_changed_in_place_keep_the_key_of_their_rule() -> None:
    made = findings(finding("둘째"), patient=True)
    (key,) = [one.key for one in made.all]
    text = TEXT.replace("둘째", "두울째")
    assert made.follow(text)
    assert [one.fresh for one in made.all] == [False]
    start = text.index("두울째")
    span = Span(start, start + 3)
    remark = Remark(Source.RULE, Polarity.IMPROVE, span, "두울째", "까닭", "할 일", "rule", level=Level.CHECK)
    made.take(text, [Finding(remark, "이름", Group.SUBMISSION, span=span)])
    assert [(one.key, one.fresh) for one in made.all] == [(key, True)]


def test_an_edited_passage_goes_at_once_where_nobody_is_patient() -> None:
    made = findings(finding("첫째"), finding("둘째"))
    made.follow(TEXT.replace("둘째", "두울째"))
    assert quotes(made) == ["첫째"]


def test_results_move_through_every_edit_since() -> None:
    """Edits on both sides of a passage are two edits, not one that covers it."""
    made = findings()
    for text in ("앞 " + TEXT, "앞 " + TEXT + " 뒤", "앞 " + TEXT.replace("셋째", "세째") + " 뒤"):
        made.follow(text)
    made.take(TEXT, (finding("첫째"), finding("둘째"), finding("셋째")))
    assert quotes(made) == ["첫째", "둘째"]


def test_a_text_that_was_never_seen_is_compared_as_a_whole() -> None:
    made = findings()
    made.clear("앞 " + TEXT)
    made.take(TEXT, (finding("둘째"),))
    assert quotes(made) == ["둘째"]


def test_what_is_about_the_whole_answer_stays() -> None:
    made = findings(finding(""))
    assert not made.follow("전혀 다른 글")
    assert len(made.all) == 1


def test_the_gravest_come_first() -> None:
    note, violation = finding("둘째", level=Level.NOTE), finding("셋째", level=Level.VIOLATION)
    whole, check = finding("", level=Level.CHECK), finding("첫째", level=Level.CHECK)
    assert sorted((note, check, whole, violation), key=lambda one: one.rank) == [violation, whole, check, note]
