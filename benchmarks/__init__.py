"""Figures of PERFORMANCE.md, each beside its floor: `make bench NAME=...`. Not tests: nothing here asserts a time."""
