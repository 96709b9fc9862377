"""The catalogue of Korean companies (`resources/gazetteers/companies.toml`), and where a text names one of them."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from core.paths import resources_dir
from core.remark import Span

_LEGAL_FORM = re.compile(r"주식회사|유한회사|㈜|\((?:주|유|재|사)\)|co\.?,? ?ltd\.?|inc\.")
_SPACE_OR_JOINT = re.compile(r"\s+|(?<=\w)[-.·](?=\w)")
_NOT_LETTER = re.compile(r"[^0-9a-z가-힣+&]")
# What may follow a company's name within its word: a legal form, 그룹, and particles; then no further letter.
_AFTER = re.compile(
    r"(?:\((?:주|유)\)|㈜)?\s?(?:그룹|주식회사)?(?:께서|에서|에게|으로|부터|까지|처럼|보다|만큼|이라는|라는|이라고|라고|이란|이라면|라면|이자|"
    r"이며|이고|이나|입니다|이었|였|이다|인|이야말로|야말로|이라|라|측|만|은|는|이|가|을|를|의|에|와|과|로|도|나|하고|랑|란|임|여야|이어야|여서|이어서)*"
    r"(?![0-9A-Za-z가-힣]|\.[a-z])"
)


@dataclass(frozen=True, slots=True)
class Company:
    """`shared` are the forms of its group: they mean this company too, but its sisters are other companies."""

    forms: frozenset[str]
    shared: frozenset[str]


@dataclass(frozen=True, slots=True)
class Mention:
    """A form of a name in the text; `ambiguous` when the form is also an ordinary word or an abbreviation."""

    span: Span
    form: str
    name: str
    ambiguous: bool


def plain(name: str) -> str:
    """A name without its legal form, spaces, marks and case."""
    return _NOT_LETTER.sub("", _LEGAL_FORM.sub("", name.casefold()))


@lru_cache(maxsize=32)
def right_forms(company: str) -> frozenset[str]:
    """Every form under which the company that is applied to may be named, those of its group included."""
    wanted = plain(company)
    if not wanted:
        return frozenset()
    forms = {wanted, *(form for form in _catalogue().names if form in wanted)}
    for known in _catalogue().companies:
        named = wanted in known.forms or any(len(form) > 3 and form in wanted for form in known.forms)
        if named or wanted in known.shared:  # the group itself: any of its members is meant
            forms |= known.forms | known.shared
    return frozenset(forms)


def mentions(text: str, others: Iterable[str] = ()) -> list[Mention]:
    """Companies of the catalogue, and `others` by their names, in order; of overlapping forms the longest."""
    catalogue = _catalogue()
    own = {known: name for name in others if len(known := plain(name)) > 1}
    own_by_head = _by_head(own)
    read = _read(text)
    found: list[Mention] = []
    at = 0
    while at < len(read.letters):
        head = read.letters[at : at + 2]
        forms = (*own_by_head.get(head, ()), *catalogue.by_head.get(head, ()))
        form = _longest(read, at, forms) if forms and read.begins_word(at) else None
        if form is None:
            at += 1
            continue
        span = Span(read.offsets[at], read.offsets[at + len(form) - 1] + 1)
        name = own.get(form) or catalogue.names[form]
        found.append(Mention(span, form, name, form in catalogue.ambiguous and form not in own))
        at += len(form)
    return found


@cache
def unlisted_name() -> re.Pattern[str]:
    """A word that ends like a company's name, in no catalogue; `name` without its particle, `stem` without its end."""
    kinds = "|".join(map(re.escape, sorted(_data()["kinds"], key=len, reverse=True)))
    return re.compile(
        rf"(?<![0-9A-Za-z가-힣])(?P<name>(?P<stem>[0-9A-Za-z가-힣&]{{1,12}}?)(?:{kinds}))(?=[에의]\s?[가-힣])"
    )


@cache
def generic_stems() -> frozenset[str]:
    """What makes a kind of company of such a word: 시중은행 is no name."""
    return frozenset(_data()["generic"])


@dataclass(frozen=True, slots=True)
class _Catalogue:
    companies: tuple[Company, ...]
    names: dict[str, str]
    by_head: dict[str, tuple[str, ...]]
    ambiguous: frozenset[str]


@cache
def _data() -> dict[str, Any]:
    path = resources_dir() / "gazetteers" / "companies.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _catalogue() -> _Catalogue:
    data = _data()
    companies: list[Company] = []
    names: dict[str, str] = {}
    for group in data["group"]:
        shared = frozenset(form for short in group["short"] for form in _spellings(short, data["latin"]))
        for form in shared:
            names.setdefault(form, group["short"][0])
        for row in group["names"]:
            written = row.split("|")
            forms = frozenset(form for one in written for form in _spellings(one, data["latin"]))
            companies.append(Company(forms, shared))
            for form in forms:
                names.setdefault(form, written[0])
    return _Catalogue(tuple(companies), names, _by_head(names), frozenset(map(plain, data["ambiguous"])))


def _spellings(name: str, latin: dict[str, str]) -> Iterator[str]:
    yield plain(name)
    for initials, hangul in latin.items():
        rest = name.removeprefix(initials)
        if rest != name and rest and not rest[0].isascii():
            yield plain(hangul + rest)


def _by_head(forms: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Forms by their first two letters, the longest first."""
    heads: dict[str, list[str]] = {}
    for form in sorted(forms, key=len, reverse=True):
        heads.setdefault(form[:2], []).append(form)
    return {head: tuple(found) for head, found in heads.items()}


@dataclass(frozen=True, slots=True)
class _Read:
    """A text as names are compared: companies are written together and apart, S-OIL and SOIL."""

    text: str
    letters: str
    offsets: tuple[int, ...]

    def begins_word(self, at: int) -> bool:
        offset = self.offsets[at]
        # abc@naver.com names nobody.
        return offset == 0 or not (self.text[offset - 1].isalnum() or self.text[offset - 1] == "@")


def _read(text: str) -> _Read:
    """Lower case without spaces and the marks inside words."""
    kept = _SPACE_OR_JOINT.sub(lambda match: "\0" * len(match.group()), text)
    offsets = tuple(offset for offset, character in enumerate(kept) if character != "\0")
    letters = "".join(lower if len(lower := kept[offset].lower()) == 1 else kept[offset] for offset in offsets)
    return _Read(text, letters, offsets)


def _longest(read: _Read, at: int, forms: Iterable[str]) -> str | None:
    for form in forms:
        if not read.letters.startswith(form, at):
            continue
        first, last = read.offsets[at], read.offsets[at + len(form) - 1]
        if "\n" not in read.text[first:last] and _AFTER.match(read.text, last + 1):
            return form
    return None
