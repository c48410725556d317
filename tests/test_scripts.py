"""What stands behind `make`: whether a window can be shown, what must be installed."""

import importlib.util
import socket
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.shared import REPO


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"scripts_{name}", REPO / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(REPO / "scripts"))  # they import each other by name, as Python runs them
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(REPO / "scripts"))
    return module


@pytest.mark.skipif(sys.platform != "linux", reason="only there a display is a socket")
@pytest.mark.parametrize("display", ["", ":97531", "localhost:29999", "nonsense", "unix:97531.0"])
def test_a_display_that_is_not_there_means_the_tour(display: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-97531")
    assert not script("run").has_display()


@pytest.mark.skipif(sys.platform != "linux", reason="only there a display is a socket")
def test_a_display_that_answers_means_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":97532.0")
    with socket.socket(socket.AF_UNIX) as display:
        display.bind("\0/tmp/.X11-unix/X97532")
        display.listen()
        assert script("run").has_display()


def test_set_up_says_what_to_type_where_it_may_not_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    setup = script("setup")
    monkeypatch.setenv("KOLLI_SYSTEM", "no")
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(setup, "has", lambda package: package != "libegl1")
    setup.install_from_system(["libegl1", "libgl1"])
    assert capsys.readouterr().out.strip().endswith("Type: sudo apt-get install libegl1")


def test_set_up_installs_once_for_each_state_of_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    setup = script("setup")
    installed: list[str] = []
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).write_text("as it was")
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(setup, "REPO", tmp_path)
    monkeypatch.setattr(setup, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(setup, "pip", lambda *words: installed.append(words[-1]))
    once = [str(tmp_path / "requirements.lock"), str(tmp_path)]

    setup.install_locked("requirements.lock")
    setup.install_locked("requirements.lock")
    assert installed == once

    (tmp_path / "requirements.lock").write_text("changed")
    setup.install_locked("requirements.lock")
    assert installed == once * 2
