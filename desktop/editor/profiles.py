"""Counting profiles by the names that users know."""

from PySide6.QtCore import QCoreApplication

from core.counting import CHARS, CHARS_NO_SPACE, NEIS, TWO_BYTE, UTF8, CountProfile, CountRule, Limit

PROFILES = (CHARS, CHARS_NO_SPACE, TWO_BYTE, UTF8, NEIS)
_BYTES = frozenset({CountRule.TWO_BYTE, CountRule.UTF8, CountRule.NEIS})


def profile_name(profile: CountProfile) -> str:
    """The full name, for choosing."""
    match profile.rule:
        case CountRule.CHARS:
            return QCoreApplication.translate("Profiles", "글자 수 (공백 포함)")
        case CountRule.CHARS_NO_SPACE:
            return QCoreApplication.translate("Profiles", "글자 수 (공백 제외)")
        case CountRule.TWO_BYTE:
            return QCoreApplication.translate("Profiles", "Byte (한글 2)")
        case CountRule.UTF8:
            return QCoreApplication.translate("Profiles", "Byte (UTF-8, 한글 3)")
        case CountRule.NEIS:
            return QCoreApplication.translate("Profiles", "Byte (NEIS, 한글 3·줄바꿈 2)")


def unit(profile: CountProfile) -> str:
    """What one of the profile's counts is called after a number."""
    if in_bytes(profile):
        return QCoreApplication.translate("Profiles", "Byte")
    return QCoreApplication.translate("Profiles", "자")


def amount(value: int, profile: CountProfile) -> str:
    """A number with its unit: 700자, 1,400 Byte."""
    space = " " if in_bytes(profile) else ""
    return f"{value:,}{space}{unit(profile)}"


def limit_words(limit: Limit) -> str:
    """The limit in a few words, for its chip."""
    match limit.profile.rule:
        case CountRule.CHARS:
            rule = QCoreApplication.translate("Profiles", "공백 포함")
        case CountRule.CHARS_NO_SPACE:
            rule = QCoreApplication.translate("Profiles", "공백 제외")
        case CountRule.TWO_BYTE:
            rule = QCoreApplication.translate("Profiles", "한글 2")
        case CountRule.UTF8:
            rule = QCoreApplication.translate("Profiles", "UTF-8")
        case CountRule.NEIS:
            rule = QCoreApplication.translate("Profiles", "NEIS")
    if limit.value is None:
        return QCoreApplication.translate("Profiles", "제한 없음 · {rule}").format(rule=rule)
    return f"{amount(limit.value, limit.profile)} · {rule}"


def in_bytes(profile: CountProfile) -> bool:
    return profile.rule in _BYTES


def known(profile: CountProfile) -> int:
    """Index in PROFILES of the profile with the same rule."""
    return next(index for index, other in enumerate(PROFILES) if other.rule is profile.rule)
