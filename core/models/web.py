"""HTTP for explicit downloads: ranges, timeouts, the system's certificates and proxies, a token that stays at home.

The standard library is used rather than the hub client's session: that session refuses to work under
`HF_HUB_OFFLINE`, which the program sets for its engine, and its downloader neither resumes nor checks SHA-256.
"""

import http.client
import json
import os
import ssl
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import truststore

from core.errors import DownloadFailed

PUBLIC_HUB = "https://huggingface.co"
TIMEOUT_S = 20.0  # to connect, and between two pieces of an answer
_NEEDS_TOKEN = (401, 403)


def hub_endpoint() -> str:
    """The hub, or the mirror that `HF_ENDPOINT` names; read when called."""
    return (os.environ.get("HF_ENDPOINT", "").strip() or PUBLIC_HUB).rstrip("/")


@contextmanager
def request(
    url: str, headers: Mapping[str, str] | None = None, *, body: bytes | None = None, timeout: float = TIMEOUT_S
) -> Iterator[http.client.HTTPResponse]:
    """Open an address; redirects are followed. Raises DownloadFailed with a stable reason.

    The user's hub token is sent only when the hub asks for one (401 or 403), and only to the hub itself.
    """
    fields = {"Accept-Encoding": "identity", "User-Agent": "cheomsak", **(headers or {})}
    try:
        try:
            response = _open(url, fields, body, timeout)
        except urllib.error.HTTPError as error:
            token = _token(url) if error.code in _NEEDS_TOKEN else None
            if token is None:
                raise
            error.close()
            response = _open(url, {**fields, "Authorization": f"Bearer {token}"}, body, timeout)
        with response:
            yield response
    except urllib.error.HTTPError as error:
        error.close()
        raise DownloadFailed(error.reason, reason=f"http_{error.code}") from error
    except TimeoutError as error:
        raise DownloadFailed("no answer in time", reason="timeout") from error
    except urllib.error.URLError as error:
        reason = "timeout" if isinstance(error.reason, TimeoutError) else "no_connection"
        raise DownloadFailed(str(error.reason), reason=reason) from error
    except (http.client.HTTPException, ConnectionError, ssl.SSLError) as error:
        raise DownloadFailed(type(error).__name__, reason="cut") from error


def pieces(response: http.client.HTTPResponse) -> Iterator[bytes]:
    """The body as it arrives. Raises DownloadFailed; an early end is the caller's to notice by counting."""
    while True:
        try:
            data = response.read1(1 << 18)
        except TimeoutError as error:
            raise DownloadFailed("no data in time", reason="timeout") from error
        except (OSError, http.client.HTTPException) as error:
            raise DownloadFailed(type(error).__name__, reason="cut") from error
        if not data:
            return
        yield data


def post_form(url: str, fields: Mapping[str, str | list[str]]) -> object:
    """The JSON answer to a form. Raises DownloadFailed."""
    body = urllib.parse.urlencode(fields, doseq=True).encode()
    with request(url, {"Content-Type": "application/x-www-form-urlencoded"}, body=body) as response:
        try:
            return json.loads(response.read())
        except ValueError as error:
            raise DownloadFailed("not JSON", reason="bad_answer") from error


def _open(url: str, headers: Mapping[str, str], body: bytes | None, timeout: float) -> http.client.HTTPResponse:
    # Without FileHandler and FTPHandler: an address, or a redirect, may not reach anything but HTTP.
    opener = urllib.request.OpenerDirector()
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(context=context),
        urllib.request.HTTPDefaultErrorHandler(),
        _CarefulRedirect(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    call = urllib.request.Request(url, data=body, headers=dict(headers))  # noqa: S310 — only HTTP handlers above
    response: http.client.HTTPResponse | None = opener.open(call, timeout=timeout)
    if response is None:  # no handler for the scheme
        raise DownloadFailed("not an HTTP address", reason="bad_address")
    return response


class _CarefulRedirect(urllib.request.HTTPRedirectHandler):
    """The standard handler sends every header on; a token must not reach another host, nor a range be lost."""

    def redirect_request(  # noqa: PLR0917 — the standard library's signature
        self,
        req: urllib.request.Request,
        fp: object,
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        call = super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]
        if call is not None and _origin(newurl) != _origin(req.full_url):
            call.headers.pop("Authorization", None)
        return call


def _origin(url: str) -> tuple[str, str]:
    parts = urllib.parse.urlsplit(url)
    return parts.scheme, parts.netloc.lower()


def _token(url: str) -> str | None:
    """The token that the user gave the hub's own tools; only over TLS or on this machine."""
    from huggingface_hub import get_token

    scheme, host = _origin(url)
    here = host.partition(":")[0] in ("127.0.0.1", "localhost")
    if _origin(url) != _origin(hub_endpoint()) or (scheme != "https" and not here):
        return None
    return get_token()
