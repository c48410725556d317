"""A real mail server on 127.0.0.1 that can be told to fail, and knows what it has taken."""

import asyncio
import logging
import ssl
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from desktop.services.mail.listing import MailRow

# The server's own complaints about clients that hang up on it; they are what the tests are about.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)

USER, PASSWORD = "halo@sagara.example", "kelapa-muda"


@dataclass
class MailServer:
    """`faults` are used up one a mail, oldest first; "" or none left: the mail is taken.

    rcpt-4xx, rcpt-5xx, data-4xx, data-5xx, drop-at-rcpt, drop-in-data, drop-at-dot (accepted by nobody),
    drop-after-dot (accepted, and nobody hears of it), late (accepted, the answer comes after `late_s`), closing (421).
    """

    faults: list[str] = field(default_factory=list)
    late_s: float = 0.0
    tls: ssl.SSLContext | None = None  # from the first byte on
    starttls: ssl.SSLContext | None = None
    auth: bool = False
    taken: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, str]] = field(default_factory=list)
    tried: int = 0  # mails that were begun
    on_dot: Callable[[], None] = lambda: None  # called when a mail is there as a whole, before it is answered

    def __enter__(self) -> Self:
        self._controller = _Controller(self)
        self._controller.start()
        self.port: int = self._controller.server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_error: object) -> None:
        self._controller.stop()

    def stop(self) -> None:
        """Nobody answers any more."""
        self._controller.stop()

    def times(self) -> Counter[str]:
        """How often each mail was taken, by its Message-ID."""
        return Counter(str(mail["Message-ID"]) for mail in self.taken)


class _Controller(Controller):
    def __init__(self, double: MailServer) -> None:
        self.double = double
        more: dict[str, Any] = {"tls_context": double.starttls, "require_starttls": bool(double.starttls)}
        if double.auth:
            more |= {"authenticator": _judge, "auth_required": True, "auth_require_tls": bool(double.starttls)}
        super().__init__(_Handler(double), hostname="127.0.0.1", port=0, ssl_context=double.tls,
                         ready_timeout=30, **more)  # fmt: skip

    def factory(self) -> SMTP:
        with warnings.catch_warnings(action="ignore"):  # AUTH under TLS from the first byte counts as without for it
            return _Smtp(self.handler, **{**self.SMTP_kwargs, "enable_SMTPUTF8": False})

    def _trigger_server(self) -> None:
        """Aiosmtpd proves itself alive by talking to itself; ours is up when it listens."""
        self.smtpd = _Smtp(self.handler)
        self._factory_invoked.set()


class _Smtp(SMTP):
    """Hangs up where aiosmtpd offers no place to: between DATA and its dot."""

    async def smtp_DATA(self, arg: str) -> None:
        handler: _Handler = self.event_handler
        if handler.fault == "drop-in-data" and self.envelope.rcpt_tos:
            await self.push("354 go on")
            await self._reader.read(20)
            handler.double.tried += 1
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class _Handler:
    def __init__(self, double: MailServer) -> None:
        self.double = double
        self.fault = ""

    async def handle_RCPT(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.fault = self.double.faults.pop(0) if self.double.faults else ""
        if self.fault == "rcpt-4xx":
            return "450 4.2.0 greylisted, come again"
        if self.fault == "rcpt-5xx":
            return "550 5.1.1 <nobody> does not live here"
        if self.fault == "closing":
            return "421 4.3.2 closing for the night"
        if self.fault == "drop-at-rcpt":
            server.transport.abort()
            return "250 nobody hears this"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        self.double.tried += 1
        self.double.on_dot()
        if self.fault == "data-4xx":
            return "451 4.3.0 the disk is full, come again"
        if self.fault == "data-5xx":
            return "554 5.7.1 this looks like spam"
        if self.fault == "drop-at-dot":
            server.transport.abort()
            return "250 nobody hears this"
        mail = message_from_bytes(bytes(envelope.content or b""), policy=policy.default)
        self.double.taken.append(mail)  # type: ignore[arg-type]
        self.double.envelopes.append((str(envelope.mail_from), ",".join(envelope.rcpt_tos)))
        if self.fault == "drop-after-dot":
            server.transport.abort()
        if self.fault == "late":
            await asyncio.sleep(self.double.late_s)
        return f"250 2.0.0 queued as {len(self.double.taken)}"


def _judge(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: Any) -> AuthResult:
    right = (bytes(given.login).decode(), bytes(given.password).decode()) == (USER, PASSWORD)
    return AuthResult(success=right, handled=False)


def report(mail: MailRow, action: str = "failed", status: str = "5.1.1") -> bytes:
    """What a server sends back that could not deliver this mail."""
    return (
        "From: MAILER-DAEMON@mail.example\r\nTo: halo@sagara.example\r\nSubject: Undelivered\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\nMIME-Version: 1.0\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nsorry\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; mail.example\r\n\r\nFinal-Recipient: rfc822; {mail.to_address}\r\nAction: {action}\r\n"
        f"Status: {status}\r\nDiagnostic-Code: smtp; 550 no such user\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: x\r\nMessage-ID: {mail.message_id}\r\n\r\n--b--\r\n"
    ).encode()
