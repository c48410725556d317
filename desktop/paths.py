"""Where things lie: what the program ships with, and what a shop keeps."""

import os
import sys
from pathlib import Path

_chosen: Path | None = None


def choose(folder: Path | None) -> Path | None:
    """Let this folder be the shop's from now on, whatever the environment says; returns the one before, None for the
    environment's."""
    global _chosen
    before, _chosen = _chosen, folder
    return before


def resources() -> Path:
    """The folder of icons, fonts, sounds, translations and the sample shop; read only."""
    frozen = getattr(sys, "_MEIPASS", None)
    base = Path(frozen) if frozen else Path(__file__).resolve().parent.parent
    return base / "resources"


def data_folder(given: Path | None = None) -> Path:
    """The shop's folder, made if missing: `given`, else the chosen one, else KOLLI_DATA, else the system's place."""
    chosen = given or _chosen or (Path(os.environ["KOLLI_DATA"]) if os.environ.get("KOLLI_DATA") else _system_folder())
    folder = chosen.expanduser().absolute()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def database_file(data: Path) -> Path:
    return data / "kolli.db"


def log_file(data: Path) -> Path:
    return data / "kolli.log"


def documents_folder(data: Path) -> Path:
    """Where the folder printer and exports write, unless the owner chose another place."""
    return data / "documents"


def _system_folder() -> Path:
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local")) / "Kolli"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "Kolli"
    return Path(os.environ.get("XDG_DATA_HOME", home / ".local" / "share")) / "kolli"
