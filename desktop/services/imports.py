"""Files of orders and articles become ours: shown before, done in small units, and safe to do again."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from desktop.domain.errors import KolliError
from desktop.domain.remote import RemoteOrder
from desktop.domain.rights import Right
from desktop.formats import preview as previews
from desktop.formats.detect import unreadable
from desktop.formats.layout import Choices, Found, FoundArticle, Noticed, Refused
from desktop.formats.preview import Counts, Preview
from desktop.formats.reading import open_articles, open_orders, read_articles, read_orders
from desktop.i18n import _
from desktop.models.base import insert, is_postgres, ms
from desktop.models.base import run as execute
from desktop.services import articles, bulk, intake, permits, remote, settings
from desktop.services.changes import Work, now, unit

MOST_SHOWN = 1000  # refusals that a result holds; all of them are kept
_ORDERS_A_UNIT = 100  # a scan waits behind one unit at most: some 30 ms
_LINES_A_UNIT = 500

Progress = Callable[[int, int], None]
Stopped = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was left out, or kept with a remark, in the words of the screen."""

    row: int
    reason: str


@dataclass(slots=True)
class Tally:
    """What a run did with what it found. `waiting`: documents that a person must decide about."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    waiting: int = 0
    joined: int = 0  # articles whose code another article already had


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import has done so far. `resumed_at`: the row where an earlier run had stopped, 0 for none.

    `counts` is of the whole file, an earlier run's part included. `doubtful` are codes that fold to several articles.
    """

    run_id: int
    file: str
    format: str
    counts: Counts
    tally: Tally
    refused: tuple[Refusal, ...]
    noticed: tuple[Refusal, ...]
    cancelled: bool
    resumed_at: int
    doubtful: tuple[str, ...]


@dataclass(slots=True)
class _Run:
    """One run as it goes."""

    id: int
    after: int
    counts: Counts
    tally: Tally
    known: intake.Known = field(default_factory=intake.Known)
    noticed: list[Noticed] = field(default_factory=list)
    pending: list[Refused] = field(default_factory=list)


def choices() -> Choices:
    """What the shop's settings say about files."""
    shop, rules = settings.shop(), settings.rules()
    return Choices(shop.currency, shop.zone, rules.service_codes, rules.imported_orders_count_as_paid)


def preview(path: Path, format: str = "auto") -> Preview:
    """Say what a file of orders would become; nothing is written. Raises FileRefused as `run`."""
    return previews.preview(path, format, choices())


def preview_articles(path: Path, format: str = "auto") -> Preview:
    """The same for a file of articles."""
    return previews.preview_articles(path, format, choices())


def run(
    path: Path, format: str = "auto", on_progress: Progress | None = None, cancelled: Stopped | None = None
) -> ImportResult:
    """Keep the documents of a file of orders; the same file again changes nothing.

    A document that is here already and says something else now goes by the rules of `remote`. What was stopped, by a
    person or by a power cut, goes on where it was when the same file is given again. `on_progress(row, rows)` and
    `cancelled()` are asked after each unit; what was done until then is kept.

    Raises:
        FileRefused: the file cannot be read; nothing of it was kept.
        DiskFull, DatabaseBusy, FolderRefused: the units until then are kept.
    """
    permits.require(Right.ORDERS)
    source = open_orders(path, format, choices())
    name, layout = path.name, source.format.name
    going = _begin(_digest(path), name, layout, "orders")
    resumed_at, total = going.after, source.survey.last_row
    going.noticed += source.warnings
    batch: list[Found] = []
    stopped, lines = False, 0
    for entry in read_orders(source, after=going.after):
        if not isinstance(entry, Found):
            _set_aside(going, entry)
            continue
        batch.append(entry)
        lines += len(entry.order.lines)
        if len(batch) < _ORDERS_A_UNIT and lines < _LINES_A_UNIT:
            continue
        _keep_orders(going, f"file:{layout}", batch)
        batch, lines = [], 0
        if on_progress:
            on_progress(going.after, total)
        if cancelled and cancelled():
            stopped = True
            break
    if not stopped:
        _keep_orders(going, f"file:{layout}", batch)
        if on_progress:
            on_progress(total, total)
    return _end(going, name, layout, stopped, resumed_at)


def run_articles(
    path: Path, format: str = "auto", on_progress: Progress | None = None, cancelled: Stopped | None = None
) -> ImportResult:
    """Keep the articles of a file with their barcodes; everything else as `run`."""
    permits.require(Right.STOCK)
    source = open_articles(path, format, choices())
    name, layout = path.name, source.format.name
    going = _begin(_digest(path), name, layout, "articles")
    resumed_at, total = going.after, source.survey.last_row
    going.noticed += source.warnings
    batch: list[FoundArticle] = []
    stopped = False
    for entry in read_articles(source, after=going.after):
        if not isinstance(entry, FoundArticle):
            _set_aside(going, entry)
            continue
        batch.append(entry)
        if len(batch) < _ORDERS_A_UNIT:
            continue
        _keep_articles(going, batch)
        batch = []
        if on_progress:
            on_progress(going.after, total)
        if cancelled and cancelled():
            stopped = True
            break
    if not stopped:
        _keep_articles(going, batch)
        if on_progress:
            on_progress(total, total)
    return _end(going, name, layout, stopped, resumed_at)


def refusals(run_id: int, limit: int = MOST_SHOWN) -> list[Refusal]:
    """The rows that a run left out, in the file's order, in the words of the screen."""
    rows = execute(
        "SELECT row, reason FROM import_refusal WHERE run_id = ? ORDER BY row, id LIMIT ?", (run_id, limit)
    ).fetchall()
    return [Refusal(int(row), _said(str(reason))) for row, reason in rows]


