"""Whether an archive of documents is still as it was written, and of this shop."""

import importlib.util
import json
from pathlib import Path
from typing import Any

from desktop import paths
from desktop.domain.errors import BadInput
from desktop.i18n import N_
from desktop.services.invoicing import sealing

SUMS, DAYS = "SHA256SUMS", "days.jsonl"


def verify(folder: Path) -> list[str]:
    """What is wrong in an archive, a line each: by the very script that lies in it, in the program's own copy."""
    if not (folder / SUMS).is_file():
        raise BadInput(what=N_("The archive"), value=str(folder), next=N_("Name a folder that Kolli has written."))
    script = _script()
    script.HERE = folder
    known: dict[str, object] = {}
    try:
        return [*script.files(), *script.days(known), *script.documents(known), *_of_another(folder)]
    except (OSError, ValueError, KeyError, UnicodeDecodeError) as error:
        return [f"{folder.name}: {type(error).__name__}"]


def check_script() -> Path:
    """The script that lies in every archive."""
    return paths.resources() / "archive" / "verify.py"


def _of_another(folder: Path) -> list[str]:
    """Whether the archive is of this shop's own chain: each of its days is here, too."""
    known = {day.hash for day in sealing.days()}
    with (folder / DAYS).open(encoding="utf-8") as lists:
        said = [json.loads(line) for line in lists]
    return [f"{day['on']}: not in the books of this shop" for day in said if day["hash"] not in known]


def _script() -> Any:
    found = importlib.util.spec_from_file_location("kolli_archive_check", check_script())
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module
