"""The OpenCart module's installable zips, the same bytes each time."""

import zipfile
from pathlib import Path

from desktop import paths

LANGUAGES = ("en-gb", "id-id", "sv-se")
STAMP = (2026, 1, 1, 0, 0, 0)

# The installer of 4.x takes the folder's name from the file's, so that one must be called kolli.
OLD = "kolli-opencart-2-and-3.ocmod.zip"
NEW = "kolli.ocmod.zip"


def files() -> dict[str, dict[str, Path]]:
    """Each zip's name -> path in it -> file."""
    source = paths.resources() / "opencart-bridge"
    old = {
        "upload/system/library/kolli/bridge.php": source / "bridge.php",
        "upload/system/library/kolli/page.php": source / "page.php",
        "upload/catalog/controller/extension/module/kolli.php": source / "opencart3" / "catalog.php",
        "upload/admin/controller/extension/module/kolli.php": source / "opencart3" / "admin.php",
    }
    new = {
        "install.json": source / "opencart4" / "install.json",
        "system/library/bridge.php": source / "bridge.php",
        "system/library/page.php": source / "page.php",
        "catalog/controller/module/kolli.php": source / "opencart4" / "catalog.php",
        "admin/controller/module/kolli.php": source / "opencart4" / "admin.php",
    }
    for language in LANGUAGES:
        words = source / "words" / f"{language}.php"
        old[f"upload/admin/language/{language}/extension/module/kolli.php"] = words
        new[f"admin/language/{language}/module/kolli.php"] = words
    return {OLD: old, NEW: new}


def build(target: Path) -> list[Path]:
    """Write the zips; raises OSError where the folder cannot be written."""
    target.mkdir(parents=True, exist_ok=True)
    made = []
    for name, parts in files().items():
        with zipfile.ZipFile(target / name, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for path in sorted(parts):
                entry = zipfile.ZipInfo(path, STAMP)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, parts[path].read_bytes().replace(b"\r\n", b"\n"))
        made.append(target / name)
    return made
