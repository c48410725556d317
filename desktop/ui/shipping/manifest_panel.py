"""The right panel while handing over: what is left to scan, what is missing, the driver, and closing."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.services.manifests import Manifest
from desktop.services.parcels import CourierRow, ParcelRow
from desktop.services.radar import Risk
from desktop.ui.settings.page import scrolling
from desktop.ui.shipping.couriers import courier_name
from desktop.ui.shipping.left import Left
from desktop.ui.shipping.missing import Missing
from desktop.ui.theme import theme
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.field import LabelledField, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.panel import Hairline, Panel


class ManifestPanel(Panel):
    """`show_courier(row, manifest, missing, risks, numberless)`; emits `closing(driver)`."""

    closing = Signal(str)

    def __init__(self) -> None:
        super().__init__(flush=True)
        look = theme()
        self._courier: CourierRow | None = None
        self.manifest: Manifest | None = None
        self._title = ElideLabel("", "benchBody", weight=600)
        self._code = ElideLabel("", "caption", "ink.muted", codes=True)
        top = QWidget()
        top.setFixedHeight(look.px(52))
        head = QVBoxLayout(top)
        head.setContentsMargins(look.px(16), 0, look.px(16), 0)
        head.setSpacing(0)
        head.addStretch(1)
        head.addWidget(self._title)
        head.addWidget(self._code)
        head.addStretch(1)
        self.left, self.missing = Left(), Missing()
        self._heading = Label("", "caption", "ink.secondary", weight=600)
        self.driver = TextField("ship-driver")
        self._driver = LabelledField("", self.driver)
        self.close_it = KeyButton("", "printer", "F12", role="primary", bench=True, name="ship-close-manifest")
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(16), look.px(14), look.px(16), look.px(16))
        inner.setSpacing(look.px(8))
        inner.addWidget(self._heading)
        inner.addWidget(scrolling(self.missing), 1)
        inner.addWidget(self._driver)
        inner.addSpacing(look.px(8))
        inner.addWidget(self.close_it)
        self.body.setSpacing(0)
        self.body.addWidget(top)
        self.body.addWidget(Hairline())
        self.body.addWidget(self.left)
        self.body.addLayout(inner, 1)
        self.close_it.clicked.connect(self._close)
        self.retranslate()

    def show_courier(
        self, row: CourierRow | None, manifest: Manifest | None, missing: list[ParcelRow], risks: list[Risk],
        numberless: frozenset[str],
    ) -> None:  # fmt: skip
        self._courier, self.manifest = row, manifest
        self._title.setText(_("Manifest {courier}").format(courier=courier_name(row.name)) if row else _("Manifest"))
        self._code.setText(manifest.code if manifest else "")
        self._code.setVisible(manifest is not None)
        self.left.show_left(row.left if row else 0, row.parcels if row else 0)
        self.missing.show_missing(missing, risks, numberless)
        self._heading.setText(_("Missing at the door") if missing or risks else "")
        self.close_it.setEnabled(manifest is not None and manifest.parcels > 0)

    def _close(self) -> None:
        self.closing.emit(self.driver.text().strip())

    def retranslate(self) -> None:
        self._driver.set_label(_("Driver"))
        self.driver.setPlaceholderText(_("Name or plate number"))
        self.close_it.setText(_("Close manifest"))
        self.left.retranslate()
