"""A courier's lists as people type them, a line each: services, dates that differ, columns of the waybill file."""

from desktop.domain.errors import BadInput
from desktop.i18n import N_
from desktop.services import order_making
from desktop.services.couriers import Service


def services_text(services: tuple[Service, ...]) -> str:
    """REG; 3; 15:00; 18000: the service, its days on the road, its own cut-off, what a buyer pays for it."""
    return "\n".join(
        "; ".join([each.name, str(each.days or ""), each.cut_off, each.price]).rstrip("; ").strip() for each in services
    )


def services_of(text: str) -> tuple[Service, ...]:
    """
    Raises:
        BadInput: the days or the price of a line are no number.
    """
    found = []
    for line in _lines(text):
        name, days, cut_off, price = (*(part.strip() for part in line.split(";")), "", "", "")[:4]
        if days and not (days.isdigit() and int(days) <= 90):
            raise BadInput(what=N_("The days"), value=days, next=N_("Write a line as: REG; 3; 15:00"))
        found.append(Service(name, int(days or 0), cut_off, str(order_making.price(price)) if price else ""))
    return tuple(found)


def dates_text(dates: tuple[tuple[str, str], ...]) -> str:
    """2026-12-24 12:00, or the day alone where the courier does not come."""
    return "\n".join(f"{day} {time}".strip() for day, time in dates)


def dates_of(text: str) -> tuple[tuple[str, str], ...]:
    found = []
    for line in _lines(text):
        day, _blank, time = line.partition(" ")
        found.append((day, time.strip()))
    return tuple(found)


def columns_text(columns: tuple[tuple[str, str], ...]) -> str:
    """No. Resi = tracking; a heading that is the word itself stands alone."""
    return "\n".join(heading if heading == word else f"{heading} = {word}" for heading, word in columns)


def columns_of(text: str) -> tuple[tuple[str, str], ...]:
    found = []
    for line in _lines(text):
        heading, sign, word = line.rpartition("=")
        found.append((heading.strip(), word.strip()) if sign and heading.strip() else (line, line))
    return tuple(found)


def names_of(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
