"""What the office does with a person's file: each button asks what it needs, says what will be, and can be undone."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import BadInput
from desktop.i18n import LANGUAGES, N_, _, ngettext
from desktop.services import complaints, customer_file
from desktop.services.changes import new_op_id
from desktop.services.customer_file import Contact
from desktop.services.customer_file.consents import WORDS as CONSENTS
from desktop.services.loyalty import points
from desktop.services.loyalty.vouchers import Voucher
from desktop.services.privacy import erasing, exporting
from desktop.ui.customers.facts import Facts
from desktop.ui.customers.form import Asked, Form
from desktop.ui.customers.page import Page
from desktop.ui.desk import Desk
from desktop.ui.dialogs import choose_target
from desktop.ui.widgets.lane import Outcome


class PersonWork(QObject):
    """`wants(word, value, facts)`: one method a word."""

    def __init__(self, desk: Desk, page: QWidget, form: Form) -> None:
        super().__init__(page)
        self._desk, self._form = desk, form
        self._widget, self._page = page, cast("Page", page)
        self._facts: Facts | None = None

    def wants(self, word: str, value: Any, facts: Facts) -> None:
        self._facts = facts
        asks: dict[str, Callable[[], None]] = {
            "edit": self._ask_edit, "note": self._ask_note, "block": self._ask_block, "complain": self._ask_complaint,
            "points": self._ask_points, "voucher": self._ask_voucher, "merge": self._ask_other,
        }  # fmt: skip
        does: dict[str, Callable[[Any], None]] = {
            "order": self._open_order, "return": self._open_return, "complaint": self._open_complaint,
            "agree": self._ask_agree, "withdraw": self._ask_withdraw, "merge-with": self._preview,
            "part": self._part, "cards": self._full_cards, "export": self._export, "erase": self._look_before_erasing,
        }  # fmt: skip
        if word in asks:
            asks[word]()
        else:
            does[word](value)

    def _open_order(self, value: Any) -> None:
        self._desk.open("order", int(value))

    def _open_return(self, value: Any) -> None:
        self._desk.open("returns", int(value))

    def _open_complaint(self, value: Any) -> None:
        self._page.open(-int(value))

    def _part(self, value: Any) -> None:
        self._page.do(partial(customer_file.undo_merge, int(value)), _("They are two again"))

    def _full_cards(self, _value: Any) -> None:
        self._desk.tasks.run(partial(points.full_cards, self._id), self._made_cards, self._page.not_done)

    def _made_cards(self, made: list[Voucher]) -> None:
        for voucher in made:
            self._page.made_voucher(voucher)

    def _ask_edit(self) -> None:
        contact = self._person.view.contact
        languages = (("", _("As the shop")), *LANGUAGES.items())
        fields = (
            Asked("name", _("Name"), contact.name), Asked("company", _("Company"), contact.company),
            Asked("email", _("E-mail"), contact.email), Asked("phone", _("Phone"), contact.phone),
            Asked("language", _("Language"), contact.language, choices=languages),
        )  # fmt: skip
        self._form.ask(_("Edit contact"), fields, _("Save"), partial(self._edit, self._id, contact),
                       _("Orders and parcels keep the name and address that they had."))  # fmt: skip

    def _ask_note(self) -> None:
        before = self._person.view.note
        self._form.ask(_("Note"), (Asked("text", _("Note"), before, lines=4),), _("Save"),
                       partial(self._note, self._id, before))  # fmt: skip

    def _ask_block(self) -> None:
        before = self._person.view.blocked
        if before:
            self._page.do(partial(customer_file.block, self._id, ""), _("May pay later again"),
                          partial(customer_file.block, self._id, before))  # fmt: skip
        else:
            self._form.ask(_("Not on account"), (Asked("text", _("Why")),), _("Save"), partial(self._block, self._id))

    def _ask_agree(self, kind: Any) -> None:
        self._form.ask(_(CONSENTS[kind]), (Asked("source", _("How did they say so?")),), _("Agree"),
                       partial(self._consent, self._id, str(kind), True))  # fmt: skip

    def _ask_withdraw(self, kind: Any) -> None:
        self._form.ask(_(CONSENTS[kind]), (Asked("source", _("How did they say so?")),), _("Withdraw"),
                       partial(self._consent, self._id, str(kind), False))  # fmt: skip

    def _ask_complaint(self) -> None:
        chosen = tuple((str(each.id), f"#{each.number}") for each in self._person.view.orders if each.kind == "order")
        fields = (
            Asked("subject", _("What is it about?")), Asked("text", _("What they wrote"), lines=4),
            Asked("order", _("Order"), chosen[0][0] if chosen else "", choices=(*chosen, ("", _("None")))),
        )  # fmt: skip
        self._form.ask(_("New complaint"), fields, _("Take in"), partial(self._complain, self._id))

    def _ask_points(self) -> None:
        fields = (Asked("amount", _("Points (below zero takes them)")), Asked("reason", _("Reason")))
        self._form.ask(_("Points"), fields, _("Save"), partial(self._points, self._id))

    def _ask_voucher(self) -> None:
        has = self._person.standing
        can = str(has.points.points) if has.worth_minor and has.points.points > 0 else ""
        told = "" if has.worth_minor else _("Points pay nothing yet: they have none, or no worth in Settings, Loyalty.")
        self._form.ask(_("Voucher for points"), (Asked("points", _("Points to turn into a voucher"), can),),
                       _("Make voucher"), partial(self._redeem, self._id), told)  # fmt: skip

    def _ask_other(self) -> None:
        self._form.ask(_("Merge"), (Asked("with", _("Name, phone, e-mail or order number of the other")),), _("Look"),
                       partial(self._find_other, self._id))  # fmt: skip

    def _preview(self, value: Any) -> None:
        self._preview_merge(self._id, int(value))

    def _look_before_erasing(self, _value: Any) -> None:
        self._desk.tasks.run(partial(erasing.prevents, self._id), partial(self._ask_erase, self._id),
                             self._page.not_done)  # fmt: skip

    @property
    def _person(self) -> Facts:
        assert self._facts is not None
        return self._facts

    @property
    def _id(self) -> int:
        return self._person.view.id

    def _edit(self, who: int, before: Contact, said: dict[str, str]) -> None:
        self._page.do(partial(customer_file.change, who, Contact(**said)), _("Contact saved"),
                 partial(customer_file.change, who, before))  # fmt: skip

    def _note(self, who: int, before: str, said: dict[str, str]) -> None:
        self._page.do(partial(customer_file.write_note, who, said["text"]), _("Note saved"),
                 partial(customer_file.write_note, who, before))  # fmt: skip

    def _block(self, who: int, said: dict[str, str]) -> None:
        if not said["text"]:
            self._form.say_wrong(_("Say why, in a few words."))
            return
        self._page.do(partial(customer_file.block, who, said["text"]), _("Not on account any more"),
                 partial(customer_file.block, who, ""))  # fmt: skip

    def _consent(self, who: int, kind: str, given: bool, said: dict[str, str]) -> None:
        self._page.do(partial(customer_file.say_consent, who, kind, given, said["source"]), _("Noted"))

    def _complain(self, who: int, said: dict[str, str]) -> None:
        order_id = int(said["order"]) if said["order"] else None
        work = partial(complaints.open_complaint, said["subject"], said["text"], order_id=order_id, customer_id=who)
        self._page.do(work, _("Complaint taken in"))

    def _points(self, who: int, said: dict[str, str]) -> None:
        try:
            amount = int(said["amount"])
        except ValueError:
            self._form.say_wrong(_("Give a whole number."))
            return
        op_id = new_op_id()
        self._page.do(partial(points.add, who, amount, said["reason"], f"hand:{op_id}"), _("Points noted"),
                 partial(points.add, who, -amount, _("undone"), f"undo:{op_id}"))  # fmt: skip

    def _redeem(self, who: int, said: dict[str, str]) -> None:
        try:
            count = int(said["points"])
        except ValueError:
            self._form.say_wrong(_("Give a whole number."))
            return
        self._desk.tasks.run(
            partial(points.redeem, who, count, new_op_id()), self._page.made_voucher, self._page.not_done
        )

    def _find_other(self, who: int, said: dict[str, str]) -> None:
        self._desk.tasks.run(partial(_other, who, said["with"]), partial(self._preview_merge, who), self._page.not_done)

    def _preview_merge(self, who: int, other: int) -> None:
        self._desk.tasks.run(
            partial(customer_file.preview, other, who), partial(self._ask_merge, who, other), self._page.not_done
        )

    def _ask_merge(self, who: int, other: int, shown: customer_file.Preview) -> None:
        goes = " · ".join(
            text for text in (shown.goes.name or shown.goes.company, shown.goes.email, shown.goes.phone) if text
        )
        moves = ", ".join(customer_file.moved(table, count) for table, count in shown.moves)
        filled = ", ".join(text for _field, text in shown.filled)
        detail = _("{goes} becomes a part of this file, with {moves}.").format(goes=goes, moves=moves or "0")
        if filled:
            detail += " " + _("This file gets: {texts}.").format(texts=filled)
        self._form.ask(_("Merge"), (), _("Merge"), partial(self._merge, who, other), detail)

    def _merge(self, who: int, other: int, _said: dict[str, str]) -> None:
        self._desk.tasks.run(partial(customer_file.merge, other, who), self._merged, self._page.not_done)

    def _merged(self, merge_id: int) -> None:
        self._page.told(_("They are one now"), partial(customer_file.undo_merge, merge_id))

    def _export(self, _value: Any) -> None:
        who = self._id
        file = choose_target(self._widget, _("Export all data of this person"), f"kolli-customer-{who}.zip")
        if file is not None:
            self._desk.tasks.run(partial(exporting.export, who, file), self._exported, self._desk.lane.show_refused)

    def _exported(self, file: Any) -> None:
        self._desk.lane.show_result(Outcome.SAVED, _("Exported"), str(file))

    def _ask_erase(self, who: int, prevents: list[str]) -> None:
        if prevents:
            self._desk.lane.show_refused(erasing.Prevented(name=_("This customer"), what=", ".join(prevents)))
            return
        word = _("ERASE")
        self._form.ask(
            _("Erase this person"), (Asked("sure", _("Type {word} to go on").format(word=word)),), _("Erase"),
            partial(self._erase, who, word),
            _("Names, addresses, mails, notes and pictures go for ever. Documents that the law keeps stay, and are"
              " listed here afterwards. This cannot be undone."), danger=True,
        )  # fmt: skip

    def _erase(self, who: int, word: str, said: dict[str, str]) -> None:
        if said["sure"].casefold() != word.casefold():
            self._form.say_wrong(_("Type {word} to go on").format(word=word))
            return
        self._page.forget_undo()
        self._desk.tasks.run(partial(_erase_and_clean, who), self._erased, self._page.not_done)

    def _erased(self, _stays: object) -> None:
        self._page.told(_("Erased"), None, _("What stays, and until when, stands in the file."))


def _other(who: int, text: str) -> int:
    """The one other person that a text finds."""
    found = [row for row in customer_file.find(text) if row.id != who] if text else []
    if len(found) != 1:
        told = ngettext("{count} customer has this.", "{count} customers have this.", len(found))
        raise BadInput(what=N_("The other customer"), value=text,
                       next=told.format(count=len(found)) + " " + _("Type what only one has."))  # fmt: skip
    return found[0].id


def _erase_and_clean(who: int) -> object:
    stays = erasing.erase(who)
    erasing.clean_file()
    return stays
