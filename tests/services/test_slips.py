"""A bench that knows nothing packs by one scan of a slip, and what it did comes home (X1)."""

from pathlib import Path

from desktop.domain.order import Fulfilment
from desktop.services import orders
from desktop.services.slips import merging, results
from desktop.services.slips.merging import State
from tests.slips import House, blank, codes_of, facts, main, open_by_slip, pack_all, ring, some_order

__all__ = ["blank", "main", "ring"]


def test_a_blank_bench_packs_by_a_slip_and_the_shop_knows_all_of_it_afterwards(
    main: House, blank: House, tmp_path: Path
) -> None:
    with main.open():
        order_id = some_order(("CUP", 2), ("TEA", 1), note="Wrap it, please")
        codes = codes_of(order_id)
    with blank.open() as seat:
        here = open_by_slip(seat, codes)
        pack_all(seat, here)
        there = facts(here)
        results.export(tmp_path / "bench.kolli-slips")
    with main.open():
        merged = merging.merge_file(tmp_path / "bench.kolli-slips", trust=True)
        assert [row.state for row in merged.rows] == [State.MERGED]
        assert facts(order_id) == there
        assert orders.show(order_id).state.fulfilment is Fulfilment.PACKED
        again = merging.merge_file(tmp_path / "bench.kolli-slips")
        assert (again.new, facts(order_id)) == (0, there)
