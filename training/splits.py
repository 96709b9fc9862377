"""Who trains and who tests. A company goes one way whole, and nothing that resembles a held-out record trains.

Records are tied when they are of one company or one author, when their answers are near-duplicates, or when answers
or remarks share 60 characters. One author writes to many companies, so such ties, followed on and on, would make one
group of a whole corpus. Therefore companies are held out, those first that cost the fewest ties, and the records tied
to them are left out and counted.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import combinations
from pathlib import Path

from training.errors import DatasetTooSmall, FrozenIdsChanged
from training.passages import shared_passages
from training.records import Record, Split

FEWEST_COMPANIES = 3
STOCK = 10  # answers: what an expert says of more of them word for word is a stock phrase and tells of none
_COMPANY_FORM = re.compile(r"\(주\)|㈜|주식회사|\(유\)|유한회사|\s")

Parts = dict[str, Split | None]


@dataclass(frozen=True, slots=True)
class Shares:
    """How much is held out: a share, and no more records than are needed to tell systems apart.

    `newest` sets the newest season aside as a test of its own.
    """

    validation: float = 0.1
    test: float = 0.15
    most_validation: int = 200
    most_test: int = 400
    newest: bool = False
    seed: int = 2026


@dataclass(frozen=True, slots=True)
class Ties:
    """Sets of record ids that have something in common, by what it is. `stock_phrases` tie nothing."""

    companies: tuple[frozenset[str], ...]
    authors: tuple[frozenset[str], ...]
    near_duplicates: tuple[frozenset[str], ...]
    answer_passages: tuple[frozenset[str], ...]
    remark_passages: tuple[frozenset[str], ...]
    stock_phrases: int
    _of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        for tied in self.kinds().values():
            for ids in tied:
                for one in ids:
                    self._of[one] |= ids

    def kinds(self) -> dict[str, tuple[frozenset[str], ...]]:
        return {
            "companies": self.companies,
            "authors": self.authors,
            "near_duplicates": self.near_duplicates,
            "answer_passages": self.answer_passages,
            "remark_passages": self.remark_passages,
        }

    def neighbours(self, ids: Iterable[str]) -> set[str]:
        """Everything that is tied to one of these, themselves included."""
        return {tied for one in ids for tied in self._of.get(one, {one})} | set(ids)


def find_ties(records: Sequence[Record], clusters: Mapping[str, int]) -> Ties:
    """`clusters` are those of near-duplicate answers by record id."""
    owners: dict[str, str] = {}
    said: dict[str, str] = {}
    for record in records:
        texts = [f"{remark.reason} {remark.advice}" for remark in record.remarks]
        for number, text in enumerate([*texts, record.overall]):
            key = f"{record.id}#{number}"
            owners[key], said[key] = record.id, text
    remarks = [frozenset(owners[key] for key in keys) for keys in shared_passages(said)]
    return Ties(
        companies=_same((record.id, group_of(record)) for record in records),
        authors=_same((record.id, record.author) for record in records),
        near_duplicates=_same((record.id, str(clusters.get(record.id, ""))) for record in records),
        answer_passages=_ordered(shared_passages({record.id: record.answer for record in records})),
        remark_passages=_ordered(ids for ids in remarks if 1 < len(ids) <= STOCK),
        stock_phrases=sum(len(ids) > STOCK for ids in remarks),
    )


def group_of(record: Record) -> str:
    """The company without its legal form, spaces and case; the essay when nobody said which company."""
    return _COMPANY_FORM.sub("", record.company).casefold() or record.essay_id


def split(records: Sequence[Record], ties: Ties, shares: Shares, frozen: frozenset[str] = frozenset()) -> Parts:
    """Record id → its split, None for what is left out. Depends on ids and seed, not on the order of `records`.

    `frozen` are the ids of the test set of before: it stays as it is. Raises DatasetTooSmall when there are not enough
    companies to hold any out.
    """
    companies: dict[str, set[str]] = defaultdict(set)
    for record in records:
        companies[group_of(record)].add(record.id)
    if len(companies) < FEWEST_COMPANIES:
        raise DatasetTooSmall(found=len(companies), required=FEWEST_COMPANIES, reason="groups")
    draw = _Draw(ties, shares.seed, companies)
    if frozen:
        draw.take(Split.TEST, frozen)
    else:
        draw.fill(Split.TEST, min(shares.test * len(records), shares.most_test))
    draw.fill(Split.VALIDATION, min(shares.validation * len(records), shares.most_validation))
    found: Parts = {record.id: draw.part_of(record.id) for record in sorted(records, key=lambda one: one.id)}
    if shares.newest:
        found = _newest_apart(found, records, ties)
    for part in (Split.TRAIN, Split.VALIDATION, Split.TEST):
        if part not in found.values():
            raise DatasetTooSmall(
                f"nothing for {part}", found=len(companies), required=FEWEST_COMPANIES, reason="groups"
            )
    return found


class _Draw:
    """Companies drawn for one part after another."""

    def __init__(self, ties: Ties, seed: int, companies: Mapping[str, set[str]]) -> None:
        self._ties, self._companies = ties, companies
        self._held: dict[str, Split] = {}
        self._tied: dict[Split, set[str]] = {}

        def order(name: str) -> tuple[float, bytes]:
            ids = companies[name]
            lost = len(ties.neighbours(ids)) - len(ids)
            return lost / len(ids), sha256(f"{seed} {name}".encode()).digest()

        self._order = sorted(companies, key=order)

    def take(self, part: Split, ids: Iterable[str]) -> None:
        ids = set(ids)
        self._held |= dict.fromkeys(ids, part)
        self._tied.setdefault(part, set()).update(self._ties.neighbours(ids))

    def fill(self, part: Split, wanted: float) -> None:
        """Draw until the part has what it should; a company that is tied to another part is passed over."""
        others = [tied for other, tied in self._tied.items() if other is not part]
        has = 0
        for name in self._order:
            ids = self._companies[name]
            if has >= wanted:
                break
            fits = not has or has + len(ids) <= 1.1 * wanted
            if fits and not any(ids & tied for tied in others) and not ids & self._held.keys():
                self.take(part, ids)
                has += len(ids)

    def part_of(self, one: str) -> Split | None:
        if one in self._held:
            return self._held[one]
        return None if any(one in tied for tied in self._tied.values()) else Split.TRAIN


def _newest_apart(found: Parts, records: Sequence[Record], ties: Ties) -> Parts:
    """The newest season of what trains becomes a test; what shares author or text with it is left out.

    Companies may recur: that is what next season's essays are like.
    """
    training = [record for record in records if found[record.id] is Split.TRAIN]
    last = max((record.season for record in training), default="")
    newest = {record.id for record in training if record.season == last}
    texts = [ids for kind, tied in ties.kinds().items() if kind != "companies" for ids in tied]
    alike = {one for ids in texts if ids & newest for one in ids} - newest
    return {
        one: Split.NEWEST if one in newest else None if part is Split.TRAIN and one in alike else part
        for one, part in found.items()
    }


@dataclass(frozen=True, slots=True)
class Leak:
    """What two splits have in common, by kind: all zeros is what must come out."""

    one: Split
    other: Split
    counts: dict[str, int]


def leaks(parts: Mapping[Split, Sequence[Record]], ties: Ties) -> list[Leak]:
    """How many ties of each kind cross from one split to another. Counted on what was written, whatever drew it."""
    side = {record.id: part for part, records in parts.items() for record in records}
    return [
        Leak(one, other, {kind: _crossing(tied, side, {one, other}) for kind, tied in ties.kinds().items()})
        for one, other in combinations(parts, 2)
    ]


def _crossing(tied: Iterable[frozenset[str]], side: Mapping[str, Split], ends: set[Split]) -> int:
    return sum(ends <= {side[one] for one in ids if one in side} for ids in tied)


def write_frozen(path: Path, ids: Iterable[str]) -> str:
    """The test ids with the SHA-256 of what follows the first line, which is returned."""
    body = "".join(f"{one}\n" for one in sorted(ids))
    digest = sha256(body.encode()).hexdigest()
    path.write_text(f"sha256 {digest}\n{body}", encoding="utf-8", newline="\n")
    return digest


def read_frozen(path: Path) -> tuple[frozenset[str], str]:
    """The ids and their hash. Raises FrozenIdsChanged when the file was edited or is no such file."""
    try:
        head, _, body = path.read_text(encoding="utf-8").partition("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise FrozenIdsChanged("unreadable", path=str(path), missing=0) from error
    digest = sha256(body.encode()).hexdigest()
    if head != f"sha256 {digest}" or not body:
        raise FrozenIdsChanged("edited", path=str(path), missing=0)
    return frozenset(body.split("\n")[:-1]), digest


def _same(keys: Iterable[tuple[str, str]]) -> tuple[frozenset[str], ...]:
    """Ids with one and the same key; an empty key ties nothing."""
    found: dict[str, set[str]] = defaultdict(set)
    for one, key in keys:
        if key:
            found[key].add(one)
    return _ordered(frozenset(ids) for ids in found.values() if len(ids) > 1)


def _ordered(ties: Iterable[frozenset[str]]) -> tuple[frozenset[str], ...]:
    return tuple(sorted(set(ties), key=lambda ids: (min(ids), len(ids), sorted(ids))))
