"""Writes the essays of the local site: who applied where, with which stories, and what an expert said of them."""

from dataclasses import dataclass, replace
from itertools import accumulate
from random import Random

from core.corpus import CompanyGroup
from core.remark import Polarity
from tests.scraper.site import language
from tests.scraper.site.essays import (
    Breaks,
    Fault,
    GeneratedAnswer,
    GeneratedEssay,
    GeneratedRemark,
    Piece,
    Planted,
    Skin,
)

# Of 3,520 analysed essays in 2023; they overlap.
_SHARES = {CompanyGroup.TOP1000: 2052, CompanyGroup.LARGE: 2277, CompanyGroup.FOREIGN: 97, CompanyGroup.MIDSIZE: 920}
_ALL = 3520
_AUTHORS_PER_ESSAY = 0.42  # 40 real pages were by 17 applicants, one of whom wrote 12
_KINDS = tuple(language.OPENINGS)
_FIRST_ID = 900_001

_EMOJI = ("😀", "👍", "🚀", "👩‍🔬", "✨")
_LIMITS = (
    ("", None),
    (" (700자)", 700),
    (" (1,000자 이내)", 1000),
    (" (500자 이상 800자 이하)", 800),
    (" 1500자 이내", 1500),
)
_SAID_OF = {"name": "제 이름은 {}입니다.", "phone": "연락처는 {}입니다.", "email": "메일은 {}으로 받습니다."}
_TAGS = ("span",) * 8 + ("em", "strong", "u")


@dataclass(frozen=True, slots=True)
class _Author:
    number: int
    spec: tuple[str, ...]
    job: str
    stories: dict[str, tuple[str, ...]]  # sentences that still hold the slot {company}


