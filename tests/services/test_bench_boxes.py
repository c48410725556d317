"""Carton, weight and photo at the seat: by scanned codes, digits and what devices say."""

import io
from pathlib import Path

import pytest
from PIL import Image

from desktop.domain.codes import Command, command_code
from desktop.domain.errors import BadInput
from desktop.domain.packing import Verdict
from desktop.models.base import run
from desktop.services import box_photos, cartons, orders, settings
from desktop.services.bench import Answer, Happened, Seat, Wants
from desktop.services.box_photos import PhotoRefused
from desktop.services.changes import new_op_id
from tests.services import shop

pytestmark = pytest.mark.usefixtures("database")


def scan(seat: Seat, text: str) -> Answer:
    return seat.scan(text, new_op_id())


def reply(seat: Seat, text: str) -> Answer:
    return seat.answer(text, new_op_id())


def begin(*rows: tuple[str, int], **rules: str) -> tuple[Seat, int]:
    settings.change_rules(**rules)
    order_id = shop.order(*rows).id
    run("UPDATE article SET weight_g = 300, length_mm = 90, width_mm = 90, height_mm = 90")
    seat = Seat()
    seat.show(order_id)
    return seat, order_id


def test_a_carton_is_scanned_before_the_parcel_closes() -> None:
    carton = cartons.add("M", 300, 200, 150)
    seat, order_id = begin(("CUP", 1), carton="required")
    told = scan(seat, "CUP")
    assert told.result is not None
    assert told.result.verdict is Verdict.RIGHT
    assert [one.gate for one in told.standing] == ["carton"]
    assert "M" in told.standing[0].text
    closed = scan(seat, carton.code)
    assert closed.happened is Happened.CLOSED
    parcel = orders.show(order_id).parcels[0]
    assert cartons.taken(parcel.id) == carton


def test_the_weight_is_asked_for_and_closes_the_parcel() -> None:
    seat, order_id = begin(("CUP", 2), weigh="required")
    scan(seat, "CUP")
    asked = scan(seat, "CUP")
    assert asked.ask is not None
    assert asked.ask.wants is Wants.WEIGHT
    closed = reply(seat, "612 g")
    assert closed.happened is Happened.CLOSED
    assert orders.show(order_id).parcels[0].weight_g == 612


def test_a_weight_that_does_not_fit_names_what_is_missing_and_may_be_let_pass_by_digit() -> None:
    seat, order_id = begin(("CUP", 2), weigh="required")
    scan(seat, "CUP")
    scan(seat, "CUP")
    light = reply(seat, "300")
    assert light.ask is not None
    assert "1 × The CUP" in light.ask.detail
    assert [choice.key for choice in light.ask.choices] == ["1", "2"]
    again = scan(seat, command_code(Command.DIGIT_1))
    assert again.ask is not None
    assert not again.ask.choices
    with pytest.raises(BadInput):
        reply(seat, "heavy")
    reply(seat, "0,3 kg")
    closed = scan(seat, command_code(Command.DIGIT_2))
    assert closed.happened is Happened.CLOSED
    assert run("SELECT count(*) FROM learned_weight").fetchone()[0] == 0
    assert any(row.action == "weight-accepted" for row in orders.show(order_id).history)


def test_the_empty_carton_is_taken_off() -> None:
    seat, _order_id = begin(("CUP", 1), weigh="required")
    assert scan(seat, command_code(Command.TARE)).ask is not None
    reply(seat, "200")
    asked = scan(seat, "CUP")
    assert asked.ask is not None
    assert reply(seat, "505").happened is Happened.CLOSED


def test_a_photo_is_asked_for_taken_or_gone_without(tmp_path: Path) -> None:
    seat, order_id = begin(("CUP", 1), photo="required")
    asked = scan(seat, "CUP")
    assert asked.ask is not None
    assert asked.ask.wants is Wants.PHOTO
    with pytest.raises(PhotoRefused):
        reply(seat, str(tmp_path / "gone.jpg"))
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "brown").save(out, "JPEG")
    (tmp_path / "box.jpg").write_bytes(out.getvalue())
    closed = reply(seat, str(tmp_path / "box.jpg"))
    assert closed.happened is Happened.CLOSED
    assert box_photos.of(orders.show(order_id).parcels[0].id) is not None
    seat, order_id = begin(("CUP", 1), photo="required")
    scan(seat, "CUP")
    closed = scan(seat, command_code(Command.DIGIT_2))
    assert closed.happened is Happened.CLOSED
    assert box_photos.of(orders.show(order_id).parcels[0].id) is None
    assert any(row.action == "photo-skipped" for row in orders.show(order_id).history)
