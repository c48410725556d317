"""Several boxes of one order, and a part that goes ahead of the rest."""

from collections.abc import Iterator

import pytest

from desktop.domain.errors import NotAllowed
from desktop.domain.order import Action, Fulfilment, Stage
from desktop.domain.packing import Verdict
from desktop.services import changes, notes, orders, packing, papers, printing, settings, shipping, stock
from tests.services import shop

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _no_order_held_in_memory() -> Iterator[None]:
    packing.forget_all()
    yield
    packing.forget_all()


def opened(*rows: tuple[str, int], note: str = "") -> int:
    order_id = shop.order(*rows, note=note).id
    packing.open_order(order_id)
    return order_id


def boxes(order_id: int) -> list[tuple[str, dict[str, int]]]:
    """Each parcel's state and what lies in it."""
    lying: dict[int, dict[str, int]] = {parcel.id: {} for parcel in orders.parcels(order_id)}
    for content in packing.contents(order_id):
        lying[content.parcel_id][content.sku] = content.units
    return [(parcel.state, lying[parcel.id]) for parcel in orders.parcels(order_id)]


def labels(order_id: int) -> list[int]:
    return sorted(job.parcel_id or 0 for job in printing.jobs() if job.kind == "parcel-label"
                  and job.order_id == order_id)  # fmt: skip


def test_units_belong_to_the_parcel_that_was_open_when_they_were_scanned() -> None:
    order_id = opened(("CUP", 3), ("PLATE", 1))
    packing.scan(order_id, "CUP")
    packing.next_parcel(order_id)
    packing.scan(order_id, "CUP", 2)
    packing.next_parcel(order_id)
    assert packing.scan(order_id, "PLATE").verdict is Verdict.COMPLETE
    assert boxes(order_id) == [("closed", {"CUP": 1}), ("closed", {"CUP": 2}), ("closed", {"PLATE": 1})]


def test_an_empty_parcel_is_not_closed_and_none_is_begun_for_nothing() -> None:
    order_id = opened(("CUP", 2))
    with pytest.raises(NotAllowed, match="this parcel is empty"):
        packing.next_parcel(order_id)
    packing.scan(order_id, "CUP")
    packing.next_parcel(order_id)
    with pytest.raises(NotAllowed, match="this parcel is empty"):
        packing.next_parcel(order_id)
    assert len(orders.parcels(order_id)) == 2


def test_labels_of_all_parcels_print_when_it_is_known_how_many_they_are() -> None:
    order_id = opened(("CUP", 2))
    packing.scan(order_id, "CUP")
    packing.next_parcel(order_id)
    assert labels(order_id) == []
    packing.scan(order_id, "CUP")
    assert labels(order_id) == [parcel.id for parcel in orders.parcels(order_id)]
    assert [job.kind for job in printing.jobs()].count("packing-slip") == 1


def test_undo_goes_back_into_the_parcel_before() -> None:
    order_id = opened(("CUP", 3))
    packing.scan(order_id, "CUP")
    packing.next_parcel(order_id)
    packing.scan(order_id, "CUP")
    packing.scan(order_id, "nothing")
    packing.undo(order_id)
    packing.undo(order_id)
    assert boxes(order_id) == [("open", {})]
    packing.scan(order_id, "CUP", 2)
    packing.next_parcel(order_id)
    assert packing.scan(order_id, "CUP").verdict is Verdict.COMPLETE
    assert boxes(order_id) == [("closed", {"CUP": 2}), ("closed", {"CUP": 1})]


def test_a_program_killed_in_the_second_parcel_goes_on_there() -> None:
    order_id = opened(("CUP", 3))
    packing.scan(order_id, "CUP")
    packing.next_parcel(order_id)
    packing.forget_all()
    packing.scan(order_id, "CUP")
    assert boxes(order_id) == [("closed", {"CUP": 1}), ("open", {"CUP": 1})]


def test_reopening_opens_the_parcel_that_was_closed_last() -> None:
    order_id = opened(("CUP", 2))
    packing.scan(order_id, "CUP")
    packing.next_parcel(order_id)
    packing.scan(order_id, "CUP")
    packing.reopen(order_id)
    assert boxes(order_id) == [("closed", {"CUP": 1}), ("open", {"CUP": 1})]
    packing.undo(order_id)
    assert packing.scan(order_id, "CUP").verdict is Verdict.COMPLETE
    assert boxes(order_id) == [("closed", {"CUP": 1}), ("closed", {"CUP": 1})]


def test_a_part_goes_ahead_and_the_rest_stays_open() -> None:
    order_id = shop.sold(shop.store(), shop.remote(("CUP", 2), ("PLATE", 1)))
    packing.open_order(order_id)
    packing.scan(order_id, "CUP", 2)
    view = packing.send_part(order_id)
    assert (view.stage, view.units_left) == (Stage.TO_PACK, 1)
    assert [(parcel.state, parcel.part, parcel.consignment) for parcel in view.parcels] == [("closed", True, 1)]
    assert labels(order_id) == [view.parcels[0].id]
    assert (stock.level("CUP").on_hand, stock.level("CUP").reserved) == (-2, 0)
    assert (stock.level("PLATE").on_hand, stock.level("PLATE").reserved) == (0, 1)
    assert shop.told(order_id) == []
    packing.open_order(order_id)
    assert packing.scan(order_id, "PLATE").verdict is Verdict.COMPLETE
    assert boxes(order_id) == [("closed", {"CUP": 2}), ("closed", {"PLATE": 1})]
    assert (stock.level("CUP").on_hand, stock.level("PLATE").on_hand) == (-2, -1)
    assert (stock.level("CUP").reserved, stock.level("PLATE").reserved) == (0, 0)
    assert shop.told(order_id) == [("order_status", "packed")]


