"""The signed sheet of a manifest, read back as a printer and a scanner would."""

from datetime import UTC, datetime

import pytest

from desktop.documents import manifest
from desktop.documents.manifest import ManifestLine, ManifestSheet
from desktop.domain.codes import manifest_code
from tests.documents import reading

CODE = manifest_code(4212)


def sheet(count: int = 14, **more: object) -> ManifestSheet:
    lines = tuple(
        ManifestLine(f"KP{10470 + turn}A0", str(10470 + turn), 1, 2 if turn % 3 else 1, f"0104800571428{turn:02d}",
                     "REG", "Jakarta Selatan", 800 + turn * 10 if turn % 4 else None)
        for turn in range(count)
    )  # fmt: skip
    fields: dict[str, object] = {
        "code": CODE, "courier": "JNE", "closed_at": datetime(2026, 11, 12, 8, 2, tzinfo=UTC), "lines": lines,
        "shop": "Sagara Rasa", "address": "Jl. Braga 77, Bandung 40111", "driver": "Rudi, B 1234 XY",
        "by": "Dewi Anggraini", "bench": "Bench 2", "zone": "Asia/Jakarta", **more,
    }  # fmt: skip
    return ManifestSheet(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize("code", [CODE, manifest_code(1), manifest_code(10**9)])
def test_its_code_is_read_at_every_resolution(dpi: int, code: str) -> None:
    pdf = manifest.draw(sheet(code=code), "id", dpi)
    assert reading.codes(reading.image(pdf, 0, dpi)) == [("Code128", code)]
    assert min(reading.quiet_dots(reading.image(pdf, 0, dpi), code)) >= 10


@pytest.mark.parametrize("language", ["en", "id", "sv"])
def test_it_says_what_is_handed_over_and_leaves_room_to_sign(language: str) -> None:
    pdf = manifest.draw(sheet(), language, 203)
    assert reading.pages(pdf) == 1
    assert reading.clashes(pdf) == []
    text = " ".join(box.text for box in reading.boxes(pdf))
    for said in ("JNE", CODE, "KP10470A0", "010480057142800", "Rudi, B 1234 XY", "Dewi Anggraini", "12", "15"):
        assert said in text
    assert "Ayu" not in text  # no buyer's name leaves with the driver


@pytest.mark.parametrize("count", [0, 1, 30, 31, 32, 33, 34, 35, 36, 400])
def test_every_parcel_is_on_it_once_whatever_their_number(count: int) -> None:
    pdf = manifest.draw(sheet(count), "sv", 203)
    found = [box.text for page in range(reading.pages(pdf)) for box in reading.boxes(pdf, page)]
    said = [word for text in found for word in text.split() if word.startswith("KP")]
    assert sorted(said) == sorted(f"KP{10470 + turn}A0" for turn in range(count))
    assert manifest.draw(sheet(count), "sv", 203) == pdf


def test_long_words_stay_on_the_paper() -> None:
    long = ManifestLine(
        "KPZ" + "A" * 12, "584321987654321098", 12, 13, "9" * 60, "Layanan kilat khusus" * 3, "W" * 90, 1
    )
    pdf = manifest.draw(sheet(lines=(long,), courier="Perusahaan Jasa Pengiriman " * 5, driver="x" * 80), "id", 203)
    assert all(box.left >= 0 and box.right <= 210 for box in reading.boxes(pdf))
