"""Scans, from whatever device: keys that come faster than hands, serial lines, simulated ones. One road: `ScanBus`."""
