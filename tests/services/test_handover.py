"""What a scan at the door comes to."""

import pytest

from desktop.domain.codes import order_code
from desktop.domain.errors import NotFound
from desktop.services import carriers, handover, manifests, orders, parcels, settings
from desktop.services.handover import Said
from desktop.services.manifests import WrongCourier
from tests.services import shop
from tests.services.handover import packed, split

pytestmark = pytest.mark.usefixtures("database")


def number_of(row: parcels.ParcelRow) -> str:
    return parcels.get(row.id).tracking


def test_a_parcels_label_puts_it_onto_the_manifest_and_the_next_number_is_its_own() -> None:
    row = packed()
    loaded = handover.hear(row.code.lower())
    assert (loaded.said, loaded.manifest.parcels) == (Said.LOADED, 1)  # type: ignore[union-attr]
    saved = handover.hear("010480057142883", "JNE", row.id)
    assert (saved.said, saved.number, number_of(row)) == (Said.SAVED, "010480057142883", "010480057142883")
    assert handover.hear("010480057142883", "JNE", row.id).said is Said.SAME
    assert handover.hear(row.code, "JNE", row.id).said is Said.AGAIN


def test_the_couriers_own_label_is_as_good_as_ours() -> None:
    first, second = packed(), packed()
    for turn, row in enumerate((first, second)):
        handover.give(row, "JNE", f"01048005714288{turn}")
    assert handover.hear("010480057142880").parcel.id == first.id  # type: ignore[union-attr]
    assert handover.hear("010480057142881", "JNE", first.id).parcel.id == second.id  # type: ignore[union-attr]
    assert manifests.open_of("JNE").parcels == 2  # type: ignore[union-attr]


def test_another_couriers_parcel_chooses_its_own_manifest_until_one_is_begun() -> None:
    jne, jnt, more = packed("JNE"), packed("J&T"), packed("J&T")
    assert handover.hear(jnt.code, "JNE").manifest.courier == "J&T"  # type: ignore[union-attr]
    handover.hear(jne.code, "JNE")
    with pytest.raises(WrongCourier, match="goes with J&T"):
        handover.hear(more.code, "JNE")
    assert handover.hear(more.code, "J&T").said is Said.LOADED


def test_a_number_that_is_asked_about_is_kept_when_it_comes_again() -> None:
    settings.change_shop(country="SE")
    row, other = packed("PostNord"), packed("PostNord")
    wrong = "EE111840089SE"  # the right one ends 8SE
    asked = handover.hear(wrong, "PostNord", row.id)
    assert (asked.said, number_of(row)) == (Said.ASK_DIGIT, "")
    assert handover.hear("EE111840088SE", "PostNord", row.id).said is Said.SAVED  # scanned again: now it was right
    assert handover.hear("EE111840088SE", "PostNord", other.id).said is Said.ASK_TAKEN
    assert number_of(other) == ""
    assert handover.hear(wrong, "PostNord", other.id, sure=wrong).said is Said.SAVED
    assert number_of(other) == wrong
    assert handover.hear("RR547204875SE", "PostNord", row.id).said is Said.ASK_REPLACE
    assert handover.hear("RR547204875SE", "PostNord", row.id, sure="RR547204875SE").said is Said.SAVED
    assert number_of(row) == "RR547204875SE"


def test_a_number_names_the_courier_where_nobody_has_and_then_the_parcel_is_loaded() -> None:
    row = packed("")
    assert handover.hear(row.code).said is Said.IN_HAND
    assert handover.hear("JX3651323536", None, row.id).said is Said.SAVED
    assert parcels.get(row.id).courier == "J&T Express"
    assert manifests.open_of("J&T").parcels == 1  # type: ignore[union-attr]
    assert carriers.surely("JX3651323536") == "J&T Express"


def test_what_looks_like_another_couriers_number_is_said_and_kept() -> None:
    row = packed("JNE")
    assert handover.hear("JX3651323536", "JNE", row.id).likely == "J&T Express"
    assert number_of(row) == "JX3651323536"


def test_codes_of_several_things_are_told_apart() -> None:
    row = packed("JNE", number="10482")
    assert handover.hear(str(order_code("10482"))).said is Said.LOADED
    code = manifests.open_of("JNE").code  # type: ignore[union-attr]
    assert handover.hear(code).manifest.code == code  # type: ignore[union-attr]
    assert handover.hear("CUP").said is Said.ARTICLE
    assert handover.hear("CUP", "JNE", row.id).said is Said.ARTICLE
    assert handover.hear("nothing we know").said is Said.NOTHING
    first = split(3)[0]
    assert handover.hear(orders.show(first.order_id).code).said is Said.MANY
    with pytest.raises(NotFound):
        handover.hear(orders.show(shop.order(("TEA", 1)).id).code)


def test_the_next_courier_goes_round() -> None:
    assert handover.next_courier(None) is None
    packed("JNE")
    packed("J&T")
    names = [row.name for row in parcels.waiting()]
    assert [handover.next_courier(name) for name in (None, *names)] == [names[0], names[1], names[0]]
