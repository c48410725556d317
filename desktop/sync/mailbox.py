"""The shop's own mailbox (IMAP): mails that came back, ratings, and whether a doubtful mail lies among the sent ones.

What is found there settles a doubt. What is not found settles nothing: a copy may take its time, so an unsure mail is
never sent again because of an empty mailbox.
"""

import contextlib
import imaplib
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.domain.errors import KolliError
from desktop.formats.incoming import LARGEST
from desktop.i18n import N_
from desktop.services.changes import now
from desktop.services.mail import incoming, listing, posting, rounds
from desktop.services.messages.sender import Sender, password
from desktop.sync.address import is_loopback
from desktop.sync.http import plain, trust

log = logging.getLogger(__name__)
_TIMEOUT_S = 60.0
_TLS_PORT = 993
_MOST = 200  # mails of one look
_FIRST_LOOK = timedelta(days=3)
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # strftime would say them in a language


class MailboxAway(KolliError):
    text = N_("The mailbox at {host} cannot be read ({reason}). Check the server, the user and the password.")


@dataclass(slots=True)
class Looked:
    """What one look into the mailbox has found."""

    read: int = 0
    bounced: int = 0
    rated: int = 0
    settled: int = 0


def look_into(by: Sender) -> Looked:
    """Take in what is new, and settle doubts; nothing where no mailbox is set. Trouble is noted, not raised."""
    if not by.imap_host:
        return Looked()
    try:
        found = look(by)
    except MailboxAway as away:
        log.warning("the mailbox cannot be read")
        rounds.mailbox_answers(away.say())
        return Looked()
    rounds.mailbox_answers("")
    return found


def look(by: Sender) -> Looked:
    """The same.

    Raises:
        MailboxAway: it cannot be read.
    """
    looked = Looked()
    try:
        with _opened(by) as box:
            _settle_doubts(by, box, looked)
            _read_new(by, box, looked)
    except (imaplib.IMAP4.error, OSError, KolliError) as error:
        reason = error.say() if isinstance(error, KolliError) else plain(str(error) or type(error).__name__, 120)
        raise MailboxAway(host=by.imap_host, reason=reason) from error
    return looked


@contextlib.contextmanager
def _opened(by: Sender) -> Iterator[imaplib.IMAP4]:
    if is_loopback(by.imap_host) and by.imap_port != _TLS_PORT:
        box = imaplib.IMAP4(by.imap_host, by.imap_port, timeout=_TIMEOUT_S)
    else:
        box = imaplib.IMAP4_SSL(by.imap_host, by.imap_port, ssl_context=trust(by.ca), timeout=_TIMEOUT_S)
    try:
        box.login(by.user or by.address, password(imap=True))
        yield box
    finally:
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            box.logout()


def _settle_doubts(by: Sender, box: imaplib.IMAP4, looked: Looked) -> None:
    """A doubtful mail that lies among the sent ones, or as our copy in the inbox, was taken by the server."""
    doubtful = listing.unsure()
    folders = [folder for folder in (by.imap_sent, by.imap_folder) if folder] if doubtful else []
    for folder in folders:
        if box.select(_quoted(folder), readonly=True)[0] != "OK":
            continue
        for mail_id, message_id in doubtful:
            answer, found = box.uid("SEARCH", "HEADER", "Message-ID", _quoted(message_id))
            if answer == "OK" and found and found[0] and posting.sent(mail_id, f"IMAP {folder}"):
                looked.settled += 1


def _read_new(by: Sender, box: imaplib.IMAP4, looked: Looked) -> None:
    if box.select(_quoted(by.imap_folder), readonly=True)[0] != "OK":
        raise MailboxAway(host=by.imap_host, reason=by.imap_folder)
    validity = box.response("UIDVALIDITY")[1]
    name = f"{by.imap_host}/{by.imap_folder}/{_plain(validity)}"
    last = rounds.mailbox_read(name)
    for uid in _new(box, last)[:_MOST]:
        answer, parts = box.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{LARGEST}>)")
        data = next((part[1] for part in parts if isinstance(part, tuple)), b"") if answer == "OK" else b""
        taken = incoming.take_in(data) if data else incoming.Taken()
        looked.read += 1
        looked.bounced += taken.what == "bounced"
        looked.rated += taken.what == "rated"
        rounds.mailbox_was_read(name, uid)


def _new(box: imaplib.IMAP4, last: int) -> list[int]:
    """What came after the last one that was read; at a first look only of the last days."""
    if last:
        answer, found = box.uid("SEARCH", "UID", f"{last + 1}:*")
    else:
        answer, found = box.uid("SEARCH", "SINCE", _day(now() - _FIRST_LOOK))
    uids = [int(uid) for uid in (found[0] or b"").split()] if answer == "OK" and found else []
    return sorted(uid for uid in uids if uid > last)  # "N:*" names the newest one even where it is older (RFC 3501)


def _day(when: datetime) -> str:
    """As IMAP writes it: 12-Nov-2026 (RFC 3501, date)."""
    return f"{when.day:02d}-{_MONTHS[when.month - 1]}-{when.year}"


def _quoted(text: str) -> str:
    return '"' + re.sub(r'([\\"])', r"\\\1", re.sub(r"[\r\n\0]", "", text)) + '"'


def _plain(answer: list[bytes | None]) -> str:
    return (answer[0] or b"").decode("ascii", "replace") if answer else ""
