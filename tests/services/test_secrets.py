"""Keys lie in the keyring, else in a file that only the password opens; never in plain text."""

import json
import stat
import sys
from pathlib import Path

import keyring
import keyring.backend
import pytest
from keyring.errors import KeyringError, PasswordDeleteError

from desktop.services import secrets
from desktop.services.secrets import KeyringRefused, Place, SecretsDamaged, SecretsLocked, WrongPassword

KEYS = {"key": "ck_planted_1234", "secret": "cs_planted_5678"}


class Ring(keyring.backend.KeyringBackend):
    """A system keyring that works."""

    priority = 9.0

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringError("it is locked")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise KeyringError("it is locked")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("not there")


@pytest.fixture(autouse=True)
def _fresh(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KOLLI_SECRETS_PASSWORD", raising=False)
    monkeypatch.setattr(secrets, "_password", None)
    monkeypatch.setattr(secrets, "_drawn", None)


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    made = Ring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: made)
    return made


def test_with_a_keyring_keys_go_there_and_no_file_is_made(ring: Ring, data_folder: Path) -> None:
    assert secrets.place() is Place.KEYRING
    secrets.keep("store:1", KEYS)
    assert secrets.read("store:1") == KEYS
    assert secrets.read("store:2") == {}
    assert [file.name for file in data_folder.iterdir()] == ["profile.id"]
    secrets.forget("store:1")
    secrets.forget("store:1")
    assert secrets.read("store:1") == {}


def test_two_shops_on_one_computer_do_not_share_keys(
    ring: Ring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets.keep("store:1", KEYS)
    monkeypatch.setenv("KOLLI_DATA", str(tmp_path / "another"))
    assert secrets.read("store:1") == {}


def test_a_locked_keyring_is_named(ring: Ring) -> None:
    ring.locked = True
    with pytest.raises(KeyringRefused):
        secrets.read("store:1")


def test_without_a_keyring_a_password_is_needed() -> None:
    assert secrets.place() is Place.FILE
    assert secrets.is_locked()
    with pytest.raises(SecretsLocked):
        secrets.keep("store:1", KEYS)
    assert secrets.read("store:1") == {}


def test_the_file_opens_with_its_password_only(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets.unlock("rätt")
    secrets.keep("store:1", KEYS)
    secrets.keep("store:2", {"key": "b"})
    monkeypatch.setattr(secrets, "_password", None)
    with pytest.raises(SecretsLocked):
        secrets.read("store:1")
    with pytest.raises(WrongPassword):
        secrets.unlock("fel")
    secrets.unlock("rätt")
    assert secrets.read("store:1") == KEYS
    assert secrets.read("store:2") == {"key": "b"}
    secrets.forget("store:1")
    assert secrets.read("store:1") == {}


def test_the_file_shows_nothing_and_is_its_owners_only(data_folder: Path) -> None:
    secrets.unlock("rätt")
    secrets.keep("store:1", KEYS)
    for file in data_folder.iterdir():
        content = file.read_bytes()
        for value in (*KEYS.values(), "rätt", "store:1"):
            assert value.encode() not in content
    if sys.platform != "win32":
        assert stat.S_IMODE((data_folder / "keys.kolli").stat().st_mode) == 0o600
    assert json.loads((data_folder / "keys.kolli").read_bytes())["kdf"] == "argon2id"


def test_the_environment_opens_the_file_where_nobody_sits(ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOLLI_SECRETS_PASSWORD", "headless")
    assert secrets.place() is Place.FILE
    secrets.keep("store:1", KEYS)
    assert secrets.read("store:1") == KEYS
    assert ring.kept == {}


@pytest.mark.parametrize("damage", ["cut", "flipped", "weaker", "empty"])
def test_a_damaged_file_is_named_and_left_as_it_is(data_folder: Path, damage: str) -> None:
    secrets.unlock("rätt")
    secrets.keep("store:1", KEYS)
    file = data_folder / "keys.kolli"
    whole = json.loads(file.read_bytes())
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:50])
    elif damage == "flipped":
        whole["box"] = "A" + whole["box"][1:] if whole["box"][0] != "A" else "B" + whole["box"][1:]
        file.write_text(json.dumps(whole))
    elif damage == "weaker":
        file.write_text(json.dumps(whole | {"m": 8}))
    else:
        file.write_bytes(b"")
    left = file.read_bytes()
    with pytest.raises((SecretsDamaged, WrongPassword)):
        secrets.read("store:1")
    with pytest.raises((SecretsDamaged, WrongPassword)):
        secrets.keep("store:2", KEYS)
    assert file.read_bytes() == left
