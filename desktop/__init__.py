"""Kolli: the packing bench and the shop counter of a small online shop."""

__version__ = "0.1.0"
