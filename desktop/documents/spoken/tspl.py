r"""Texts and shapes as TSPL writes them. What a customer wrote can never be a command.

Source: TSC, "TSPL/TSPL2 Programming Language": TEXT with font "0", BAR, REVERSE, BARCODE, QRCODE; \["] is a quotation
mark inside of a text. How a backslash itself is written is not said: texts that have one are drawn as a picture.
"""

_SAFE = dict.fromkeys((*range(32), 127), " ") | {ord('"'): '\\["]', ord("\\"): "/"}


def text(data: str) -> str:
    """A text between quotation marks."""
    return data.translate(_SAFE)


def tall(mm: float, dpi: int) -> str:
    """How the language names a size of letters: width and height in points."""
    points = round(mm * 72 / 25.4)
    return f"{points},{points}"


def begin(width: int, height: int, dpi: int) -> str:
    return (
        f"SIZE {width * 25.4 / dpi:.2f} mm,{height * 25.4 / dpi:.2f} mm\r\nCODEPAGE UTF-8\r\nREFERENCE 0,0\r\nCLS\r\n"
    )


def end() -> str:
    return "PRINT 1,1\r\n"


def letters(x: int, y: int, height: str, hole: str) -> str:
    """`height` (of `tall`) and `hole` may be places of a template."""
    return f'TEXT {x},{y},"0",0,{height},"{hole}"\r\n'


def box(x: int, y: int, width: int, height: int) -> str:
    return f"BAR {x},{y},{width},{height}\r\n"


def turned(x: int, y: int, width: int, height: int) -> str:
    """What stands there already becomes white on black."""
    return f"REVERSE {x},{y},{width},{height}\r\n"


def bars(x: int, y: int, module: int, height: int, hole: str) -> str:
    return f'BARCODE {x},{y},"128",{height},0,0,{module},{module},"{hole}"\r\n'


def square(x: int, y: int, module: int, hole: str) -> str:
    return f'QRCODE {x},{y},M,{module},A,0,M2,"{hole}"\r\n'
