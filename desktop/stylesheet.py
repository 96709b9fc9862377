"""The application's one style sheet, built from the tokens.

Widgets are addressed by class name and by dynamic properties:
`tone` (ink, second, third, accent, good, improve, violation), `scale` (small, body, heading, title),
`weight` (medium, semibold, bold) on labels; `kind` (primary, quiet, ghost, danger, link) on buttons;
`active` and `flat` where they read well.
"""

from core.paths import resources_dir
from desktop.tokens import Tokens

_TONES = ("ink", "second", "third", "accent", "good", "improve", "violation")
_BADGE_TONES = ("accent", "good", "improve", "violation")


def stylesheet(tokens: Tokens, font_px: int) -> str:
    """The style sheet for one theme. `font_px` is the size of body text in pixels."""
    small = max(11, font_px - 2)
    tones = "\n".join(f'QLabel[tone="{tone}"] {{ color: {getattr(tokens, tone)}; }}' for tone in _TONES)
    badges = "\n".join(
        f'Badge[tone="{tone}"] {{ color: {getattr(tokens, tone)}; background: {getattr(tokens, tone + "_pale")}; }}'
        for tone in _BADGE_TONES
    )
    parts = [_labels(tokens, font_px, small), tones, _buttons(tokens, font_px, small), _pills(tokens, font_px), badges]
    parts += [_fields(tokens, font_px, small), _frames(tokens), _bars(tokens), _menus(tokens)]
    return "\n".join(parts)


def _labels(t: Tokens, font_px: int, small: int) -> str:
    return f"""
QWidget {{ color: {t.ink}; }}
QLabel {{ background: transparent; }}
QLabel[scale="small"] {{ font-size: {small}px; }}
QLabel[scale="body"] {{ font-size: {font_px}px; }}
QLabel[scale="heading"] {{ font-size: {font_px + 1}px; }}
QLabel[scale="title"] {{ font-size: {font_px + 2}px; }}
QLabel[scale="display"] {{ font-size: {font_px + 6}px; }}
QLabel[weight="medium"] {{ font-weight: 500; }}
QLabel[weight="semibold"] {{ font-weight: 600; }}
QLabel[weight="bold"] {{ font-weight: 700; }}
QToolTip {{ color: {t.ink}; background: {t.raised}; border: 1px solid {t.line}; padding: 5px 8px; }}
"""


def _buttons(t: Tokens, font_px: int, small: int) -> str:
    return f"""
QPushButton {{
  color: {t.ink}; background: {t.raised}; border: 1px solid {t.line}; border-radius: 9px;
  padding: 0 14px; min-height: 34px; font-weight: 500; outline: none;
}}
QPushButton:hover {{ background: {t.hover}; }}
QPushButton:pressed {{ background: {t.well}; }}
QPushButton:disabled {{ color: {t.third}; }}
QPushButton[kind="primary"] {{
  color: {t.on_accent}; background: {t.accent}; border-color: {t.accent}; font-weight: 600; }}
QPushButton[kind="primary"]:hover {{ background: {t.accent_hover}; border-color: {t.accent_hover}; }}
QPushButton[kind="primary"]:disabled {{ color: {t.third}; background: {t.well}; border-color: {t.well}; }}
QPushButton[kind="danger"] {{ color: {t.violation}; }}
QPushButton[kind="danger"]:hover {{ background: {t.violation_pale}; border-color: {t.violation_pale}; }}
QPushButton[kind="ghost"] {{ background: transparent; border-color: transparent; padding: 0 10px; }}
QPushButton[kind="ghost"]:hover {{ background: {t.hover}; }}
QPushButton[kind="link"] {{
  color: {t.accent}; background: transparent; border: none; padding: 0; min-height: 22px; font-size: {small}px;
  font-weight: 600; text-align: left; }}
QPushButton[kind="link"]:hover {{ color: {t.accent_hover}; text-decoration: underline; }}
QPushButton[kind="text"] {{
  color: {t.second}; background: transparent; border: none; padding: 0; min-height: 22px; font-size: {small}px;
  font-weight: 500; text-align: left; }}
QPushButton[kind="text"][strong="true"] {{ color: {t.ink}; font-weight: 600; }}
QPushButton[kind="text"]:hover {{ color: {t.accent}; }}
QPushButton[kind="text"]::menu-indicator {{ image: none; width: 0; }}
PrimaryButton {{ min-height: 38px; padding: 0; border-radius: 9px; }}
PrimaryButton QLabel {{ color: {t.ink}; font-size: {font_px}px; font-weight: 700; }}
PrimaryButton QLabel#hint {{ color: {t.second}; font-size: {small}px; font-weight: 500; }}
PrimaryButton[kind="primary"] QLabel {{ color: {t.on_accent}; }}
PrimaryButton[kind="primary"] QLabel#hint {{ color: {t.on_accent}; }}
PrimaryButton QLabel:disabled, PrimaryButton QLabel#hint:disabled {{ color: {t.third}; }}
QToolButton {{ background: transparent; border: none; border-radius: 7px; padding: 0; outline: none; }}
QToolButton:hover {{ background: {t.hover}; }}
QToolButton:pressed {{ background: {t.well}; }}
"""


