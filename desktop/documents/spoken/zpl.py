"""Texts and shapes as ZPL writes them. What a customer wrote can never be a command.

Source: Zebra, "ZPL II Programming Guide": ^FH (bytes in hexadecimal), ^CI28 (UTF-8), ^FD, ^A0, ^GB, ^FR, ^BC, ^BQ.
"""

# A command begins with ^ or ~, a byte in hexadecimal with _; control characters end lines and jobs.
_HEX = {code: f"_{code:02X}" for code in (*range(32), 127, *b"^~_")}


def text(data: str) -> str:
    """A text behind ^FH^FD: what would be a command is written as its number."""
    return data.translate(_HEX)


def tall(mm: float, dpi: int) -> str:
    """How the language names a size of letters: their height in dots."""
    return str(round(mm * dpi / 25.4))


def begin(width: int, height: int, dpi: int) -> str:
    return f"^XA^CI28^PW{width}^LL{height}^LH0,0"


def end() -> str:
    return "^XZ\n"


def letters(x: int, y: int, height: str, hole: str) -> str:
    """`height` (of `tall`) and `hole` may be places of a template."""
    return f"^FO{x},{y}^A0N,{height}^FH^FD{hole}^FS"


def box(x: int, y: int, width: int, height: int) -> str:
    return f"^FO{x},{y}^GB{width},{height},{min(width, height)}^FS"


def turned(x: int, y: int, width: int, height: int) -> str:
    """What stands there already becomes white on black."""
    return f"^FO{x},{y}^FR^GB{width},{height},{min(width, height)}^FS"


def bars(x: int, y: int, module: int, height: int, hole: str) -> str:
    """Code 128; the printer chooses the shortest way to write it."""
    return f"^FO{x},{y}^BY{module}^BCN,{height},N,N,N,A^FH^FD{hole}^FS"


def square(x: int, y: int, module: int, hole: str) -> str:
    """A QR code of error correction M; ZPL puts it ten dots below the place that is named."""
    return f"^FO{x},{y - 10}^BQN,2,{module}^FH^FDMA,{hole}^FS"
