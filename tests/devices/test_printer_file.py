"""The folder printer: whole files or none, and names that harm nobody."""

import os
import random
import string
import subprocess
import sys

import pytest

from desktop.devices import DRIVERS
from desktop.devices.device import JobState, State, Ticket, media
from desktop.devices.printer_file import FolderPrinter, file_name
from desktop.documents.packing_slip import SlipSize
from desktop.domain.errors import FolderRefused
from tests.documents import samples
from tests.documents.drawing import DOCUMENTS


def test_a_paper_becomes_one_file_that_is_found_again(tmp_path):
    printer = DRIVERS["folder"]("Folder", 203, {"folder": str(tmp_path / "deep" / "papers")})
    name = printer.send(Ticket("0f3a-1", "Invoice INV/2026/004117", b"%PDF-1"))
    assert name == "Invoice-INV-2026-004117-0f3a-1.pdf"
    assert (tmp_path / "deep" / "papers" / name).read_bytes() == b"%PDF-1"
    assert [file.name for file in (tmp_path / "deep" / "papers").iterdir()] == [name]
    found = printer.find("0f3a-1")
    assert found
    assert found.state is JobState.DONE
    assert printer.find("0f3a-2") is None


def test_a_paper_sent_twice_is_one_file(tmp_path):
    printer = FolderPrinter("Folder", tmp_path)
    for _time in range(2):
        printer.send(Ticket("k", "t", b"%PDF-1"))
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    "title", ["../../etc/passwd", "CON", "nul.txt", "a\0b", "  ", "...", "/", "x" * 300, "Åsa & Söner", "~JA", "a\nb"]
)
def test_no_title_leads_out_of_the_folder_or_names_a_device(tmp_path, title):
    name = file_name(title, "k1")
    assert set(name) <= set(string.ascii_letters + string.digits + "._-")
    assert not name.startswith((".", "-"))
    assert name.endswith("-k1.pdf")
    assert len(name) < 110
    assert name.split(".")[0].lower() not in ("con", "nul", "prn", "aux")
    FolderPrinter("Folder", tmp_path).send(Ticket("k1", title, b"%PDF"))
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_random_titles_are_harmless():
    seed = random.randrange(2**32)
    print("seed", seed)
    choose = random.Random(seed)
    for _round in range(5000):
        title = "".join(
            chr(choose.choice((choose.randrange(128), choose.randrange(0x10FFFF))))
            for _sign in range(choose.randrange(20))
        )
        name = file_name(title, title)
        assert set(name) <= set(string.ascii_letters + string.digits + "._-")
        assert "/" not in name
        assert not name.startswith(".")


def test_a_file_in_the_way_of_the_folder_is_said_in_words(tmp_path):
    (tmp_path / "papers").write_text("")
    printer = FolderPrinter("Folder", tmp_path / "papers")
    with pytest.raises(FolderRefused) as refused:
        printer.send(Ticket("k", "t", b"%PDF"))
    assert str(tmp_path) in refused.value.say()
    assert printer.condition().state is State.TROUBLE


def test_a_full_disk_leaves_no_part_of_a_paper(tmp_path):
    # A limit on the size of files stands in for the disk's end: the write fails in the same place.
    code = (
        "import resource, signal, sys, errno\n"
        "from pathlib import Path\n"
        "from desktop.devices.device import Ticket\n"
        "from desktop.devices.printer_file import FolderPrinter\n"
        "from desktop.domain.errors import KolliError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n"
        "    FolderPrinter('F', Path(sys.argv[1])).send(Ticket('k', 't', b'x' * 5000))\n"
        "except KolliError as fault:\n"
        "    print(type(fault).__name__)\n"
    )
    if os.name == "nt":
        pytest.skip("Windows has no limit on the size of files")
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() in ("FolderRefused", "DiskFull")
    assert list(tmp_path.iterdir()) == []


def test_a_paper_s_medium_is_the_size_it_is_meant_to_have():
    assert media(DOCUMENTS["invoice"](samples.invoice_id(), "id", 203)) == (210, 297)
    assert media(DOCUMENTS["packing-slip"](samples.slip_id(size=SlipSize.A5), "id", 300)) == (148, 210)
    assert media(DOCUMENTS["parcel-label"](samples.label_id(), "id", 203)) == (100, 150)
