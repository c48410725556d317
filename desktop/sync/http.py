"""JSON over HTTP to one store: bounded in time and size, encrypted, and silent about keys."""

import contextlib
import html
import logging
import re
import socket
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

import certifi
import httpx
import msgspec

from desktop.i18n import N_
from desktop.sync.address import is_loopback
from desktop.sync.connector import Busy, Fault, Offline, SignInFailed

CONNECT_S = 10.0
TOTAL_S = 120.0
LARGEST = 32 * 1024 * 1024  # bytes of one answer; 100 whole orders are 0.4 MB
LONGEST_WAIT_S = 3600.0
# What OpenSSL says when the other side speaks no TLS that we accept; a broken line has other words.
_NO_AGREEMENT = ("PROTOCOL", "HANDSHAKE_FAILURE", "WRONG_VERSION", "NO_SHARED_CIPHER")

log = logging.getLogger(__name__)
# Their own lines hold whole addresses and headers, and with them the key.
logging.getLogger("httpx").setLevel(logging.WARNING)
logging.getLogger("httpcore").setLevel(logging.WARNING)


class Sign(Protocol):
    """Adds what proves who we are, anew for each try."""

    def __call__(self, method: str, url: str, query: dict[str, str]) -> dict[str, str]:
        """Return headers; may add to the query."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `data` is the parsed body, None where it was no JSON."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    skew_s: float | None

    @property
    def data(self) -> Any:
        try:
            return msgspec.json.decode(self.body)
        except msgspec.DecodeError:
            return None

    @property
    def code(self) -> str:
        """The store's own name of the fault; some answers have a number here."""
        data = self.data
        return str(data.get("code", "")) if isinstance(data, dict) else ""

    @property
    def message(self) -> str:
        data = self.data
        return plain(str(data.get("message", ""))) if isinstance(data, dict) else ""

    @property
    def looks_like_json(self) -> bool:
        """Whether the body can be JSON, without reading it twice: pages of a network's own begin with a tag."""
        return self.body[:1] in (b"{", b"[")

    @property
    def is_json(self) -> bool:
        return self.headers.get("content-type", "").startswith("application/json")


def plain(text: str, longest: int = 200) -> str:
    """A server's text as a person may see it: no tags, no entities, no paths of the server's disk."""
    bare = html.unescape(re.sub(r"<[^>]*>", " ", html.unescape(text)))
    bare = re.sub(r"(?:[A-Za-z]:)?(?:[\\/][\w.\-@+ ]+){2,}(?::\d+)?", "…", bare)
    bare = " ".join("".join(c if c.isprintable() else " " for c in bare).split())
    return bare if len(bare) <= longest else bare[: longest - 1] + "…"


_ELSEWHERE = "192.0.2.1"  # an address that nobody has (RFC 5737)


