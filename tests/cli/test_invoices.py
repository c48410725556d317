"""Documents with legal numbers, by the command line."""

from pathlib import Path

from tests.cli.process import Kolli


def test_an_invoice_is_credited_in_part_voided_and_audited(shop: Kolli, tmp_path: Path) -> None:
    assert shop("invoices", "series", "b", "--json").json == {"series": "B"}
    assert shop("print", "invoice", "1001", "--out", tmp_path / "bill.pdf").code == 0
    (row,) = shop("invoices", "list", "--order", "1001", "--json").json["documents"]
    assert row["number"].startswith("INV-B/")
    halves = shop("invoices", "credit", row["number"], "--shipping", "0.5", "--reason", "broken")
    assert halves.code == 1  # rupiah have no halves, and nothing is rounded in silence
    note = shop("invoices", "credit", row["number"], "--line", "1*1", "--reason", "broken", "--json")
    assert note.code == 0, note.err
    assert (note.json["number"][:5], note.json["corrects"]) == ("CR-B/", row["id"])
    left = shop("invoices", "show", row["number"], "--json").json["creditable"]
    assert left["lines"][0]["quantity"] - left["lines"][0]["left"] == 1
    assert shop("invoices", "void", row["number"], "--reason", "wrong").code == 1  # its credit note stands
    assert shop("invoices", "audit", "--json").json["faults"] == []
