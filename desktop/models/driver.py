"""peewee, without paying for drivers that this shop does not use.

peewee imports every database driver that it finds; psycopg alone costs 140 ms before the first paint. It is hidden
during the import and shown to peewee when a PostgreSQL address is really opened.
"""

import sys
from types import ModuleType
from typing import Any

_HIDDEN = ("psycopg", "psycopg2", "psycopg2cffi", "pymysql", "MySQLdb")


def _import_peewee() -> ModuleType:
    if "peewee" in sys.modules:
        return sys.modules["peewee"]
    kept = {name: sys.modules.get(name) for name in _HIDDEN}
    for name in _HIDDEN:
        sys.modules[name] = None  # type: ignore[assignment]  # makes the import fail fast, by Python's own rule
    try:
        import peewee
    finally:
        for name, module in kept.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module
    return peewee


_peewee: Any = _import_peewee()


def show_psycopg() -> None:
    """Give peewee the PostgreSQL driver that was hidden from it; harmless when called again."""
    import psycopg
    from psycopg.pq import TransactionStatus
    from psycopg.types.json import Json, Jsonb

    if _peewee.psycopg is not None:
        return
    _peewee.psycopg = psycopg
    _peewee.TransactionStatus = TransactionStatus
    _peewee.Json_pg3, _peewee.Jsonb_pg3 = Json, Jsonb
    adapter = _peewee.Psycopg3Adapter
    adapter.txn_idle = TransactionStatus.IDLE
    adapter.txn_inerror = TransactionStatus.INERROR
    adapter.txn_unknown = TransactionStatus.UNKNOWN
