"""Orders that came twice, and a folder as a store, by the command line."""

from pathlib import Path

from tests.cli.process import Kolli

HEAD = "order,placed,name,postcode,sku,quantity,price\n"


def test_doubles_are_listed_and_kept(kolli: Kolli, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    rows = [f"{n},2026-11-20 10:{n},Ayu,40111,CUP,1,10\n" for n in (10, 20)]
    file.write_text(HEAD + "".join(rows))
    assert kolli("import", "orders", file, "--json").json["new"] == 2
    found = kolli("orders", "duplicates", "--json")
    assert [(pair["number"], pair["twin_number"]) for pair in found.json["duplicates"]] == [("20", "10")]
    assert kolli("orders", "show", "20", "--json").json["stage"] == "on-hold"
    kept = kolli("orders", "duplicates", "--keep", "20", "--json")
    assert (kept.code, kept.json["duplicates"]) == (0, [])
    assert kolli("orders", "show", "20", "--json").json["stage"] == "to-pick"
    assert kolli("orders", "tracking", "20", "manual", "--json").json["tracking"]["mode"] == "manual"
    assert kolli("orders", "tracking", "20", "automatic").code == 1


def test_a_folder_is_added_and_read_without_any_key(kolli: Kolli, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "a.csv").write_text(HEAD + "77,2026-11-20 10:00,Ayu,40111,CUP,1,10\n")
    added = kolli("store", "add", "pasar", folder, "--kind", "folder", "--json")
    assert added.code == 0, added.err
    once = kolli("sync", "--once", "--json")
    assert (once.code, once.json["stores"][0]["tally"]["orders_new"]) == (0, 1), once.err
    assert (folder / "read" / "a.csv").exists()
    assert (folder / "read" / "a.csv.txt").exists()
    assert kolli("orders", "show", "77", "--json").json["stage"] == "to-pick"
    assert kolli("sync", "--once", "--json").json["stores"][0]["tally"]["orders_new"] == 0
