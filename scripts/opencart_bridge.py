"""Build the OpenCart module's installable zips into dist/opencart-bridge, the same bytes each time."""

import sys
from pathlib import Path

from desktop.services.opencart_module import build

ROOT = Path(__file__).resolve().parent.parent

if __name__ == "__main__":
    for path in build(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist" / "opencart-bridge"):
        print(f"{path} ({path.stat().st_size / 1024:.1f} kB)")
