"""What an owner is told when the store's own interface does not let us in, and where in its pages to put it right.

The store keeps a list of addresses, compared letter by letter: a range or a star is kept and never matches, and saving
replaces the whole list. It is the address that the *store* sees, and only a store in the same network sees our own one.
"""

from desktop.i18n import N_
from desktop.sync.connector import Fault, SignInFailed
from desktop.sync.connectors.opencart.profile import Family
from desktop.sync.http import Http, own_address

PATHS = {
    Family.V2: N_("System, Users, API, Edit, IP Addresses, Add IP, Save"),
    Family.V3: N_("System, Users, API, Edit, IP Addresses, Add IP, Save"),
    Family.V40: N_("System, Users, API, Edit, IP Addresses, Add IP, Save"),
    Family.V41: N_("System, Users, API, Edit: the key and the status, then IP Addresses"),
}
SENTENCES = {
    Fault.NOT_A_STORE: N_("There is no OpenCart at {url}. Enter the address of the shop's front page."),
    Fault.BLOCKED: N_(
        "{host} refuses this computer before OpenCart sees the key. Ask your web host to let {address} through its"
        " firewall."
    ),
    Fault.KEY_MISSING: N_("The key of {host} is not on this computer. Copy it from the store: {path}."),
    Fault.KEY_UNKNOWN: N_(
        "The store does not know this key, or its user has another name or is switched off. Look in the store under"
        " {path}, and copy the whole key again."
    ),
    Fault.ADDRESS_REFUSED: N_(
        "The key is right, but the store does not let in this computer's address {address}. Add it in the store under"
        " {path}."
    ),
    Fault.UNKNOWN: N_(
        "The store refuses Kolli and does not say why. Look in the store under {path}: the key must be the same to the"
        " last letter, its user {user} switched on, and this computer's internet address on the list. The two clocks"
        " were compared already."
    ),
}
_MOVED = N_(
    "Your internet address changed from {last_address} to {address}, and the store does not know the new one. Add it"
    " in the store under {path}."
)

# Address of a store and its user -> the last address of ours that it let in, as far as it ever named one.
_let_in: dict[tuple[str, str], str] = {}
_named: dict[tuple[str, str], str] = {}


def shut(http: Http, fault: Fault, family: Family | None = None, user: str = "", **values: object) -> SignInFailed:
    """The fault with everything that a guide can show: `path` where to look, `user` whose key it is."""
    return SignInFailed(
        fault=fault, sentence=SENTENCES.get(fault, ""), host=http.host, url=http.url, user=user,
        path=PATHS[family] if family else "", **({"address": own_address(http.host)} | values),
    )  # fmt: skip


def refused(http: Http, family: Family, user: str, address: str, kept: str = "") -> SignInFailed:
    """Our address is not on the list. `kept`: the one that was, as the store's settings remember it."""
    place = (http.url, user)
    last = _let_in.get(place, kept)
    _named[place] = address
    fault = shut(http, Fault.ADDRESS_REFUSED, family, user, address=address, last_address=last)
    if last and last != address:
        fault.values["sentence"] = _MOVED
    return fault


def let_in(http: Http, user: str) -> None:
    """The store lets us in, so the address that it refused last must have been put on its list."""
    place = (http.url, user)
    if place in _named:
        _let_in[place] = _named[place]


def last_address(http: Http, user: str) -> str:
    """The last address of ours that is known to have been let in; "" if the store never had to name one."""
    return _let_in.get((http.url, user), "")


def forget() -> None:
    """Everything that was seen of addresses in this run."""
    _let_in.clear()
    _named.clear()
