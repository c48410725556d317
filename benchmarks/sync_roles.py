"""What `benchmarks.sync_wire` measures, each in a fresh process that says "ready", waits for a word and then begins.

floor   httpx alone, sending requests that were signed beforehand; the answers are read and not looked into
pull    the store's orders into an empty shop, page after page, as the sync thread does it
poll    the same shop asked again, when nothing has happened in between
push    a status of so many orders, from the outbox
"""

import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks.common import resident_mib

Act = Callable[[], int]


def floor(job: Mapping[str, Any]) -> Act:
    import httpx

    client = httpx.Client(trust_env=False, headers={"Accept": "application/json"})
    client.get(job["url"] + "/wp-json/").raise_for_status()  # ours is connected too when its clock starts
    kind = {"Content-Type": "application/json; charset=utf-8"}

    def act() -> int:
        for method, url, body in job["requests"]:
            said = (
                client.request(method, url, content=body.encode(), headers=kind)
                if body
                else client.request(method, url)
            )
            said.raise_for_status()
        return len(job["requests"])

    return act


def pull(job: Mapping[str, Any]) -> Act:
    link = _link(job)

    def act() -> int:
        while link.pull_changes():
            continue
        return link.tally.orders_new

    return act


def poll(job: Mapping[str, Any]) -> Act:
    link = _link(job)

    def once() -> None:
        link.push_due()
        while link.pull_changes():
            continue

    for _turn in range(3):
        once()

    def act() -> int:
        for _turn in range(job["times"]):
            once()
        return int(job["times"]) if link.tally.orders_changed == 0 else 0

    return act


def push(job: Mapping[str, Any]) -> Act:
    from desktop.domain.order import Action
    from desktop.models.base import run
    from desktop.services import outbox
    from desktop.services.changes import unit

    link = _link(job)
    with unit() as work:
        for row in run("SELECT id FROM orders ORDER BY id LIMIT ?", (job["times"],)).fetchall():
            outbox.tell_status(work, int(row[0]), Action.SHIP)

    def act() -> int:
        while link.push_due():
            continue
        return link.tally.confirmed

    return act


def _link(job: Mapping[str, Any]) -> Any:
    """The shop's link to its store, which has learned what that is; an empty folder becomes a shop first."""
    from desktop.models.schema import open_database
    from desktop.services import stores
    from desktop.sync.connect import connect
    from desktop.sync.link import Link

    open_database(str(Path(job["folder"]) / "kolli.db"))
    if not stores.active():
        settings = {"status_map": {"shipped": "completed"}, "history_days": job["days"]}
        stores.add("woocommerce", "Bench", job["url"], settings, {"key": job["key"], "secret": job["secret"]})
    store = stores.active()[0]
    link = Link(store, connect(store))
    link.learn()
    return link


def _peak_mib() -> float:
    """The most memory since `_forget_peak`. Not ru_maxrss: the kernel carries into it what the parent held."""
    words = Path("/proc/self/status").read_text().split()
    return int(words[words.index("VmHWM:") + 1]) / 1024


def _forget_peak() -> None:
    """Opening the keys takes 64 MiB for a moment, on purpose; that is before the sync and not of it."""
    Path("/proc/self/clear_refs").write_text("5")


ROLES: dict[str, Callable[[Mapping[str, Any]], Act]] = {"floor": floor, "pull": pull, "poll": poll, "push": push}


def main() -> None:
    job = json.loads(sys.stdin.readline())
    act = ROLES[sys.argv[1]](job)
    before = resident_mib()
    _forget_peak()
    print("ready", flush=True)
    sys.stdin.readline()
    wall, cpu = time.perf_counter(), time.process_time()
    done = act()
    figures = {"wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu}
    print(json.dumps({**figures, "done": done, "peak_mib": _peak_mib(), "before_mib": before}))


if __name__ == "__main__":
    main()
