"""The writer's name: the one from the settings anywhere, another where the words around it say that it is a name."""

import re
from collections.abc import Iterator
from functools import cache

from core.checks.blind.names import gazetteer
from core.checks.blind.reading import NO_LETTER, PARTICLES, START, Reading, Sign

_AFTER_OWN = rf"(?=(?:만의|씨|님|올림|드림|군|양)?{PARTICLES}{NO_LETTER})"
# The given name alone may be a word: 지우야, 지우라는 이름, 지우 씨.
_TITLE = r"\s?[씨님양군](?=[,.은는이가의를께에도라\s!’”\"']|$)"
_CALLED = rf"(?=야(?:라고|[!,\s’”\"'])|(?:이)?라는\s?(?:이름|별명|사람)|{_TITLE})"
_HELLO = r"(?:안녕하세요[.,!]?|안녕하십니까[.,!]?)"


def check(reading: Reading) -> Iterator[Sign]:
    """A remark for each place."""
    own = reading.own_name.strip()
    if len(own) > 1:
        for match in _own(own).finditer(reading.text):
            yield Sign("blind.name", match.start(), match.end())
    data = gazetteer("person_names")
    ends = tuple(data["not_name_ends"])
    for pattern in _introduced():
        for match in pattern.finditer(reading.text):
            name = match["name"]
            if name not in data["not_names"] and not (len(name) == 3 and name.endswith(ends)):
                yield Sign("blind.name", match.start("name"), match.end("name"))


def _own(name: str) -> re.Pattern[str]:
    ways = [r"\s?".join(map(re.escape, name.replace(" ", ""))) + _AFTER_OWN]
    if re.fullmatch(r"[가-힣]{3,4}", name):
        ways.append(re.escape(name[-2:]) + _CALLED)
    return re.compile(f"{START}(?:{'|'.join(ways)})", re.IGNORECASE)


@cache
def _introduced() -> tuple[re.Pattern[str], ...]:
    surnames = gazetteer("person_names")["surnames"]
    full = rf"(?P<name>(?:[{surnames}]|남궁|황보|제갈|선우|독고|사공)[가-힣]{{2}})"
    name = rf"(?P<name>[{surnames}][가-힣]{{1,2}})"
    quoted = r"[’'\"”]?"
    ways = (
        (
            rf"{START}(?:제|저의|내|본인의)\s?(?:이름|성함|성명)[은이]?\s?[‘'\"“]?{name}"
            rf"(?={quoted}(?:입니다|이고|이며|이라|라고|으로\s|$|[.,]))"
        ),
        rf"(?:성\s?명|이\s?름)\s?(?:은|이)?\s?[:：]\s?{name}(?![가-힣])",
        rf"{START}성명은\s{full}(?=입니다|이며|이고)",
        rf"{START}(?:저는|저\s|지원자|{_HELLO})\s{{0,2}}{full}(?=(?:이)?라고\s?(?:합니다|해요|하는)|(?:이)?라는\s?이름)",
        # 저는 성장형입니다, 저는 적극적입니다
        rf"{START}(?:저는|저,?|{_HELLO})\s{full}(?<![형적함])(?=입니다)",
        rf"{START}저\s{full}(?=[은는이가]\s|의\s|(?:이)?라는)",
        (
            rf"(?:지원자|지원한|지원하게\s?된|예비\s?사원|신입사원|지망생|인재|사람,|일꾼,|되고\s?싶은|준비된)\s{{1,2}}{full}"
            r"(?=입니다|이며|\s?(?:올림|드림)|이라고\s?합)"
        ),
        rf"{START}{full}\s(?=올림|드림)",
    )
    return tuple(map(re.compile, ways))