class Writer:
    """Deterministic: one generator of random numbers, asked in one order."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(seed)

    def essays(self, pages: int, pairs: int, plain: int) -> tuple[GeneratedEssay, ...]:
        if not pages <= pairs <= 8 * pages:
            raise ValueError("an essay has one to eight questions")
        authors = self._authors(pages + plain)
        counts = [*self._counts(pages, pairs), *(self._rng.randint(2, 5) for _ in range(plain))]
        groups = [*self._groups(pages), *self._groups(plain)]
        essays = []
        source_id = _FIRST_ID
        for i, (author, questions, group) in enumerate(zip(authors, counts, groups, strict=True)):
            essays.append(self._essay(str(source_id), author, questions, group, analysed=i < pages))
            source_id += self._rng.randint(1, 7)
        # Plain essays lie among the others, and the newest stands first.
        ids = [essay.source_id for essay in essays]
        self._rng.shuffle(essays)
        return tuple(replace(one, source_id=source_id) for one, source_id in zip(essays, reversed(ids), strict=True))

    def _counts(self, pages: int, pairs: int) -> list[int]:
        counts = [1] * pages
        for _ in range(pairs - pages):
            open_ones = self._rng.randrange(pages)
            while counts[open_ones] >= 8:
                open_ones = (open_ones + 1) % pages
            counts[open_ones] += 1
        return counts

    def _groups(self, pages: int) -> list[frozenset[CompanyGroup]]:
        """Who is in which group: 13, 16 and 15 apart from each other, 12 across them, nobody in none."""
        sizes = {group: round(pages * share / _ALL) for group, share in _SHARES.items()}
        groups: list[set[CompanyGroup]] = [set() for _ in range(pages)]
        order = list(range(pages))
        self._rng.shuffle(order)
        apart = (CompanyGroup.LARGE, CompanyGroup.MIDSIZE, CompanyGroup.FOREIGN)
        start = 0
        for group in apart:
            for i in order[start : start + sizes[group]]:
                groups[i].add(group)
            start += sizes[group]
        rest = [i for i in order if not groups[i]]
        across = self._rng.sample([i for i in order if groups[i]], max(0, sizes[CompanyGroup.TOP1000] - len(rest)))
        for i in (*rest, *across):
            groups[i].add(CompanyGroup.TOP1000)
        return [frozenset(one) for one in groups]

    def _authors(self, essays: int) -> list[_Author]:
        """One for each essay; a few wrote a dozen, most wrote one."""
        number = max(1, round(essays * _AUTHORS_PER_ESSAY))
        authors = [self._author(i) for i in range(number)]
        weights = list(accumulate(1 / (1 + i) ** 0.8 for i in range(number)))
        chosen = authors[:essays] + self._rng.choices(authors, cum_weights=weights, k=max(0, essays - number))
        self._rng.shuffle(chosen)
        return chosen

    def _author(self, number: int) -> _Author:
        rng = self._rng
        spec = [
            rng.choice(language.SCHOOLS),
            rng.choice(language.MAJORS),
            f"학점 {rng.randint(280, 450) / 100:.2f}/4.5",
        ]
        spec += [f"토익 {rng.randrange(600, 995, 5)}"] if rng.random() < 0.8 else []
        spec += [f"오픽 {rng.choice(('IM2', 'IH', 'AL'))}"] if rng.random() < 0.3 else []
        # Two applicants with one spec would be one; the number of certificates keeps them apart.
        spec += [f"자격증 {number % 7}개", f"대외활동 {number // 7}회"]
        job = rng.choice(language.JOBS)
        return _Author(number, tuple(spec), job, {kind: self._story(kind, job) for kind in _KINDS})

    def _story(self, kind: str, job: str) -> tuple[str, ...]:
        given = {"company": "{company}", "job": job}
        templates = [self._rng.choice(language.OPENINGS[kind])]
        templates += self._rng.sample(language.MIDDLES, self._rng.randint(6, 21))
        templates.append(self._rng.choice(language.CLOSINGS))
        return tuple(language.fill(template, self._rng, given) for template in templates)

    def _essay(
        self, source_id: str, author: _Author, questions: int, groups: frozenset[CompanyGroup], *, analysed: bool
    ) -> GeneratedEssay:
        rng = self._rng
        company = self._company()
        kinds = rng.sample(_KINDS, min(questions, len(_KINDS)))
        kinds += rng.choices(_KINDS, k=questions - len(kinds))
        answers, planted = [], []
        for number, kind in enumerate(kinds, start=1):
            sentences = [self._retold(sentence, company, author.job) for sentence in author.stories[kind]]
            if rng.random() < 0.04:
                data = self._personal(number)
                planted.append(data)
                sentences.insert(1, _SAID_OF[data.kind].format(data.text))
            answers.append(self._answer(kind, sentences, analysed=analysed))
        overall = " ".join(
            language.fill(one, rng, {"job": author.job}) for one in rng.sample(language.OVERALLS, rng.randint(2, 4))
        )
        return GeneratedEssay(
            source_id=source_id,
            author=author.number,
            groups=groups,
            company=company,
            season=f"{rng.randint(2018, 2026)}년 {rng.choice(('상반기', '하반기'))}",
            career=rng.choices(("신입", "인턴"), (0.85, 0.15))[0],
            job=author.job if rng.random() < 0.95 else "",
            spec=author.spec,
            views=rng.randint(3, 25_000),
            skin=Skin.COMPANY if rng.random() < 0.15 else Skin.USUAL,
            grade=None if rng.random() < 0.004 else rng.choices((1, 2, 3, 4, 5), (4, 16, 45, 28, 7))[0],
            overall="" if rng.random() < 0.004 else overall,
            answers=tuple(answers),
            analysed=analysed,
            is_new=rng.random() < 0.05,
            planted=tuple(planted),
        )

    def _company(self) -> str:
        rng = self._rng
        first, second = rng.sample(language.COMPANY_HEADS, 2)
        return first + second + rng.choice(language.COMPANY_TAILS) + rng.choice(("", "(주)"))

    def _retold(self, sentence: str, company: str, job: str) -> str:
        """An applicant's sentence for another company: the name differs, and now and then the sentence."""
        rng = self._rng
        if "{" not in sentence and rng.random() < 0.08:
            sentence = language.fill(rng.choice(language.MIDDLES), rng, {"job": job})
        bare = company.removesuffix("(주)")
        for particles in (("은", "는"), ("이", "가"), ("을", "를")):
            for particle in particles:
                sentence = sentence.replace("{company}" + particle + " ", "{company:" + particles[0] + "} ")
        told = language.fill(sentence, rng, {"company": bare})
        return f"{told} {rng.choice(_EMOJI)}" if rng.random() < 0.01 else told

    def _personal(self, answer: int) -> Planted:
        rng = self._rng
        kind = rng.choice(("phone", "email", "name"))
        if kind == "phone":
            dash = rng.choice(("-", " ", "."))
            return Planted(kind, answer, f"010{dash}0000{dash}{rng.randint(0, 9999):04}")
        if kind == "email":
            return Planted(kind, answer, f"applicant{rng.randint(1, 9999)}@example.com")
        return Planted(kind, answer, rng.choice(("홍길동", "김보기", "이예시", "박견본", "최가상")))

    def _answer(self, kind: str, sentences: list[str], *, analysed: bool) -> GeneratedAnswer:
        rng = self._rng
        suffix, limit = rng.choice(_LIMITS)
        pieces: list[Piece] = []
        for i, sentence in enumerate(sentences):
            if i:
                pieces.append(Piece(rng.choices((" ", "\n", "\n\n"), (0.75, 0.15, 0.1))[0]))
            if rng.random() < 0.02 and " " in sentence:
                # A passage over two lines.
                sentence = sentence.replace(" ", "\n", 1)  # noqa: PLW2901
            pieces.append(Piece(sentence))
        remarks = self._mark(pieces) if analysed else []
        fault = self._fault(remarks)
        pieces, remarks = _damaged(fault, pieces, remarks)
        wrong = rng.choice((-9, -2, 120, 400)) if fault is Fault.WRONG_COUNTER else 0
        return GeneratedAnswer(
            question=rng.choice(language.QUESTIONS[kind]) + suffix,
            limit=limit,
            pieces=tuple(pieces),
            remarks=tuple(remarks),
            breaks=rng.choices(tuple(Breaks), (0.25, 0.3, 0.35, 0.05, 0.05))[0],
            trailing=0 if fault is Fault.WRONG_COUNTER else rng.choice((0, 0, 0, 1, 2)),
            counter_error=wrong,
            fault=fault,
        )

    def _mark(self, pieces: list[Piece]) -> list[GeneratedRemark]:
        """Mark up to four sentences of an answer, and say something of each."""
        rng = self._rng
        places = [i for i, piece in enumerate(pieces) if piece.text.strip()]
        numbers = dict.fromkeys(Polarity, 0)
        remarks = []
        for i in sorted(rng.sample(places, min(len(places), rng.choices(range(5), (1, 3, 4, 3, 2))[0]))):
            polarity = rng.choice(tuple(Polarity))
            numbers[polarity] += 1
            pieces[i] = Piece(pieces[i].text, polarity, numbers[polarity], rng.choice(_TAGS))
            reasons = language.GOOD_REASONS if polarity is Polarity.GOOD else language.IMPROVE_REASONS
            text = language.fill(rng.choice(reasons), rng, {})
            remarks.append(GeneratedRemark(polarity, numbers[polarity], text, i))
        return remarks

    def _fault(self, remarks: list[GeneratedRemark]) -> Fault:
        rng = self._rng
        if rng.random() > 0.05:
            return Fault.NONE
        two = any(remark.number == 2 for remark in remarks)
        possible = [Fault.WRONG_COUNTER, Fault.NO_COUNTER]
        possible += [Fault.LOST_MARK, Fault.LOST_REMARK] if remarks else []
        possible += [Fault.SWAPPED, Fault.DOUBLED] if two else []
        return rng.choice(possible)


def _damaged(
    fault: Fault, pieces: list[Piece], remarks: list[GeneratedRemark]
) -> tuple[list[Piece], list[GeneratedRemark]]:
    """The answer with its fault, and the remarks as a careful reader can still place them."""
    pieces = list(pieces)
    if fault is Fault.LOST_REMARK:
        return pieces, remarks[:-1]
    if fault is Fault.LOST_MARK:
        lost = remarks[-1]
        assert lost.piece is not None
        pieces[lost.piece] = Piece(pieces[lost.piece].text)
        return pieces, [*remarks[:-1], replace(lost, piece=None)]
    if fault in (Fault.SWAPPED, Fault.DOUBLED):
        second = next(remark for remark in remarks if remark.number == 2)
        first = next(one for one in remarks if one.number == 1 and one.polarity is second.polarity)
        assert first.piece is not None
        assert second.piece is not None
        pieces[second.piece] = replace(pieces[second.piece], number=1)
        if fault is Fault.SWAPPED:
            pieces[first.piece] = replace(pieces[first.piece], number=2)
            moved = {first: replace(first, piece=second.piece), second: replace(second, piece=first.piece)}
            return pieces, [moved.get(remark, remark) for remark in remarks]
    return pieces, remarks
