"""An order as people write it in a chat: what is marked or stands in a known form is read, everything else is left.

Nothing is guessed: a line whose meaning is not plain is handed back word for word, and a person puts it in its place.
"""

import re
from dataclasses import dataclass, field

# Words before a colon, in Indonesian, Swedish and English, and the field they name.
_MARKS = {
    "name": ("nama", "nama penerima", "penerima", "namn", "mottagare", "name", "receiver"),
    "phone": ("hp", "no hp", "no. hp", "nomor hp", "wa", "no wa", "telp", "no telp", "telepon", "tel", "telefon",
              "mobil", "mobilnummer", "phone", "mobile"),
    "email": ("email", "e-mail", "e-post", "epost", "surel"),
    "line1": ("alamat", "alamat lengkap", "adress", "gatuadress", "gata", "address", "street"),
    "village": ("kel", "kelurahan", "desa"),
    "district": ("kec", "kecamatan"),
    "city": ("kota", "kab", "kabupaten", "ort", "postort", "stad", "city", "town"),
    "region": ("provinsi", "prov", "region", "län", "province"),
    "postcode": ("kode pos", "kodepos", "postnummer", "postnr", "postcode", "zip"),
    "country": ("negara", "land", "country"),
    "courier": ("kurir", "ekspedisi", "frakt", "courier"),
}  # fmt: skip
_FIELD = {mark: name for name, marks in _MARKS.items() for mark in marks}
_MARKED = re.compile(r"([^:]{1,20}?)\s*:\s*(\S.*)")
_UNIT = r"(?:st|stk|pcs|pc|buah|bh)"
_ITEMS = (
    re.compile(rf"(?P<units>\d{{1,4}})\s*(?:[x×]\s*|{_UNIT}\.?\s+)(?P<what>\S.*)", re.IGNORECASE),
    re.compile(rf"(?P<what>\S.*?)\s+(?:[x×]\s*(?P<units>\d{{1,4}})|(?P<also>\d{{1,4}})\s*{_UNIT}\.?)", re.IGNORECASE),
)
_EMAIL = re.compile(r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;.]{2,}")
_PHONE = re.compile(r"\+?[\d\s().-]{8,24}")
_TOWN_SE = re.compile(r"(?:SE?-?)?(\d{3} \d{2}|\d{5})\s+([^\d,]{2,60})")  # 123 45 Lund
_POSTCODE_LAST = re.compile(r"(.*?)[\s,]*\b(\d{5})")  # Jawa Barat 40191
_STREET = re.compile(r"(?:(?:jl|jln|jalan|gg|gang)\b.{3,}|[^\d,:]{4,60}\s\d{1,4}\s?[a-z]?)", re.IGNORECASE)
_SPELT = re.compile(r"(kel|desa|kelurahan|kec|kecamatan)\b\.?\s+(\D{2,60})|((?:kota|kab|kabupaten)\b\.?\s+\D{2,60})",
                    re.IGNORECASE)  # fmt: skip
_LONGEST = 200  # letters in a field; more is no address
_NAME = re.compile(r"[^\W\d_][^\d,:!?;/()]{2,60}")


@dataclass(slots=True)
class Pasted:
    """What was read: `fields` of the buyer and the way, `items` as (units, words, the line), `rest` as it stood."""

    fields: dict[str, str] = field(default_factory=dict)
    items: list[tuple[int, str, str]] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)

    def put(self, name: str, value: str, line: str) -> None:
        """Into its field, unless something else stands there."""
        text = value.strip(" ,.;")
        if len(text) > _LONGEST or self.fields.setdefault(name, text) != text:
            self.rest.append(line)


def read(text: str) -> Pasted:
    """Read a chat's text, line by line."""
    found = Pasted()
    lines = [plain for line in text.splitlines() if (plain := " ".join(line.split()).lstrip("-*•– "))]
    for at, line in enumerate(lines):
        following = lines[at + 1] if at + 1 < len(lines) else ""
        if not _one(found, line, following):
            found.rest.append(line)
    return found


def _one(found: Pasted, line: str, following: str) -> bool:
    marked = _MARKED.fullmatch(line)
    name = _FIELD.get(marked[1].casefold().strip(" .")) if marked else None
    if marked and name:
        return _marked(found, name, marked[2], line)
    if _EMAIL.fullmatch(line):
        found.put("email", line, line)
    elif _PHONE.fullmatch(line) and 8 <= sum(sign.isdigit() for sign in line) <= 15:
        found.put("phone", line, line)
    elif town := _TOWN_SE.fullmatch(line):
        found.put("postcode", town[1], line)
        found.put("city", town[2], line)
    elif item := next((match for form in _ITEMS if (match := form.fullmatch(line))), None):
        units = item["units"] or item.groupdict().get("also") or ""
        found.items.append((int(units), item["what"].strip(), line))
    elif _STREET.fullmatch(line):
        found.put("line1", line, line)
    elif _SPELT.match(line):
        _spelt(found, line)
    elif "name" not in found.fields and _NAME.fullmatch(line) and _STREET.fullmatch(following):
        found.put("name", line, line)  # a name stands over its street
    else:
        return False
    return True


def _marked(found: Pasted, name: str, value: str, line: str) -> bool:
    if name == "line1" and "," in value:
        street, _comma, more = value.partition(",")
        found.put("line1", street, line)
        _spelt(found, more)
    elif name == "city" and (town := _POSTCODE_LAST.fullmatch(value)) and town[1]:
        found.put("city", town[1], line)
        found.put("postcode", town[2], line)
    else:
        found.put(name, value, line)
    return True


def _spelt(found: Pasted, line: str) -> None:
    """Kel. Cigadung, Kec. Coblong, Kota Bandung, Jawa Barat 40191: behind the town stands its province."""
    last = _POSTCODE_LAST.fullmatch(line.strip(" ,."))
    if last:
        found.put("postcode", last[2], line)
        line = last[1]
    town = False
    for part in (piece.strip(" .") for piece in line.split(",")):
        spelt = _SPELT.fullmatch(part)
        if spelt and spelt[3]:
            found.put("city", spelt[3], part)
            town = True
        elif spelt:
            found.put("village" if spelt[1].casefold() in ("kel", "desa", "kelurahan") else "district", spelt[2], part)
        elif part and town and "region" not in found.fields and not any(sign.isdigit() for sign in part):
            found.put("region", part, part)
        elif part:
            found.rest.append(part)
