"""Articles' pictures for paper."""

from pathlib import Path

from desktop import paths


def of(photo: str) -> bytes:
    """An article's photo as PNG or JPEG, b"" for none; of a drawing, the PNG beside it."""
    if not photo:
        return b""
    for folder in (paths.data_folder() / "photos", paths.resources() / "sample" / "art"):
        file = folder / Path(photo).name
        for candidate in (file, file.with_suffix(".png")):
            if candidate.suffix.lower() in (".png", ".jpg", ".jpeg") and candidate.is_file():
                return candidate.read_bytes()
    return b""
