"""A shop's orders and its bank's lines, made up from a seed, and what each line really is.

Names, amounts and references differ from those of the shared data: what holds there must hold here as well.
"""

import csv
import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from desktop.domain import bank_refs
from desktop.domain.bank_book import Asked, Line

FIRST = ("Rina Joko Desi Hasan Yuli Wahyu Tono Mira Kerstin Ola Gunnar Eva-Lena Märit Sven Åsa Bo Hülya José Zoë"
         " Nguyễn Łukasz").split()  # fmt: skip
LAST = ("Wibowo Situmorang Anggraini Purnomo Sitorus Hakim Lindström Ödman Berg Åhlén O'Connor von-Rosen Sjögren"
        " Özdemir Peña Þórsson Kowalski D'Angelo").split()  # fmt: skip
CERTAIN = frozenset({"exact", "code", "ocr", "number", "several"})  # what must be found by itself


@dataclass(slots=True)
class World:
    """`truth`: the orders that a line is for, () where it is for none; `kinds`: what is the matter with it."""

    orders: list[Asked] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    truth: dict[int, tuple[int, ...]] = field(default_factory=dict)
    kinds: dict[int, str] = field(default_factory=dict)


class Maker:
    """Each order has an amount and a buyer of its own, unless a test wants it otherwise."""

    def __init__(self, seed: int, currency: str) -> None:
        self.dice, self.currency, self.world = Random(seed), currency, World()
        self.amounts: set[int] = set()
        self.names: set[str] = set()
        self.start = self.dice.choice([1000, 20260001, 583920114, 310])
        self.step = self.dice.choice([1, 1, 13])

    def name(self) -> str:
        """A name that is neither a part of another one nor has one in it."""
        while True:
            words = [self.dice.choice(FIRST), self.dice.choice(LAST), self.dice.choice(LAST)][
                : self.dice.choice([2, 3])
            ]
            known = [set(other.split()) for other in self.names]
            if not any(set(words) <= other or other <= set(words) for other in known):
                self.names.add(" ".join(words))
                return " ".join(words)

    def amount(self) -> int:
        while True:
            found = self.dice.randint(20_000, 900_000_000)
            if all(abs(found - other) > 20_000 and found != 2 * other for other in self.amounts):
                self.amounts.add(found)
                return found

    def order(self, buyer: str = "", amount: int = 0, due: int | None = None, code: int = 0) -> Asked:
        place = len(self.world.orders)
        number = str(self.start + place * self.step)
        prefix = self.dice.choice(["", "", "M", "INV-2026-"])
        total = amount or self.amount()
        made = Asked(
            place + 1, prefix + number, self.currency, total, total if due is None else due,
            (f"F2026/{place + 1:06d}",), (buyer or self.name(),), code,
        )  # fmt: skip
        self.world.orders.append(made)
        return made

    def line(self, kind: str, amount: int, payer: str, orders: tuple[Asked, ...] = (), said: str = "",
             references: tuple[str, ...] = (), deducted: int = 0) -> Line:  # fmt: skip
        line_id = len(self.world.lines) + 1
        day = date(2026, 5, 1) + timedelta(self.dice.randint(0, 30))
        made = Line(line_id, day, amount, self.currency, payer, said or payer, references, deducted)
        self.world.lines.append(made)
        self.world.truth[line_id] = tuple(order.id for order in orders)
        self.world.kinds[line_id] = kind
        return made

    def as_bank_writes(self, name: str) -> str:
        """In capitals, turned round, without accents: still the same name."""
        way = self.dice.randint(0, 2)
        if way == 1:
            return " ".join(reversed(name.split()))
        return name.upper() if way == 2 else name

    def ocr(self, order: Asked) -> str:
        return self.dice.choice(bank_refs.ocr_of(order.number))

    def message(self, order: Asked) -> str:
        """The order's number as people type it."""
        digits = bank_refs.only_digits(order.number)
        grouped = f"{digits[:-4]} {digits[-4:]}" if len(digits) > 6 else digits
        return self.dice.choice(["order {}", "ORDER#{}", "inv {} terima kasih", "Faktura {}!", "pesanan {}."]).format(
            self.dice.choice([digits, grouped])
        )


