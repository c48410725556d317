"""What the office writes into a file. Orders and parcels keep the names and addresses that they had."""

from dataclasses import astuple

from desktop.domain import phones
from desktop.domain.errors import AlreadyExists, BadInput, NotAllowed
from desktop.domain.rights import Right
from desktop.i18n import LANGUAGES, N_
from desktop.models.base import run, storable
from desktop.services import blocking, permits
from desktop.services.changes import Work, unit
from desktop.services.customer_file import people
from desktop.services.customer_file.showing import Contact

_LONGEST = {"name": 200, "company": 200, "email": 254, "phone": 40, "language": 2}
_LONGEST_NOTE = 4000


def change(customer_id: int, contact: Contact) -> bool:
    """Write how we reach somebody; False where it was so already. Their orders keep what they had.

    Raises:
        BadInput: an e-mail address, a phone or a language that cannot be one, or nobody's name at all.
        AlreadyExists: another customer has this e-mail address or phone; merge the two.
        NotAllowed: they were erased.
    """
    permits.require(Right.CUSTOMERS)
    contact = _clean(contact)
    with unit() as work:
        head = writable(customer_id)
        before = Contact(*run("SELECT name, company, email, phone, language FROM customer WHERE id = ?",
                              (head,)).fetchone())  # fmt: skip
        if before == contact:
            return False
        run("UPDATE customer SET name = ?, company = ?, email = ?, phone = ?, language = ? WHERE id = ?",
            (*astuple(contact), head))  # fmt: skip
        _name_by(head, before, contact)
        _changed(work, head)
    return True


def write_note(customer_id: int, text: str) -> None:
    """Keep what the office wants to know of somebody; "" takes it away."""
    _set(customer_id, "note", storable(text).strip()[:_LONGEST_NOTE])


def block(customer_id: int, reason: str) -> None:
    """Let them not buy on account or pay on delivery, with the reason; "" lets them again.

    Open orders of theirs that nobody packs yet follow.
    """
    with unit() as work:
        before = blocked(customer_id)
        _set(customer_id, "blocked", storable(reason).strip()[:_LONGEST_NOTE])
        is_now = blocked(customer_id)
        if bool(before) is not bool(is_now):
            blocking.follow(work, people.family(people.head(customer_id)), bool(is_now))


def blocked(customer_id: int) -> str:
    """Why somebody may not pay later, "" where they may. Asked by services, whoever works here."""
    return blocking.why(customer_id)


def _set(customer_id: int, column: str, text: str) -> None:
    permits.require(Right.CUSTOMERS)
    with unit() as work:
        head = writable(customer_id)
        run(f"UPDATE customer SET {column} = ? WHERE id = ?", (text, head))
        _changed(work, head)


def writable(customer_id: int) -> int:
    """The head of a person that may be written to; NotAllowed where they were erased."""
    head = people.head(customer_id)
    if run("SELECT 1 FROM customer WHERE id = ? AND erased_at IS NOT NULL", (head,)).fetchone():
        raise NotAllowed(ref=f"#{head}", reason=N_("this customer was erased."))
    return head


def _changed(work: Work, head: int) -> None:
    work.changed("customer", head)


def _name_by(head: int, before: Contact, now: Contact) -> None:
    """The key by which the next order finds them follows their address; the old one is nobody's then."""
    was, becomes = _key(before), _key(now)
    if becomes == was or not becomes:
        return
    other = run("SELECT id FROM customer WHERE key = ?", (becomes,)).fetchone()
    if other is not None and int(other[0]) != head:
        raise AlreadyExists(what=N_("A customer with"), ref=becomes.partition(":")[2])
    if run("SELECT key FROM customer WHERE id = ?", (head,)).fetchone()[0] == was or not was:
        run("UPDATE customer SET key = ? WHERE id = ?", (becomes, head))


def _key(contact: Contact) -> str:
    """As orders make it (intake.customer_key), where e-mail or phone does."""
    plain = phones.digits(contact.phone)
    if contact.email:
        return f"email:{contact.email.casefold()}"
    return f"phone:{plain[-10:]}" if len(plain) >= 8 and "*" not in contact.phone else ""


def _clean(contact: Contact) -> Contact:
    values = {name: " ".join(storable(getattr(contact, name)).split()) for name in _LONGEST}
    for name, longest in _LONGEST.items():
        if len(values[name]) > longest:
            raise BadInput(what=N_("The text"), value=values[name][:40] + "…", next=N_("Make it shorter."))
    if not values["name"] and not values["company"]:
        raise BadInput(what=N_("The name"), value="", next=N_("Give a person's name or a company."))
    email = values["email"]
    if email and (email.count("@") != 1 or email.startswith("@") or "." not in email.partition("@")[2] or " " in email):
        raise BadInput(what=N_("The e-mail address"), value=email, next=N_("Write it as name@example.com."))
    if values["phone"] and len(phones.digits(values["phone"])) < phones.SHORTEST:
        raise BadInput(what=N_("The phone"), value=values["phone"], next=N_("Give at least five digits."))
    if values["language"] and values["language"] not in LANGUAGES:
        raise BadInput(what=N_("The language"), value=values["language"], next=N_("Choose en, id or sv."))
    return Contact(**values)
