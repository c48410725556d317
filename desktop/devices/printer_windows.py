"""A queue of Windows: pages are painted by pdfium at the printer's dots and given to the spooler through GDI.

NOT TESTED: written from the documentation of GDI and winspool, on a machine without Windows. It prints at the size of
the paper that the queue is set to; a label printer's queue must be set to 100 x 150 mm. Network printers that speak
IPP are better reached by their address (SystemPrinter), on Windows too.
"""

import ctypes
from collections.abc import Mapping
from typing import Any

from desktop.devices.device import Condition, JobState, Printer, PrinterMissing, PrinterRefused, Progress, State, Ticket
from desktop.devices.printer_system import Queue
from desktop.domain import pdfium

_LOGPIXELSX, _LOGPIXELSY, _OFFSET_X, _OFFSET_Y = 88, 90, 112, 113
_SRCCOPY = 0x00CC0020
_LOCAL_AND_CONNECTED = 2 | 4  # PRINTER_ENUM_LOCAL, PRINTER_ENUM_CONNECTIONS


class _DocInfo(ctypes.Structure):
    _fields_ = (
        ("cbSize", ctypes.c_int),
        ("lpszDocName", ctypes.c_wchar_p),
        ("lpszOutput", ctypes.c_wchar_p),
        ("lpszDatatype", ctypes.c_wchar_p),
        ("fwType", ctypes.c_uint32),
    )


class _BitmapInfo(ctypes.Structure):
    _fields_ = (
        ("biSize", ctypes.c_uint32), ("biWidth", ctypes.c_int32), ("biHeight", ctypes.c_int32),
        ("biPlanes", ctypes.c_uint16), ("biBitCount", ctypes.c_uint16), ("biCompression", ctypes.c_uint32),
        ("biSizeImage", ctypes.c_uint32), ("biXPelsPerMeter", ctypes.c_int32), ("biYPelsPerMeter", ctypes.c_int32),
        ("biClrUsed", ctypes.c_uint32), ("biClrImportant", ctypes.c_uint32),
    )  # fmt: skip


class _PrinterInfo(ctypes.Structure):
    _fields_ = (
        ("pPrinterName", ctypes.c_wchar_p), ("pServerName", ctypes.c_wchar_p), ("Attributes", ctypes.c_uint32),
    )  # fmt: skip


class WindowsPrinter:
    """One queue of Windows' spooler. It keeps no list that can be asked by our key: doubtful papers are unsure."""

    def __init__(self, name: str, queue: str, dpi: int = 203) -> None:
        self.name, self.dpi, self._queue = name, dpi, queue

    @classmethod
    def made(cls, name: str, dpi: int, settings: Mapping[str, object]) -> Printer:
        return cls(name, str(settings.get("queue", name)), dpi)

    def send(self, ticket: Ticket) -> str:
        gdi: Any = _library("gdi32")
        gdi.CreateDCW.restype = ctypes.c_void_p
        context = ctypes.c_void_p(gdi.CreateDCW("WINSPOOL", self._queue, None, None))
        if not context.value:
            raise PrinterMissing(printer=self.name)
        try:
            info = _DocInfo(ctypes.sizeof(_DocInfo), ticket.key, None, None, 0)
            job = gdi.StartDocW(context, ctypes.byref(info))
            if job <= 0:
                raise PrinterRefused(printer=self.name, reason="StartDoc")
            for _copy in range(ticket.copies):
                _paint(gdi, context, ticket.pdf)
            gdi.EndDoc(context)
            return str(job)
        finally:
            gdi.DeleteDC(context)

    def find(self, key: str) -> Progress | None:
        raise PrinterRefused(printer=self.name, reason=key)  # the spooler has no list by our key: a person must look

    def progress(self, remote: str) -> Progress:
        return Progress(remote, JobState.DONE)

    def condition(self) -> Condition:
        known = any(queue.name == self._queue for queue in queues())
        return Condition(State.UNKNOWN) if known else Condition(State.MISSING, PrinterMissing(printer=self.name).say())


def queues() -> list[Queue]:
    """The printers that Windows knows."""
    spool: Any = _library("winspool.drv")
    needed, count = ctypes.c_uint32(), ctypes.c_uint32()
    spool.EnumPrintersW(_LOCAL_AND_CONNECTED, None, 4, None, 0, ctypes.byref(needed), ctypes.byref(count))
    buffer = ctypes.create_string_buffer(needed.value)
    ok = spool.EnumPrintersW(
        _LOCAL_AND_CONNECTED, None, 4, buffer, needed.value, ctypes.byref(needed), ctypes.byref(count)
    )
    if not ok:
        return []
    found = ctypes.cast(buffer, ctypes.POINTER(_PrinterInfo))
    return [Queue(str(found[place].pPrinterName), "", Condition(State.UNKNOWN)) for place in range(count.value)]


def _paint(gdi: Any, context: ctypes.c_void_p, pdf: bytes) -> None:
    """Every page at its true size: the part of the paper that the printer cannot reach is left out, not shrunk."""
    import pypdfium2

    across, down = gdi.GetDeviceCaps(context, _LOGPIXELSX), gdi.GetDeviceCaps(context, _LOGPIXELSY)
    left, top = gdi.GetDeviceCaps(context, _OFFSET_X), gdi.GetDeviceCaps(context, _OFFSET_Y)
    with pdfium.using:
        document = pypdfium2.PdfDocument(pdf)
        try:
            for page in document:
                picture = page.render(scale=across / 72, rev_byteorder=False, prefer_bgrx=True)
                head = _BitmapInfo(ctypes.sizeof(_BitmapInfo), picture.width, -picture.height, 1, 32, 0, 0, 0, 0, 0, 0)
                gdi.StartPage(context)
                gdi.StretchDIBits(
                    context, -left, -top, picture.width, round(picture.height * down / across), 0, 0, picture.width,
                    picture.height, picture.buffer, ctypes.byref(head), 0, _SRCCOPY,
                )  # fmt: skip
                gdi.EndPage(context)
        finally:
            document.close()


def _library(name: str) -> Any:
    return getattr(ctypes, "WinDLL")(name, use_last_error=True)  # noqa: B009 - only Windows' ctypes has it
