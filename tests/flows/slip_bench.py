"""A bench that knows nothing, as a process of its own that has no network: it packs what it is given to scan.

Called with a file of JSON: {"slips": [[texts of one slip], ...], "printed": [{SKU: the code on the thing}, ...],
"out": file}; writes {"facts": {number: text}} to its
standard output. Whatever opens a connection ends it.
"""

import json
import socket
import sys
from pathlib import Path
from typing import NoReturn


def _no_network(*_values: object, **_more: object) -> NoReturn:
    raise AssertionError("a bench without a network wanted one")


for _word in ("connect", "connect_ex", "bind", "sendto"):
    setattr(socket.socket, _word, _no_network)
socket.getaddrinfo = socket.create_connection = _no_network

from desktop import paths  # noqa: E402
from desktop.models.base import forget  # noqa: E402
from desktop.models.schema import open_database  # noqa: E402
from desktop.services import changes, orders, settings  # noqa: E402
from desktop.services.bench import Seat  # noqa: E402
from desktop.services.slips import results  # noqa: E402
from tests.slips import facts, open_by_slip, pack_all  # noqa: E402


def main(file: Path) -> None:
    asked = json.loads(file.read_text("utf-8"))
    open_database(str(paths.data_folder() / "kolli.db"))
    changes.work_at("Bench 9", "Bagas")
    settings.change_bench(name="Bench 9")
    seat, found = Seat(), {}
    for turn, slip in enumerate(asked["slips"]):
        here = open_by_slip(seat, slip[::-1] if turn % 2 else slip)
        pack_all(seat, here, asked["printed"][turn], boxes=1 + turn % 3)
        view = orders.show(here)
        found[view.number] = repr(facts(here))
    results.export(Path(asked["out"]))
    print(json.dumps({"facts": found}))
    forget()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