def _pills(t: Tokens, font_px: int) -> str:
    small = max(11, font_px - 2)
    return f"""
Badge {{
  color: {t.second}; background: {t.well}; border-radius: 9px; padding: 1px 7px; font-size: {small - 1}px;
  font-weight: 600; min-height: 16px; }}
Badge[shape="tag"] {{ border-radius: 5px; padding: 2px 6px; min-height: 0; font-size: {small}px; }}
QPushButton[kind="chip"] {{
  color: {t.second}; background: transparent; border: 1px solid {t.line}; border-radius: 7px; padding: 0 8px;
  min-height: 22px; max-height: 22px; font-size: {small}px; font-weight: 500; }}
QPushButton[kind="chip"]:hover {{ background: {t.hover}; color: {t.ink}; }}
QPushButton[kind="chip"]:disabled {{ color: {t.second}; background: transparent; }}
QPushButton[kind="chip"][tone="accent"] {{
  color: {t.accent}; background: {t.accent_pale}; border-color: {t.accent_pale}; font-weight: 600; }}
QPushButton[kind="chip"][tone="violation"] {{
  color: {t.violation}; background: {t.violation_pale}; border-color: {t.violation_pale}; }}
SegmentedControl {{ background: {t.well}; border-radius: 9px; }}
QPushButton[kind="segment"] {{
  color: {t.second}; background: transparent; border: none; border-radius: 7px; padding: 0 6px; min-height: 26px;
  max-height: 26px; font-size: {small}px; font-weight: 500; }}
QPushButton[kind="segment"]:hover {{ color: {t.ink}; }}
QPushButton[kind="segment"]:checked {{ color: {t.ink}; background: {t.raised}; font-weight: 700; }}
QPushButton[kind="segment"]:disabled {{ color: {t.third}; }}
"""


def _fields(t: Tokens, font_px: int, small: int) -> str:
    icons = (resources_dir() / "icons").as_posix()
    return f"""
QLineEdit, QDateEdit, QComboBox, QSpinBox, QDoubleSpinBox, QPlainTextEdit {{
  color: {t.ink}; background: {t.panel}; border: 1px solid {t.line}; border-radius: 9px; padding: 0 10px;
  min-height: 34px; font-size: {font_px}px; selection-background-color: {t.selection}; selection-color: {t.ink}; }}
QPlainTextEdit {{ padding: 6px 8px; }}
QLineEdit:focus, QDateEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QPlainTextEdit:focus {{
  border-color: {t.accent}; }}
QLineEdit:disabled, QDateEdit:disabled, QComboBox:disabled, QSpinBox:disabled {{
  color: {t.third}; background: {t.background}; }}
QComboBox::drop-down, QDateEdit::drop-down {{
  border: none; width: 28px; subcontrol-origin: padding; subcontrol-position: center right; }}
QComboBox::down-arrow, QDateEdit::down-arrow {{
  image: url("{icons}/control-chevron-down.svg"); width: 16px; height: 16px; }}
QComboBox QAbstractItemView {{
  color: {t.ink}; background: {t.raised}; border: 1px solid {t.line}; border-radius: 9px; padding: 4px; outline: none;
  selection-background-color: {t.accent_pale}; selection-color: {t.ink}; }}
QComboBox QAbstractItemView::item {{ min-height: 30px; padding: 0 8px; border-radius: 6px; }}
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {{
  border: none; width: 20px; background: transparent; }}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow {{
  image: url("{icons}/control-chevron-up.svg"); width: 12px; height: 12px; }}
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow {{
  image: url("{icons}/control-chevron-down.svg"); width: 12px; height: 12px; }}
QCheckBox, QRadioButton {{ spacing: 8px; font-size: {font_px}px; background: transparent; outline: none; }}
QCheckBox::indicator, QRadioButton::indicator {{
  width: 16px; height: 16px; border: 1px solid {t.third}; border-radius: 5px; background: {t.panel}; }}
QRadioButton::indicator {{ border-radius: 9px; }}
QCheckBox::indicator:hover, QRadioButton::indicator:hover, QCheckBox::indicator:focus, QRadioButton::indicator:focus {{
  border-color: {t.accent}; }}
QCheckBox::indicator:checked {{
  background: {t.accent}; border-color: {t.accent}; image: url("{icons}/{t.check_icon}.svg"); }}
QRadioButton::indicator:checked {{ background: {t.panel}; border: 5px solid {t.accent}; width: 8px; height: 8px; }}
QGroupBox {{ border: none; font-size: {small}px; }}
AnswerEditor {{ background: transparent; border: none; }}
"""


