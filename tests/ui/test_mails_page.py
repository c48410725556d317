"""Settings, E-mails to buyers, and the composer on the order's page: used by keys and mouse on a real database."""

import os

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop.domain.order import Action
from desktop.models.base import run
from desktop.services import changes, messages, orders, settings, shipping
from desktop.services.mail import listing, posting, reviews
from desktop.services.messages import Event, sender, texts
from desktop.ui.hub import Hub
from tests.mail_server import MailServer
from tests.services import shop
from tests.ui.looks import LOOKS, faults, wear
from tests.ui.test_rules_pages import click, pick
from tests.ui.test_settings_screen import undo, write

PICTURES = os.environ.get("KOLLI_PICTURES", "")


@pytest.fixture
def window(sqlite_database, make_window):
    hub = Hub(changes.listen)
    settings.change_shop(name="Sagara Craft", web="https://sagara.example", bank_account="BCA 123 456 a/n Sagara")
    made = make_window(hub=hub)
    yield made
    made.desk.sounds.close()
    hub.close()


def page(window):
    window.open("settings")
    window.page.list.choose("mails")
    QTest.qWait(0)
    return window.page.page_of("mails")


def look_at(window, name):
    """Every look and language: nothing cut off or overflowing; a picture each where they are wanted."""
    found = []
    for look in LOOKS:
        found += faults(wear(window, look))
        if PICTURES and look.size == (1366, 768):
            window.grab().save(f"{PICTURES}/{name}-{look.language}-{look.mode}.png")
    return found


def shipped(email="ayu@example.com"):
    order_id = shop.packed_order(("CUP", 2), ("PLATE", 1))
    run("UPDATE orders SET email = ? WHERE id = ?", (email, order_id))
    shipping.ship(order_id, "JNE", "010480057142891")
    return order_id


def switched_on(port=2525):
    sender.change(name="Sagara Craft", address="halo@sagara.example", host="127.0.0.1", port=port, security="none",
                  grace_s=0)  # fmt: skip
    sender.switch(True)


def test_a_sender_is_set_by_hand_tried_and_switched_on(window, qtbot):
    form = page(window).form
    assert not form.on.isEnabled()
    with MailServer() as server:
        write(form.fields["address"], "halo@sagara.example")
        write(form.fields["host"], "127.0.0.1")
        pick(form.security, "none")
        write(form.fields["port"], str(server.port))
        assert (sender.sender().security, sender.sender().port) == ("none", server.port)
        assert form.on.isEnabled()
        write(form.fields["reply_to"], "nobody")
        assert "name@shop.example" in page(window).trouble.text()
        form.test_to.setText("owner@sagara.example")
        click(form.test)
        qtbot.waitUntil(lambda: bool(server.taken))
        qtbot.waitUntil(lambda: "took it" in form.said.text())
    click(form.on)
    assert sender.sender().on
    undo(window)
    assert not sender.sender().on


def test_a_text_is_written_seen_as_its_reader_sees_it_and_taken_back(window):
    order_id = shipped()
    here = page(window)
    here.kinds.choose("event:shipped")
    QTest.qWait(0)
    here.text.language.choose("sv")
    here.text.spoken.emit("sv")
    assert here.text.read_subject.text() == messages.preview(Event.SHIPPED, order_id, "sv").subject
    assert "2 × The CUP" in here.text.read_body.text()
    here.text.body.setPlainText("Hej {name}!\n{due}\nSpåra: {tracking}\n{nmae}")
    assert "{nmae}" in here.text._body._wrong.text()
    assert not texts.get(Event.SHIPPED, "sv").own
    here.text.body.setPlainText("Hej {name}!\n{due}\nSpåra: {tracking}")
    assert here.text.read_body.text() == "Hej Ayu!\nSpåra: JNE 010480057142891"
    here.text.keep_now()
    assert texts.get(Event.SHIPPED, "sv").own
    click(here.text.on)
    assert not texts.habit(Event.SHIPPED).on
    undo(window)
    undo(window)
    assert not texts.get(Event.SHIPPED, "sv").own
    assert texts.habit(Event.SHIPPED).on


def test_what_buyers_thought_stands_where_they_are_asked(window):
    reviews.rate(shipped(), 4)
    here = page(window)
    here.kinds.choose("event:review")
    QTest.qWait(0)
    assert here.text.opinions.text() == "All orders 4.0 of 5 (1) · JNE 4.0 of 5 (1)"


def test_the_order_page_shows_the_mail_as_it_will_be_read_and_sends_it(window):
    switched_on()
    order_id = shop.order(("CUP", 1), paid=False).id
    run("UPDATE orders SET email = ? WHERE id = ?", ("ayu@example.com", order_id))
    window.open("order", order_id)
    QTest.qWait(0)
    story = window.page.story
    assert story.notify.isVisible()
    pick(story.status, Action.CONFIRM.value)
    assert story.notify.isChecked()
    seen = messages.preview(Event.PAID, order_id)
    assert (story._subject.text(), story._words.text()) == (seen.subject, seen.body)
    assert "ayu@example.com" in story._who.text()
    click(story.add)
    mail = listing.of_order(order_id)[0]
    assert (mail.subject, mail.body, mail.state) == (seen.subject, seen.body, "waiting")
    assert not orders.show(order_id).history[0].notified
    pick(story.status, "")
    click(story.chat)
    said = QGuiApplication.clipboard().text()
    assert "M1001" in said
    assert said.endswith("https://sagara.example")


def test_a_mail_in_doubt_is_shown_and_settled_by_one_key(window):
    switched_on()
    order_id = shipped()
    mail_id = listing.of_order(order_id)[0].id
    assert posting.begin(posting.next_due(changes.now()))
    posting.unsure(mail_id, "Nobody knows.")
    window.open("sync")
    QTest.qWait(0)
    tab = window.page.mails
    assert window.page.tabs.current() == "mails"  # there is no store here to show first
    assert tab.panel.note.text().startswith("Nobody knows.")
    click(tab.panel.came)
    assert listing.row(mail_id).state == "sent"
    assert any(entry.action == "mailed" and entry.notified for entry in orders.show(order_id).history)
    second = listing.of_order(shipped())[0].id
    tab.panel.show_mail(listing.row(second), "UTC")
    click(tab.panel.drop)
    assert listing.row(second).state == "discarded"
    assert window.page.undo()
    assert listing.row(second).state == "waiting"


@pytest.mark.hard
def test_the_pages_are_whole_in_every_look(window):
    switched_on()
    order_id = shipped()
    here = page(window)
    assert look_at(window, "mails-sender") == []
    here.kinds.choose("event:shipped")
    assert look_at(window, "mails-shipped") == []
    posting.begin(posting.next_due(changes.now()))
    posting.unsure(listing.of_order(order_id)[0].id, "The line broke.")
    window.open("sync")
    assert look_at(window, "mails-list") == []
    window.open("order", order_id)
    QTest.qWait(0)
    window.page.story.notify.setChecked(True)
    window.page.story.template.click()
    assert look_at(window, "mails-composer") == []
