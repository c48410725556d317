"""Mails reach a real mail server once each, whatever it does; where nobody can know, a person is asked, never guessed.

The server counts what it took by Message-ID: never one twice, and in the end none is missing.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from desktop.models.base import disconnect as leave_thread
from desktop.models.base import run
from desktop.services import changes, messages, orders, returns, secrets, shipping
from desktop.services import settings as shop_settings
from desktop.services.changes import unit
from desktop.services.mail import handling, incoming, listing, posting, rounds
from desktop.services.messages import Event, sender
from desktop.services.secrets import SecretsLocked
from desktop.sync.post import Pace, Postman
from desktop.sync.smtp import Patience
from tests.authority import Authority, make
from tests.documents.reading import text
from tests.mail_server import PASSWORD, USER, MailServer, report
from tests.services import shop

pytestmark = pytest.mark.usefixtures("sqlite_database")
QUICK = Pace(patience=Patience(connect_s=5, command_s=5, answer_s=5))


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    yield
    changes.set_clock(None)


def sends_to(server: MailServer, **more: object) -> None:
    shop_settings.change_shop(name="Sagara")
    sender.change(**{
        "name": "Sagara Craft", "address": USER, "host": "127.0.0.1", "port": server.port, "security": "none",
        "grace_s": 0, **more,
    })  # fmt: skip
    sender.switch(True)


def mailed(email: str = "ayu@example.com", text: str | None = None, cause: str = "") -> int:
    """A mail that waits; its number."""
    order_id = shop.order(("CUP", 1)).id
    run("UPDATE orders SET email = ? WHERE id = ?", (email, order_id))
    with unit() as work:
        mail_id = messages.tell(work, Event.PAID, order_id, cause or f"paid:{order_id}", text=text)
    assert mail_id is not None
    return mail_id


def later(seconds: float) -> None:
    """The clock goes on."""
    moment = changes.now() + timedelta(seconds=seconds)
    changes.set_clock(lambda: moment)


def until(true: Callable[[], bool], within_s: float = 20.0) -> None:
    end = time.monotonic() + within_s
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    assert true()


def states() -> list[str]:
    return [row.state for row in sorted(listing.rows(), key=lambda row: row.id)]


def one() -> listing.MailRow:
    return listing.rows()[0]


def test_a_mail_says_what_it_says_and_counts_as_told_only_when_the_server_has_it() -> None:
    with MailServer() as server:
        sends_to(server, reply_to="ask@sagara.example")
        mail_id = mailed()
        order_id = listing.row(mail_id).order_id
        assert "mailed" not in shop.history(order_id)
        assert Postman(pace=QUICK).run_once().sent == 1
    mail = server.taken[0]
    assert (mail["To"], mail["From"]) == ("Ayu Lestari <ayu@example.com>", f"Sagara Craft <{USER}>")
    assert mail["Message-ID"] == listing.row(mail_id).message_id
    assert (mail["Auto-Submitted"], mail["Reply-To"]) == ("auto-generated", "ask@sagara.example")
    assert mail["Date"] is not None
    assert mail["List-Unsubscribe"] is None
    assert mail.get_content().replace("\r\n", "\n").strip() == listing.row(mail_id).body
    assert mail.get_content_charset() == "utf-8"
    assert orders.show(order_id).history[0].notified
    assert shop.history(order_id)[-1] == "mailed"


def test_the_label_goes_with_the_word_that_a_return_is_fine() -> None:
    with MailServer() as server:
        sends_to(server)
        order_id = shop.packed_order(("CUP", 1))
        run("UPDATE orders SET email = 'ayu@example.com' WHERE id = ?", (order_id,))
        shipping.ship(order_id, "JNE", "1")
        sent = Postman(pace=QUICK).run_once().sent
        case = returns.open_case(order_id, {orders.lines(order_id)[0].id: 1})
        returns.approve(case.id)
        assert Postman(pace=QUICK).run_once().sent == 1
    (label,) = server.taken[sent].iter_attachments()
    assert (label.get_filename(), label.get_content_type()) == (f"{case.number}.pdf", "application/pdf")
    assert case.code in text(label.get_content())


@pytest.mark.parametrize(
    ("fault", "state", "in_words"),
    [
        ("rcpt-4xx", "waiting", "greylisted"),
        ("rcpt-5xx", "parked", "does not live here"),
        ("data-4xx", "waiting", "disk is full"),
        ("data-5xx", "parked", "spam"),
        ("closing", "waiting", "closing for the night"),
        ("drop-at-rcpt", "waiting", "does not answer"),
        ("drop-at-dot", "unsure", "the line broke before it answered"),
        ("drop-after-dot", "unsure", "the line broke before it answered"),
    ],
)
def test_each_fault_ends_in_one_mail(fault: str, state: str, in_words: str) -> None:
    with MailServer([fault]) as server:
        sends_to(server)
        mail_id = mailed()
        Postman(pace=QUICK).run_once()
        assert states() == [state]
        assert in_words in one().reason
        assert one().message_id not in server.times() or fault == "drop-after-dot"
        later(4000)
        Postman(pace=QUICK).run_once()  # what waits is tried again; what is unsure or refused is left to a person
        assert states() == ["sent" if state == "waiting" else state]
        if state == "parked":
            handling.retry(mail_id)
        elif state == "unsure":  # the person looks among the sent mails
            (handling.arrived if one().message_id in server.times() else handling.retry)(mail_id)
        Postman(pace=QUICK).run_once()
        assert states() == ["sent"]
        assert list(server.times().values()) == [1]


def test_a_line_that_breaks_in_the_middle_of_a_mail_holds_up_only_that_one() -> None:
    with MailServer(["drop-in-data"]) as server:
        sends_to(server)
        long, short = mailed(text="A long word. " * 9000), mailed()
        Postman(pace=QUICK).run_once()
        assert listing.row(short).state == "sent"
        # The dot may have been on its way already; what is sure is that nothing was sent twice, or is called sent.
        assert listing.row(long).state in ("waiting", "unsure")
        if listing.row(long).state == "unsure":
            handling.retry(long)
        later(4000)
        Postman(pace=QUICK).run_once()
        assert states() == ["sent", "sent"]
        assert list(server.times().values()) == [1, 1]


def test_a_slow_server_is_waited_for_and_one_that_is_too_slow_leaves_a_doubt() -> None:
    with MailServer(["late", "late"], late_s=0.4) as server:
        sends_to(server)
        mailed()
        Postman(pace=QUICK).run_once()
        assert states() == ["sent"]
        mailed()
        hasty = Pace(patience=Patience(answer_s=0.05))
        assert Postman(pace=hasty).run_once().unsure == 1
        Postman(pace=QUICK).run_once()
    assert sorted(states()) == ["sent", "unsure"]
    assert set(server.times().values()) == {1}


def test_a_server_that_is_away_keeps_every_mail_waiting_and_says_so() -> None:
    with MailServer() as server:
        sends_to(server)
        mailed()
        mailed()
        port = server.port
    assert Postman(pace=QUICK).run_once().trouble != ""
    assert "does not answer" in rounds.server_trouble()
    assert states() == ["waiting", "waiting"]
    assert all(row.tries == 0 for row in listing.rows())
    with MailServer() as again:
        assert port
        sender.change(port=again.port)
        Postman(pace=QUICK).run_once()
        assert states() == ["sent", "sent"]
        assert rounds.server_trouble() == ""


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return make(tmp_path)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_only_a_server_that_proves_its_name_hears_the_password(
    authority: Authority, security: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(secrets.PASSWORD, "bench")
    sender.keep_password(PASSWORD)
    name = "tls" if security == "tls" else "starttls"
    right, wrong = authority.server("127.0.0.1"), authority.server("mail.other.example")
    with MailServer(auth=True, **{name: right}) as server:
        sends_to(server, security=security, user=USER, ca=str(authority.file))
        mailed()
        assert Postman(pace=QUICK).run_once().sent == 1
        sender.change(ca="")
        mailed()
        assert "could not prove who it is" in Postman(pace=QUICK).run_once().trouble
        sender.change(ca=str(authority.file))
        sender.keep_password("wrong")
        assert "did not accept the user or the password" in Postman(pace=QUICK).run_once().trouble
    with MailServer(auth=True, **{name: wrong}) as server:
        sender.keep_password(PASSWORD)
        sender.change(port=server.port)
        assert "could not prove who it is" in Postman(pace=QUICK).run_once().trouble
        assert server.tried == 0
    with MailServer() as plain:  # encryption is not offered, or somebody on the way has taken the offer out
        sender.change(port=plain.port)
        trouble = Postman(pace=QUICK).run_once().trouble
        assert "encryption" in trouble
        assert plain.tried == 0
    assert PASSWORD not in str(shop.rows("SELECT * FROM setting"))
    assert states() == ["sent", "waiting"]


def test_without_encryption_only_this_very_computer_is_talked_to() -> None:
    with pytest.raises(Exception, match="TLS"):
        sender.change(host="mail.shop.example", security="none")
    assert sender.change(host="mail.shop.example", security="none", plain_is_fine=True).host == "mail.shop.example"


def test_what_was_left_in_the_middle_is_never_sent_again_by_itself() -> None:
    with MailServer() as server:
        sends_to(server)
        mail_id = mailed()
        post = posting.next_due(changes.now())
        assert post is not None
        assert posting.begin(post)  # and here the program is killed
        Postman(pace=QUICK).run_once()
        assert (listing.row(mail_id).state, server.tried) == ("unsure", 0)
        assert "ended in the moment" in listing.row(mail_id).reason
        handling.arrived(mail_id)
        assert (listing.row(mail_id).state, server.tried) == ("sent", 0)


@pytest.mark.parametrize(
    "trouble",
    [
        SecretsLocked(),
        pytest.param(RuntimeError("nobody foresaw it"), marks=pytest.mark.logs_errors),
    ],
)
def test_the_post_goes_on_after_a_trouble_and_what_was_in_the_middle_is_unsure(
    trouble: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails_once(real: Callable[..., object]) -> Callable[..., object]:
        left = [trouble]

        def does(*given: object) -> object:
            if left:
                raise left.pop()
            return real(*given)

        return does

    monkeypatch.setattr(posting, "sent", fails_once(posting.sent))
    monkeypatch.setattr(posting, "next_time", fails_once(posting.next_time))
    with MailServer() as server:
        sends_to(server)
        middle, next_one = mailed(), mailed()
        postman = Postman(pace=replace(QUICK, look_s=0.05, stumble_s=0.05, fall_s=0.05), at_end=leave_thread)
        stop = postman.start()
        try:
            until(lambda: states() == ["unsure", "sent"])
            third = mailed()
            until(lambda: listing.row(third).state == "sent")
        finally:
            stop()
    assert (listing.row(middle).state, listing.row(next_one).state) == ("unsure", "sent")
    assert set(server.times().values()) == {1}


def test_a_mail_that_is_discarded_while_its_words_travel_does_not_get_its_dot() -> None:
    with MailServer() as server:
        sends_to(server)
        mail_id = mailed()
        post = posting.next_due(changes.now())
        assert post is not None
        handling.discard(mail_id)
        assert not posting.begin(post)
        handling.restore(mail_id)
        assert not posting.begin(post)  # it is another version of it; the next look takes that one
        Postman(pace=QUICK).run_once()
    assert list(server.times().values()) == [1]


def test_two_senders_at_once_give_one_mail() -> None:
    with MailServer() as server:
        sends_to(server)
        mailed()
        first, second = posting.next_due(changes.now()), posting.next_due(changes.now())
        assert first is not None
        assert second is not None
        assert [posting.begin(first), posting.begin(second)] == [True, False]


def test_nobodys_words_become_a_header() -> None:
    with MailServer() as server:
        sends_to(server)
        order_id = shop.order(("CUP", 1)).id
        run("UPDATE orders SET source = 'file:x', email = ?, buyer = ?, number = ? WHERE id = ?",
            ("å@example.com", "Ayu\r\nBcc: all@example.com", "7\r\nX-Evil: yes", order_id))  # fmt: skip
        with unit() as work:
            mail_id = messages.tell(work, Event.PAID, order_id, "a")
        assert mail_id is not None
        Postman(pace=QUICK).run_once()
        assert listing.row(mail_id).state == "parked"  # this server knows ASCII addresses only, and says so
        assert "letters such as" in listing.row(mail_id).reason
        handling.retry(mail_id, address="ayu@exämple.com")
        Postman(pace=QUICK).run_once()
        handling.retry(
            mailed("x@y.example"), subject="Hej\r\nBcc: all@example.com", body="Rad\n.\nRCPT TO:<x@y.z>\n..\n"
        )
        Postman(pace=QUICK).run_once()
    first, second = server.taken
    assert (first["Bcc"], first["X-Evil"], second["Bcc"]) == (None, None, None)
    assert server.envelopes[0][1] == "ayu@xn--exmple-cua.com"
    assert second.get_content().splitlines()[:4] == ["Rad", ".", "RCPT TO:<x@y.z>", ".."]
    assert len(server.envelopes) == 2


def test_a_mail_that_comes_back_is_noted_once_and_the_address_is_not_tried_again_by_itself() -> None:
    with MailServer() as server:
        sends_to(server)
        mail = listing.row(mailed())
        Postman(pace=QUICK).run_once()
        assert incoming.take_in(report(mail, "delayed")).what == ""
        assert incoming.take_in(report(mail)).what == "bounced"
        assert incoming.take_in(report(mail)).what == "bounced"
        assert shop.history(mail.order_id).count("mail-bounced") == 1
        assert "no such user" in one().reason
        second = mailed()
        assert listing.row(second).state == "parked"
        handling.retry(mail.id, address="right@example.com")
        Postman(pace=QUICK).run_once()
    assert listing.row(mail.id).state == "sent"
    assert listing.row(mail.id).message_id != mail.message_id
    with pytest.raises(incoming.NoBounce):
        incoming.take_bounce(b"Subject: hello\r\n\r\nnothing")
    assert incoming.take_in(report(mail)).what == ""


FAULTS = ["", "rcpt-4xx", "rcpt-5xx", "data-4xx", "data-5xx", "closing", "drop-at-rcpt", "drop-in-data", "drop-at-dot",
          "drop-after-dot"]  # fmt: skip


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(faults=["drop-after-dot", "drop-at-dot", "rcpt-4xx"], many=2)
@given(faults=st.lists(st.sampled_from(FAULTS), max_size=6), many=st.integers(1, 3))
def test_whatever_the_server_does_each_mail_arrives_once(faults: list[str], many: int) -> None:
    changes.set_clock(None)
    run("DELETE FROM mail")
    with MailServer(list(faults)) as server:
        sends_to(server)
        for _each in range(many):
            mailed()
        for _turn in range(len(faults) + 2):
            Postman(pace=QUICK).run_once()
            _be_the_person(server)
            later(4000)
        Postman(pace=QUICK).run_once()
    assert set(states()) == {"sent"}
    assert sorted(server.times()) == sorted(row.message_id for row in listing.rows())
    assert set(server.times().values()) == {1}


def _be_the_person(server: MailServer) -> None:
    for row in listing.rows(listing.PROBLEMS):
        went = row.state == "unsure" and row.message_id in server.times()
        does: Callable[[int], None] = handling.arrived if went else handling.retry
        does(row.id)
