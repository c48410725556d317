"""Boxes: the cartons, and the scale and camera of this bench, and whether a parcel needs them to close."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.devices import cameras, scales
from desktop.i18n import N_, _, number
from desktop.services import bench_devices, cartons, settings
from desktop.services.bench_devices import Set
from desktop.services.cartons import CartonRow
from desktop.services.settings import Rules
from desktop.ui.desk import Desk
from desktop.ui.errands import Errands
from desktop.ui.settings.carton_form import CartonForm
from desktop.ui.settings.page import SettingField, SettingRow, SettingsPage, Undo, pair
from desktop.ui.theme import theme
from desktop.ui.widgets.field import Choice, LabelledField, TextField
from desktop.ui.widgets.key_button import KeyButton
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.lane import Outcome
from desktop.ui.widgets.panel import Hairline, Panel

_SCALES = {
    "": N_("No scale"),
    "toledo-8217": "Toledo 8217",
    "sma": "SMA",
    "mt-sics": "MT-SICS",
    "continuous": N_("Sends by itself (CAS, A&D and others)"),
    "hid": N_("USB scale"),
}
_CAMERAS = {"": N_("No camera"), "network": N_("At an address"), "folder": N_("Puts pictures into a folder")}
_NEEDED = {"off": N_("Not asked"), "required": N_("Needed to close")}


@dataclass(frozen=True, slots=True)
class _Read:
    devices: Set
    rules: Rules
    cartons: list[CartonRow]
    ports: list[str]


class BoxesPage(SettingsPage):
    def __init__(self, desk: Desk, keep: Callable[[Undo], object]) -> None:
        super().__init__(desk, keep)
        self._read: _Read | None = None
        self._errands = Errands(self)
        self.cartons = CartonForm(self.save)
        self.scale, self.port = Choice("scale-driver"), Choice("scale-port")
        self.camera, self.address = Choice("camera-driver"), SettingField("camera-address", codes=True)
        self.user, self.password = SettingField("camera-user"), TextField("camera-password")
        self.password.setEchoMode(TextField.EchoMode.Password)
        self.folder = SettingField("camera-folder", codes=True)
        self.weigh, self.photo, self.carton = Choice("rule-weigh"), Choice("rule-photo"), Choice("rule-carton")
        self.try_scale = KeyButton("", "weight", name="scale-try")
        self.try_camera = KeyButton("", "eye", name="camera-try")
        self._titles = [Label("", "benchBody", weight=600) for _turn in range(2)]
        self._labels = {
            field: LabelledField("", field)
            for field in (self.scale, self.port, self.camera, self.address, self.user, self.password, self.folder)
        }
        self._rows = {choice: SettingRow(choice) for choice in (self.weigh, self.photo, self.carton)}
        self._lay_out()
        self.scale.picked.connect(partial(self._set, "scale"))
        self.port.picked.connect(partial(self._set, "port"))
        self.camera.picked.connect(partial(self._set, "camera"))
        for name, field in (("address", self.address), ("camera_user", self.user), ("folder", self.folder)):
            field.given.connect(partial(self._set, name))
        self.password.editingFinished.connect(self._keep_password)
        self.weigh.picked.connect(partial(self._rule, "weigh"))
        self.photo.picked.connect(partial(self._rule, "photo"))
        self.carton.picked.connect(partial(self._rule, "carton"))
        self.try_scale.clicked.connect(self._weigh)
        self.try_camera.clicked.connect(self._shoot)
        self.retranslate()

    def reload(self) -> None:
        self.desk.tasks.run(_read, self._show)

    def _show(self, read: _Read) -> None:
        self._read = read
        devices, rules = read.devices, read.rules
        ports = list(dict.fromkeys([*read.ports, *([devices.port] if devices.port else [])]))
        self.port.set_choices([("", _("Choose the line")), *((port, port) for port in ports)])
        self.scale.choose(devices.scale)
        self.port.choose(devices.port)
        self.camera.choose(devices.camera)
        for field, text in (
            (self.address, devices.address),
            (self.user, devices.camera_user),
            (self.folder, devices.folder),
        ):
            field.show_text(text)
        self.weigh.choose(rules.weigh)
        self.photo.choose(rules.photo)
        self.carton.choose(rules.carton)
        self._labels[self.port].setVisible(devices.scale not in ("", "hid", "simulated"))
        for shown in (self.address, self.user, self.password):
            self._labels[shown].setVisible(devices.camera == "network")
        self._labels[self.folder].setVisible(devices.camera == "folder")
        self.try_scale.setVisible(bool(devices.scale))
        self.try_camera.setVisible(bool(devices.camera))
        self.cartons.show_cartons(read.cartons)

    def _set(self, name: str, value: object) -> None:
        if self._read is not None and value != getattr(self._read.devices, name):
            before = getattr(self._read.devices, name)
            self.save(partial(bench_devices.change, **{name: value}), partial(bench_devices.change, **{name: before}))

    def _keep_password(self) -> None:
        if self.password.text():
            self.desk.tasks.run(
                partial(bench_devices.keep_camera_password, self.password.text()), self._kept_password, self.say_refused
            )

    def _kept_password(self, _result: object) -> None:
        self.password.clear()
        self.desk.lane.show_result(Outcome.SAVED, _("Password kept"), _("It is in this computer's keyring."))

    def _rule(self, name: str, value: object) -> None:
        if self._read is not None and value != getattr(self._read.rules, name):
            before = getattr(self._read.rules, name)
            self.save(partial(settings.change_rules, **{name: value}), partial(settings.change_rules, **{name: before}))

    def _weigh(self) -> None:
        if self._read is not None:
            self._errands.run(partial(_try_scale, self._read.devices), self._weighed, self.say_refused)

    def _weighed(self, reading: scales.Reading) -> None:
        words = _("{weight} g, at rest") if reading.stable else _("{weight} g, still moving")
        if reading.trouble:
            words = _("The scale says that something is wrong. Take everything off, then put it on again.")
        self.desk.lane.show_result(Outcome.SAVED, _("Scale"), words.format(weight=number(round(reading.grams))))

    def _shoot(self) -> None:
        if self._read is not None:
            self.desk.tasks.run(bench_devices.camera_password, self._shoot_with, self.say_refused)

    def _shoot_with(self, password: str) -> None:
        if self._read is not None:
            self._errands.run(partial(_try_camera, self._read.devices, password), self._shot, self.say_refused)

    def _shot(self, size: int) -> None:
        words = _("A picture came, {size} kB.").format(size=number(size // 1000))
        self.desk.lane.show_result(Outcome.SAVED, _("Camera"), words)

    def _lay_out(self) -> None:
        look = theme()
        panel = Panel(bench=True)
        panel.body.setSpacing(look.px(10))
        panel.body.addWidget(self._titles[0])
        panel.body.addLayout(pair((self._labels[self.scale], 1), (self._labels[self.port], 1)))
        panel.body.addWidget(self._rows[self.weigh])
        panel.body.addLayout(_right(self.try_scale))
        panel.body.addWidget(Hairline())
        panel.body.addWidget(self._titles[1])
        panel.body.addLayout(pair((self._labels[self.camera], 1), (self._labels[self.folder], 1)))
        panel.body.addWidget(self._labels[self.address])
        panel.body.addLayout(pair((self._labels[self.user], 1), (self._labels[self.password], 1)))
        panel.body.addWidget(self._rows[self.photo])
        panel.body.addLayout(_right(self.try_camera))
        panel.body.addWidget(Hairline())
        panel.body.addWidget(self.cartons)
        panel.body.addWidget(self._rows[self.carton])
        panel.body.addWidget(self.trouble)
        panel.body.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(panel)

    def retranslate(self) -> None:
        self._titles[0].setText(_("Scale"))
        self._titles[1].setText(_("Camera over the bench"))
        self.scale.set_choices([(key, _(text)) for key, text in _SCALES.items()])
        self.camera.set_choices([(key, _(text)) for key, text in _CAMERAS.items()])
        for choice in (self.weigh, self.photo, self.carton):
            choice.set_choices([(key, _(text)) for key, text in _NEEDED.items()])
        for labelled, text in (
            (self.scale, _("Scale")), (self.port, _("Port")), (self.camera, _("Camera")),
            (self.address, _("Address of its picture")), (self.user, _("Login")), (self.password, _("Password")),
            (self.folder, _("Folder")),
        ):  # fmt: skip
            self._labels[labelled].set_label(text)
        self._rows[self.weigh].say(_("Weigh each parcel"), _("Its weight must fit what was scanned into it."))
        self._rows[self.photo].say(_("Photograph each open box"), _("The picture stays with the parcel."))
        self._rows[self.carton].say(_("Scan the carton"), _("Which box was taken is kept with the parcel."))
        self.try_scale.setText(_("Weigh now"))
        self.try_camera.setText(_("Take a picture now"))
        self.cartons.retranslate()
        if self._read is not None:
            self._show(self._read)


def _right(button: KeyButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(button)
    return row


def _read() -> _Read:
    return _Read(
        bench_devices.read(), settings.rules(), cartons.cartons(also_unused=True), bench_devices.serial_ports()
    )


def _try_scale(chosen: Set) -> scales.Reading:
    scale = scales.made(bench_devices.scale_settings(chosen))
    if scale is None:
        raise scales.ScaleAway(reason=N_("none is set."))
    try:
        return scale.read()
    finally:
        scale.close()


def _try_camera(chosen: Set, password: str) -> int:
    camera = cameras.made(bench_devices.camera_settings(chosen, password))
    if camera is None:
        raise cameras.CameraAway(reason=N_("none is set."))
    return len(camera.shoot())
