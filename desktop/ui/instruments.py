"""The scale and the camera of the bench answer for the packer: what lies still is weighed, what is asked is taken."""

import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.devices import cameras
from desktop.domain.errors import KolliError
from desktop.services import bench_devices
from desktop.services.bench import Ask, Wants
from desktop.services.bench_devices import Set
from desktop.ui.desk import Desk
from desktop.ui.errands import Errands
from desktop.ui.tasks import Job
from desktop.ui.weighing import Weighing


class Instruments(QObject):
    """`follow(ask)` after each answer of the seat. `answered(text)` is what a device says to it: grams, or a file.

    `trouble(sentence)`: a device is away; the question stays, and a person may answer it.
    """

    answered = Signal(str)
    trouble = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._ask: Ask | None = None
        self._weighing = Weighing(self)
        self._errands = Errands(self)
        self._photo: Job | None = None
        self._weighing.settled.connect(self._weighed)
        self._weighing.trouble.connect(self._said)

    def follow(self, ask: Ask | None) -> None:
        """What the bench waits for now; the same question again begins nothing anew."""
        before, self._ask = self._ask, ask
        if ask == before:
            return
        if ask is None or ask.wants is not Wants.WEIGHT:
            self._weighing.stop()
        elif not self._weighing.runs:
            self._desk.tasks.run(bench_devices.read, self._start_scale)
        if self._photo is not None:
            self._photo.cancel()
            self._photo = None
        if ask is not None and ask.wants is Wants.PHOTO:
            self._photo = self._desk.tasks.run(_camera, self._shoot, self._refused)

    def close(self) -> None:
        self._weighing.stop()

    def _start_scale(self, chosen: Set) -> None:
        if self._ask is not None and self._ask.wants is Wants.WEIGHT:
            self._weighing.start(bench_devices.scale_settings(chosen))

    def _weighed(self, grams: int) -> None:
        if self._ask is not None and self._ask.wants is Wants.WEIGHT:
            self.answered.emit(f"{grams} g")

    def _shoot(self, settings: Mapping[str, object]) -> None:
        if settings.get("driver"):
            self._photo = self._errands.run(partial(_picture, settings), self._shot, self._refused)

    def _shot(self, file: Path) -> None:
        self._photo = None
        if self._ask is not None and self._ask.wants is Wants.PHOTO:
            self.answered.emit(str(file))

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, KolliError):
            raise error
        self._said(error.say())

    def _said(self, sentence: str) -> None:
        self.trouble.emit(sentence)


def _camera() -> dict[str, object]:
    return bench_devices.camera_settings(bench_devices.read(), bench_devices.camera_password())


def _picture(settings: Mapping[str, object]) -> Path:
    """A picture in a file of its own; whoever keeps it makes a copy."""
    camera = cameras.made(settings)
    assert camera is not None
    with tempfile.NamedTemporaryFile("wb", prefix="kolli-", suffix=".jpg", delete=False) as out:
        out.write(camera.shoot())
        return Path(out.name)