def world(seed: int, currency: str = "SEK", each: int = 3) -> World:
    """Orders and lines of every kind that a shop meets, each kind `each` times."""
    maker = Maker(seed, currency)
    for _turn in range(each):
        _honest(maker)
        _wrong(maker)
        _strangers(maker)
    return maker.world


def _honest(maker: Maker) -> None:
    order = maker.order()
    maker.line("exact", order.due_minor, maker.as_bank_writes(order.buyers[0]), (order,))
    order = maker.order(code=maker.dice.randint(1, 999))
    maker.line("code", order.due_minor, "", (order,), said="SETORAN TUNAI")
    order = maker.order()
    maker.line("ocr", order.due_minor, maker.name(), (order,), references=(maker.ocr(order),))
    order = maker.order()
    said = maker.message(order)
    short = len(bank_refs.only_digits(order.number)) < bank_refs.SHORTEST
    payer = order.buyers[0] if short else maker.name()
    maker.line("number", order.due_minor, payer, (order,), said=f"{said} {payer}")
    pair = (maker.order(), maker.order())
    total = sum(order.due_minor for order in pair)
    maker.line("several", total, maker.name(), pair, references=tuple(maker.ocr(order) for order in pair))


def _wrong(maker: Maker) -> None:
    """Payments for an order that a person must look at."""
    order = maker.order()
    right = maker.ocr(order)
    wrong = right[:-1] + str((int(right[-1]) + maker.dice.randint(1, 9)) % 10)
    maker.line("wrong-check", order.due_minor, order.buyers[0], (order,), references=(wrong,))
    order = maker.order()
    less = maker.dice.choice([1, 6500, order.due_minor // 50])
    maker.line("short", order.due_minor - less, order.buyers[0], (order,), references=(maker.ocr(order),))
    maker.line("rest", less, order.buyers[0], (order,))
    order = maker.order()
    maker.line("over", order.due_minor + 100, order.buyers[0], (order,), references=(maker.ocr(order),))
    buyer, amount = maker.name(), maker.amount()
    twins = (maker.order(buyer, amount), maker.order(buyer, amount))
    maker.line("twins", amount, buyer, twins[:1])
    order = maker.order(due=0)
    maker.line("again", order.total_minor, order.buyers[0], (order,), references=(maker.ocr(order),))
    order = maker.order()
    maker.line("deducted", order.due_minor, order.buyers[0], (order,), references=(maker.ocr(order),), deducted=50)
    order = maker.order()
    for _once in range(2):
        maker.line("twice", order.due_minor, order.buyers[0], (order,))
    order = maker.order()
    for _half in range(2):
        maker.line("half", order.due_minor // 2, order.buyers[0], (order,))


def _strangers(maker: Maker) -> None:
    """Money that is for none of the orders, however it looks."""
    order = maker.order()
    maker.line("chance", order.due_minor, maker.name())
    order = maker.order()
    longer = f"9{bank_refs.only_digits(order.number)}4"
    maker.line("inside", order.due_minor, maker.name(), said=f"kontrak {longer} listrik")
    order = maker.order()
    maker.line("namesake", order.due_minor + 4_321, f"{order.buyers[0].split()[0]} {maker.dice.choice(LAST)}")
    maker.line("payout", maker.amount(), "AIRPAY INTERNATION")
    maker.line("noise", maker.amount(), maker.name(), said="hyra maj 2026")


def shared_orders(folder: Path, country: str) -> list[Asked]:
    """The shared open invoices of a country, as orders."""
    currency = "IDR" if country == "id" else "SEK"
    with (folder / f"invoices_{country}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    amounts = [int(row["amount_idr" if country == "id" else "amount_ore"]) for row in rows]
    return [
        Asked(place, row["invoice"], currency, amount, amount, (), (row["customer"],))
        for place, (row, amount) in enumerate(zip(rows, amounts, strict=True), 1)
    ]


def shared_truth(folder: Path) -> dict[str, dict[tuple[str, ...], str]]:
    """What the shared lines are: for Indonesia (day, name in capitals) and the amount, for Sweden the reference."""
    said = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    indonesia = {(each["date"], each["who"], str(each["amount"])): f"{each['kind']}:{each['invoice']}"
                 for each in said["indonesia"]["events"]}  # fmt: skip
    sweden = {(each["ocr"],): each["kind"] for each in said["sweden"]["bgmax"]["truth"]}
    return {"id": indonesia, "se": sweden}
