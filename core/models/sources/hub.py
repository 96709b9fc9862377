"""The hub (Hugging Face): one GET a file, going on where the last one stopped."""

import http.client
import re

from core.errors import DownloadFailed
from core.models.catalog import HubSource
from core.models.hashing import Heard
from core.models.part import PartFile
from core.models.progress import Cancelled
from core.models.web import hub_endpoint, pieces, request

_BREAKS_IN_A_ROW = 3


class HubFetcher:
    """Fetches from one repository at one commit."""

    name = "hub"
    extra_bytes = 0

    def __init__(self, source: HubSource) -> None:
        self._source = source

    def fetch(self, part: PartFile, cancelled: Cancelled, heard: Heard) -> bool:
        """Fetch the rest. A connection that breaks is taken up again as long as it brings something new."""
        breaks = 0
        while True:
            before = part.length
            try:
                return self._transfer(part, cancelled, heard)
            except DownloadFailed as error:
                if error.context.get("reason") not in ("cut", "timeout"):
                    raise
                breaks = 1 if part.length > before else breaks + 1
                if breaks >= _BREAKS_IN_A_ROW:
                    raise

    def _transfer(self, part: PartFile, cancelled: Cancelled, heard: Heard) -> bool:
        from huggingface_hub import hf_hub_url

        url = hf_hub_url(self._source.repo, part.name, revision=self._source.revision, endpoint=hub_endpoint())
        headers = {}
        if part.length:
            headers["Range"] = f"bytes={part.length}-"
            if etag := part.etag:
                headers["If-Range"] = etag
        try:
            with request(url, headers) as response:
                _agree(part, response)
                for data in pieces(response):
                    if cancelled():
                        return False
                    part.append(data)
                    heard(part.length)
        except DownloadFailed as error:
            # The server thinks that there is nothing after our bytes: they are not the beginning of its file.
            if error.context.get("reason") == "http_416" and part.length:
                part.restart()
                raise DownloadFailed("range refused", reason="cut") from error
            raise
        if not part.complete:
            raise DownloadFailed("ended early", reason="cut")
        return True


def _agree(part: PartFile, response: http.client.HTTPResponse) -> None:
    """Bring part and answer to the same place, or raise DownloadFailed before a byte is written."""
    total = _number(response.headers.get("Content-Length"))
    if response.status == http.HTTPStatus.PARTIAL_CONTENT:
        start, total = _range(response.headers.get("Content-Range"))
        changed = part.etag is not None and response.headers.get("ETag") not in (None, part.etag)
        if start != part.length or changed:
            part.restart()
            raise DownloadFailed("another range or another file than asked for", reason="cut")
    elif part.length:
        # 200 to a range: the server knows no ranges, or its file is not the one we have the beginning of.
        part.restart()
    if total is not None and total != part.size:
        raise DownloadFailed("another size than the catalogue's", reason="wrong_size")
    etag = response.headers.get("ETag")
    part.etag = etag if etag and re.fullmatch(r'"[\x21\x23-\x7e]*"', etag) else None  # weak ones may not be used


def _range(header: str | None) -> tuple[int, int | None]:
    """Start and total of `bytes 5-9/10`; -1 when there is no such thing."""
    found = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", header or "")
    return (int(found[1]), _number(found[2])) if found else (-1, None)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None
