"""A folder that stands for a marketplace: exports in, tracking numbers and states out. Nothing can be asked of it."""

import hashlib
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

from desktop.domain.order import Stage
from desktop.domain.remote import RemoteOrder
from desktop.formats.errors import FileRefused
from desktop.i18n import N_
from desktop.sync.connector import (
    Account,
    ArticlePull,
    Capabilities,
    Check,
    CustomerPull,
    Facts,
    Offline,
    Outcome,
    Pull,
    Push,
    Refused,
    Result,
    Step,
    StockPull,
    StoreError,
    Tracking,
)
from desktop.sync.connectors.folder import reading, trouble
from desktop.sync.connectors.folder.answers import COLUMNS, OWN, Answers
from desktop.sync.connectors.folder.inbox import READ, REFUSED, Inbox
from desktop.sync.connectors.folder.reading import Cursor, Reading
from desktop.sync.fields import Field, Keep, Shape

AS_IT_CAME = "same"


class Folder:
    """One watched folder. Its orders are called LAYOUT:NUMBER, so that two marketplaces may share it."""

    KIND: ClassVar[str] = "folder"
    NAME: ClassVar[str] = N_("Folder")
    POLL_S: ClassVar[float] = 5.0  # a look costs one listing of the folder
    FIELDS: ClassVar[tuple[Field, ...]] = (
        Field("url", N_("Folder that exports are put into"), Keep.ADDRESS, Shape.FOLDER),
        Field(
            "out", N_("Folder for tracking numbers and states"), Keep.SETTING, Shape.FOLDER,
            hint=N_("If it is empty: the folder “out” inside the first one."), needed=False,
        ),
        Field(
            "answer", N_("Columns of the files that go out"), Keep.SETTING, Shape.CHOICE,
            choices=(
                (AS_IT_CAME, N_("Of the marketplace that the order came from")),
                ("tokopedia-tiktok", "Tokopedia, TikTok Shop"), ("shopee", "Shopee"),
                ("tokopedia-legacy", N_("Tokopedia before 2024")), (OWN, N_("Kolli's own")),
            ),
            needed=False,
        ),
    )  # fmt: skip
    STATUS_MAP: ClassVar[Mapping[str, str]] = {
        "packed": "packed", "shipped": "shipped", "delivered": "delivered", "cancelled": "cancelled",
    }  # fmt: skip
    MEANINGS: ClassVar[Mapping[str, str]] = {
        "packed": Stage.TO_SHIP, "shipped": Stage.SHIPPED, "delivered": Stage.DONE, "cancelled": Stage.CANCELLED,
    }  # fmt: skip

    def __init__(
        self, account: Account, now: Callable[[], datetime] = lambda: datetime.now(UTC), steady_s: float = 1.0
    ) -> None:
        self.folder = Path(account.url).expanduser()
        if not self.folder.is_absolute():
            raise trouble.shut(self.folder, trouble.NOT_WHOLE)
        self._options = account.options
        chosen = str(self._options.get("out", "") or "").strip()
        self._answers = Answers(Path(chosen).expanduser() if chosen else self.folder / "out")
        self._inbox = Inbox(self.folder, _owner(account), steady_s)
        self._now = now
        self._steady_s = steady_s
        self._refused: list[str] = []  # what was put aside since the last answer
        self._reading: Reading | None = None
        self._read: dict[str, Reading] = {}  # files whose orders were handed out, until they are put away
        self._closed = threading.Event()

    def test(self) -> list[Step]:
        steps: list[Step] = []
        for check, look in (
            (Check.ADDRESS, self._check_chosen),
            (Check.READ, self._check_in),
            (Check.WRITE, self._check_out),
        ):
            try:
                look()
            except StoreError as error:
                return [*steps, Step(check, error)]
            steps.append(Step(check))
        return steps

    def probe(self) -> Facts:
        self._check_there()
        return Facts(
            name=self.folder.name, home=str(self.folder), currency=str(self._options.get("currency", "")),
            statuses=tuple((word, word) for word in self.MEANINGS), tracking=Tracking.FILE, skew_s=None,
            zone=str(self._options.get("zone", "")),
        )  # fmt: skip

    def capabilities(self) -> Capabilities:
        return Capabilities(frozenset({"order_status", "tracking"}), False, Tracking.FILE, frozenset(), asks=False)

    def pull_orders(self, cursor: str) -> Pull:
        """Read the next piece of a file that lies here. A file is put away when its last orders are surely kept: the
        cursor that is handed back with the next question says so."""
        pull = self._next(cursor)
        refused, self._refused = tuple(self._refused), []
        return replace(pull, refused=refused)

    def _next(self, cursor: str) -> Pull:
        kept = Cursor.read(cursor)
        with trouble.told(self.folder):
            if self._reading is not None and (self._reading.digest, self._reading.row) != (kept.digest, kept.row):
                self._reading = None  # what was handed out has not been kept: from where it is known
            if self._reading is not None:
                return self._page(self._reading, kept)
            while (path := self._whole_file()) is not None:
                begun = self._open(path, kept)
                if begun is not None:
                    return self._page(begun, kept)
        return Pull((), cursor, False)

    def open_orders(self, cursor: str) -> Pull:
        """A folder holds what people put there, and cannot be asked for more."""
        return Pull((), cursor, False)

    def missing(self, remote_ids: list[str]) -> list[str]:
        """An order that no export names any more is not gone."""
        return []

    def read_order(self, remote_id: str, within_s: float | None = None) -> RemoteOrder | None:
        raise Refused(code="cannot-ask", detail=N_("a folder cannot be asked; the next export says more."))

    def pull_articles(self, cursor: str) -> ArticlePull:
        return ArticlePull((), cursor, False)

    def pull_customers(self, cursor: str) -> CustomerPull:
        return CustomerPull((), cursor, False)

    def pull_stock(self, cursor: str) -> StockPull:
        return StockPull((), cursor, False)

    def perform(self, push: Push) -> Outcome:
        if push.kind == "tracking":
            return self._tell("tracking", push, self._tracking(push))
        if push.kind == "order_status":
            return self._tell("status", push, self._status(push))
        raise Refused(code="unknown-kind", detail=N_("Kolli cannot tell this kind of store such a thing."))

    def skew_s(self) -> float:
        return 0.0

    def close(self) -> None:
        self._closed.set()
        self._inbox.close()

    # What comes in

    def _whole_file(self) -> Path | None:
        """The next file to be read; a new one is waited for once, for a moment."""
        found = self._inbox.following()
        if found is None and self._inbox.waits() and not self._closed.wait(self._steady_s * 1.1):
            found = self._inbox.following()
        return found

    def _open(self, path: Path, kept: Cursor) -> Reading | None:
        """Begin to read a claimed file; None where it was put away, because nothing is to be read from it."""
        digest = reading.digest_of(path)
        if digest in kept.known:
            done = self._read.pop(digest, None)
            if done is not None and done.path == path:
                where = REFUSED if done.held_nothing else READ
                self._inbox.put_away(path, where, done.said(self._language))
            else:
                self._inbox.put_away(path, READ, reading.told(reading.READ_BEFORE, self._language))
            return None
        try:
            return reading.start(path, digest, self._options, kept.row if kept.digest == digest else 0)
        except FileRefused as refused:
            self._refuse(path, refused)
            return None

    def _refuse(self, path: Path, error: FileRefused) -> None:
        self._inbox.put_away(path, REFUSED, reading.why(error, self._language))
        self._refused.append(f"{path.name}: {error.say()}")

    def _page(self, going: Reading, kept: Cursor) -> Pull:
        self._reading = None  # unless there is more: what failed half-way is begun again from where it is kept
        try:
            orders, ended = going.page()
        except FileRefused as refused:  # found out behind its first rows
            self._refuse(going.path, refused)
            return Pull((), kept.at("", 0).text(), True)
        if not ended:
            self._reading = going
            return Pull(tuple(orders), kept.at(going.digest, going.row).text(), True)
        self._read[going.digest] = going
        return Pull(tuple(orders), kept.done(going.digest).text(), True)

    # What goes out

    def _tell(self, kind: str, push: Push, said: tuple[str, ...]) -> Outcome:
        layout = self._layout(push.remote_id)
        folder = self._answers.folder
        with trouble.told(folder if folder.exists() else self.folder):
            self._check_there()
            known = self._answers.find(kind, layout, said, push.key)
            if known is not None:
                return Outcome(Result.ALREADY, f"{known.file} {known.row}")
            written = self._answers.write(kind, layout, self._today(), said, push.key)
        if written is None:
            raise Refused(code="not-taken", detail=N_("its file was written, but the line is not in it."))
        return Outcome(Result.DONE, f"{written.file} {written.row}")

    def _tracking(self, push: Push) -> tuple[str, ...]:
        number = str(push.values.get("number", "")).strip()
        if not number:
            raise Refused(code="no-number", detail=N_("the tracking number is empty."))
        return _number(push.remote_id), str(push.values.get("carrier", "")), number

    def _status(self, push: Push) -> tuple[str, ...]:
        status = str(push.values.get("status", ""))
        if status not in self.MEANINGS:
            raise Refused(code="unknown-status", detail=N_("it has no such status. Map it under Settings, Stores."))
        return _number(push.remote_id), status

    def _layout(self, remote_id: str) -> str:
        chosen = str(self._options.get("answer", "") or AS_IT_CAME)
        came = remote_id.partition(":")[0]
        layout = came if chosen == AS_IT_CAME else chosen
        return layout if layout in COLUMNS else OWN

    def _today(self) -> str:
        zone = str(self._options.get("zone", "") or "UTC")
        return self._now().astimezone(ZoneInfo(zone)).date().isoformat()

    @property
    def _language(self) -> str:
        return str(self._options.get("language", "") or "en")

    # Whether it can be used

    def _check_there(self) -> None:
        if not self.folder.is_dir():
            raise Offline(host=self.folder.name, detail=trouble.GONE)

    def _check_chosen(self) -> None:
        """The same for somebody who is just choosing it."""
        if not self.folder.is_dir():
            raise trouble.shut(self.folder, trouble.NOWHERE)

    def _check_in(self) -> None:
        self._check_writable(self.folder)
        with trouble.told(self.folder):
            next(self.folder.iterdir(), None)

    def _check_out(self) -> None:
        folder = self._answers.folder
        if folder == self.folder:
            raise trouble.shut(folder, trouble.SAME)
        if not folder.is_absolute():
            raise trouble.shut(folder, trouble.NOT_WHOLE)
        if folder.parent == self.folder:
            with trouble.told(self.folder):
                folder.mkdir(exist_ok=True)
        self._check_writable(folder)

    def _check_writable(self, folder: Path) -> None:
        """A file can be made there, renamed and taken away again."""
        if not folder.is_dir():
            raise trouble.shut(folder, trouble.NOWHERE)
        with trouble.told(folder), tempfile.TemporaryDirectory(prefix=".kolli-test-", dir=folder) as inside:
            made = Path(inside) / "a"
            made.write_bytes(b"kolli")
            made.rename(Path(inside) / "b")


def _number(remote_id: str) -> str:
    layout, colon, number = remote_id.partition(":")
    return number if colon else layout


def _owner(account: Account) -> str:
    """A name of this shop's own for its claims: benches of one shop find each other's, two shops do not."""
    said = f"{account.options.get('shop', '')}/{account.options.get('store', '')}/{account.url}"
    return hashlib.sha256(said.encode()).hexdigest()[:10]
