"""The shop's mailbox: what came back, what buyers answer, and the doubts that it settles; never more than that."""

import re
import socketserver
import threading
from collections.abc import Iterator

import pytest

from desktop.models.base import run
from desktop.services import changes, messages, secrets
from desktop.services.changes import unit
from desktop.services.mail import listing, posting, reviews, rounds
from desktop.services.messages import Event, sender, texts
from desktop.sync.mailbox import look_into
from tests.mail_server import report
from tests.services import shop

pytestmark = pytest.mark.usefixtures("sqlite_database")


class Mailbox(socketserver.ThreadingTCPServer):
    """As much of IMAP4rev1 (RFC 3501) as is asked of it: folders of mails, each with its number."""

    allow_reuse_address, daemon_threads = True, True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.folders: dict[str, list[bytes]] = {"INBOX": [], "Sent": []}
        self.fetched: list[int] = []
        self.password = "kelapa"


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        box: Mailbox = self.server  # type: ignore[assignment]
        folder: list[bytes] = []
        self._say(b"* OK here")
        while line := self.rfile.readline().strip():
            tag, _blank, rest = line.partition(b" ")
            words = rest.decode()
            told = b"OK done"
            if words.startswith("CAPABILITY"):
                self._say(b"* CAPABILITY IMAP4rev1")
            elif words.startswith("LOGIN"):
                told = b"OK in" if f'"{box.password}"' in words else b"NO wrong"
            elif words.startswith(("EXAMINE", "SELECT")):
                folder = box.folders[words.split('"')[1]]
                self._say(b"* %d EXISTS" % len(folder), b"* OK [UIDVALIDITY 7] valid")
            elif words.startswith("UID SEARCH HEADER"):
                wanted = words.split('"')[-2].encode()
                found = [str(at + 1) for at, mail in enumerate(folder) if b"Message-ID: " + wanted in mail]
                self._say(b"* SEARCH " + " ".join(found).encode())
            elif words.startswith("UID SEARCH"):
                first = re.search(r"UID (\d+):", words)
                start = min(int(first[1]), len(folder)) if first else 1  # "9:*" names the newest where 9 is not there
                self._say(b"* SEARCH " + " ".join(str(at) for at in range(max(1, start), len(folder) + 1)).encode())
            elif words.startswith("UID FETCH"):
                uid = int(words.split()[2])
                box.fetched.append(uid)
                mail = folder[uid - 1]
                self._say(b"* %d FETCH (UID %d BODY[]<0> {%d}" % (uid, uid, len(mail)))
                self.wfile.write(mail + b")\r\n")
            self._say(tag + b" " + told)
            if words.startswith("LOGOUT"):
                return

    def _say(self, *lines: bytes) -> None:
        for line in lines:
            self.wfile.write(line + b"\r\n")


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    monkeypatch.setenv(secrets.PASSWORD, "bench")
    with Mailbox() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        sender.change(address="halo@sagara.example", host="127.0.0.1", security="none", imap_host="127.0.0.1",
                      imap_port=server.server_address[1], imap_sent="Sent", grace_s=0)  # fmt: skip
        sender.keep_password("kelapa", imap=True)
        sender.switch(True)
        yield server
        server.shutdown()
        thread.join()


def mail(event: Event = Event.PAID, state: str = "sent") -> listing.MailRow:
    order_id = shop.order(("CUP", 1)).id
    run("UPDATE orders SET email = ? WHERE id = ?", ("ayu@example.com", order_id))
    texts.choose(event, on=True)
    with unit() as work:
        mail_id = messages.tell(work, event, order_id, f"{event}:{order_id}")
    post = posting.next_due(changes.now())
    assert mail_id is not None
    assert post is not None
    assert posting.begin(post)
    posting.sent(mail_id, "250") if state == "sent" else posting.unsure(mail_id, "who knows")
    return listing.row(mail_id)


def test_what_came_back_and_what_buyers_answer_is_taken_in_once(box: Mailbox) -> None:
    back, asked = mail(), mail(Event.REVIEW)
    answer = f"From: ayu@example.com\r\nIn-Reply-To: {asked.message_id}\r\nSubject: Re\r\n\r\n4"
    box.folders["INBOX"] = [b"Subject: an offer\r\n\r\nbuy", report(back), answer.encode()]
    looked = look_into(sender.sender())
    assert (looked.read, looked.bounced, looked.rated) == (3, 1, 1)
    assert listing.row(back.id).state == "bounced"
    found = reviews.of_order(asked.order_id)
    assert found is not None
    assert found.rating == 4
    look_into(sender.sender())
    assert box.fetched == [1, 2, 3]  # none is read twice


def test_a_doubt_is_settled_by_what_is_found_and_never_by_what_is_not(box: Mailbox) -> None:
    went, lost = mail(state="unsure"), mail(state="unsure")
    box.folders["Sent"] = [f"Message-ID: {went.message_id}\r\n\r\nwords".encode()]
    assert look_into(sender.sender()).settled == 1
    assert (listing.row(went.id).state, listing.row(lost.id).state) == ("sent", "unsure")


def test_a_mailbox_that_cannot_be_read_is_said_and_stops_nothing(box: Mailbox) -> None:
    box.password = "another"
    look_into(sender.sender())
    assert "cannot be read" in rounds.mailbox_trouble()
    box.password = "kelapa"
    look_into(sender.sender())
    assert rounds.mailbox_trouble() == ""
