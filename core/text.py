"""Text as people perceive it: NFC, grapheme clusters, sentences, and reading a text file of unknown encoding."""

import codecs
import unicodedata
from pathlib import Path

import regex

from core.errors import BinaryFile, FileMissing, FileTooLarge, UnreadableFile

MAX_FILE_BYTES = 2 * 1024 * 1024  # an answer has a few kilobytes; more is a wrong file

_GRAPHEME = regex.compile(r"\X")

# Characters that are one grapheme cluster each beside any other of this set: ASCII without CR, Hangul syllables,
# compatibility jamo, and the punctuation of Korean prose. The joiner, variation selectors, combining marks and
# conjoining jamo are not in it. Korean answers consist of nothing else, and counting them needs no segmentation.
_ONE_EACH = regex.compile(r"[\n\x20-\x7e\u2010-\u2027\u3000-\u3029\u3131-\u318e\uac00-\ud7a3\uff01-\uff9d]*")

# A sentence ends after its mark and closing quotes when a space follows ("3.5" and "v1.2" go on), or at a line break.
_SENTENCE_END = regex.compile(r"[.!?\u3002\uff01\uff1f…]+[\"'”’」』)\]）》〉]*(?=\s|$)|(?=[\n\u2028\u2029])|$")
_LIST_NUMBER = regex.compile(r"\(?\d{1,2}[.)]")

# First bytes of files that people mistake for text: HWP and DOC, HWPX and DOCX, PDF, images, executables, models.
_MAGIC = (b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"MZ", b"\x7fELF", b"GGUF")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL = regex.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def nfc(s: str) -> str:
    """Composed form. macOS file names and text pasted from them arrive decomposed."""
    return s if unicodedata.is_normalized("NFC", s) else unicodedata.normalize("NFC", s)


def graphemes(s: str) -> list[str]:
    """User-perceived characters of `s`, whose concatenation is `s`. CR LF is one."""
    return list(s) if _ONE_EACH.fullmatch(s) else _GRAPHEME.findall(s)


def grapheme_count(s: str) -> int:
    """`len(graphemes(s))`, cheaper."""
    return len(s) if _ONE_EACH.fullmatch(s) else len(_GRAPHEME.findall(s))


def sentences(s: str) -> list[tuple[int, int]]:
    """Half-open ranges of the sentences of `s`, in code points, without the space around them.

    A line break always ends a sentence; a leading list number ("1. ") does not.
    """
    found: list[tuple[int, int]] = []
    start = 0
    for match in _SENTENCE_END.finditer(s):
        end = match.end()
        first = start + len(s[start:end]) - len(s[start:end].lstrip())
        last = start + len(s[start:end].rstrip())
        if first < last and not (_LIST_NUMBER.fullmatch(s[first:last]) and s[last : last + 1] == " "):
            found.append((first, last))
            start = end
    return found


def decode(data: bytes, path: str) -> str:
    """Text of `data`: a BOM decides, else UTF-8, else CP949. Line breaks become "\\n"; `path` is for the error only.

    Raises BinaryFile for what is no text at all and UnreadableFile for text in another encoding.
    """
    encodings = [encoding for bom, encoding in _BOMS if data.startswith(bom)]
    if not encodings:
        if data.startswith(_MAGIC) or _CONTROL.search(data):
            raise BinaryFile(path=path)
        encodings = ["utf-8", "cp949"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise BinaryFile(path=path)
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise UnreadableFile(path=path)


def read_text_file(path: Path) -> str:
    """The text of a file, see `decode`. Raises FileMissing, FileTooLarge, BinaryFile or UnreadableFile."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise FileMissing(error.strerror or "", path=str(path)) from error
    if len(data) > MAX_FILE_BYTES and not data.startswith(_MAGIC):
        raise FileTooLarge(path=str(path), limit=MAX_FILE_BYTES)
    return decode(data, str(path))
