"""What Kolli needs from a Debian or Ubuntu system, in one place; other systems bring most of it with their desktop.

Found with ldd and readelf on Qt's own plug-ins (xcb, wayland, offscreen, CUPS printing, TLS, image formats).
"""

PYTHON = ["python3-venv"]  # Debian keeps ensurepip apart; only where Python cannot make a venv without it

QT = [
    "libcups2", "libdbus-1-3", "libdrm2", "libegl1", "libfontconfig1", "libfreetype6", "libgl1", "libglib2.0-0",
    "libgssapi-krb5-2", "libstdc++6", "libwayland-client0", "libwayland-cursor0", "libwayland-egl1", "libx11-6",
    "libx11-xcb1", "libxcb-cursor0", "libxcb-glx0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1",
    "libxcb-randr0", "libxcb-render-util0", "libxcb-render0", "libxcb-shape0", "libxcb-shm0", "libxcb-sync1",
    "libxcb-util1", "libxcb-xfixes0", "libxcb-xkb1", "libxcb1", "libxkbcommon-x11-0", "libxkbcommon0", "libzstd1",
]  # fmt: skip

TEST = [
    "postgresql",  # the server; the tests run their own, in a folder of their own
    "cups-client",  # a print server of the tests' own, too
    "cups-daemon",
    "cups-filters",
    "xdotool",  # scanner keys from another process
    "libxtst6",  # the same by the server's own test extension
    "x11-xkb-utils",  # setxkbmap: other keyboard layouts
    "xvfb",
]

BENCH = ["valgrind"]  # counts instructions

BUILD = ["binutils"]  # PyInstaller's strip

FOR = {"run": QT, "test": [*QT, *TEST], "build": [*QT, *BUILD], "bench": [*QT, *BENCH]}
