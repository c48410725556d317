"""Packing slips that carry their orders: a bench that knows nothing packs by one scan, and tells the shop later.

`carried` says what is on a slip, `arriving` makes an order of it, `results` what was done with it, `merging` brings
that home. `keys` are who is trusted, `card` is how a bench learns them. docs/decisions has why.
"""