def test_a_part_that_has_left_is_not_taken_back_and_stays_gone_when_the_rest_is_cancelled() -> None:
    order_id = opened(("CUP", 2), ("PLATE", 1))
    packing.scan(order_id, "CUP", 2)
    parcel = packing.send_part(order_id).parcels[0]
    shipping.hand_over(order_id, [parcel.id])
    assert orders.show(order_id).state.fulfilment is Fulfilment.PICKING
    packing.open_order(order_id)
    with pytest.raises(NotAllowed, match="nothing has been scanned"):
        packing.undo(order_id)
    packing.put_aside(order_id)
    with pytest.raises(NotAllowed):
        packing.reopen(order_id)
    orders.do(order_id, Action.CANCEL)
    assert (stock.level("CUP").on_hand, stock.level("CUP").reserved) == (-2, 0)
    assert (stock.level("PLATE").on_hand, stock.level("PLATE").reserved) == (0, 0)


def test_a_part_that_is_still_here_can_be_opened_again() -> None:
    order_id = opened(("CUP", 2), ("PLATE", 1))
    packing.scan(order_id, "CUP", 2)
    packing.send_part(order_id)
    packing.reopen(order_id)
    assert (stock.level("CUP").on_hand, stock.level("CUP").reserved) == (0, 2)
    assert [(parcel.state, parcel.part) for parcel in orders.parcels(order_id)] == [("open", False)]
    assert packing.scan(order_id, "PLATE").verdict is Verdict.COMPLETE
    assert boxes(order_id) == [("closed", {"CUP": 2, "PLATE": 1})]


def test_nothing_goes_ahead_when_nothing_is_packed_or_nothing_would_be_left() -> None:
    order_id = opened(("CUP", 2))
    with pytest.raises(NotAllowed, match="nothing is packed"):
        packing.send_part(order_id)
    packing.scan(order_id, "CUP")
    packing.send_part(order_id)
    packing.open_order(order_id)
    with pytest.raises(NotAllowed, match="nothing is packed"):
        packing.send_part(order_id)


def test_a_note_keeps_the_parcel_open_until_somebody_has_acknowledged_it() -> None:
    order_id = opened(("CUP", 2), note="Blue ribbon")
    packing.scan(order_id, "CUP")
    last = packing.scan(order_id, "CUP", op_id="last")
    assert (last.verdict, last.left, [each.text for each in last.standing]) == (
        Verdict.RIGHT, 0, ["Acknowledge the note: Blue ribbon"],
    )  # fmt: skip
    again = packing.scan(order_id, "CUP", op_id="last")
    assert (again.verdict, again.left, again.standing) == (last.verdict, last.left, last.standing)
    with pytest.raises(NotAllowed, match="Blue ribbon"):
        packing.finish(order_id)
    assert packing.close_if_done(order_id) is None
    notes.see(order_id)
    closed = packing.close_if_done(order_id)
    assert closed is not None
    assert closed.stage is Stage.TO_SHIP
    assert len(labels(order_id)) == 1


def test_a_shop_may_do_without_acknowledging() -> None:
    settings.change_rules(notes=False)
    order_id = opened(("CUP", 1), note="Blue ribbon")
    assert packing.scan(order_id, "CUP").verdict is Verdict.COMPLETE


def words_of(pdf: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    return " ".join(page.get_textpage().get_text_bounded() for page in document)


def test_papers_say_which_parcel_of_how_many_and_what_lies_in_a_part() -> None:
    order_id = opened(("CUP", 2), ("PLATE", 1))
    packing.scan(order_id, "CUP")
    packing.next_parcel(order_id)
    packing.scan(order_id, "CUP")
    packing.send_part(order_id)
    packing.open_order(order_id)
    packing.scan(order_id, "PLATE")
    one, two, three = orders.parcels(order_id)
    labels = [words_of(papers.draw("parcel-label", [order_id], each.id)) for each in (one, two, three)]
    assert [next(word for word in ("1/2", "2/2", "1/1") if word in label) for label in labels] == ["1/2", "2/2", "1/1"]
    part, rest = (words_of(papers.draw("packing-slip", [order_id], each.id, language="en")) for each in (one, three))
    assert "The CUP" in part
    assert "The PLATE" not in part
    assert "the rest follows" in part
    assert "The PLATE" in rest
    assert "The CUP" not in rest
    assert "the rest follows" not in rest


def test_the_record_says_who_put_what_into_which_parcel_and_how() -> None:
    changes.work_at("Bench 7", "Dewi")
    order_id = opened(("CUP", 4))
    packing.scan(order_id, "CUP")
    packing.scan(order_id, "CUP", 2)
    packing.next_parcel(order_id)
    packing.confirm(order_id, orders.lines(order_id)[0].id, "label torn")
    changes.work_at("", "")
    assert [(each.who, each.bench, each.method, each.units, each.parcel, each.reason)
            for each in packing.record(order_id)] == [
        ("Dewi", "Bench 7", "scan", 1, 1, ""),
        ("Dewi", "Bench 7", "quantity", 2, 1, ""),
        ("Dewi", "Bench 7", "manual", 1, 2, "label torn"),
    ]  # fmt: skip
