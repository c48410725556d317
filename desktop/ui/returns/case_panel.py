"""One case: its lines, why and how they came back, what becomes of them, and what that does before it is approved."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.returns import HERE, OPEN, STATES, WAITING, CaseState, Condition, Goes, Outcome, Reason, goes
from desktop.i18n import _, money
from desktop.services.returns import Said
from desktop.ui.returns.choices import Group
from desktop.ui.returns.facts import Facts, Sold, approve_words, conditions, outcomes, reasons
from desktop.ui.returns.line_rows import LineRows
from desktop.ui.returns.money_box import MoneyBox
from desktop.ui.returns.photo_row import PhotoRow
from desktop.ui.settings.page import scrolling
from desktop.ui.theme import theme
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.field import LabelledField, ScanField, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.note_bar import NoteBar
from desktop.ui.widgets.panel import Hairline, Panel
from desktop.ui.widgets.tick import Tick

_QUESTIONS, _LINE, _NARROW = 560, 46, 560  # px: what the questions take with all around them; a line; a narrow panel


class CasePanel(Panel):
    """`show_case(facts)`. `said(line_id, Said)` is what a person chose; the buttons' work is the screen's."""

    said = Signal(int, object)
    tracked = Signal(str)
    line_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__(flush=True)
        self.facts: Facts | None = None
        self.line_id: int | None = None
        self._make_parts()
        self._lay_out()
        self.reason.chosen.connect(self._reason)
        self.condition.chosen.connect(self._condition)
        self.outcome.chosen.connect(self._outcome)
        self.scrap.clicked.connect(self._scrapped)
        self.lines.picked.connect(self.choose_line)
        self.lines.counted.connect(self._counted)
        self.words.editingFinished.connect(self._words_typed)
        self.other.editingFinished.connect(self._other_typed)
        self.other.scanned.connect(self._other_typed)
        self.tracking.editingFinished.connect(self._number_typed)
        self.tracking.scanned.connect(self._number_typed)
        self.money.swapped.connect(self._swapped)
        self.retranslate()
        self.show_case(None)

    def show_case(self, facts: Facts | None, line_id: int | None = None) -> None:
        """Show a case; `line_id` becomes its current line, else the one that it was stays."""
        was = self.facts.case.id if self.facts is not None else None
        fresh = facts is None or was != facts.case.id
        self.facts = facts
        self._pages.setCurrentIndex(1 if facts is None else 0)
        if facts is None:
            return
        if fresh:
            self.notify.setChecked(facts.case.notify)
        if line_id is not None or fresh or facts.line(self.line_id) is None:
            self.line_id = line_id if line_id is not None else _first(facts)
        self._show(facts, fresh=fresh)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many lines as leave the questions in view."""
        super().resizeEvent(event)
        look = theme()
        self.lines.room(max(2, (self.height() - look.px(_QUESTIONS)) // look.px(_LINE)))
        narrow = self.width() < look.px(_NARROW)
        if narrow != (self._pinned.indexOf(self.notify) >= 0):  # the tick stands above the buttons then
            (self._foot if narrow else self._pinned).removeWidget(self.notify)
            self._pinned.addWidget(self.notify) if narrow else self._foot.insertWidget(0, self.notify)

    def choose_line(self, line_id: int) -> None:
        if self.facts is not None and line_id != self.line_id:
            self.line_id = line_id
            self._show(self.facts, fresh=False)
            self.line_chosen.emit(line_id)

    def line(self) -> Sold | None:
        return self.facts.line(self.line_id) if self.facts is not None else None

    def _show(self, facts: Facts, *, fresh: bool) -> None:
        case, line = facts.case, facts.line(self.line_id)
        said = line.said if line is not None else None
        open_, here = case.state in OPEN, case.state in HERE
        self._number.setText(case.number)
        self._head.setText(" · ".join(part for part in (f"#{case.order}", facts.headline, case.buyer) if part))
        self._state.show_state(_(STATES[case.state]), "done" if case.state is CaseState.SETTLED else "plain")
        self._told.say(_("From the buyer: {words}").format(words=case.words))
        self._told.setVisible(bool(case.words))
        self._result.say(_result(facts))
        self._result.setVisible(not open_)
        self.lines.show_lines(facts, self.line_id, may_count=open_)
        self.reason.choose(said.reason or "" if said is not None else "")
        self.condition.set_answers(conditions(facts, line))
        self.condition.choose(said.condition or "" if said is not None else "")
        self.outcome.choose(said.outcome or "" if said is not None else "")
        chosen = line is not None and line.units > 0
        for group in (self.reason, self.condition, self.outcome):
            group.setEnabled(open_ and chosen)
        self.condition.setVisible(here or not open_)
        self.scrap.setChecked(said is not None and said.goes is Goes.SCRAP)
        may_scrap = said is not None and said.condition not in (None, Condition.SELLABLE)
        self.scrap.setEnabled(open_ and chosen and may_scrap)
        self.outcome.setVisible((here or not open_) and facts.gives_money)
        self._words.setVisible(open_ and said is not None and said.reason is Reason.OTHER)
        if not self.words.hasFocus():
            self.words.setText(said.words if said is not None else "")
        wrong = said is not None and said.condition is Condition.WRONG_ARTICLE
        self._other.setVisible(open_ and wrong)
        if not self.other.hasFocus():
            self.other.setText(said.other if said is not None else "")
        self._tracking.setVisible(case.state in WAITING)
        if not self.tracking.hasFocus():
            self.tracking.setText(" ".join(part for part in (case.carrier, case.tracking) if part))
        self.money.setVisible(here)
        self.money.show_case(facts, line, fresh=fresh)
        self.money.box.setVisible(here and self.money.says_something)
        self._foot_of(facts)

    def _foot_of(self, facts: Facts) -> None:
        case = facts.case
        here, waits = case.state in HERE, case.state in WAITING
        self.receive.setVisible(waits)
        self.label.setVisible(waits)
        self.assess.setVisible(case.state is CaseState.RECEIVED and not facts.gives_money)
        self.withdraw.setVisible(case.state in OPEN and facts.gives_money)
        self.notify.setVisible(here and facts.gives_money)
        self.photos.setVisible(case.state in OPEN)
        self.photos.show_case(case, has_camera=facts.has_camera)
        self.label_file.setVisible(waits)
        repairing = case.state is CaseState.REPAIRING
        self.approve.setVisible(waits or (here and facts.gives_money) or repairing)
        self.approve.setText(
            _("Approve the return") if waits else _("It is repaired") if repairing else approve_words(facts)
        )
        self.approve.set_icon("send" if waits else "check")
        self.approve.setEnabled(case.state is not CaseState.APPROVED)

    def _make_parts(self) -> None:
        look = theme()
        self._pages = QStackedWidget()
        self._number, self._head = Label("", "heading"), ElideLabel("", "body", "ink.secondary")
        self._state = Badge("", "plain")
        self._told, self._result = NoteBar("", "note"), NoteBar("", "hint")
        self.lines = LineRows()
        self.reason, self.condition = Group("returns-reason", 4, 7), Group("returns-condition", 5, 5)
        self.outcome, self.money, self.photos = Group("returns-outcome", 5, 5), MoneyBox(), PhotoRow()
        self.scrap = Tick("returns-scrapped")
        self.condition.put_beside(self.scrap)
        self.words, self.other = TextField("returns-words"), ScanField("returns-other")
        self.tracking = ScanField("returns-tracking")
        self._words, self._other = LabelledField("", self.words), LabelledField("", self.other)
        self._tracking = LabelledField("", self.tracking)
        self.notify = Tick("returns-notify")
        self.withdraw = KeyButton("", "x", "F9", role="quiet", name="returns-withdraw")
        self.label = KeyButton("", "printer", "Ctrl+P", name="returns-label")
        self.label_file = KeyButton("", "file-down", "Ctrl+Shift+P", role="quiet", name="returns-label-file")
        self.receive = KeyButton("", "package-check", "F5", name="returns-receive")
        self.assess = KeyButton("", "list-checks", "Ctrl+S", name="returns-assess")
        self.approve = KeyButton("", "check", "Ctrl+Return", role="primary", name="returns-approve")
        self._empty = EmptyState("undo-2")
        self.setMinimumWidth(look.px(420))

    def _lay_out(self) -> None:
        look = theme()
        pad = look.px(16)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(pad, 0, pad, 0)
        top.setSpacing(look.px(12))
        top.addWidget(self._number)
        top.addWidget(self._head, 1)
        top.addWidget(self._state)
        head = QWidget()
        head.setFixedHeight(look.px(52))
        head.setLayout(top)
        inside = QWidget()
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(pad, look.px(8), pad, look.px(8))
        inner.setSpacing(look.px(6))
        parts = (self._told, self._result, self.lines, self.reason, self._words, self.condition, self._other,
                 self.outcome, self.money, self._tracking, self.photos)  # fmt: skip
        for part in parts:
            inner.addWidget(part)
        inner.addStretch(1)
        self._foot = foot = QHBoxLayout()
        foot.setContentsMargins(pad, look.px(10), pad, look.px(10))
        foot.setSpacing(look.px(8))
        foot.addWidget(self.notify)
        foot.addWidget(self.withdraw)
        foot.addStretch(1)
        for button in (self.label_file, self.label, self.receive, self.assess, self.approve):
            foot.addWidget(button)
        column.addWidget(head)
        column.addWidget(Hairline())
        column.addWidget(scrolling(inside), 1)
        self._pinned = pinned = QVBoxLayout()
        pinned.setContentsMargins(pad, look.px(4), pad, look.px(10))
        pinned.addWidget(self.money.box)
        column.addLayout(pinned)
        column.addWidget(Hairline())
        column.addLayout(foot)
        self._pages.addWidget(whole)
        self._pages.addWidget(self._empty)
        self.body.addWidget(self._pages, 1)

    def retranslate(self) -> None:
        self.reason.set_title(_("Reason"))
        self.condition.set_title(_("Condition"))
        self.outcome.set_title(_("Outcome"))
        self.reason.set_answers(reasons())
        self.outcome.set_answers(outcomes())
        self._words.set_label(_("In the buyer's words"))
        self._other.set_label(_("What came instead"))
        self._tracking.set_label(_("Number of the parcel that comes back"))
        self.notify.setText(_("Tell the buyer"))
        self.scrap.setText(_("Throw it away"))
        self.withdraw.set_accessible(_("Withdraw the return"))
        self.label.set_accessible(_("Print the label"))
        self.label_file.set_accessible(_("Save the label as a PDF"))
        self.receive.setText(_("It is here"))
        self.assess.setText(_("Assessed"))
        self._empty.say(_("No return is chosen"), _("Scan a slip, a label or a receipt: its return opens."))
        self.money.retranslate()
        self.photos.retranslate()
        if self.facts is not None:
            self._show(self.facts, fresh=False)

    def _tell(self, said: Said) -> None:
        if self.line_id is not None:
            self.said.emit(self.line_id, said)

    def _counted(self, line_id: int, units: int) -> None:
        self.choose_line(line_id)
        self.said.emit(line_id, Said(units=units))

    def _reason(self, key: str) -> None:
        self._tell(Said(reason=Reason(key)))

    def _condition(self, key: str) -> None:
        self._tell(Said(condition=Condition(key)))

    def _scrapped(self) -> None:
        line = self.line()
        if line is not None and line.said is not None and line.said.condition is not None:
            self._tell(Said(goes=Goes.SCRAP if self.scrap.isChecked() else goes(line.said.condition)))

    def _outcome(self, key: str) -> None:
        self._tell(Said(outcome=Outcome(key)))

    def _swapped(self, sku: str) -> None:
        self._tell(Said(swap=sku))

    def _words_typed(self) -> None:
        self._typed(self.words.text(), lambda line: line.said.words if line.said else "", "words")

    def _other_typed(self, _text: str = "") -> None:
        self._typed(self.other.text(), lambda line: line.said.other if line.said else "", "other")

    def _typed(self, text: str, was: Callable[[Sold], str], name: str) -> None:
        line = self.line()
        if line is not None and text.strip() != was(line):
            self._tell(Said(words=text) if name == "words" else Said(other=text.strip()))

    def _number_typed(self, _text: str = "") -> None:
        if self.facts is not None and self.tracking.text().strip():
            self.tracked.emit(self.tracking.text().strip())


def _first(facts: Facts) -> int | None:
    """The line that is shown first: one that is in the case, else the first."""
    with_units = [line.line_id for line in facts.lines if line.units]
    return next(iter([*with_units, *(line.line_id for line in facts.lines)]), None)


def _result(facts: Facts) -> str:
    """What became of a case that is over."""
    case = facts.case
    parts = [_(STATES[case.state])]
    if case.refund_minor and facts.sees_prices:
        parts.append(_("{amount} went back").format(amount=money(case.refund_minor, case.currency)))
    if case.document:
        parts.append(case.document)
    if case.exchange:
        parts.append(_("new order {number}").format(number=f"#{case.exchange}"))
    if case.back:
        parts.append(_("sent again by order {number}").format(number=f"#{case.back}"))
    if case.rejected:
        parts.append(case.rejected)
    return " · ".join(parts)
