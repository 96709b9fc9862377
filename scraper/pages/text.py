"""HTML as a tree, and text out of it as a person sees it."""

import re
from collections.abc import Callable, Iterator
from enum import Enum

from selectolax.lexbor import LexborHTMLParser, LexborNode

from core.text import nfc
from scraper.errors import PageChanged

LARGEST_PAGE = 16_000_000  # characters; a real page has some 100,000
_MOST_TAGS = 10_000  # a real page has some 2,000; only above this is nesting counted
_DEEPEST = 5_000  # browsers stop at 512; the parser's time grows with the square
_LONGEST_TAG = 100_000  # characters; its time grows with the square of a tag's attributes, too

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_NEVER_CLOSED = frozenset(
    {"area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p"}
    | {"param", "source", "tbody", "td", "th", "tr", "wbr"}
)
_END_OF_HTML = re.compile(r"</html\s*>", re.IGNORECASE)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_BREAK = re.compile(r"\r\n?")
_SPACES = re.compile(r"\s+")
_NUMBER = re.compile(r"\d[\d,]*")
_BLOCKS = frozenset({"blockquote", "div", "li", "ol", "p", "pre", "ul"})
_UNREAD = frozenset({"script", "style", "template", "noscript"})

Step = Enum("Step", "ENTER LEAVE")


def read_html(html: str, page: str) -> LexborHTMLParser:
    """The tree of a page. Raises PageChanged for what is `hostile`; `page` is "list" or "detail", for the error."""
    if hostile(html):
        raise PageChanged("too large or too deeply nested", page=page, missing="readable html", saved="")
    # A page's script may leave half of an emoji, which no encoding can hold.
    return LexborHTMLParser(_LONE_SURROGATE.sub("\ufffd", html))


def hostile(html: str) -> bool:
    """Whether parsing would take seconds: megabytes, thousands of nested elements, thousands of attributes."""
    if len(html) > LARGEST_PAGE:
        return True
    for part in html.split(">"):
        if len(part) > _LONGEST_TAG and "<" in part and len(part) - part.rfind("<") > _LONGEST_TAG:
            return True
    if html.count("<") < _MOST_TAGS:
        return False
    depth = 0
    for match in _TAG.finditer(html):
        if match[2].lower() not in _NEVER_CLOSED:
            depth = max(0, depth - 1) if match[1] else depth + 1
            if depth > _DEEPEST:
                return True
    return False


def is_whole(html: str, content: LexborNode) -> bool:
    """Whether nothing of `content` was cut off by a connection that broke.

    A browser closes what it shows, so the end of the HTML alone proves little. But only a page that closes `content`
    itself goes on after it, if only with a space.
    """
    if not _END_OF_HTML.search(html):
        return False
    node: LexborNode | None = content
    while node is not None and node.next is None:
        node = node.parent
    return node is not None


def classes(node: LexborNode) -> list[str]:
    return (node.attributes.get("class") or "").split()


def walk(root: LexborNode, leave_out: Callable[[LexborNode], bool]) -> Iterator[tuple[Step, LexborNode]]:
    """Text nodes and elements below `root` in order, without recursion; text is entered and never left.

    An element that `leave_out` says to leave out is entered and not gone into, nor left.
    """
    above: list[LexborNode] = []
    node = root.first_child
    while True:
        while node is None:
            if not above:
                return
            done = above.pop()
            yield Step.LEAVE, done
            node = done.next
        yield Step.ENTER, node
        if node.is_element_node and not leave_out(node):
            above.append(node)
            node = node.first_child
        else:
            node = node.next


class Lines:
    """Text as it grows, its lines divided by "\\n" however the page divides them.

    The site writes a line break as CR, as CR and `<br>`, or as `<br>`; a browser has made LF of CR. Each is one break.
    """

    def __init__(self) -> None:
        self._text = ""
        self._pairs_with_br = False

    def __len__(self) -> int:
        return len(self._text)

    @property
    def text(self) -> str:
        return self._text

    def add(self, text: str) -> None:
        if text:
            # A no-break space is how a page keeps two spaces apart, not what was typed.
            self._text += _BREAK.sub("\n", text).replace("\xa0", " ")
            self._pairs_with_br = self._text.endswith("\n")

    def add_tag(self, tag: str | None) -> None:
        """What the beginning or the end of an element means for the lines."""
        if tag == "br":
            if not self._pairs_with_br:
                self._text += "\n"
            self._pairs_with_br = False
        elif tag in _BLOCKS and self._text and not self._text.endswith("\n"):
            self._text += "\n"
            self._pairs_with_br = False

    def cut(self, length: int) -> None:
        """Forget what comes after `length` characters."""
        self._text = self._text[:length]


def unread(node: LexborNode) -> bool:
    """Whether an element's text is for machines only."""
    return node.tag in _UNREAD


def lines_of(node: LexborNode | None) -> str:
    """The text of a node with its line breaks, NFC, without space at the ends; "" for None."""
    if node is None:
        return ""
    lines = Lines()
    for step, inner in walk(node, unread):
        if inner.is_text_node:
            lines.add(inner.text_content or "")
        elif inner.is_element_node and (step is Step.ENTER or inner.tag != "br"):
            lines.add_tag(inner.tag)
    return nfc(lines.text).strip()


def line_of(node: LexborNode | None, *decoration: str) -> str:
    """The text of a node on one line, NFC, without the elements of the classes `decoration`; "" for None."""
    if node is None:
        return ""

    def left_out(inner: LexborNode) -> bool:
        return unread(inner) or (bool(decoration) and any(name in decoration for name in classes(inner)))

    parts = [inner.text_content or "" for _, inner in walk(node, left_out) if inner.is_text_node]
    return _SPACES.sub(" ", nfc("".join(parts))).strip()


def number_in(text: str) -> int | None:
    """The first number of a text, "1,234" being one."""
    match = _NUMBER.search(text)
    return int(match[0].replace(",", "")) if match else None
