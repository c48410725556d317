"""What is said about a case: to the buyer in mails, and whether enough is said to go on."""

from desktop import i18n
from desktop.services import addresses, orders, settings
from desktop.services.returns import allowing
from desktop.services.returns.cases import Case


def facts(case: Case, **more: str) -> dict[str, str]:
    """The fields that mails about a case may hold, in the buyer's language."""
    view, shop = orders.show(case.order_id), settings.shop()
    language = addresses.language_of(view)
    _ = i18n.words(language).gettext
    until = allowing.allowed(case.order_id).until
    rows = [
        f"{line.came or line.units} × " + " ".join(part for part in (line.name, line.variant) if part)
        for line in case.lines if line.came or line.units
    ]  # fmt: skip
    return {
        "case": case.number,
        "until": i18n.date(until, language, shop.zone) if until is not None else "",
        "return_address": "\n".join(part for part in (shop.name, *shop.address) if part),
        "return_items": "\n".join(rows),
        **more,
    }


def is_assessed(case: Case) -> bool:
    """Whether something came, and of all of it is said why and how."""
    here = [line for line in case.lines if line.came]
    return bool(here) and all(line.reason and line.condition for line in here)
