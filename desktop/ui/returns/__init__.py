"""The Returns page in parts: its lists, one case, the record of its packing, and what is kept apart."""
