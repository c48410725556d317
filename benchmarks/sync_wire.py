"""A whole shop beside httpx alone, over real HTTP: orders pulled, an empty poll, statuses pushed, memory.

    make bench NAME=sync_wire [ARGS="--pull 1000 --push 200 --poll 50 --rounds 3"]

The floor sends the very requests that we sent, signed anew before its clock starts, over a kept connection; it reads
the answers and keeps nothing. Each runs in a fresh process, turn by turn; the store is a process of its own, whose
time to answer is in the seconds of both and whose CPU and memory are in neither's.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping

from benchmarks.common import line, median
from benchmarks.sync_store import Asked, Store, open_store, signed_again
from desktop.simulated.woocommerce import KEY, SECRET

Figures = dict[str, float]


def measure_wire(orders: int, messages: int, polls: int, rounds: int) -> None:
    taken: dict[str, list[Figures]] = {}
    with open_store(orders) as store:
        for _turn in range(rounds):
            with tempfile.TemporaryDirectory() as folder:
                for role, times in (("pull", orders), ("poll", polls), ("push", min(messages, orders))):
                    ours, asked = _ours(role, store, folder, times)
                    store.restore()
                    floor = _run("floor", {"url": store.url, "requests": signed_again(store.url, asked)}, folder, store)
                    store.restore()
                    taken.setdefault(role, []).append(ours)
                    taken.setdefault(f"{role} floor", []).append(floor)
    middle = {name: {key: median([run[key] for run in runs]) for key in runs[0]} for name, runs in taken.items()}
    _say_rate("sync pull", "orders", middle["pull"], middle["pull floor"])
    _say_rate("sync push", "statuses", middle["push"], middle["push floor"])
    _say_poll(middle["poll"], middle["poll floor"])
    for role in ("pull", "push"):
        ours, floor = middle[role], middle[f"{role} floor"]
        line(f"sync {role}, peak memory", round(ours["peak_mib"], 1), round(floor["peak_mib"], 1), "MiB",
             grown_mib=round(ours["peak_mib"] - ours["before_mib"], 1),
             floor_grown_mib=round(floor["peak_mib"] - floor["before_mib"], 1))  # fmt: skip


def _ours(role: str, store: Store, folder: str, times: int) -> tuple[Figures, Asked]:
    job = {"url": store.url, "folder": folder, "key": KEY, "secret": SECRET, "times": times,
           "days": 30 + len(store.ids) // 24}  # fmt: skip
    figures = _run(role, job, folder, store)
    if figures["done"] != times:
        raise SystemExit(f"sync {role}: {figures['done']} of {times} were done")
    return figures, store.heard()


def _run(role: str, job: Mapping[str, object], folder: str, store: Store) -> Figures:
    """One role in a fresh process; what the store hears until it is ready is forgotten."""
    child = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.sync_roles", role], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "KOLLI_DATA": folder, "KOLLI_SECRETS_PASSWORD": "bench"},
    )  # fmt: skip
    with child:
        assert child.stdin
        assert child.stdout
        print(json.dumps(job), file=child.stdin, flush=True)
        if child.stdout.readline() != "ready\n":
            raise SystemExit(f"sync {role} could not begin")
        store.heard()
        print("go", file=child.stdin, flush=True)
        said = child.stdout.readline()
    if child.returncode:
        raise SystemExit(f"sync {role} broke off")
    return dict(json.loads(said))


def _say_rate(name: str, what: str, ours: Figures, floor: Figures) -> None:
    done, requests = ours["done"], floor["done"]
    line(f"{name}, {done:.0f} {what}", round(done / ours["wall_s"]), round(done / floor["wall_s"]), f"{what}/s",
         requests=requests)  # fmt: skip
    line(f"{name}, {done:.0f} {what}, CPU", round(ours["cpu_s"], 3), round(floor["cpu_s"], 3), "CPU s",
         per_cpu_s=round(done / ours["cpu_s"]), us_each=round(ours["cpu_s"] / done * 1e6))  # fmt: skip


def _say_poll(ours: Figures, floor: Figures) -> None:
    """Of one poll: what is due is looked up, then the store is asked, and says again the last order that we know."""
    polls = ours["done"]
    for key, unit in (("wall_s", "ms"), ("cpu_s", "CPU ms")):
        line("sync empty poll", round(ours[key] / polls * 1000, 2), round(floor[key] / floor["done"] * 1000, 2), unit,
             requests_each=round(floor["done"] / polls, 2))  # fmt: skip


def add_arguments(ask: argparse.ArgumentParser) -> None:
    ask.add_argument("--pull", type=int, default=1_000, help="orders to pull over HTTP")
    ask.add_argument("--push", type=int, default=200, help="statuses to push over HTTP")
    ask.add_argument("--poll", type=int, default=50, help="polls with nothing new")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(ask)
    ask.add_argument("--rounds", type=int, default=3)
    asked = ask.parse_args()
    measure_wire(asked.pull, asked.push, asked.poll, asked.rounds)


if __name__ == "__main__":
    main()
