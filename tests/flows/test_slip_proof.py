"""X1: slips are printed, read from their dots, packed by a process that has nothing and no network, and merged: 0
differences.
"""

import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from desktop.domain import long_codes
from desktop.domain.order import Fulfilment, Payment, Stage, is_packable
from desktop.domain.remote import RemoteAddress, RemoteArticle
from desktop.domain.tasks import What, When
from desktop.formats.layout import Found
from desktop.formats.reading import open_orders, read_orders
from desktop.models.base import forget, run
from desktop.models.schema import open_database
from desktop.services import changes, intake, kits, orders, papers, remote, sample, settings, tasks
from desktop.services.orders import NewLine, NewOrder
from desktop.services.slips import merging
from desktop.services.tasks import TaskRule
from tests.hard import audit
from tests.hard.runs import new_seed, report, runs
from tests.shared import REPO, SHARED
from tests.slips import codes_on, facts, printed

_WISHES = ("", "Bungkus kado, tanpa harga", "Slå in som present, tack!", "请用礼品包装，谢谢", "Позвоните заранее")
_NORTHWIND = SHARED / "data" / "northwind" / "orders.csv"


def _long_order(turn: random.Random, lines: int, name: str) -> int:
    """An order typed by hand, of articles with several codes, cases and kits; long names in three scripts."""
    rows = []
    for at in range(lines):
        sku = f"{name}-{at:03d}"
        words = turn.sample(["Cangkir", "Emaljmugg", "Kopi", "Tvål", "陶瓷杯", "Чашка", "350 ml", "Havsblå"], 3)
        rows.append(NewLine(sku, " ".join(words), turn.randint(1, 2), Decimal(10), turn.choice(["", "Röd", "M"])))
    to = RemoteAddress(name="Göran Åkerlund", line1="Hamngatan 3", postcode="891 33", city="Örnsköldsvik", country="SE",
                       phone="+46 70 000 00 00", instruction="Kod 4711")  # fmt: skip
    order_id = orders.create(NewOrder(to, tuple(rows), paid=True, note=turn.choice(_WISHES))).id
    for line in orders.lines(order_id):
        for _code in range(turn.randint(1, 3)):
            intake.add_barcode(line.article_id or 0, f"7{turn.randrange(10**11):011d}")
        intake.add_barcode(line.article_id or 0, f"1{turn.randrange(10**12):012d}", 6)
    return order_id


def _kit_order(turn: random.Random) -> int:
    for sku in ("KIT-CUP", "KIT-TEA", "KIT-SET"):
        if not run("SELECT 1 FROM article WHERE sku = ?", (sku,)).fetchone():
            remote.intake_article(RemoteArticle("", sku, f"The {sku}"))
    if not kits.parts("KIT-SET"):
        kits.compose("KIT-SET", [kits.Part("KIT-CUP", 2), kits.Part("KIT-TEA", 1)])
    to = RemoteAddress(name="Ayu Lestari", line1="Jl. Braga 12", city="Bandung", postcode="40111", country="ID")
    lines = (NewLine("KIT-SET", "The set", turn.randint(1, 2), Decimal(10)),)
    return orders.create(NewOrder(to, lines, paid=True)).id


def _northwind() -> list[int]:
    """Orders of a real shop's shape, as if they had come today; none where the data is not beside this checkout."""
    if not _NORTHWIND.exists():
        return []
    found = [each.order for each in read_orders(open_orders(_NORTHWIND)) if isinstance(each, Found)][:80]
    with changes.unit() as work:
        known = intake.Known()
        return [
            intake.save_new(work, "file:northwind", None,
                            replace(order, fulfilment=Fulfilment.OPEN, payment=Payment.PAID, held=False), known)
            for order in found
        ]  # fmt: skip


def _shop(times: int, turn: random.Random) -> list[int]:
    """A shop with so many orders that a bench may pack."""
    settings.remember("rules", {"duplicate_minutes": 0})
    sample.make("sv")
    tasks.save_rule(TaskRule(What.WRAP, When.UNITS, "3"))
    hard = [_kit_order(turn), _long_order(turn, 353 if times > 10 else 62, "LNG"), _long_order(turn, 12, "MID")]
    if times > 10:
        hard += [_long_order(turn, 353, "LN2"), *(_long_order(turn, turn.randint(2, 40), f"S{at}") for at in range(17))]
        hard += _northwind() or [_long_order(turn, turn.randint(1, 9), f"N{at}") for at in range(80)]
    rows = run(
        "SELECT id FROM orders WHERE kind = 'order' AND stage IN (?, ?) ORDER BY id",
        (Stage.TO_PICK.value, Stage.TO_PACK.value),
    ).fetchall()
    others = [int(row[0]) for row in rows if int(row[0]) not in hard and _waits(int(row[0]))]
    return [*hard, *others][:times]


def _waits(order_id: int) -> bool:
    view = orders.show(order_id)
    return is_packable(view.state) and not view.conflict and view.units_left > 0 and not any(
        line.packed for line in view.lines
    )  # fmt: skip


@pytest.mark.timeout(1200)
@runs(sample=6, whole=100)
def test_slips_packed_where_nothing_is_known_come_home_without_a_difference(
    data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    seed = new_seed()
    turn = random.Random(seed)
    monkeypatch.setenv("KOLLI_SECRETS_PASSWORD", "of both houses")
    open_database(str(data_folder / "kolli.db"))
    changes.work_at("Bench 1", "Sari")
    chosen = _shop(times, turn)
    assert len(chosen) == times
    slips, signs = [], []
    for order_id in chosen:
        read = codes_on(papers.draw("packing-slip", [order_id], language=turn.choice(["en", "id", "sv"])))
        slips.append([text for text in read if long_codes.read(text) is not None])
        assert slips[-1], f"the slip of {orders.show(order_id).number} holds no order"
        signs += [len(text) for text in slips[-1]]
    told = _pack(slips, [printed(order_id) for order_id in chosen], tmp_path)
    before = set(audit.faults(data_folder / "kolli.db", [], keep_wal=True))
    merged = merging.merge_file(tmp_path / "packed", trust=True)
    assert [row.reason for row in merged.open] == []
    different = [
        orders.show(order_id).number
        for order_id in chosen
        if told.pop(orders.show(order_id).number) != repr(facts(order_id))
    ]
    report("slips", seed, slips=len(chosen), codes=len(signs), most_codes=max(map(len, slips)), longest=max(signs),
           different=len(different))  # fmt: skip
    assert (different, told) == ([], {})
    # What the sample shop had packed before it was made has no scans, and its labels came out at the other bench.
    found = set(audit.faults(data_folder / "kolli.db", [], keep_wal=True)) - before
    forget()
    assert [fault for fault in found if "queued" not in fault] == []


def _pack(slips: list[list[str]], on_things: list[dict[str, str]], folder: Path) -> dict[str, str]:
    """Let the bench pack them; what each order is there afterwards."""
    blank = folder / "blank"
    blank.mkdir()
    asked = folder / "asked.json"
    asked.write_text(json.dumps({"slips": slips, "printed": on_things, "out": str(folder / "packed")}), "utf-8")
    env = {**os.environ, "KOLLI_DATA": str(blank), "PYTHONPATH": str(REPO)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.flows.slip_bench", str(asked)], env=env, cwd=REPO, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])["facts"]
    return found