class Http:
    """One store's connection, kept open. Never follows a redirect: the key would go along."""

    def __init__(self, url: str, *, ca_file: str = "", allow_plain_http: bool = False, read_s: float = 60.0) -> None:
        try:
            parts = urlsplit(url.strip().rstrip("/"))
        except ValueError as error:  # a bracket that is not closed
            raise SignInFailed(fault=Fault.ADDRESS, url=plain(url, 100)) from error
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
            raise SignInFailed(fault=Fault.ADDRESS, url=plain(url, 100))
        self.url = parts.geturl()
        self.host = parts.hostname
        self.secure = parts.scheme == "https"
        near = is_loopback(self.host)
        if not self.secure and not near and not allow_plain_http:
            raise SignInFailed(fault=Fault.PLAIN_HTTP, host=self.host)
        self.read_s = read_s
        self._lines: list[socket.socket] = []
        self._client = httpx.Client(
            verify=trust(ca_file) if self.secure else _nobody(),
            timeout=httpx.Timeout(read_s, connect=min(CONNECT_S, read_s)),
            follow_redirects=False,
            trust_env=not near,
            headers={"Accept": "application/json", "User-Agent": "Kolli"},
            cookies=_no_cookies(),
        )

    def close(self) -> None:
        """Hang up; a request that another thread waits in ends at once, as Offline."""
        for line in self._lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        self._client.close()

    def _watch(self, event: str, info: dict[str, Any]) -> None:
        # Closing the client alone would not wake a thread that is reading: that takes the socket itself.
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            line = info["return_value"].get_extra_info("socket")
            if line is not None:
                self._lines = [kept for kept in self._lines if kept.fileno() >= 0] + [line]

    def send(
        self,
        method: str,
        path: str,
        query: Mapping[str, object] | None = None,
        body: object = None,
        sign: Sign | None = None,
        read_s: float | None = None,
        form: Sequence[tuple[str, str]] | None = None,
    ) -> Answer:
        """Ask once. Says nothing about the answer's meaning, except that 429, 502, 503 and 504 mean "wait".

        `body` goes as JSON, `form` as a web page's form would send it.

        Raises:
            Offline: no whole answer came; what was sent may have been done, unless its value "unsent" says not.
            Busy: the store asks for patience.
            SignInFailed: its certificate is not to be trusted, or it wants us elsewhere.
        """
        asked = {key: _text(value) for key, value in (query or {}).items()}
        url = self.url + path
        headers = sign(method, url, asked) if sign else {}
        content = None
        if body is not None:
            content = msgspec.json.encode(body)
            headers["Content-Type"] = "application/json; charset=utf-8"
        elif form is not None:
            content = urlencode(form).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        started = time.monotonic()
        answer = self._exchange(method, url, asked, headers, content, started, read_s or self.read_s)
        log.debug("%s %s -> %d in %d ms", method, path, answer.status, (time.monotonic() - started) * 1000)
        if answer.status in (301, 302, 303, 307, 308):
            target = urlsplit(answer.headers.get("location", ""))
            raise SignInFailed(fault=Fault.MOVED, detail=f"{target.scheme}://{target.netloc}", host=self.host)
        if answer.status in (429, 502, 503, 504):
            detail = answer.message or f"HTTP {answer.status}."
            raise Busy(host=self.host, detail=detail, wait_s=_wait_s(answer), status=answer.status)
        return answer

    def _exchange(
        self,
        method: str,
        url: str,
        query: dict[str, str],
        headers: dict[str, str],
        content: bytes | None,
        started: float,
        read_s: float,
    ) -> Answer:
        limit = httpx.Timeout(read_s, connect=min(CONNECT_S, read_s))
        try:
            with self._client.stream(
                method,
                url,
                params=query,
                headers=headers,
                content=content,
                timeout=limit,
                extensions={"trace": self._watch},
            ) as response:
                sent = datetime.now(UTC)
                pieces, size = [], 0
                for piece in response.iter_bytes():
                    size += len(piece)
                    pieces.append(piece)
                    if size > LARGEST:
                        raise Offline(host=self.host, detail=N_("its answer is too long."))
                    if time.monotonic() - started > max(TOTAL_S, read_s):
                        raise Offline(host=self.host, detail=N_("its answer takes too long."))
                return Answer(response.status_code, response.headers, b"".join(pieces), _skew(response, sent))
        except httpx.HTTPError as error:
            raise self._failure(error) from None  # the cause holds the signed address
        except (httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
            raise Offline(host=self.host, detail=type(error).__name__) from None

    def _failure(self, error: httpx.HTTPError) -> Offline | SignInFailed:
        certificate = _certificate_fault(error)
        if certificate:
            return SignInFailed(fault=Fault.CERTIFICATE, host=self.host, detail=certificate)
        if isinstance(error, httpx.ConnectTimeout):
            return Offline(host=self.host, detail=N_("nobody opens the door."), unsent=True)
        if isinstance(error, httpx.TimeoutException):
            return Offline(host=self.host, detail=N_("no answer in time."))
        if isinstance(error, httpx.ConnectError):
            known = "name" in str(error).lower() or "address" in str(error).lower()
            detail = N_("no such name.") if known else N_("no connection.")
            return Offline(host=self.host, detail=detail, unsent=True)
        return Offline(host=self.host, detail=N_("the connection broke off."))


def own_address(host: str) -> str:
    """The address of this machine towards a host, as its own network knows it; without a network a marked text."""
    for towards in (host, _ELSEWHERE):  # a host's name may be unknown, and the network there all the same
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((towards, 9))  # a datagram socket sends nothing by connecting
                return str(probe.getsockname()[0])
            except OSError:
                continue
    return N_("no address now")


def _no_cookies() -> CookieJar:
    """A jar that keeps nothing: some shops keep a basket per cookie, and one order's lines would meet another's."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


def trust(ca_file: str) -> ssl.SSLContext:
    """The authorities that may vouch for a store: the well-known ones, this computer's, and its owner's own file."""
    context = ssl.create_default_context(cafile=certifi.where())
    context.load_default_certs()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        try:
            context.load_verify_locations(cafile=ca_file)
        except (OSError, ssl.SSLError):
            raise SignInFailed(
                fault=Fault.CERTIFICATE, host=ca_file, detail=N_("the file holds no certificate.")
            ) from None
    return context


def _nobody() -> ssl.SSLContext:
    # For plain http no authority is read (30 ms); should TLS be met all the same, nobody is trusted.
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _certificate_fault(error: BaseException) -> str:
    """What is wrong with the certificate, "" if the fault lies elsewhere."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError):
            return {
                10: N_("it has expired."),
                9: N_("it is not valid yet."),
                18: N_("it is signed by itself."),
                19: N_("nobody we know has signed it."),
                20: N_("nobody we know has signed it."),
                62: N_("it belongs to another name."),
                64: N_("it belongs to another name."),
            }.get(seen.verify_code, N_("it is not valid."))
        if isinstance(seen, ssl.SSLError) and any(word in (seen.reason or "") for word in _NO_AGREEMENT):
            return N_("no safe connection could be agreed on.")
        seen = seen.__cause__ or seen.__context__
    # httpx keeps the words of the cause and not always the cause.
    return N_("it is not valid.") if "CERTIFICATE_VERIFY_FAILED" in str(error) else ""


def _skew(response: httpx.Response, now: datetime) -> float | None:
    try:
        return (parsedate_to_datetime(response.headers["date"]) - now).total_seconds()
    except (KeyError, ValueError, TypeError):
        return None


def _wait_s(answer: Answer) -> int:
    """Seconds from Retry-After, a number or a date; a minute where it is missing."""
    wish = answer.headers.get("retry-after", "")
    try:
        seconds = float(wish)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(wish) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            seconds = 10.0 if answer.status in (502, 504) else 60.0
    return int(min(max(seconds, 1.0), LONGEST_WAIT_S))


def _text(value: object) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