def _frames(t: Tokens) -> str:
    return f"""
QMainWindow, QDialog {{ background: {t.background}; }}
QDialog {{ background: {t.panel}; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QStackedWidget {{ background: transparent; border: none; }}
QFrame[ground="panel"], QWidget[ground="panel"] {{ background: {t.panel}; border: none; }}
QFrame[ground="background"], QWidget[ground="background"] {{ background: {t.background}; border: none; }}
QFrame[ground="raised"] {{ background: {t.raised}; border: 1px solid {t.line}; border-radius: 12px; }}
Sidebar {{ background: {t.background}; border: none; border-right: 1px solid {t.line}; }}
QFrame[rule="horizontal"] {{ background: {t.line}; border: none; min-height: 1px; max-height: 1px; }}
QFrame[rule="vertical"] {{ background: {t.line}; border: none; min-width: 1px; max-width: 1px; }}
Banner {{ background: {t.improve_pale}; border: none; border-radius: 9px; }}
Banner[tone="violation"] {{ background: {t.violation_pale}; }}
Banner[tone="accent"] {{ background: {t.accent_pale}; }}
Banner#notice {{ margin: 10px 12px; }}
Toast {{ background: {t.ink}; border: none; border-radius: 10px; }}
Toast QLabel {{ color: {t.panel}; font-weight: 500; }}
Toast QPushButton {{ color: {t.panel}; background: transparent; border: none; font-weight: 700; padding: 0 8px;
  min-height: 28px; text-decoration: underline; }}
QListView::item, QListWidget::item {{ padding: 8px 10px; border-radius: 9px; color: {t.ink}; }}
QListView::item:hover, QListWidget::item:hover {{ background: {t.hover}; }}
QListView::item:selected, QListWidget::item:selected {{ background: {t.accent_pale}; color: {t.ink}; }}
QTextEdit {{ background: transparent; }}
QListView, QListWidget, QTreeView, QTableView {{
  background: transparent; border: none; outline: none; selection-background-color: {t.accent_pale};
  selection-color: {t.ink}; }}
"""


def _bars(t: Tokens) -> str:
    return f"""
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 2px; }}
QScrollBar::handle:vertical {{ background: {t.well}; border-radius: 3px; min-height: 36px; }}
QScrollBar::handle:vertical:hover {{ background: {t.third}; }}
QScrollBar::handle:vertical:disabled {{ background: transparent; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 2px; }}
QScrollBar::handle:horizontal {{ background: {t.well}; border-radius: 3px; min-width: 36px; }}
QScrollBar::handle:horizontal:hover {{ background: {t.third}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
  background: none; border: none; width: 0; height: 0; }}
QProgressBar {{ background: {t.well}; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
"""


def _menus(t: Tokens) -> str:
    return f"""
QMenu {{ background: {t.raised}; border: 1px solid {t.line}; border-radius: 9px; padding: 5px; }}
QMenu::item {{ padding: 7px 22px 7px 12px; border-radius: 6px; }}
QMenu::item:selected {{ background: {t.hover}; }}
QMenu::item:disabled {{ color: {t.third}; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: 5px 8px; }}
"""
