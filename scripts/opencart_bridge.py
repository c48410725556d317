"""Build the OpenCart module's installable zips into dist/opencart-bridge, the same bytes each time."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from desktop.services.opencart_module import build  # noqa: E402 - found by the line above

if __name__ == "__main__":
    for path in build(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist" / "opencart-bridge"):
        print(f"{path} ({path.stat().st_size / 1024:.1f} kB)")
