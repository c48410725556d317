"""A way to a printer: bytes go out, and perhaps some come back."""

from typing import Protocol

STALL_S = 20.0  # a printer that takes no byte for so long in the middle of a paper has left us
CONNECT_S = 2.0


class LineBroke(OSError):
    """Nothing more can be sent; `sent` bytes of what was to be written had left."""

    def __init__(self, sent: int) -> None:
        super().__init__("the line broke")
        self.sent = sent


class Line(Protocol):
    """An open line. All methods raise OSError when it is broken. `two_way`: the printer can answer on it."""

    two_way: bool

    def write(self, data: bytes) -> None:
        """Send all of it.

        Raises:
            LineBroke: or none, or only a part.
        """
        ...

    def read(self, wait_s: float) -> bytes:
        """What came, or b"" where nothing does for so long."""
        ...

    def finish(self) -> None:
        """Wait until what was written has arrived, as far as this line can tell."""
        ...

    def close(self) -> None: ...
