"""What the open database says of its own tables and columns."""

from desktop.models.base import is_postgres, run

_TEXTS = ("TEXT", "VARCHAR", "CHAR", "CHARACTER VARYING", "BLOB", "BYTEA")


def tables() -> list[str]:
    """The names of all tables, without those that an index or the database itself keeps."""
    if is_postgres():
        rows = run(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
            " AND table_type = 'BASE TABLE' ORDER BY table_name"
        ).fetchall()
    else:
        rows = run(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name"
        ).fetchall()
    return [str(row[0]) for row in rows]


def columns(table: str) -> list[tuple[str, str]]:
    """Name and type of a table's columns, in its own sequence; the type in capitals."""
    if is_postgres():
        rows = run(
            "SELECT column_name, upper(data_type) FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = ? ORDER BY ordinal_position",
            (table,),
        ).fetchall()
        return [(str(name), str(kind)) for name, kind in rows]
    return [(str(row[1]), str(row[2]).upper()) for row in run(f'PRAGMA table_info("{table}")').fetchall()]


def texts(table: str) -> list[str]:
    """The columns that can hold a word: texts and blobs."""
    return [name for name, kind in columns(table) if kind.partition("(")[0] in _TEXTS]


def tables_with(column: str) -> list[str]:
    """The tables that have a column of this name."""
    return [table for table in tables() if column in {name for name, _kind in columns(table)}]
