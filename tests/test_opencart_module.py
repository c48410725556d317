"""Our module for OpenCart: zips that the shops' own installers take, and PHP that is sound."""

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from desktop.services.opencart_module import build
from tests.shared import REPO

SOURCE = REPO / "resources" / "opencart-bridge"
PHP = sorted(SOURCE.rglob("*.php"))
# Where the installer of 3.x lets an extension write; source: admin/controller/marketplace/install.php of 3.0.5.1.
ALLOWED = (
    "admin/controller/extension/", "admin/language/", "admin/model/extension/", "admin/view/image/",
    "admin/view/javascript/", "admin/view/stylesheet/", "admin/view/template/extension/",
    "catalog/controller/extension/", "catalog/language/", "catalog/model/extension/", "catalog/view/javascript/",
    "catalog/view/theme/", "system/config/", "system/library/", "image/catalog/",
)  # fmt: skip


@pytest.fixture(scope="module")
def zips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {path.name: path for path in build(tmp_path_factory.mktemp("bridge"))}


def test_the_zips_are_the_same_bytes_each_time(zips: dict[str, Path], tmp_path: Path) -> None:
    again = build(tmp_path)
    assert {path.name: path.read_bytes() for path in again} == {name: p.read_bytes() for name, p in zips.items()}


def test_the_installer_of_3_lets_every_file_in(zips: dict[str, Path]) -> None:
    with zipfile.ZipFile(zips["kolli-opencart-2-and-3.ocmod.zip"]) as archive:
        names = archive.namelist()
    assert all(name.startswith("upload/") for name in names)
    assert [name for name in names if not name.removeprefix("upload/").startswith(ALLOWED)] == []
    assert "upload/catalog/controller/extension/module/kolli.php" in names


def test_the_installer_of_4_finds_what_it_asks_for(zips: dict[str, Path]) -> None:
    # The file's name is the extension's code, and so its folder and a part of its address.
    with zipfile.ZipFile(zips["kolli.ocmod.zip"]) as archive:
        told = json.loads(archive.read("install.json"))
        assert all(told[name] for name in ("name", "version", "author", "link"))
        assert "catalog/controller/module/kolli.php" in archive.namelist()
        assert b"const VERSION = '" + told["version"].encode() in archive.read("system/library/bridge.php")


def test_every_language_says_everything() -> None:
    words = {path.stem: re.findall(r"^\$_\['(\w+)'\] = '", path.read_text("utf-8"), re.MULTILINE) for path in
             (SOURCE / "words").glob("*.php")}  # fmt: skip
    assert set(words) == {"en-gb", "id-id", "sv-se"}
    assert words["en-gb"] == words["id-id"] == words["sv-se"] != []
    page = (SOURCE / "page.php").read_text("utf-8") + (SOURCE / "opencart4" / "admin.php").read_text("utf-8")
    used = set(re.findall(r"'((?:text|button|error)_\w+)'", page))
    assert used <= set(words["en-gb"])


def test_nothing_from_outside_reaches_sql_unescaped() -> None:
    """Each value joined into SQL is a cast, an escaped text, or one of the names made here."""
    core = (SOURCE / "bridge.php").read_text("utf-8")
    # Variables that are integers, or SQL made of our own words, where they are joined.
    ours = {
        "in", "limit", "after", "after_history", "after_order", "status", "order_id", "product_id", "was", "to",
        "mark", "id", "affiliate", "language", "since", "zone", "table", "column", "people", "condition", "part",
        "earned", "mine",
    }  # fmt: skip
    joined = re.findall(r'" \. ([^"]+?) \. "', "\n".join(line for line in core.splitlines() if "DB_PREFIX" in line))
    # A join inside a call's brackets belongs to the call.
    pieces = [piece for join in joined for piece in re.split(r" \. (?![^()]*\))", join)]
    assert len(pieces) > 60
    for piece in pieces:
        piece = piece.strip()
        bare = re.fullmatch(r"\$(\w+)(?:\['?\w+'?\])?", piece)
        assert (
            piece == "DB_PREFIX"
            or "(int)" in piece
            or "->escape(" in piece
            or "$this->in(" in piece
            or piece.startswith(("($after_order - self::NEAR)", "$this->job['mark']"))
            or (bare and bare[1] in ours)
        ), piece


@pytest.mark.skipif(not shutil.which("php"), reason="php is not installed here")
@pytest.mark.parametrize("path", PHP, ids=lambda path: str(path.relative_to(SOURCE)))
def test_the_php_can_be_read(path: Path) -> None:
    found = subprocess.run(["php", "-l", str(path)], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout


def test_the_php_keeps_to_what_old_shops_run() -> None:
    """OpenCart 2.3 runs on PHP 5.6: nothing newer in what its zip holds."""
    for path in (SOURCE / "bridge.php", SOURCE / "page.php", *(SOURCE / "opencart3").glob("*.php")):
        code = re.sub(r"//.*|'[^']*'|\"[^\"]*\"", "", path.read_text("utf-8"))
        assert not re.search(r"\?\?|\bfn\s*\(|\bmatch\s*\(|declare\s*\(|\)\s*:\s*\??\w+\s*\{|<=>|\?->", code), path
