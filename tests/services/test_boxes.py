"""Cartons, weights, photos and the rhythm of scans, on a real database."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from desktop import paths
from desktop.domain.errors import AlreadyExists, BadInput, NotFound
from desktop.domain.sentinel import Hint
from desktop.domain.weights import Fit
from desktop.models.base import run
from desktop.services import box_photos, cartons, changes, packing, parcel_contents, sentinel, settings, weights
from tests.services import shop

pytestmark = pytest.mark.usefixtures("database")


def sized(sku: str, *size: int, weight: int | None = None) -> None:
    run(
        "UPDATE article SET length_mm = ?, width_mm = ?, height_mm = ?, weight_g = ? WHERE sku = ?",
        (*size, weight, sku),
    )


def article(sku: str) -> int:
    return int(run("SELECT id FROM article WHERE sku = ?", (sku,)).fetchone()[0])


def open_order(*rows: tuple[str, int]) -> int:
    order_id = shop.order(*rows).id
    packing.open_order(order_id)
    return order_id


def test_the_smallest_carton_is_suggested_and_the_taken_one_recorded() -> None:
    small = cartons.add("S", 200, 150, 100, weight_g=80)
    medium = cartons.add("M", 300, 200, 150, weight_g=140)
    order_id = open_order(("CUP", 4))
    assert cartons.suggest(order_id) is None  # nobody has measured the cup
    sized("CUP", 90, 90, 100)
    assert cartons.suggest(order_id) == medium
    taken = cartons.take(order_id, cartons.find(small.code).id)
    parcel = parcel_contents.open_parcel(order_id)
    assert parcel is not None
    assert cartons.taken(parcel) == taken == small
    assert run("SELECT suggested_id FROM parcel_box WHERE parcel_id = ?", (parcel,)).fetchone()[0] == medium.id


def test_a_carton_must_be_a_box() -> None:
    cartons.add("S", 200, 150, 100)
    with pytest.raises(AlreadyExists):
        cartons.add(" S ", 300, 300, 300)
    with pytest.raises(BadInput):
        cartons.add("flat", 200, 150, 1)
    with pytest.raises(BadInput):
        cartons.add("  ", 200, 150, 100)
    with pytest.raises(NotFound):
        cartons.find("KX0009")


def test_weights_are_learned_and_then_watch() -> None:
    for _turn in range(6):
        order_id = open_order(("CUP", 2))
        packing.scan(order_id, "CUP")
        weights.tare(order_id, 100)
        told = weights.weigh(order_id, 320 + 100)
        assert told.fit in (Fit.UNKNOWN, Fit.FITS)
        parcel = parcel_contents.open_parcel(order_id)
        assert parcel is not None
        weights.learn(parcel)
        weights.learn(parcel)  # once is once
    mean, n = run("SELECT mean, n FROM learned_weight WHERE article_id = ?", (article("CUP"),)).fetchone()
    assert (round(mean), n) == (320, 6)
    order_id = open_order(("CUP", 3))
    weights.tare(order_id, 100)
    packing.scan(order_id, "CUP")
    packing.scan(order_id, "CUP")
    short = weights.weigh(order_id, 100 + 320)
    assert (short.fit, short.sku, short.units, short.passes) == (Fit.LIGHT, "CUP", -1, False)
    assert weights.weigh(order_id, 100 + 640).fit is Fit.FITS


def test_a_weight_that_does_not_fit_stands_against_closing_until_it_is_let_pass() -> None:
    settings.change_rules(weigh="required")
    order_id = open_order(("CUP", 2))
    sized("CUP", 90, 90, 100, weight=320)
    packing.scan(order_id, "CUP")
    assert [one.gate for one in weights.standing(order_id)] == ["weight"]
    weights.tare(order_id, 0)
    weights.weigh(order_id, 900)
    assert "900" in weights.standing(order_id)[0].text
    weights.accept(order_id)
    assert weights.standing(order_id) == []
    parcel = parcel_contents.open_parcel(order_id)
    assert parcel is not None
    weights.learn(parcel)
    assert run("SELECT count(*) FROM learned_weight").fetchone()[0] == 0
    weights.weigh(order_id, 910)  # weighed again: what was let pass is not let pass for ever
    assert weights.standing(order_id) != []


@pytest.mark.parametrize("grams", [0, -5, 10**9])
def test_a_parcel_has_a_weight(grams: int) -> None:
    order_id = open_order(("CUP", 1))
    with pytest.raises(BadInput):
        weights.weigh(order_id, grams)


def test_a_photo_is_kept_small_upright_and_without_where_it_was(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "_chosen", None)  # a program that another test opened has chosen its own
    settings.change_rules(photo="required")
    order_id = open_order(("CUP", 1))
    assert len(box_photos.standing(order_id)) == 1
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # turned
    exif[0x8825] = {1: "S", 2: (6.0, 55.0, 0.0)}  # the place
    Image.new("RGB", (4000, 3000), "brown").save(out, "JPEG", exif=exif)
    file = box_photos.keep(order_id, out.getvalue())
    assert box_photos.standing(order_id) == []
    assert file.is_relative_to(data_folder)
    with Image.open(file) as kept:
        assert kept.size == (1200, 1600)
        assert not kept.getexif()
    parcel = parcel_contents.open_parcel(order_id)
    assert parcel is not None
    assert box_photos.of(parcel) == file
    with pytest.raises(box_photos.PhotoRefused):
        box_photos.keep(order_id, b"no picture")


def test_a_second_scan_of_one_unit_is_noticed() -> None:
    start = datetime(2026, 11, 22, 8, tzinfo=UTC)
    moment = [start]
    changes.set_clock(lambda: moment[0])
    try:
        with changes.acting("Dewi"):
            for _turn in range(4):
                order_id = open_order(("CUP", 6))
                for _unit in range(6):
                    packing.scan(order_id, "CUP")
                    moment[0] += timedelta(seconds=2)
                session = run("SELECT max(id) FROM packing_session WHERE order_id = ?", (order_id,)).fetchone()[0]
                sentinel.learn(int(session))
        assert sentinel.rhythms("Dewi", [article("CUP")])[article("CUP")].n == 20
        assert sentinel.rhythms("Dewi", [])[sentinel.ALL].n == 20
        order_id = open_order(("CUP", 6))
        line = int(run("SELECT id FROM order_line WHERE order_id = ?", (order_id,)).fetchone()[0])
        watch = sentinel.watch(order_id, "Dewi")
        assert watch.counted(line, 10_000) is Hint.NONE
        assert watch.counted(line, 12_000) is Hint.NONE
        assert watch.counted(line, 12_300) is Hint.QUICK
        assert watch.counted(line + 1, 12_400) is Hint.NONE
    finally:
        changes.set_clock(None)
