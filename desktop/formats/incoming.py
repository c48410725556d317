"""What comes back by e-mail: a mail that could not be delivered (RFC 3464), an answer, a wish to be left alone."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

LARGEST = 4 * 1024 * 1024  # bytes; more is no answer to a shop's mail
_ID = re.compile(r"<[^<>\s@]{1,120}@[^<>\s@]{1,200}>")
_RATING = re.compile(r"(?<![\d.,/])([1-5])(?:\s*/\s*5)?(?![\d/%]|[.,]\d)")
_DAEMON = re.compile(r"mailer-daemon|postmaster", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail that did not reach its reader for good. `status` as 5.1.1, "" where nobody said."""

    about: tuple[str, ...]  # Message-IDs that may be the mail's, the likeliest first
    recipient: str
    status: str
    words: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `rating` None: no one number from 1 to 5 stands in it. `leave`: they want to be asked no more."""

    about: tuple[str, ...]
    sender: str
    subject: str
    text: str
    rating: int | None
    leave: bool


def read(data: bytes) -> Bounce | Reply | None:
    """What a mail says that came in; None for one that is neither, such as an automatic reply."""
    try:
        mail = message_from_bytes(data[:LARGEST], policy=policy.default)
        return _bounce(mail) or _reply(mail)
    except (ValueError, LookupError, AttributeError, TypeError, IndexError, KeyError, RecursionError):
        return None  # somebody's broken mail; the library trips over some headers


def _bounce(mail: EmailMessage) -> Bounce | None:
    report = mail.get_content_type() == "multipart/report" and mail.get_param("report-type") == "delivery-status"
    if report:
        return _report(mail)
    # Old servers send back plain words with the mail's head in them.
    if not _DAEMON.search(str(mail.get("From", ""))) and str(mail.get("Return-Path", "")).strip() != "<>":
        return None
    if str(mail.get("Auto-Submitted", "no")).lower().startswith("auto-generated"):
        return None  # such as a warning that it takes longer
    text = _text(mail)
    about = tuple(dict.fromkeys(_ID.findall(re.sub(r"[\r\n]+[ \t]+", " ", text))))
    code = re.search(r"\b5\d\d\b[ -]+(5\.\d{1,3}\.\d{1,3})?", text)
    if not about or code is None:
        return None
    return Bounce(about, "", code[1] or "", _one_line(text))


def _report(mail: EmailMessage) -> Bounce | None:
    blocks, about = list[Message](), list[str]()
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            payload = part.get_payload()
            blocks += [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []
        elif kind in ("message/rfc822", "message/global"):
            payload = part.get_payload()
            about += (
                [str(each.get("Message-ID", "")) for each in payload if isinstance(each, Message)]
                if isinstance(payload, list)
                else []
            )
        elif kind in ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers"):
            about += re.findall(r"(?im)^message-id:\s*(\S+)", _payload(part))
    failed = [block for block in blocks if str(block.get("Action", "")).strip().lower() == "failed"]
    if not failed or not about:
        return None
    said = failed[0]
    status = str(said.get("Status", "")).strip().split(" ")[0]
    return Bounce(
        tuple(dict.fromkeys(each.strip() for each in about if each.strip())),
        str(said.get("Final-Recipient", said.get("Original-Recipient", ""))).rpartition(";")[2].strip(), status,
        _one_line(str(said.get("Diagnostic-Code", "")).partition(";")[2]),
    )  # fmt: skip


def _reply(mail: EmailMessage) -> Reply | None:
    if str(mail.get("Auto-Submitted", "no")).strip().lower() not in ("", "no") or mail.get("X-Autoreply"):
        return None
    subject = _one_line(str(mail.get("Subject", "")))
    about = tuple(dict.fromkeys(_ID.findall(f"{mail.get('In-Reply-To', '')} {mail.get('References', '')}")))
    leave = re.search(r"\bSTOP-(\S+)", subject)
    if not about and not leave:
        return None
    text = _own_words(_text(mail))
    addresses = getattr(mail.get("From"), "addresses", ())
    return Reply(about, addresses[0].addr_spec if addresses else "", subject, text, rating_in(text), leave is not None)


def rating_in(text: str) -> int | None:
    """The one number from 1 to 5 that a text begins with, or that is its only number; None where that is not clear."""
    first = text.strip().splitlines()[0] if text.strip() else ""
    begins = re.match(r"\W*" + _RATING.pattern, first)
    if begins:
        return int(begins[1])
    numbers = re.findall(r"\d+", re.sub(r"([1-5])\s*/\s*5", r"\1", text))
    only = _RATING.search(text)
    return int(only[1]) if only and len(set(numbers)) == 1 and numbers[0] == only[1] else None


def _own_words(text: str) -> str:
    """Without what is quoted of our mail."""
    kept = []
    for line in text.splitlines():
        if line.startswith(">") or re.match(r"(?i)^\s*(-{3,}|_{3,}|from:|från:|dari:|on .+ wrote:|pada .+ menulis:|"
                                            r"den .+ skrev.*:|.+<[^>\s]+@[^>\s]+>.*:\s*$)", line):  # fmt: skip
            break
        kept.append(line.rstrip())
    return "\n".join(kept).strip()


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    if body is not None:
        return _payload(body)
    html = mail.get_body(("html",))
    if html is None:
        return _payload(mail) if not mail.is_multipart() else ""
    bare = re.sub(r"(?is)<(script|style|blockquote)\b.*?</\1>", " ", _payload(html))
    return re.sub(r"<[^>]*>", " ", re.sub(r"(?i)<(br|/p|/div)\b[^>]*>", "\n", bare))


def _payload(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return str(part.get_payload())
    try:
        return data.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:  # a character set that nobody knows
        return data.decode("utf-8", "replace")


def _one_line(text: str, longest: int = 300) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:longest]
