"""Settings, E-mails to buyers, and the composer on the order's page: used by keys and mouse on a real database."""

import os
from urllib.parse import parse_qs, urlsplit

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.domain.order import Action
from desktop.models.base import run
from desktop.services import changes, messages, orders, settings, shipping
from desktop.services.mail import listing, posting, reviews
from desktop.services.messages import Event, sender, texts
from desktop.ui.hub import Hub
from desktop.ui.widgets import lane
from desktop.ui.widgets.key_button import KeyButton
from tests.mail_server import MailServer, report
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


def test_what_is_said_by_phone_or_in_a_chat_is_noted_and_answered_on_the_orders_page(window, monkeypatch):
    switched_on()
    order_id = shipped()
    run("UPDATE orders SET phone = '0812 3456 7890' WHERE id = ?", (order_id,))
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    window.open("order", order_id)
    QTest.qWait(0)
    story = window.page.story
    story.comment.setPlainText("Halo & selamat 100 % åäö\n{number}")
    click(story.dial)
    (url,) = opened
    assert url.host() == "wa.me"
    assert url.path() == "/6281234567890"
    said = parse_qs(urlsplit(bytes(url.toEncoded()).decode()).query)["text"][0]
    assert said.startswith("Halo & selamat 100 % åäö\nM10")
    story.comment.setPlainText("x" * 3000)
    story.notify.setChecked(True)
    click(story.add)
    assert len(listing.of_order(order_id)[0].body) == 3000
    QTimer.singleShot(0, _rate_four)
    click(story.rate)
    found = reviews.of_order(order_id)
    assert (found.rating, found.comment, found.source) == (4, "Bagus 5", "hand")
    run("UPDATE orders SET phone = '' WHERE id = ?", (order_id,))
    run("UPDATE customer SET phone = ''")
    window.page.open(order_id)
    QTest.qWait(0)
    assert not story.dial.isVisible()


def test_a_returned_mail_is_dropped_on_the_list_and_the_list_becomes_a_file(window, tmp_path, monkeypatch):
    switched_on()
    mail = listing.of_order(shipped())[0]
    run("UPDATE mail SET state = 'sent' WHERE id = ?", (mail.id,))
    window.open("sync")
    QTest.qWait(0)
    tab = window.page.mails
    drop(tab, _file(tmp_path, b"Subject: hello\r\n\r\nnothing"))
    assert window.desk.lane.outcome is lane.Outcome.ATTENTION
    drop(tab, _file(tmp_path, report(mail)))
    assert listing.row(mail.id).state == "bounced"
    monkeypatch.setattr("desktop.ui.exporting.choose_target", lambda *_given: tmp_path / "mails.csv")
    click(window.page.findChild(KeyButton, "sync-export"))
    assert "ayu@example.com" in (tmp_path / "mails.csv").read_text("utf-8-sig")


def _rate_four():
    form = QApplication.activeModalWidget()
    if form is None:
        QTimer.singleShot(10, _rate_four)
        return
    QTest.keyClicks(form.comment, "Bagus 5")  # typed in the field, a number is no rating
    form.keys[0].setFocus()
    QTest.keyClick(form.keys[0], Qt.Key.Key_4)
    if form.isVisible():
        form.reject()  # else the test would wait for ever


def drop(widget, file):
    """As the desktop drops a file there."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    for kind in (QDragEnterEvent, QDropEvent):
        at = QPoint(40, 40) if kind is QDragEnterEvent else QPointF(40, 40)
        event = kind(at, Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(widget, event)
        assert event.isAccepted()
    QTest.qWait(0)


def _file(folder, data):
    file = folder / "back.eml"
    file.write_bytes(data)
    return file


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
