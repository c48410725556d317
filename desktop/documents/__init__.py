"""What Kolli prints: each document is a dataclass of plain values and `draw(data, language, dpi) -> bytes` (PDF).

services/paper_kinds.py lists the kinds; services/papers/ collects what they show.
"""
