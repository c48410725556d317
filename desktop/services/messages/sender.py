"""Who the shop's mails are from, and the server that takes them. Its password is in the keyring and never here."""

import re
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any, cast

from desktop.domain.errors import BadInput
from desktop.domain.rights import Right
from desktop.i18n import N_
from desktop.models.base import ms
from desktop.services import permits, settings
from desktop.services.changes import now

_KEY = "mail"
_SECRET = "mail"  # noqa: S105 - a name in the keyring
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
# Enough to refuse what no server takes; whether somebody lives there only the server knows (RFC 5321 4.5.3.1).
_ADDRESS = re.compile(
    r"[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]{1,64}@[^\s@<>()\[\],;:\\\"_/\x00-\x1f\x7f]{1,190}\.[^\W\d_][^\W_]+"
)


class Security(StrEnum):
    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Sender:
    """`since` is when mailing was switched on, in ms: nothing of before is ever mailed. 0 = it is off.

    `stores` are those whose buyers Kolli writes to; every other store mails its own. `grace_s`: so long a mail waits
    before it leaves, in which what it tells of can be undone. `ca` is a file of the shop's own authority.
    """

    since: int = 0
    name: str = ""
    address: str = ""
    reply_to: str = ""
    host: str = ""
    port: int = 587
    security: str = Security.STARTTLS
    user: str = ""
    ca: str = ""
    stores: tuple[int, ...] = ()
    grace_s: int = 60
    review_days: int = 7
    review_link: str = ""  # with {number}
    plain_is_fine: bool = False  # a person has read that passwords and mails can be read on the way
    imap_host: str = ""
    imap_port: int = 993
    imap_folder: str = "INBOX"
    imap_sent: str = ""  # where our own mails lie: a copy is looked for there if nobody knows whether one left

    @property
    def on(self) -> bool:
        return self.since > 0 and self.ready

    @property
    def ready(self) -> bool:
        """Whether there is enough to send with."""
        return bool(self.address and self.host)


def sender() -> Sender:
    kept = settings.value(_KEY, {})
    known = {each.name: kept[each.name] for each in fields(Sender) if isinstance(kept, dict) and each.name in kept}
    values: Any = {name: tuple(value) if isinstance(value, list) else value for name, value in known.items()}
    return Sender(**values)


def change(**values: object) -> Sender:
    """Set who sends, and through which server.

    Raises:
        BadInput: a value that cannot be; the sentence says which.
    """
    permits.require(Right.SETTINGS)
    made = replace(sender(), **cast("dict[str, Any]", values))
    _check(made)
    settings.remember(_KEY, asdict(made))
    return made


def switch(on: bool) -> Sender:
    """Begin or end to write to buyers. What happened before is never mailed.

    Raises:
        BadInput: there is no address or no server yet.
    """
    permits.require(Right.SETTINGS)
    made = sender()
    if on and not made.ready:
        raise BadInput(what=N_("The sender"), value="", next=N_("Give an e-mail address and a mail server first."))
    if on == (made.since > 0):
        return made
    made = replace(made, since=ms(now()) if on else 0)
    settings.remember(_KEY, asdict(made))
    return made


def keep_password(password: str, *, imap: bool = False) -> None:
    """Into the system's keyring; "" takes it away. Raises as `secrets.keep`."""
    permits.require(Right.SETTINGS)
    from desktop.services import secrets  # it costs more than all of this, and most commands need no password

    kept = secrets.read(_SECRET)
    name = "imap" if imap else "smtp"
    left = {key: value for key, value in kept.items() if key != name}
    if password:
        secrets.keep(_SECRET, {**left, name: password})
    elif left:
        secrets.keep(_SECRET, left)
    else:
        secrets.forget(_SECRET)


def password(*, imap: bool = False) -> str:
    """What was kept; for the mailbox the mail server's own where it has none. Raises as `secrets.read`."""
    from desktop.services import secrets

    kept = secrets.read(_SECRET)
    return kept.get("imap", "") or kept.get("smtp", "") if imap else kept.get("smtp", "")


def is_address(text: str) -> bool:
    """Whether a mail server could take this for somebody's address."""
    return len(text) <= 254 and _ADDRESS.fullmatch(text) is not None and ".." not in text


def is_loopback(host: str) -> bool:
    return host.strip().casefold() in _LOOPBACK


def _check(made: Sender) -> None:
    for name, text in ((N_("The sender's address"), made.address), (N_("The address for answers"), made.reply_to)):
        if text and not is_address(text):
            raise BadInput(what=name, value=text, next=N_("Write it as name@shop.example."))
    if any(char in made.name for char in "\r\n\0"):
        raise BadInput(what=N_("The sender's name"), value=made.name, next=N_("Use one line."))
    if made.security not in set(Security):
        raise BadInput(what=N_("The security"), value=made.security, next=N_("Choose starttls, tls or none."))
    if made.host and re.search(r"[\s/@]", made.host):
        raise BadInput(
            what=N_("The mail server"), value=made.host, next=N_("Give its name alone, such as mail.shop.example.")
        )
    if made.security == Security.NONE and made.host and not is_loopback(made.host) and not made.plain_is_fine:
        raise BadInput(
            what=N_("The security"), value=made.security,
            next=N_("Without TLS everyone on the way can read the password and the mails. Use STARTTLS or TLS."),
        )  # fmt: skip
    for port in (made.port, made.imap_port):
        if not 1 <= port <= 65535:
            raise BadInput(
                what=N_("The port"), value=port, next=N_("Give 587, 465 or the number that your provider says.")
            )
    if not 0 <= made.grace_s <= 3600:
        raise BadInput(what=N_("The seconds before it leaves"), value=made.grace_s, next=N_("Give 0 to 3600."))
    if not 1 <= made.review_days <= 365:
        raise BadInput(what=N_("The days until the question"), value=made.review_days, next=N_("Give 1 to 365."))
    if made.review_link and not re.fullmatch(r"https?://[^\s]+", made.review_link):
        raise BadInput(what=N_("The link"), value=made.review_link, next=N_("Begin it with https://."))
