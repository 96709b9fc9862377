"""Colours of the design, light and dark, as `#RRGGBB`, and the measures that several parts keep, in pixels."""

from dataclasses import dataclass

COLUMN = 720.0  # the answer and all above and below it are at most this wide
WIDE_COLUMN = 1080.0  # of plots
SIDE = 40.0  # free at either side of it, at least


@dataclass(frozen=True, slots=True)
class Tokens:
    background: str
    panel: str
    raised: str
    line: str
    ink: str
    second: str
    third: str  # hints only, at 12 px and above
    accent: str
    accent_pale: str
    good: str
    good_pale: str
    improve: str
    improve_pale: str
    violation: str
    violation_pale: str
    on_accent: str  # text on the accent
    accent_hover: str
    hover: str  # ground of a quiet control under the pointer
    well: str  # ground of badges, segments and empty bars
    selection: str
    shadow_alpha: int  # 0 to 255, of black
    check_icon: str  # the tick on the accent, by file name


LIGHT = Tokens(
    background="#F6F7F9",
    panel="#FFFFFF",
    raised="#FFFFFF",
    line="#E3E6EB",
    ink="#1B2430",
    second="#566273",
    third="#8B96A5",
    accent="#2F5BEA",
    accent_pale="#EAF0FF",
    good="#0B7A5E",
    good_pale="#E4F5EF",
    improve="#A8540A",
    improve_pale="#FDF0E1",
    violation="#C02B2B",
    violation_pale="#FDE9E9",
    on_accent="#FFFFFF",
    accent_hover="#264FD4",
    hover="#ECEFF3",
    well="#E6E9EE",
    selection="#CCDAFF",
    shadow_alpha=14,
    check_icon="control-check-light",
)

DARK = Tokens(
    background="#12161D",
    panel="#181E27",
    raised="#1F2732",
    line="#2B3542",
    ink="#E8ECF2",
    second="#A6B1C0",
    third="#758294",
    accent="#7C9CFF",
    accent_pale="#23305A",
    good="#4FD1AB",
    good_pale="#15382F",
    improve="#F2AE66",
    improve_pale="#3D2A15",
    violation="#FF8585",
    violation_pale="#431E20",
    on_accent="#10182B",
    accent_hover="#93AEFF",
    hover="#222B37",
    well="#2B3542",
    selection="#33468A",
    shadow_alpha=0,
    check_icon="control-check-dark",
)
