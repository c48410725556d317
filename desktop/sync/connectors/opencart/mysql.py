"""A connection to a shop's MySQL or MariaDB that can only read, and what each refusal means in plain words."""

import re
import threading
from collections.abc import Sequence
from typing import Any

from desktop.formats.opencart.tables import Row
from desktop.i18n import N_
from desktop.sync.address import host_of, is_loopback
from desktop.sync.connector import Account, Busy, Fault, Offline, SignInFailed
from desktop.sync.http import CONNECT_S, own_address, plain, trust

PORT = 3306
LARGEST = 32 * 1024 * 1024  # bytes of one row or packet
LONGEST_S = 60  # of one question, in the server
_NO_PORT = N_("{port} is no port of a database. Type a number from 1 to 65535, or leave it empty for 3306.")
_USER = N_(
    "The shop's database at {host} does not know this user with this password, or not from this computer's address"
    " {address}. Check both, and ask your web host whether the user may come from there."
)
_RIGHT = N_(
    "This user may not read all of the shop's tables in the database at {host}. Give it the right to read (SELECT)"
    " there, and no other."
)
_PASSWORD = N_("This user's password has run out, or the user is locked, in the database at {host}. Give it a new one.")
_SHUT = {
    1044: _RIGHT,
    1045: _USER,
    1049: N_("The server {host} has no database “{database}”. Look in the shop's config.php, at DB_DATABASE."),
    1130: N_(
        "The shop's database at {host} lets no computer in from the address {address}. Ask your web host to allow it"
        " for MySQL."
    ),
    1142: _RIGHT,
    1143: _RIGHT,
    1146: N_(
        "The database “{database}” at {host} has no OpenCart tables with the prefix {prefix}. Look in the shop's"
        " config.php, at DB_PREFIX."
    ),
    1227: _RIGHT,
    1698: _USER,
    1820: _PASSWORD,
    1862: _PASSWORD,
    2026: N_(
        "No safe connection to the shop's database at {host} could be agreed on. Choose its own certificate authority's"
        " file, or allow an open line if it stands in your own network."
    ),
    3118: _PASSWORD,
    3159: N_("The shop's database at {host} takes safe connections only. Switch encryption on for this store."),
}
_BROKEN = {0, 2006, 2013, 2014, 2055}  # the line is of no more use; 0 is PyMySQL's own, of a line that is closed
_BUSY = {1040, 1203, 1226, 1205, 1213, 1969, 3024}  # too many connections, or a question that took too long


class Mysql:
    """One connection, opened when it is first asked, and again after it broke off. Safe from two threads."""

    def __init__(self, account: Account) -> None:
        told = account.options
        self._account = account
        self.host = str(told.get("db_host") or "").strip() or host_of(account.url) or "localhost"
        self.port = _port(told.get("db_port"))
        self.name = str(told.get("db_name") or "").strip()
        self.prefix = str(told.get("db_prefix") or "").strip()
        self._user = str(told.get("db_user") or "").strip()
        self._password = account.keys.get("db_password", "")
        self._is_open = str(told.get("db_line") or "") == "open"
        self._lock = threading.RLock()
        self._connection: Any = None

    def ask(self, question: str, values: Sequence[object] = ()) -> list[Row]:
        """The rows of one question; ? stands for each value.

        Raises:
            SignInFailed: the server does not let us in, or not at what we ask for.
            Offline: it does not answer.
            Busy: it asks for patience.
        """
        import pymysql

        with self._lock:
            try:
                try:
                    return self._ask(question, values)
                except (pymysql.err.OperationalError, pymysql.err.InterfaceError) as error:
                    if self._connection is None or _number(error) not in _BROKEN:
                        raise
                    self._hang_up()  # a server closes what was idle for some hours
                    return self._ask(question, values)
            except (pymysql.err.Error, OSError, ValueError) as error:
                if _number(error) in _BROKEN:
                    self._hang_up()
                raise self._meant(error) from None  # the cause may name the password's hash

    def close(self) -> None:
        with self._lock:
            self._hang_up()

    def shut(self, number: int) -> SignInFailed:
        """The fault for one of MySQL's numbers."""
        return SignInFailed(
            fault=Fault.DATABASE, sentence=_SHUT[number], host=self.host, address=own_address(self.host),
            database=self.name, prefix=self.prefix, number=number,
        )  # fmt: skip

    def _ask(self, question: str, values: Sequence[object]) -> list[Row]:
        if self._connection is None:
            self._connection = self._connect()
        with self._connection.cursor() as cursor:
            # % is PyMySQL's own sign; none of our questions has one.
            cursor.execute(question.replace("?", "%s"), tuple(values))
            return list(cursor.fetchall())

    def _connect(self) -> Any:
        import pymysql
        from pymysql.converters import conversions
        from pymysql.cursors import DictCursor

        # Everything stays the text that it is: a date of nothing but noughts is none in Python.
        as_text: Any = {kind: way for kind, way in conversions.items() if not isinstance(kind, int)}
        safe = None if self._is_open or is_loopback(self.host) else trust(self._account.ca_file)
        connection = pymysql.connect(
            host=self.host, port=self.port, user=self._user, password=self._password, database=self.name,
            charset="utf8mb4", connect_timeout=int(CONNECT_S), read_timeout=self._account.read_s,
            write_timeout=self._account.read_s, autocommit=True, cursorclass=DictCursor, conv=as_text, ssl=safe,
            max_allowed_packet=LARGEST, program_name="Kolli",
        )  # fmt: skip
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET SESSION TRANSACTION READ ONLY")
                for bound in (f"max_statement_time = {LONGEST_S}", f"max_execution_time = {LONGEST_S * 1000}"):
                    try:  # MariaDB has the one, MySQL the other
                        cursor.execute(f"SET SESSION {bound}")
                    except pymysql.err.Error:
                        continue
        except BaseException:
            connection.close()
            raise
        return connection

    def _hang_up(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            try:
                connection.close()
            except Exception:  # noqa: BLE001 - it is broken, that is why it is closed
                return

    def _meant(self, error: Exception) -> Offline | Busy | SignInFailed:
        number = _number(error)
        if number in _SHUT:
            return self.shut(number)
        if number in _BUSY:
            return Busy(host=self.host, detail=N_("its database has too much to do."), wait_s=60, unsent=True)
        if number in (2002, 2003, 2005) or isinstance(error, OSError):
            return Offline(host=self.host, detail=N_("its database does not answer."), unsent=True)
        if number in _BROKEN:
            return Offline(host=self.host, detail=N_("the connection broke off."), unsent=True)
        return SignInFailed(
            fault=Fault.DATABASE, host=self.host, detail=plain(str(error.args[-1]) if error.args else ""), number=number
        )  # fmt: skip


def _number(error: Exception) -> int:
    first = error.args[0] if error.args else 0
    return first if isinstance(first, int) else 0


def _port(said: object) -> int:
    text = str(said or "").strip()
    if not text:
        return PORT
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 0 < int(text) < 65536:
        raise SignInFailed(fault=Fault.ADDRESS, port=text, sentence=_NO_PORT)
    return int(text)
