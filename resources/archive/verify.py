# ruff: noqa: INP001 - it lies in archives, alone
"""Check this archive without Kolli: python verify.py

It looks whether every file is the one that was written, whether each day's list of numbers is tied to the list before
it, whether every document is in its day's list with these very bytes, and whether the shop's key has signed the days.
Nothing but Python 3.8 or newer is needed, and nothing is changed.
"""

import csv
import hashlib
import json
import sys
from pathlib import Path

HERE = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent)
FIELD, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, FIELD - 2, FIELD) % FIELD


def recover(y, sign):
    square = (y * y - 1) * pow(CURVE * y * y + 1, FIELD - 2, FIELD) % FIELD
    x = pow(square, (FIELD + 3) // 8, FIELD)
    if (x * x - square) % FIELD:
        x = x * pow(2, (FIELD - 1) // 4, FIELD) % FIELD
    if (x * x - square) % FIELD:
        raise ValueError("no point")
    return FIELD - x if x & 1 != sign else x


def point(data):
    number = int.from_bytes(data, "little")
    y = number & (2**255 - 1)
    x = recover(y, number >> 255)
    return (x, y, 1, x * y % FIELD)


def add(one, other):
    a = (one[1] - one[0]) * (other[1] - other[0]) % FIELD
    b = (one[1] + one[0]) * (other[1] + other[0]) % FIELD
    c = 2 * one[3] * other[3] * CURVE % FIELD
    d = 2 * one[2] * other[2] % FIELD
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % FIELD, g * h % FIELD, f * g % FIELD, e * h % FIELD)


def times(number, base):
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = add(found, base)
        base = add(base, base)
        number >>= 1
    return found


GENERATOR = point((4 * pow(5, FIELD - 2, FIELD) % FIELD).to_bytes(32, "little"))


def signed(public, signature, message):
    """Whether an Ed25519 signature fits (RFC 8032)."""
    try:
        key, first = point(public), point(signature[:32])
    except ValueError:
        return False
    scalar = int.from_bytes(signature[32:], "little")
    if scalar >= ORDER or len(signature) != 64:
        return False
    hashed = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    one, other = times(scalar, GENERATOR), add(first, times(hashed, key))
    return not ((one[0] * other[2] - other[0] * one[2]) % FIELD or (one[1] * other[2] - other[1] * one[2]) % FIELD)


def digest(path):
    found = hashlib.sha256()
    with path.open("rb") as file:
        for part in iter(lambda: file.read(1 << 20), b""):
            found.update(part)
    return found.hexdigest()


def files():
    listed = {}
    for line in (HERE / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        told, _blank, name = line.partition("  ")
        listed[name] = told
        path = HERE / name
        if not path.is_file():
            yield name + ": missing"
        elif digest(path) != told:
            yield name + ": changed"
    there = {path.relative_to(HERE).as_posix() for path in HERE.rglob("*") if path.is_file()}
    for name in sorted(there - set(listed) - {"SHA256SUMS"}):
        yield name + ": not of this archive"


def days(known):
    previous = None
    with (HERE / "days.jsonl").open(encoding="utf-8") as lists:
        for line in lists:
            day = json.loads(line)
            text = day["previous"] + "\n" + day["on"] + "\n" + day["entries"]
            if hashlib.sha256(text.encode()).hexdigest() != day["hash"] or previous not in (None, day["previous"]):
                yield day["on"] + ": the list was changed, or one before it is gone"
            previous = day["hash"]
            if not day["signature"]:
                yield day["on"] + ": not signed"
            elif not signed(bytes.fromhex(day["key"]), bytes.fromhex(day["signature"]), bytes.fromhex(day["hash"])):
                yield day["on"] + ": the signature does not fit"
            for entry in map(json.loads, day["entries"].split("\n")):
                if "void" not in entry:
                    known[entry["number"]] = entry


def documents(known):
    with (HERE / "index.csv").open(encoding="utf-8-sig", newline="") as rows:
        for row in csv.DictReader(rows):
            entry, path = known.get(row["number"]), HERE / row["file"]
            if entry is None:
                yield row["number"] + ": in no day's list"
            elif path.is_file() and digest(path) != entry["pdf"]:
                yield row["number"] + ": not the document that was issued"


def main():
    known = {}
    wrong = [*files(), *days(known), *documents(known)]
    sys.stdout.write(("\n".join(wrong) if wrong else f"All is as it was written: {len(known)} numbers.") + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
