"""One e-mail as its bytes travel: plain text, no header that somebody's words could add, the same each time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent. `message_id` with its brackets; `by_itself`: no person wrote it (RFC 3834).

    `leave` is the subject that a buyer sends to be asked no more, "" for a mail that must reach them.
    """

    message_id: str
    from_name: str
    from_address: str
    to_name: str
    to_address: str
    subject: str
    body: str
    written_at: datetime
    reply_to: str = ""
    language: str = ""
    by_itself: bool = True
    leave: str = ""
    papers: tuple[tuple[str, bytes], ...] = ()  # file name, PDF


def envelope(address: str) -> str:
    """An address as a mail server takes it: a domain in other letters than ASCII in its ASCII form (RFC 5891)."""
    local, _at, domain = address.rpartition("@")
    try:
        return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode()}"
    except UnicodeError:
        return address


def needs_utf8(addresses: Sequence[str]) -> bool:
    """Whether only a server with SMTPUTF8 (RFC 6531) can take these."""
    return not all(envelope(address).isascii() for address in addresses)


def write(letter: Letter) -> bytes:
    """The whole mail, its lines ended by CR LF, not yet stuffed with dots."""
    utf8 = needs_utf8((letter.from_address, letter.to_address))
    made = EmailMessage(policy=(policy.SMTPUTF8 if utf8 else policy.SMTP))
    made["From"] = _person(letter.from_name, letter.from_address)
    made["To"] = _person(letter.to_name, letter.to_address)
    if letter.reply_to and letter.reply_to != letter.from_address:
        made["Reply-To"] = _person("", letter.reply_to)
    made["Subject"] = _line(letter.subject)
    made["Date"] = format_datetime(letter.written_at)
    made["Message-ID"] = letter.message_id
    if letter.language:
        made["Content-Language"] = letter.language
    if letter.by_itself:
        made["Auto-Submitted"] = "auto-generated"
        made["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    if letter.leave:
        to = envelope(letter.reply_to or letter.from_address)
        made["List-Unsubscribe"] = f"<mailto:{to}?subject={letter.leave}>"
    # Quoted-printable whatever the server can do: no line is too long and no byte has eight bits.
    made.set_content(letter.body + "\n", cte="quoted-printable")
    for name, pdf in letter.papers:
        made.add_attachment(pdf, maintype="application", subtype="pdf", filename=name)
    return made.as_bytes()


def stuffed(mail: bytes) -> bytes:
    """With a second dot before each line that begins with one (RFC 5321 4.5.2), ended by a line's end."""
    lines = re.sub(rb"(?m)^\.", b"..", mail)
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"


def _person(name: str, address: str) -> Address:
    local, _at, domain = envelope(address).rpartition("@")
    return Address(_line(name), local, domain)


def _line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
