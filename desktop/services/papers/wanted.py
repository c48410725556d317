"""What a paper is drawn for."""

from dataclasses import dataclass

from desktop import i18n

DPI = 203


@dataclass(frozen=True, slots=True)
class Wanted:
    """One paper: of orders (`order_ids`, of one of them perhaps `parcel_id`), or of the house (`ref` says of what).

    `language` "" is the reader's: the customer's for what goes to them, the screen's else. `media` is a name of
    documents.media, "" = the usual one of this kind. `copy`: it came out before, and says so where that matters.
    """

    ref: str = ""
    order_ids: tuple[int, ...] = ()
    parcel_id: int | None = None
    document_id: int | None = None
    copy: bool = False
    dpi: int = DPI
    language: str = ""
    media: str = ""

    @property
    def order_id(self) -> int:
        return self.order_ids[0]

    @property
    def screen(self) -> str:
        """The language of a paper that stays in the house."""
        return self.language or i18n.language()
