"""What a command pays for before it begins: no Qt, no drawing, no HTTP, no other database's driver."""

import json
import subprocess
import sys

import pytest

from tests.cli.process import Kolli

HEAVY = ("PySide6", "reportlab", "httpx", "psycopg", "babel", "keyring", "cryptography", "pypdfium2", "python_calamine")
_ASK = (
    "import sys, json, desktop.cli as c; c.main(sys.argv[1:]); print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
)


@pytest.mark.parametrize(
    "words", [["--help"], ["orders", "list"], ["pack", "1001", "--scans", "-"], ["orders", "do", "1001", "hold"]]
)
def test_a_command_loads_only_what_it_needs(shop: Kolli, words: list[str]) -> None:
    asked = subprocess.run(
        [
            sys.executable,
            "-c",
            _ASK if words != ["--help"] else _ASK.replace("c.main(sys.argv[1:])", "c.parser()"),
            *words,
        ],
        input=b"SR-KOPI\n",
        capture_output=True,
        env=shop.environment,
        cwd=shop.data,
    )
    loaded = json.loads(asked.stderr.decode().splitlines()[-1])
    assert [name for name in HEAVY if name in loaded] == []
