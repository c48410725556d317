"""The whole contract against the real Vendure: some minutes, so in `make test-hard`; the double is always there."""

import contextlib
from collections.abc import Iterator

import pytest

from tests.ci_shop import Shop
from tests.sync import test_contract as contract
from tests.sync.bench_vendure import ShopBench

pytestmark = [pytest.mark.hard, pytest.mark.timeout(1800), pytest.mark.leaves_threads]
globals().update({name: test for name, test in vars(contract).items() if name.startswith("test_") or name == "_calm"})


@pytest.fixture(scope="module")
def bench(ci_shop_server: Shop) -> Iterator[ShopBench]:
    ci_shop_server.reset()
    made = ShopBench(ci_shop_server)
    with contextlib.closing(made.connector):
        yield made
