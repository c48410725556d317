"""Who works here, by the command line: the way back in for who owns the computer."""

from pathlib import Path

from tests.cli.process import Kolli

PIN = "481516"


def test_somebody_is_added_gets_another_role_and_leaves(kolli: Kolli) -> None:
    assert kolli("people", "--json").json == {"people": []}
    owner = kolli("people", "add", "Ratna", "--json").json
    assert (owner["role"], owner["active"], owner["pin"]) == ("owner", True, False)  # the first one, whatever is asked
    added = kolli("people", "add", "Dewi", "--language", "id", "--json").json
    assert (added["role"], added["supervisor"], added["language"]) == ("packer", False, "id")
    again = kolli("people", "add", "dewi", "--json")
    assert (again.code, again.json["kind"]) == (1, "AlreadyExists")
    assert kolli("people", "role", "dewi", "packer", "--supervisor", "--json").json["supervisor"] is True
    left = kolli("people", "leave", "Dewi", "--json").json
    assert (left["active"], left["badge"]) == (False, "")
    listed = kolli("people", "list", "--json").json["people"]
    assert {each["name"]: each["active"] for each in listed} == {"Ratna": True, "Dewi": False}


def test_a_pin_is_read_and_never_shown_and_one_that_everybody_tries_is_refused(kolli: Kolli) -> None:
    kolli("people", "add", "Ratna")
    assert kolli("people", "pin", "Ratna", pipe="1234\n").code == 1
    assert kolli("people", "list", "--json").json["people"][0]["pin"] is False
    kept = kolli("people", "pin", "Ratna", "--json", pipe=f"{PIN}\n")
    assert (kept.code, kept.json["pin"]) == (0, True)
    assert PIN not in kept.out + kept.err + kolli.log()
    assert kolli("people", "pin", "Ratna", PIN, pipe="").code == 2  # a word of the command stands in histories


def test_a_badge_is_made_printed_and_told_by_its_last_signs_alone(kolli: Kolli, tmp_path: Path) -> None:
    kolli("people", "add", "Ratna")
    made = kolli("people", "badge", "Ratna", "--json").json["badge"]
    other = kolli("people", "badge", "Ratna", "--json").json["badge"]
    assert made
    assert made != other
    file = tmp_path / "badge.pdf"
    assert kolli("print", "badge", "Ratna", "--out", file).code == 0
    assert file.read_bytes().startswith(b"%PDF")
    card = kolli("people", "badge", "Ratna", "--card", "GYM-0077123", "--json")
    assert card.code == 0, card.err
    assert "GYM-0077123" not in card.out
    assert kolli("people", "badge", "Ratna", "--card", "KC:NEXT").code == 1


def test_an_unknown_name_and_the_last_owner_are_refused_with_a_sentence(kolli: Kolli) -> None:
    kolli("people", "add", "Ratna")
    kolli("people", "badge", "Ratna")
    unknown = kolli("people", "role", "Sari", "office", "--json")
    assert (unknown.code, unknown.json["kind"]) == (1, "NotFound")
    assert kolli("people", "role", "Ratna", "king").code == 2
    last = kolli("people", "leave", "Ratna")
    assert last.code == 1
    assert len(last.err.strip()) > 20
    assert kolli("people", "--json").json["people"][0]["active"] is True