def _keep_orders(going: _Run, source: str, batch: list[Found]) -> None:
    """One unit: the documents of a batch, the rows left out before them, and how far the file is read."""
    counts, tally = Counts(**asdict(going.counts)), Tally(**asdict(going.tally))
    with unit() as work:
        if is_postgres():  # two imports of one file must not both find a document missing
            execute("SELECT pg_advisory_xact_lock(hashtext('kolli import'))")
        for part in _without_repeats(batch):
            _keep_part(work, source, part, going, tally)
        for found in batch:
            counts.add(found.order)
        after = batch[-1].upto if batch else going.after
        _keep_progress(going, after, counts, tally)
    going.counts, going.tally, going.after = counts, tally, after
    going.pending.clear()


def _keep_part(work: Work, source: str, part: list[RemoteOrder], going: _Run, tally: Tally) -> None:
    here = bulk.existing(source, [order.remote_id for order in part])
    new = [order for order in part if order.remote_id not in here]
    if new:
        bulk.save_new(work, source, new, going.known)
        tally.new += len(new)
    for order in part:
        if order.remote_id not in here:
            continue
        if here[order.remote_id] == intake.seen(order):
            tally.unchanged += 1
            continue
        outcome, waiting = remote.save_one(work, source, None, order, going.known)
        tally.changed += outcome == "changed"
        tally.unchanged += outcome == "unchanged"
        tally.waiting += waiting > 0


def _without_repeats(batch: list[Found]) -> Iterator[list[RemoteOrder]]:
    """The documents in parts in which no document stands twice: the second word on it follows the first."""
    part: dict[str, RemoteOrder] = {}
    for found in batch:
        if found.order.remote_id in part:
            yield list(part.values())
            part = {}
        part[found.order.remote_id] = found.order
    if part:
        yield list(part.values())


def _keep_articles(going: _Run, batch: list[FoundArticle]) -> None:
    counts, tally = Counts(**asdict(going.counts)), Tally(**asdict(going.tally))
    noticed: list[Noticed] = []
    with unit() as work:
        for found in batch:
            kept = articles.keep(work, found.article)
            tally.new += kept.is_new
            tally.changed += kept.is_changed
            tally.joined += kept.joined
            tally.unchanged += not (kept.is_new or kept.is_changed)
            counts.articles += 1
            counts.barcodes += len(found.article.barcodes) + len(found.article.cases)
            counts.bad_barcodes += kept.bad_barcodes
            noticed += [Noticed(found.row, remark) for remark in kept.remarks]
        after = batch[-1].row if batch else going.after
        counts.noticed += len(noticed)
        _keep_progress(going, after, counts, tally)
    going.counts, going.tally, going.after = counts, tally, after
    going.noticed += noticed
    going.pending.clear()


def _set_aside(going: _Run, entry: Refused | Noticed) -> None:
    if isinstance(entry, Refused):
        going.counts.refused += 1
        going.pending.append(entry)
    else:
        going.counts.noticed += 1
        going.noticed.append(entry)


def _keep_progress(going: _Run, after: int, counts: Counts, tally: Tally) -> None:
    rows = [(going.id, refused.row, _packed(refused.reason)) for refused in going.pending]
    intake.many("INSERT INTO import_refusal (run_id, row, reason) VALUES (?, ?, ?)", rows)
    kept = json.dumps({"counts": asdict(counts), "tally": asdict(tally)})
    execute("UPDATE import_run SET next_row = ?, counts = ? WHERE id = ?", (after, kept, going.id))


def _begin(digest: str, file: str, layout: str, what: str) -> _Run:
    """The run of this very file that has not come to its end, or a new one."""
    with unit():
        row = execute(
            "SELECT id, next_row, counts FROM import_run"
            " WHERE sha256 = ? AND format = ? AND what = ? AND state <> 'done' ORDER BY id DESC LIMIT 1",
            (digest, layout, what),
        ).fetchone()
        if row is not None:
            kept: dict[str, Any] = json.loads(row[2])
            execute("UPDATE import_run SET state = 'running' WHERE id = ?", (row[0],))
            return _Run(int(row[0]), int(row[1]), Counts(**kept.get("counts", {})), Tally(**kept.get("tally", {})))
        run_id = insert(
            "INSERT INTO import_run (sha256, file, format, what, state, next_row, counts, started_at)"
            " VALUES (?, ?, ?, ?, 'running', 0, '{}', ?)",
            (digest, file, layout, what, ms(now())),
        )
    return _Run(run_id, 0, Counts(), Tally())


def _end(going: _Run, file: str, layout: str, stopped: bool, resumed_at: int) -> ImportResult:
    with unit() as work:
        execute(
            "UPDATE import_run SET state = ?, ended_at = ? WHERE id = ?",
            ("cancelled" if stopped else "done", ms(now()), going.id),
        )
        work.changed("import", going.id)
    return ImportResult(
        going.id, file, layout, going.counts, going.tally, tuple(refusals(going.id)),
        tuple(Refusal(each.row, each.reason.say()) for each in going.noticed[:MOST_SHOWN]), stopped, resumed_at,
        tuple(sorted(going.known.doubtful)),
    )  # fmt: skip


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(path, error) from error


def _packed(reason: KolliError) -> str:
    """The sentence and its values, so that it can be said in any language later."""
    return json.dumps([reason.text, {name: str(value) for name, value in reason.values.items()}], ensure_ascii=False)


def _said(packed: str) -> str:
    text, values = json.loads(packed)
    return _(text).format(**{name: _(value) if value else value for name, value in values.items()})
