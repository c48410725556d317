"""Printers that are spoken to in their own language: one file a language, one file a way to them, a line each here."""

from collections.abc import Callable
from urllib.parse import SplitResult

from desktop.devices.raw.escpos import ESCPOS
from desktop.devices.raw.language import Language
from desktop.devices.raw.line import Line
from desktop.devices.raw.serial_line import SerialLine
from desktop.devices.raw.tcp import TcpLine
from desktop.devices.raw.tspl import TSPL
from desktop.devices.raw.usb import UsbLine
from desktop.devices.raw.windows_spooler import SpoolerLine
from desktop.devices.raw.zpl import ZPL

LANGUAGES: dict[str, Language] = {one.name: one for one in (ZPL, TSPL, ESCPOS)}

# The beginning of an address -> what opens it; OSError where it cannot be opened.
LINES: dict[str, Callable[[SplitResult], Line]] = {
    "tcp": TcpLine,
    "usb": UsbLine,
    "serial": SerialLine,
    "spooler": SpoolerLine,
}
