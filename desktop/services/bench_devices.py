"""The scale and the camera of this bench: what the owner has set, and the devices made from it.

Devices wait for hardware: read them on a thread of your own, never on the one for the database.
"""

import socket
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

from desktop.domain.errors import BadInput
from desktop.i18n import N_
from desktop.services import secrets, settings

SCALES = ("", "toledo-8217", "sma", "mt-sics", "continuous", "hid", "simulated")
CAMERAS = ("", "network", "folder")
_CAMERA_SECRET = "camera"  # noqa: S105 - the name under which the keyring has it


@dataclass(frozen=True, slots=True)
class Set:
    """`scale` and `camera` name a driver, "" for none. `camera_user` logs in; its password is in the keyring."""

    scale: str = ""
    port: str = ""
    baud: int = 0
    camera: str = ""
    address: str = ""
    folder: str = ""
    camera_user: str = ""


def read() -> Set:
    """What is set at this computer."""
    kept = settings.value(_key(), {})
    known = {name: kept[name] for name in Set.__slots__ if name in kept}
    return Set(**known)


def change(**values: object) -> Set:
    """Set some of it, at once.

    Raises:
        BadInput: no such driver, or an address that is none.
    """
    before = read()
    after = Set(**{name: values.get(name, getattr(before, name)) for name in Set.__slots__})  # type: ignore[arg-type]
    if after.scale not in SCALES:
        raise BadInput(what=N_("The scale"), value=after.scale, next=N_("Choose one of the list."))
    if after.camera not in CAMERAS:
        raise BadInput(what=N_("The camera"), value=after.camera, next=N_("Choose one of the list."))
    parts = urlsplit(after.address)
    if after.address and (parts.scheme not in ("http", "https") or not parts.hostname or parts.username):
        raise BadInput(
            what=N_("The camera's address"), value=parts.hostname or after.address[:60],
            next=N_("Give it as http://192.168.1.20/shot.jpg, and the login in its own fields."),
        )  # fmt: skip
    settings.remember(_key(), {name: getattr(after, name) for name in Set.__slots__})
    return after


def keep_camera_password(password: str) -> None:
    """Put the camera's password into the keyring; "" takes it out."""
    if password:
        secrets.keep(_CAMERA_SECRET, {"password": password})
    else:
        secrets.forget(_CAMERA_SECRET)


def camera_password() -> str:
    """The camera's password, "" for none. Read it on the thread for the database, before the camera is made."""
    return secrets.read(_CAMERA_SECRET).get("password", "") if read().camera_user else ""


def scale_settings(chosen: Set) -> dict[str, object]:
    """What `devices.scales.made` takes."""
    return {"driver": chosen.scale, "port": chosen.port, "baud": chosen.baud}


def camera_settings(chosen: Set, password: str) -> dict[str, object]:
    """What `devices.cameras.made` takes."""
    address = chosen.address
    if chosen.camera_user and address:
        parts = urlsplit(address)
        login = f"{quote(chosen.camera_user, safe='')}:{quote(password, safe='')}@"
        address = urlunsplit(parts._replace(netloc=login + parts.netloc))
    return {"driver": chosen.camera, "address": address, "folder": chosen.folder}


def serial_ports() -> list[str]:
    """The serial lines that this computer has now."""
    from serial.tools import list_ports

    return sorted(port.device for port in list_ports.comports())


def _key() -> str:
    return f"devices:{socket.gethostname()}"
