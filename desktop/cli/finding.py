"""One thing that the doctor looked at."""

from dataclasses import dataclass

OK, NOTE, PERSON = "ok", "note", "person"


@dataclass(frozen=True, slots=True)
class Finding:
    """`state`: ok, note (good to know) or person (somebody must do something)."""

    what: str
    state: str
    text: str
