"""kolli handover and kolli waybills: the door without a window."""

from pathlib import Path

from desktop.domain.codes import Command, command_code
from tests.cli.process import Kolli

SCANS = f"{command_code(Command.SEEN)}\nSR-KOPI\nSR-KOPI\nSR-KOPI\nSR-TEH\n"


def packed(shop: Kolli) -> str:
    """Order #1001 packed; its parcel's code."""
    shop("pack", "1001", "--scans", "-", pipe=SCANS)
    order = shop("orders", "show", "1001", "--json").json
    assert order["stage"] == "to-ship"
    return str(order["parcels"][0]["code"])


def test_parcels_are_scanned_numbered_handed_over_and_received(shop: Kolli) -> None:
    code = packed(shop)
    (courier,) = shop("handover", "list", "--json").json["couriers"]
    assert (courier["name"], courier["parcels"], courier["scanned"]) == ("JNE", 1, 0)
    ended = shop("handover", "scan", "--json", pipe=f"NOTHING HERE\n{code}\n0104800571\n{code}\n0104800572\n")
    assert [line["said"] for line in ended.lines] == ["nothing", "loaded", "saved", "again", "ask-replace"]
    assert ended.code == 1
    manifest = ended.lines[1]["manifest"]
    done = shop("handover", "close", manifest, "--driver", "Rudi", "--json").json
    assert (done["state"], done["parcels"], done["driver"]) == ("closed", 1, "Rudi")
    assert shop("handover", "close", manifest).code == 1
    assert shop("orders", "show", "1001", "--json").json["stage"] == "shipped"
    assert shop("handover", "note", code, "delivered", "--json").json["new"]
    assert not shop("handover", "note", code, "delivered", "--json").json["new"]
    assert shop("orders", "show", "1001", "--json").json["stage"] == "done"
    assert shop("print", "manifest", manifest, "--out", shop.data / "sheet.pdf").code == 0
    assert (shop.data / "sheet.pdf").read_bytes().startswith(b"%PDF")


def test_waybills_go_out_and_numbers_come_in_once(shop: Kolli, tmp_path: Path) -> None:
    code = packed(shop)
    out = tmp_path / "jne.csv"
    ended = shop("waybills", "export", "JNE", out, "--json")
    assert ended.json["parcels"] == 1
    file = tmp_path / "resi.csv"
    file.write_text(f"Kolli;No. Resi\n{code};0104800571\nKP1A;0104800572\n", encoding="utf-8")
    rows = shop("waybills", "import", file, "--preview", "--json").json["rows"]
    assert [row["verdict"] for row in rows] == ["new", "wrong"]
    first, second = (shop("waybills", "import", file, "--json") for _turn in range(2))
    assert (first.code, first.json["numbers"], second.json["numbers"], second.json["known"]) == (1, 1, 0, 1)
    assert first.json["left"][0]["row"] == 3
    assert shop("waybills", "import", tmp_path / "none.csv").code == 1
    assert shop("waybills", "export", "Nobody", out).code == 1
