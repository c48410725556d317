"""Long codes at the bench: a slip that carries its order, the card of a shop, what another bench has packed."""

from collections.abc import Callable
from dataclasses import replace

from desktop.domain.codes import Code, Command
from desktop.domain.errors import KolliError
from desktop.domain.rights import Right
from desktop.domain.slips import What
from desktop.i18n import N_, _, ngettext
from desktop.services.bench import persons
from desktop.services.bench.answers import Answer, Ask, Choice, Happened, Wants
from desktop.services.bench.place import Place
from desktop.services.slips import arriving, card, envelope, gathering, keys, merging
from desktop.services.slips.against import REASONS
from desktop.services.slips.envelope import Letter
from desktop.services.slips.gathering import Gathered
from desktop.services.slips.keys import Role


class RevokedSlip(KolliError):
    text = N_("This was signed with the key {key}, which was revoked. Nothing was taken from it; ask the office.")


def take(place: Place, code: Code, op_id: str) -> Answer:
    """One square code of a message: the last one that was missing opens it."""
    got = gathering.add(code.value)
    if got.message is None:
        return Answer(Happened.DONE, said=_missing(got))
    letter = envelope.opened(got.message)
    if letter.what is What.SLIP:
        return _slip(place, letter)
    if letter.what is What.CARD:
        return _card(place, letter)
    return _result(place, letter)


def _missing(got: Gathered) -> str:
    rest = ", ".join(str(number) for number in got.missing[:8]) + (" …" if len(got.missing) > 8 else "")
    return _("Code {have} of {count} is read. Still to scan: {rest}").format(have=got.have, count=got.of, rest=rest)


def _slip(place: Place, letter: Letter) -> Answer:
    slip = letter.slip()
    state = keys.state_of(letter.key, Role.OWN, Role.SHOP)
    if state is keys.State.REVOKED:
        raise RevokedSlip(key=keys.fingerprint(letter.key))
    known = arriving.find(slip)
    if known is not None:
        answer = persons.show(place, known)
        if arriving.differs(known, slip):
            answer = replace(answer, said=_("The slip is older than what is known here. What is known here counts."))
        return answer
    if state is not None:
        return persons.show(place, arriving.take(letter, slip))

    def trusted() -> Answer:
        keys.trust(letter.key, Role.SHOP, slip.shop)
        return persons.show(place, arriving.take(letter, slip))

    return _ask(place, slip.shop, letter, trusted)


def _card(place: Place, letter: Letter) -> Answer:
    said = letter.card()
    if keys.state_of(letter.key, Role.OWN) is not None:
        return Answer(Happened.DONE, said=_("This is this shop's own card."))
    if keys.state_of(letter.key, Role.SHOP) is keys.State.REVOKED:
        raise RevokedSlip(key=keys.fingerprint(letter.key))

    def trusted() -> Answer:
        card.learn(letter, said)
        return Answer(Happened.DONE, said=_("Slips of {shop} are packed here from now on.").format(shop=said.shop))

    if card.is_known(letter):
        return trusted()
    return _ask(place, said.shop, letter, trusted)


def _ask(place: Place, shop: str, letter: Letter, trusted: Callable[[], Answer]) -> Answer:
    """Whether a shop that nobody has heard of here is to be trusted; once."""
    text = _("Signed by {shop}, key {key}. Trust it?").format(
        shop=shop or _("a shop without a name"), key=keys.fingerprint(letter.key)
    )

    def reply(answer: str, _op_id: str) -> Answer:
        if answer not in ("1", Command.YES.value):
            return Answer(Happened.CANCELLED, said=_("It is not trusted; nothing was taken from it."))
        place.waiting = None
        return persons.allowed(place, Right.SETTINGS, shop, trusted)

    choices = (Choice("1", _("Trust it")), Choice("2", _("Leave it")))
    return place.ask(Ask(Wants.TRUST, text, choices=choices), reply)


def _result(place: Place, letter: Letter) -> Answer:
    """What another bench has packed by one of our slips."""
    packed = letter.packed()
    try:
        merging.check(letter)
    except merging.Unknown:

        def trusted() -> Answer:
            merging.check(letter, trust=True)
            return _merged(letter)

        return _ask(place, packed.bench, letter, trusted)
    return _merged(letter)


def _merged(letter: Letter) -> Answer:
    row, new = merging.merge(letter)
    number = f"#{row.number}"
    if row.state in (merging.State.OPEN, merging.State.UNKNOWN):
        why = _(REASONS[row.reason])
        return Answer(Happened.DONE, said=_("{order} waits for a decision. {why}").format(order=number, why=why))
    if not new:
        return Answer(Happened.DONE, said=_("{order} was merged before.").format(order=number))
    units = ngettext("{count} unit", "{count} units", row.units).format(count=row.units)
    return Answer(Happened.DONE, said=_("{order} was packed at {bench}: {units}").format(
        order=number, bench=row.bench, units=units))  # fmt: skip
