"""One mail given to a mail server, with an exact word about what became of it: taken, surely not taken, or unknown.

A server has accepted a mail when it answers the dot that ends the data, and cannot have before that dot was sent (RFC
5321 4.1.1.4 and 4.2.5). So everything up to the dot may fail and be tried again; only between the dot and its answer
the line's end leaves a doubt. There the answer is waited for ten minutes (4.5.3.2.6): most doubts are impatience.
"""

import base64
import contextlib
import select
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from desktop.domain.errors import KolliError
from desktop.formats.letter import Letter, envelope, needs_utf8, stuffed, write
from desktop.i18n import N_
from desktop.services.messages.sender import Sender
from desktop.sync.http import plain, trust


@dataclass(frozen=True, slots=True)
class Server:
    """Where mails are given in. `security` is starttls, tls or none; `ca` a file of the shop's own authority."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = ""
    ca: str = ""


def server_of(by: Sender, password: str) -> Server:
    """The server that the shop has chosen."""
    return Server(by.host, by.port, by.security, by.user, password, by.ca)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds; the last as the standard recommends."""

    connect_s: float = 30.0
    command_s: float = 120.0
    answer_s: float = 600.0


class Fault(StrEnum):
    """Why a server takes no mail at all now. `lasting` ones need a person."""

    AWAY = "away"
    BUSY = "busy"
    CERTIFICATE = "certificate"
    NO_ENCRYPTION = "no-encryption"
    SIGN_IN = "sign-in"
    SENDER = "sender"
    NO_SMTP = "no-smtp"
    LOCKED = "locked"  # its password cannot be read now

    @property
    def lasting(self) -> bool:
        return self not in (Fault.AWAY, Fault.BUSY)


_NAMELESS = "[127.0.0.1]"
_SAID = {
    Fault.AWAY: N_("The mail server {host} does not answer. Mails wait and go as soon as it does."),
    Fault.BUSY: N_("The mail server {host} takes no mails now ({detail}). They wait and are tried again."),
    Fault.CERTIFICATE: N_(
        "The mail server {host} could not prove who it is ({detail}). Nothing was sent. Check the server's name and"
        " this computer's clock; if the shop has an authority of its own, choose its file."
    ),
    Fault.NO_ENCRYPTION: N_(
        "The mail server {host} offers no encryption on this port, or somebody on the way hides it. Nothing was sent."
        " Choose TLS with port 465, or ask your provider."
    ),
    Fault.SIGN_IN: N_(
        "The mail server {host} did not accept the user or the password ({detail}). Enter them again; some providers"
        " want a password made for this program."
    ),
    Fault.SENDER: N_("The mail server {host} does not let you send from this address ({detail}). Change the sender."),
    Fault.LOCKED: N_("The password for {host} cannot be read. {detail}"),
    Fault.NO_SMTP: N_("What answers at {host} is no mail server ({detail}). Check the server's name and the port."),
}


class ServerTrouble(KolliError):
    """No mail can go now; none was taken. `in_mail`: the line broke over one mail, others may still go."""

    def __init__(self, fault: Fault, host: str, detail: str = "", *, in_mail: bool = False) -> None:
        super().__init__(host=host, detail=detail or "–")
        self.fault = fault
        self.in_mail = in_mail

    def sentence(self) -> str:
        return _SAID[self.fault]


class RefusedMail(KolliError):
    """The server will not take this mail, today or ever."""

    text = N_("The mail server refuses this mail: {detail}. Mend the address or the text, then send it again.")


class LaterMail(KolliError):
    """The server did not take this mail now."""

    text = N_("The mail server does not take this mail now ({detail}). It is tried again.")


class UnknownMail(KolliError):
    """The whole mail was given, and no answer came."""

    text = N_(
        "The mail server was given the whole mail, and the line broke before it answered. Look among the sent mails"
        " whether it is there, then say that it arrived, or send it again."
    )


class Withdrawn(Exception):
    """`may_go` said no before the dot; the server has nothing."""


