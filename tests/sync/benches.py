"""Every bench that test_contract.py is run with: name -> how to open it. Each kind of store adds its own here."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from tests.sync import bench_folder, bench_opencart, bench_opencart_api, bench_vendure, bench_woocommerce
from tests.sync.bench import Bench

BENCHES: dict[str, Callable[[], AbstractContextManager[Bench]]] = {
    **bench_folder.BENCHES,
    **bench_opencart.BENCHES,
    **bench_opencart_api.BENCHES,
    **bench_woocommerce.BENCHES,
    **bench_vendure.BENCHES,
}
