"""The real shop of tests/ci_store: installed once for its lock file, one server for each test process."""

import contextlib
import hashlib
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent / "ci_store"
OLDEST = 20  # the major version of Node that the shop needs
_INSTALL_S, _START_S = 400, 240
_NO_NETWORK = re.compile(
    r"ENOTFOUND|EAI_AGAIN|ECONN(?:REFUSED|RESET)|ETIMEDOUT|ERR_SOCKET|ENETUNREACH|network|ENOTCACHED"
)


@dataclass(frozen=True)
class Shop:
    """A running shop. `info` is what it says of itself, with what became of each of its 52 orders."""

    base: str
    info: dict[str, Any]

    @property
    def admin(self) -> str:
        return str(self.info["adminApi"])

    @property
    def key(self) -> str:
        return str(self.info["apiKey"])

    def ask(
        self, query: str, variables: dict[str, Any] | None = None, language: str = "en", token: str = ""
    ) -> dict[str, Any]:
        """What the shop says itself: straight to its Admin API, past everything of ours."""
        body = {"query": query, "variables": variables or {}}
        proof = {"authorization": f"Bearer {token}"} if token else {"vendure-api-key": self.key}
        answer = _post(f"{self.admin}?languageCode={language}", body, proof)
        assert "errors" not in answer, answer
        return dict(answer["data"])

    def owner(self) -> str:
        """A session of somebody who may do everything."""
        query = "mutation Login($u: String!, $p: String!) { login(username: $u, password: $p) { __typename } }"
        body = {"query": query, "variables": {"u": self.info["user"], "p": self.info["password"]}}
        request = urllib.request.Request(self.admin, json.dumps(body).encode(), {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return str(answer.headers["vendure-auth-token"])

    def place(self, lines: dict[str, int], stop: str = "paid", **wish: Any) -> dict[str, Any]:
        """A customer's checkout; SKU -> units."""
        wanted = [{"sku": sku, "quantity": units} for sku, units in lines.items()]
        return _post(f"{self.base}/ci/order", {"lines": wanted, "stop": stop, **wish})

    def spoil(self, op: str, mode: str, except_: str = "", **more: Any) -> None:
        """Spoil the next Admin API call whose text contains `op`, and not `except_`; modes stand in control.js."""
        _post(f"{self.base}/ci/fault", {"op": op, "except": except_, "mode": mode, **more})

    def calm(self) -> None:
        _post(f"{self.base}/ci/fault", {"clear": True})

    def reset(self) -> None:
        _post(f"{self.base}/ci/reset", {})

    def remove(self, order_id: str) -> None:
        _post(f"{self.base}/ci/remove", {"id": order_id})

    def writes(self) -> int:
        """How many calls have changed something since it started."""
        return int(self._counted()["writes"])

    def fired(self) -> bool:
        """Whether what was last planned by `spoil` has happened."""
        return bool(self._counted()["fired"])

    def _counted(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.base}/ci/writes", timeout=60) as answer:
            return dict(json.load(answer))


def cache() -> Path:
    """Where what was installed stays between runs: the person's own cache folder, never the checkout."""
    chosen = os.environ.get("KOLLI_CI_SHOP_CACHE")
    home = os.environ.get("LOCALAPPDATA") or Path.home() / ".cache"
    return Path(chosen or home) / "kolli-ci-shop" / hashlib.sha256(_lock_file().read_bytes()).hexdigest()[:16]


def missing() -> str:
    """Why the shop cannot run on this machine, "" if it can."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return "the CI shop needs Node 20 or later (node and npm were not found)"
    found = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()
    major = re.match(r"v(\d+)\.", found)
    if not major or int(major[1]) < OLDEST:
        return f"the CI shop needs Node {OLDEST} or later (found {found or 'none'})"
    return ""


def install() -> Path:
    """Fetch the shop's packages; one process does it, others wait. Skips, by name, where there is no network."""
    folder = cache()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _only_one(folder.parent / f"{folder.name}.lock"):
        if (folder / "installed").exists():
            return folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copyfile(FOLDER / name, folder / name)
        npm = shutil.which("npm") or "npm"
        done = subprocess.run(
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"],
            cwd=folder, capture_output=True, text=True, timeout=_INSTALL_S,
        )  # fmt: skip
        if done.returncode:
            said = (done.stderr or done.stdout).strip()
            unreached = next((line for line in said.splitlines() if _NO_NETWORK.search(line)), "")
            if unreached:
                pytest.skip(f"npm ci did not reach its packages: {unreached}")
            pytest.fail(f"npm ci failed:\n{said}", pytrace=False)
        (folder / "installed").touch()
    return folder


@contextlib.contextmanager
def running(installed: Path) -> Iterator[Shop]:
    """A shop on a free port, with a database of its own in memory."""
    with tempfile.TemporaryDirectory(prefix="ci-shop-") as scratch:
        said, log = Path(scratch) / "out", Path(scratch) / "err"
        port = _free_port()
        settings = os.environ | {
            "NODE_PATH": str(installed / "node_modules"),
            "STORE_PORT": str(port),
            "STORE_CACHE_DIR": str(installed / "seeded"),
            "STORE_DATA_DIR": str(Path(scratch) / "data"),
        }
        command = [shutil.which("node") or "node", str(FOLDER / "server.js")]
        with said.open("wb") as out, log.open("wb") as err:
            server = subprocess.Popen(command, cwd=scratch, env=settings, stdout=out, stderr=err)
        try:
            _wait(server, said, log)
            base = f"http://127.0.0.1:{port}"
            with urllib.request.urlopen(f"{base}/ci/info", timeout=60) as answer:
                yield Shop(base, json.load(answer))
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


@pytest.fixture(scope="session")
def ci_shop_server() -> Iterator[Shop]:
    """The shop of this test process; skipped by name where there is no Node, or no network to fetch it."""
    why = missing()
    if why:
        pytest.skip(why)
    with running(install()) as shop:
        yield shop


@pytest.fixture
def ci_shop(ci_shop_server: Shop) -> Shop:
    """The shop as it was seeded."""
    ci_shop_server.reset()
    return ci_shop_server


def _wait(server: "subprocess.Popen[bytes]", said: Path, log: Path) -> None:
    end = time.monotonic() + _START_S
    while b'"ready":true' not in said.read_bytes():
        if server.poll() is not None or time.monotonic() > end:
            pytest.fail(f"the CI shop did not start:\n{log.read_text('utf-8', 'replace')[-2000:]}", pytrace=False)
        time.sleep(0.1)


@contextlib.contextmanager
def _only_one(lock: Path) -> Iterator[None]:
    """One process at a time, on every system; who dies lets go."""
    door = sqlite3.connect(lock, timeout=_INSTALL_S, isolation_level=None)
    try:
        door.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        door.close()


def _lock_file() -> Path:
    return FOLDER / "package-lock.json"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _post(url: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> dict[str, Any]:
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"content-type": "application/json", **(headers or {})}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return dict(json.load(answer))
