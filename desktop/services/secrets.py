"""Where keys are kept: the system's keyring; without one, a file that only the owner's password opens. Never plain.

The file is sealed with AES-256-GCM under a key that argon2id draws from the password. `KOLLI_SECRETS_PASSWORD` opens
it where nobody sits at a keyboard, and chooses the file even where there is a keyring.
"""

import base64
import json
import os
import secrets as random
import tempfile
import threading
from enum import StrEnum
from pathlib import Path

from desktop import paths
from desktop.domain.errors import KolliError
from desktop.i18n import N_

PASSWORD = "KOLLI_SECRETS_PASSWORD"  # noqa: S105 - the name of a variable
_KEYRING_NAME = "Kolli"
# argon2id: 64 MiB, 3 turns, 4 lanes; half a second on a small machine, once a start.
_MEMORY_KIB, _TURNS, _LANES = 65536, 3, 4
_HEADER = {"format": "kolli-secrets", "version": 1, "kdf": "argon2id", "m": _MEMORY_KIB, "t": _TURNS, "p": _LANES}

_lock = threading.Lock()
_password: str | None = None
_drawn: tuple[str, bytes, bytes] | None = None  # password, salt, key: drawing it twice would cost a second


class Place(StrEnum):
    KEYRING = "keyring"
    FILE = "file"


class SecretsLocked(KolliError):
    text = N_(
        "This computer has no keyring, so keys are kept in a file that a password opens. Enter the password for keys"
        " (Settings, Stores), or set KOLLI_SECRETS_PASSWORD."
    )


class WrongPassword(KolliError):
    text = N_("This password does not open the keys. Try again; if it is lost, enter the stores' keys anew.")


class SecretsDamaged(KolliError):
    text = N_("The file of keys {file} is damaged. Move it away, then enter the stores' keys anew.")


class KeyringRefused(KolliError):
    text = N_("The system's keyring did not take or give the key ({reason}). Unlock it, then try again.")


def place() -> Place:
    """Where keys go on this machine: asked of the system each time, because a session may gain a keyring."""
    if os.environ.get(PASSWORD) or _keyring() is None:
        return Place.FILE
    return Place.KEYRING


def has_file() -> bool:
    """Whether keys have been kept in the file before: the password is then asked for, not chosen."""
    return _file().exists()


def is_locked() -> bool:
    """Whether a password must be entered before keys can be read or kept."""
    return place() is Place.FILE and _given() is None


def unlock(password: str) -> None:
    """Remember the password until the program ends. With no file yet, it becomes the file's password.

    Raises:
        WrongPassword: the file does not open with it.
    """
    global _password
    if not password:
        raise WrongPassword
    if _file().exists():
        _open_file(password)
    _password = password


def keep(name: str, values: dict[str, str]) -> None:
    """Keep some secrets under a name, in the place of those before.

    Raises:
        SecretsLocked: no keyring, and no password was given.
        KeyringRefused: the keyring is locked or broken.
    """
    if place() is Place.KEYRING:
        _ring("set_password", _service(), name, json.dumps(values))
        return
    with _lock:
        password = _needed()
        everything = _open_file(password) if _file().exists() else {}
        _write_file(password, {**everything, name: values})


def read(name: str) -> dict[str, str]:
    """The secrets kept under a name; empty if there are none on this machine.

    Raises:
        SecretsLocked, WrongPassword, SecretsDamaged, KeyringRefused: they may be there, but cannot be read now.
    """
    if place() is Place.KEYRING:
        found = _ring("get_password", _service(), name)
        return dict(json.loads(found)) if found else {}
    with _lock:
        if not _file().exists():
            return {}
        return _open_file(_needed()).get(name, {})


def forget(name: str) -> None:
    """Take the secrets of a name away; nothing if there are none."""
    if place() is Place.KEYRING:
        if _ring("get_password", _service(), name):
            _ring("delete_password", _service(), name)
        return
    with _lock:
        if _file().exists():
            password = _needed()
            everything = _open_file(password)
            everything.pop(name, None)
            _write_file(password, everything)


def _keyring() -> object | None:
    """The system's keyring if it is a safe one; None for "none" and for those that write plain text."""
    import keyring
    from keyring.backends import chainer, fail, null

    found = keyring.get_keyring()
    backends = list(found.backends) if isinstance(found, chainer.ChainerBackend) else [found]
    safe = [b for b in backends if not isinstance(b, (fail.Keyring, null.Keyring)) and "keyrings.alt" not in _home(b)]
    return safe[0] if safe else None


def _home(thing: object) -> str:
    return type(thing).__module__


def _ring(do: str, *values: str) -> str | None:
    from keyring.errors import KeyringError

    try:
        result = getattr(_keyring(), do)(*values)
    except KeyringError as error:
        raise KeyringRefused(reason=type(error).__name__) from None
    return result if isinstance(result, str) else None


def _service() -> str:
    """Two shops on one computer each have a store 1: a name of the data folder's own, made once, keeps them apart."""
    file = paths.data_folder() / "profile.id"
    try:
        with file.open("x", encoding="ascii") as made:
            made.write(random.token_hex(8))
    except FileExistsError:
        pass
    return f"{_KEYRING_NAME} {file.read_text(encoding='ascii').strip()}"


def _given() -> str | None:
    return os.environ.get(PASSWORD) or _password


def _needed() -> str:
    password = _given()
    if password is None:
        raise SecretsLocked
    return password


def _file() -> Path:
    return paths.data_folder() / "keys.kolli"


def _open_file(password: str) -> dict[str, dict[str, str]]:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        whole = json.loads(_file().read_bytes())
        header = {name: whole[name] for name in _HEADER}
        salt, nonce, box = (base64.b64decode(whole[name]) for name in ("salt", "nonce", "box"))
    except (ValueError, KeyError, TypeError):
        raise SecretsDamaged(file=str(_file())) from None
    if header != _HEADER:
        raise SecretsDamaged(file=str(_file()))
    try:
        plain = AESGCM(_key(password, salt)).decrypt(nonce, box, _aad(salt))
    except InvalidTag:
        raise WrongPassword from None
    opened: dict[str, dict[str, str]] = json.loads(plain)
    return opened


def _write_file(password: str, everything: dict[str, dict[str, str]]) -> None:
    """Whole or not at all: a new file beside it, on disk, then in its place."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt = _drawn[1] if _drawn and _drawn[0] == password else random.token_bytes(16)
    nonce = random.token_bytes(12)
    box = AESGCM(_key(password, salt)).encrypt(nonce, json.dumps(everything).encode(), _aad(salt))
    shown = {name: base64.b64encode(value).decode() for name, value in (("salt", salt), ("nonce", nonce), ("box", box))}
    target = _file()
    handle, name = tempfile.mkstemp(prefix=".keys-", dir=target.parent)  # for its owner's eyes from the first byte
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(json.dumps({**_HEADER, **shown}).encode())
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _key(password: str, salt: bytes) -> bytes:
    global _drawn
    from argon2.low_level import Type, hash_secret_raw

    if _drawn is None or _drawn[:2] != (password, salt):
        key = hash_secret_raw(
            password.encode(), salt, time_cost=_TURNS, memory_cost=_MEMORY_KIB, parallelism=_LANES, hash_len=32,
            type=Type.ID,
        )  # fmt: skip
        _drawn = (password, salt, key)
    return _drawn[2]


def _aad(salt: bytes) -> bytes:
    return json.dumps(_HEADER, sort_keys=True).encode() + salt