class Line:
    """A connection to a mail server, signed in; used by one thread. Close it."""

    def __init__(self, server: Server, patience: Patience | None = None) -> None:
        self._server = server
        self._patience = patience or Patience()
        self._smtp: smtplib.SMTP | None = None
        self.handed_over = False  # the dot is out and its answer is being waited for

    def open(self) -> None:
        """Connect, encrypt, sign in; nothing if that is done and the server still answers.

        Raises:
            ServerTrouble: it cannot be done.
        """
        if self._smtp is not None and self._still_there():
            return
        self.close()
        try:
            self._open()
        except ServerTrouble:
            self.close()
            raise
        except ssl.SSLCertVerificationError as error:
            self.close()
            raise self._trouble(Fault.CERTIFICATE, error.verify_message) from error
        except ssl.SSLError as error:
            self.close()
            raise self._trouble(Fault.NO_ENCRYPTION, _short(error)) from error
        except smtplib.SMTPAuthenticationError as error:
            self.close()
            lasting = error.smtp_code >= 500
            raise self._trouble(Fault.SIGN_IN if lasting else Fault.BUSY, _answer(error)) from error
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            self.close()
            # SMTPException is an OSError; what follows are those that say something of the server.
            raise self._told(error) from error

    def send(self, letter: Letter, may_go: Callable[[], bool]) -> str:
        """Give the mail to the server; returns its answer. `may_go` is asked when only the last dot is missing.

        Raises:
            Withdrawn: `may_go` said no.
            ServerTrouble, LaterMail, RefusedMail: the server has surely not taken it.
            UnknownMail: nobody knows.
        """
        self.open()
        assert self._smtp is not None
        smtp = self._smtp
        try:
            self._prepare(smtp, letter)
        except (RefusedMail, LaterMail):
            self._forget_mail(smtp)
            raise
        except ServerTrouble:
            self.close()
            raise
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            told = self._told(error)
            told.in_mail = told.fault is Fault.AWAY
            raise told from error
        if self._has_hung_up(smtp):
            self.close()
            raise ServerTrouble(Fault.AWAY, self._server.host, in_mail=True)
        if not may_go():
            self.close()  # without the dot the server has to throw it away
            raise Withdrawn
        return self._finish(smtp)

    def close(self) -> None:
        """Hang up, politely if the server still listens; a mail without its dot is gone with it."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with contextlib.suppress(OSError):
                smtp.close()

    def cut(self) -> None:
        """End, from another thread, whatever is being waited for."""
        smtp = self._smtp
        if smtp is not None and smtp.sock is not None:
            with contextlib.suppress(OSError):
                smtp.sock.shutdown(socket.SHUT_RDWR)

    def leave(self) -> None:
        """Say goodbye and hang up."""
        if self._smtp is not None:
            with contextlib.suppress(OSError):
                self._smtp.quit()
        self.close()

    def _open(self) -> None:
        server, patience = self._server, self._patience
        context = None if server.security == "none" else _trusted(server)
        # Named as who has no name: looking up this machine's own takes seconds and tells the world what it is called.
        if server.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(local_hostname=_NAMELESS, timeout=patience.connect_s, context=context)
        else:
            smtp = smtplib.SMTP(local_hostname=_NAMELESS, timeout=patience.connect_s)
        self._smtp = smtp
        smtp._host = server.host  # type: ignore[attr-defined]  # what the certificate is held against (bpo-36094)
        code, words = smtp.connect(server.host, server.port)
        if code != 220:
            raise self._trouble(Fault.BUSY if code >= 400 else Fault.NO_SMTP, f"{code} {_text(words)}")
        assert smtp.sock is not None
        smtp.sock.settimeout(patience.command_s)
        smtp.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            if not smtp.has_extn("starttls"):
                raise self._trouble(Fault.NO_ENCRYPTION)
            code, words = smtp.starttls(context=context)
            if code != 220:
                raise self._trouble(Fault.NO_ENCRYPTION, f"{code} {_text(words)}")
            smtp.ehlo()
        if server.user:
            if not smtp.has_extn("auth"):
                raise self._trouble(Fault.SIGN_IN, "AUTH")
            self._sign_in(smtp, server)

    def _sign_in(self, smtp: smtplib.SMTP, server: Server) -> None:
        if (server.user + server.password).isascii():
            smtp.login(server.user, server.password)
            return
        # smtplib knows ASCII only; the standard says UTF-8 (RFC 4616 2).
        said = base64.b64encode(f"\0{server.user}\0{server.password}".encode()).decode()
        code, words = smtp.docmd("AUTH", f"PLAIN {said}")
        if code != 235:
            raise smtplib.SMTPAuthenticationError(code, words)

    def _still_there(self) -> bool:
        assert self._smtp is not None
        try:
            return bool(self._smtp.noop()[0] == 250)
        except OSError:
            return False

    def _prepare(self, smtp: smtplib.SMTP, letter: Letter) -> None:
        """Everything but the last dot."""
        sender, to = envelope(letter.from_address), envelope(letter.to_address)
        options = []
        if needs_utf8((letter.from_address, letter.to_address)):
            if not smtp.has_extn("smtputf8"):
                raise RefusedMail(detail=N_("it cannot write to addresses with letters such as å"))
            options = ["SMTPUTF8", "BODY=8BITMIME"]
            smtp.command_encoding = "utf-8"
        code, words = smtp.mail(sender, options)
        if code != 250:
            detail = f"{code} {_text(words)}"
            raise self._trouble(Fault.SENDER if code >= 500 else Fault.BUSY, detail)
        code, words = smtp.rcpt(to)
        if code not in (250, 251):
            raise self._of_mail(code, words)
        code, words = smtp.docmd("data")
        if code != 354:
            raise self._of_mail(code, words)
        smtp.send(stuffed(write(letter)))

    def _has_hung_up(self, smtp: smtplib.SMTP) -> bool:
        """Whether the server has said something, or has closed, before it had the dot: then it has not taken it."""
        assert smtp.sock is not None
        return bool(select.select([smtp.sock], [], [], 0)[0])

    def _finish(self, smtp: smtplib.SMTP) -> str:
        """The dot, and its answer."""
        try:
            assert smtp.sock is not None
            smtp.sock.settimeout(self._patience.answer_s)
            self.handed_over = True
            smtp.send(b".\r\n")
            code, words = smtp.getreply()
            smtp.sock.settimeout(self._patience.command_s)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise UnknownMail from error
        finally:
            self.handed_over = False
        if code == 250:
            return f"{code} {_text(words)}"
        if code == 421:
            self.close()
        if 400 <= code < 600:
            raise self._of_mail(code, words)
        self.close()  # no answer that the standard knows
        raise UnknownMail

    def _of_mail(self, code: int, words: bytes) -> KolliError:
        detail = f"{code} {_text(words)}"
        if code == 421:  # the whole server closes (RFC 5321 3.8)
            return self._trouble(Fault.BUSY, detail)
        if code in (530, 535, 538):
            return self._trouble(Fault.SIGN_IN, detail)
        return RefusedMail(detail=detail) if code >= 500 else LaterMail(detail=detail)

    def _forget_mail(self, smtp: smtplib.SMTP) -> None:
        try:
            if smtp.rset()[0] != 250:
                self.close()
        except OSError:
            self.close()

    def _told(self, error: Exception) -> ServerTrouble:
        if isinstance(error, smtplib.SMTPServerDisconnected | smtplib.SMTPNotSupportedError):
            return self._trouble(Fault.AWAY, _short(error))
        if isinstance(error, smtplib.SMTPResponseException):
            fault = Fault.BUSY if 400 <= error.smtp_code < 500 else Fault.NO_SMTP
            return self._trouble(fault, _answer(error))
        if isinstance(error, smtplib.SMTPException):
            return self._trouble(Fault.NO_SMTP, _short(error))
        if isinstance(error, socket.gaierror):
            return self._trouble(Fault.AWAY, "DNS")
        return self._trouble(Fault.AWAY, _short(error))

    def _trouble(self, fault: Fault, detail: str = "") -> ServerTrouble:
        return ServerTrouble(fault, self._server.host, plain(detail, 160))


def _trusted(server: Server) -> ssl.SSLContext:
    try:
        return trust(server.ca)
    except KolliError:
        raise ServerTrouble(Fault.CERTIFICATE, server.host, server.ca) from None


def _answer(error: smtplib.SMTPResponseException) -> str:
    said = error.smtp_error
    return f"{error.smtp_code} {_text(said) if isinstance(said, bytes) else said}"


def _text(words: bytes) -> str:
    return plain(words.decode("utf-8", "replace"), 160)


def _short(error: Exception) -> str:
    return type(error).__name__
