"""Fixtures of the sync tests."""

from tests.ci_shop import ci_shop, ci_shop_server

__all__ = ["ci_shop", "ci_shop_server"]
