"""A queue of Windows that takes raw bytes: spooler://Zebra%20ZD421. It says nothing back.

NOT TESTED: written from the documentation of winspool (OpenPrinter, StartDocPrinter with the data type RAW,
WritePrinter), on a machine without Windows.
"""

import ctypes
from typing import Any
from urllib.parse import SplitResult, unquote

from desktop.devices.raw.line import LineBroke


class _DocInfo(ctypes.Structure):
    _fields_ = (
        ("pDocName", ctypes.c_wchar_p),
        ("pOutputFile", ctypes.c_wchar_p),
        ("pDatatype", ctypes.c_wchar_p),
    )


class SpoolerLine:
    """One raw document of the spooler, which keeps it until the printer takes it."""

    two_way = False

    def __init__(self, address: SplitResult) -> None:
        library = getattr(ctypes, "WinDLL", None)
        if library is None:
            raise FileNotFoundError("only Windows has this spooler")
        self._spool: Any = library("winspool.drv", use_last_error=True)
        self._handle = ctypes.c_void_p()
        if not self._spool.OpenPrinterW(unquote(address.netloc), ctypes.byref(self._handle), None):
            raise FileNotFoundError(address.netloc)
        self._begun = False

    def write(self, data: bytes) -> None:
        info = _DocInfo("Kolli", None, "RAW")
        if not self._begun and not self._spool.StartDocPrinterW(self._handle, 1, ctypes.byref(info)):
            raise LineBroke(0)
        self._begun = True
        written = ctypes.c_uint32()
        ok = self._spool.WritePrinter(self._handle, data, len(data), ctypes.byref(written))
        if not ok or written.value != len(data):
            raise LineBroke(written.value)

    def read(self, wait_s: float) -> bytes:
        return b""

    def finish(self) -> None:
        if self._begun and not self._spool.EndDocPrinter(self._handle):
            raise LineBroke(1)
        self._begun = False

    def close(self) -> None:
        if self._begun:
            self._spool.EndDocPrinter(self._handle)
        self._spool.ClosePrinter(self._handle)
