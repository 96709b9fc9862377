"""The words of findings that users read."""

from PySide6.QtCore import QCoreApplication

from core.remark import Level
from desktop.checks.finding import Finding, Group
from desktop.widgets.labels import Tone


def level_word(level: Level | None) -> str:
    match level:
        case Level.VIOLATION:
            return QCoreApplication.translate("Checks", "위반")
        case Level.CHECK:
            return QCoreApplication.translate("Checks", "확인 필요")
        case _:
            return QCoreApplication.translate("Checks", "참고")


def tag(finding: Finding) -> tuple[str, Tone]:
    """The word at the head of its card, and its colour."""
    if finding.group is Group.SPELLING:
        return QCoreApplication.translate("Checks", "맞춤법"), "violation" if finding.confident else "second"
    level = finding.remark.level
    return level_word(level), "second" if level in (Level.NOTE, None) else "violation"


def kind(finding: Finding) -> str:
    """What the rule is about, at the right of the head."""
    if finding.group is not Group.SPELLING:
        return finding.label
    if finding.confident:
        return QCoreApplication.translate("Checks", "고칠 곳")
    return QCoreApplication.translate("Checks", "확인해 볼 곳")


def group_word(group: Group | None) -> str:
    match group:
        case Group.SUBMISSION:
            return QCoreApplication.translate("Checks", "제출 전")
        case Group.BLIND:
            return QCoreApplication.translate("Checks", "블라인드")
        case Group.SPELLING:
            return QCoreApplication.translate("Checks", "맞춤법")
        case None:
            return QCoreApplication.translate("Checks", "전체")


def profile_word(profile: str) -> str:
    """Whose rules of blind recruitment apply, by the value of a BlindProfile."""
    match profile:
        case "public":
            return QCoreApplication.translate("Checks", "공공")
        case "private":
            return QCoreApplication.translate("Checks", "민간")
        case "off":
            return QCoreApplication.translate("Checks", "끄기")
        case _:
            return QCoreApplication.translate("Checks", "기본값")
