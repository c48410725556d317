"""Cameras over the bench: a picture when it is asked for.

Two ways that need no driver of ours: the address at which a network camera or a phone gives its current picture, and a
folder into which any camera program or phone puts its pictures.
"""

import base64
import http.client
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from desktop.domain.errors import KolliError
from desktop.i18n import N_

_LARGEST = 20_000_000  # bytes of a picture
_SUFFIXES = {".jpg", ".jpeg", ".png"}
_FRESH_S = 20  # a picture in the folder that is older was taken for something else


class CameraAway(KolliError):
    text = N_("The camera gave no picture: {reason} Packing goes on without it.")


class Camera(Protocol):
    """One camera. `shoot` answers the picture's bytes, JPEG or PNG."""

    def shoot(self) -> bytes: ...


class NetworkCamera:
    """A camera that answers its current picture at an address, http or https."""

    def __init__(self, address: str, wait_s: float = 4.0) -> None:
        self._address, self._wait_s = address, wait_s

    def shoot(self) -> bytes:
        """The picture of now.

        Raises:
            CameraAway: it is not there, refuses, or sends no picture.
        """
        parts = urlsplit(self._address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise CameraAway(reason=N_("its address begins with http:// or https://."))
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        try:
            line = kind(parts.hostname, parts.port, timeout=self._wait_s)
            try:
                line.request(
                    "GET", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), headers=_login(parts)
                )
                answer = line.getresponse()
                picture = answer.read(_LARGEST + 1)
            finally:
                line.close()
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise CameraAway(reason=N_("it does not answer.")) from error
        if answer.status != 200:
            raise CameraAway(reason=f"HTTP {answer.status}.")
        if not is_picture(picture) or len(picture) > _LARGEST:
            raise CameraAway(reason=N_("what it sent is no picture."))
        return picture


class FolderCamera:
    """A folder into which pictures come; the newest of the last seconds is meant."""

    def __init__(self, folder: str, wait_s: float = 3.0) -> None:
        self._folder, self._wait_s = Path(folder), wait_s

    def shoot(self) -> bytes:
        """The picture that was just put there, waited for a little; CameraAway if none came."""
        until = time.monotonic() + self._wait_s
        while True:
            try:
                picture = self._newest()
            except OSError as error:
                raise CameraAway(reason=N_("its folder cannot be read.")) from error
            if picture is not None:
                return picture
            if time.monotonic() > until:
                raise CameraAway(reason=N_("no new picture came into its folder."))
            time.sleep(0.1)

    def _newest(self) -> bytes | None:
        files = [file for file in self._folder.iterdir() if file.suffix.lower() in _SUFFIXES]
        newest = max(files, key=lambda file: file.stat().st_mtime, default=None)
        if newest is None or time.time() - newest.stat().st_mtime > _FRESH_S or newest.stat().st_size > _LARGEST:
            return None
        picture = newest.read_bytes()
        return picture if is_picture(picture) else None  # one that is still being written comes on the next look


def is_picture(data: bytes) -> bool:
    """Whether the bytes are a whole JPEG or PNG."""
    if data.startswith(b"\xff\xd8"):
        return b"\xff\xd9" in data[-64:]
    return data.startswith(b"\x89PNG\r\n\x1a\n") and b"IEND" in data[-16:]


def made(settings: Mapping[str, object]) -> Camera | None:
    """The camera of these settings: {"driver": "network", "address": ...} or {"driver": "folder", "folder": ...}."""
    driver = settings.get("driver")
    if driver == "network":
        return NetworkCamera(str(settings.get("address", "")))
    if driver == "folder" and settings.get("folder"):
        return FolderCamera(str(settings["folder"]))
    return None


def _login(parts: object) -> dict[str, str]:
    user, word = getattr(parts, "username", None), getattr(parts, "password", None)
    if not user:
        return {}
    told = base64.b64encode(f"{unquote(user)}:{unquote(word or '')}".encode()).decode()
    return {"Authorization": f"Basic {told}"}
