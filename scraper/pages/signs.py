"""Signs that a page is another one than was asked for: deleted, a block, a CAPTCHA, a login."""

import re
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from scraper.pages import selectors
from scraper.pages.text import hostile, line_of, read_html

# An essay or a list may speak of anything; a page that holds one of these is what was asked for.
_CONTENT = ("qnaLists", "selfLists")
_LONGEST_NOTICE = 3_000  # characters of text; a block page has a few sentences
_DELETED = re.compile(r"합격자소서\s*정보가\s*없습니다")
_LOGIN_PATH = re.compile(r"/(?:login|logon|signin|sign-in|member/login)", re.IGNORECASE)
_CAPTCHA_WORDS = re.compile(r"captcha|보안\s*문자|자동\s*(?:입력|등록)\s*방지|로봇이\s*아닙니다", re.IGNORECASE)
_CHALLENGE_WORDS = re.compile(r"just a moment|checking your browser|attention required", re.IGNORECASE)
_DENIED_WORDS = re.compile(
    r"access denied|request (?:was )?(?:blocked|rejected)|forbidden|비정상적인\s*(?:접근|접속|트래픽|요청)"
    r"|(?:접근|접속|이용)이?\s*(?:차단|제한)|과도한\s*(?:접근|접속|요청)",
    re.IGNORECASE,
)


def looks_deleted(html: str) -> bool:
    """Whether the site says, by a script's alert, that it has no such essay."""
    return not _has_content(html) and _DELETED.search(html) is not None


def looks_blocked(html: str, title: str = "", url: str = "") -> str:
    """The sign of a block, "captcha", "challenge" or "denied"; "" without one."""
    if _has_content(html) or hostile(html):
        return ""
    tree = read_html(html, "")
    text = line_of(tree.body)
    short = text if len(text) <= _LONGEST_NOTICE else ""
    said = f"{title} {_title(tree)} {short}"
    if tree.css_first(selectors.CAPTCHA) is not None or _CAPTCHA_WORDS.search(f"{said} {url}"):
        return "captcha"
    if _CHALLENGE_WORDS.search(said):
        return "challenge"
    return "denied" if _DENIED_WORDS.search(said) else ""


def looks_like_login(html: str, url: str = "") -> bool:
    """Whether a login stands in place of the page."""
    if _has_content(html) or hostile(html):
        return False
    if _LOGIN_PATH.search(urlsplit(url).path):
        return True
    return read_html(html, "").css_first(selectors.PASSWORD) is not None


def _has_content(html: str) -> bool:
    return any(name in html for name in _CONTENT)


def _title(tree: LexborHTMLParser) -> str:
    return line_of(tree.css_first(selectors.TITLE))
