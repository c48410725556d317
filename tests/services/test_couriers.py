"""Couriers as the shop has set them, and how their time runs out."""

import pytest

from desktop.domain.errors import AlreadyExists, BadInput, NotFound
from desktop.services import changes, couriers, manifests, parcels, settings
from desktop.services.couriers import Service
from tests.services import handover
from tests.services.handover import at

pytestmark = pytest.mark.usefixtures("database")
WEEK = ("15:00",) * 5 + ("12:00", "")


def test_a_shop_begins_with_the_couriers_of_its_country_and_no_invented_times() -> None:
    names = {each.name for each in couriers.every()}
    assert {"JNE", "J&T", "SiCepat", "AnterAja", "Ninja Xpress", "Pos Indonesia", "GoSend", "GrabExpress"} == names
    assert all(each.source and not any(each.week) and not each.services for each in couriers.every())
    assert couriers.cut_off("JNE", "REG").next is None
    settings.change_shop(country="SE", zone="Europe/Stockholm", currency="SEK")
    names = {each.name for each in couriers.every()}
    assert names == {"PostNord", "DHL", "Budbee", "Instabox", "DB Schenker", "Bring", "Airmee"}
    assert couriers.meant("Instabee").name == "Instabox"  # type: ignore[union-attr]
    assert couriers.meant("DHL Freight").name == "DHL"  # type: ignore[union-attr]


def test_a_cut_off_is_in_shop_time_and_a_service_may_have_its_own() -> None:
    couriers.change(
        "JNE", week=WEEK, dates=(("2026-11-13", ""),), services=(Service("YES", 1, "13.30"), Service("REG"))
    )
    moment = at("2026-11-12T13:48+07:00")
    assert couriers.cut_off("JNE Express", "REG", moment).next == at("2026-11-12T15:00+07:00")
    found = couriers.cut_off("JNE", "yes", moment)
    assert found.missed == at("2026-11-12T13:30+07:00")
    assert found.next == at("2026-11-14T13:30+07:00")  # Friday is a holiday
    settings.change_shop(zone="Asia/Makassar")
    assert couriers.cut_off("JNE", "REG", moment).next == at("2026-11-12T15:00+08:00")


def test_what_is_set_stays_and_can_be_set_again() -> None:
    couriers.change("JNE", pick_up="15:30", link="https://jne.example/t/{number}?x=1", columns=[["Resi", "tracking"]])
    found = couriers.get("jne")
    assert (found.pick_up, found.columns) == ("15:30", (("Resi", "tracking"),))
    assert couriers.link("JNE", "01 04&x") == "https://jne.example/t/0104%26x?x=1"
    assert couriers.link("SiCepat", "01") == ""
    couriers.change("JNE", name="JNE Bandung")
    assert couriers.meant("JNE").name == "JNE Bandung"  # type: ignore[union-attr]
    assert couriers.add("Own  van").name == "Own van"
    with pytest.raises(AlreadyExists):
        couriers.add("own van")
    couriers.remove("Own van")
    assert couriers.meant("Own van") is None
    with pytest.raises(NotFound):
        couriers.get("nobody")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("week", ("25:00",) * 7), ("pick_up", "noon"), ("link", "ftp://x/{number}"), ("link", "https://x"),
        ("name", " "), ("name", "x" * 61), ("dates", (("24 dec", "12:00"),)), ("closed", ("2026-13-01",)),
        ("columns", (("Resi", "price"),)), ("colour", "red"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_changes(key: str, value: object) -> None:
    with pytest.raises(BadInput) as refused:
        couriers.change("JNE", **{key: value})
    assert refused.value.say()
    assert couriers.get("JNE").id == 0


def test_cards_count_down_to_the_cut_off_and_say_who_is_late() -> None:
    couriers.change("JNE", week=WEEK, pick_up="15:30")
    couriers.change("GoSend", week=("13:30",) * 7)
    changes.set_clock(handover.clock("2026-11-12T12:00+07:00"))
    try:
        rows = [handover.packed("JNE", service="REG"), handover.packed("JNE"), handover.packed("GoSend")]
        later = at("2026-11-12T13:48+07:00")
        gosend, jne = parcels.waiting(later)
        assert (gosend.name, gosend.missed, gosend.left) == ("GoSend", at("2026-11-12T13:30+07:00"), 1)
        assert (jne.cut_off, jne.missed, jne.parcels) == (at("2026-11-12T15:00+07:00"), None, 2)
        assert (jne.pick_up, jne.services) == ("15:30", ("REG",))
        manifests.scan(rows[2].id)
        (gosend,) = [row for row in parcels.waiting(later) if row.name == "GoSend"]
        assert gosend.missed is None  # what is on the manifest has made it
        changes.set_clock(handover.clock("2026-11-12T15:10+07:00"))
        handover.packed("J&T")
        couriers.change("J&T", week=WEEK)
        (jnt,) = [row for row in parcels.waiting(at("2026-11-12T15:20+07:00")) if row.name == "J&T"]
        assert jnt.missed is None  # packed after it: it goes tomorrow
        assert jnt.cut_off == at("2026-11-13T15:00+07:00")
    finally:
        changes.set_clock(None)
