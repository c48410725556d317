"""What a person can act on. An error carries values; `say()` makes the sentence, in the reader's language."""

from typing import ClassVar

from desktop.i18n import N_, _


class KolliError(Exception):
    """One thing that a person can do something about.

    `text` is the English sentence: what, why and what next. Its holes are filled with the values given.
    """

    text: ClassVar[str] = N_("This cannot be done.")

    def __init__(self, **values: object) -> None:
        super().__init__(values)
        self.values = values

    def say(self) -> str:
        """The sentence in the language of the screen. A value that is a sentence itself is translated too."""
        spoken = {name: _(value) if isinstance(value, str) and value else value for name, value in self.values.items()}
        return _(self.sentence()).format(**spoken)

    def sentence(self) -> str:
        """The English sentence with its holes."""
        return self.text

    def __str__(self) -> str:
        return self.sentence().format(**self.values)


class NotFound(KolliError):
    text = N_("There is no {what} {ref} here. Check the number, or search for a part of it.")


class Ambiguous(NotFound):
    """`found` are the codes that tell them apart, each with where it came from."""

    text = N_("Several orders are called {ref}. Use the code of the one you mean: {found}.")


class BadInput(KolliError):
    text = N_("{what} cannot be {value}. {next}")
    nothing: ClassVar[str] = N_("{what} is missing. {next}")

    def sentence(self) -> str:
        return self.nothing if self.values.get("value") == "" else self.text


class AlreadyExists(KolliError):
    text = N_("{what} {ref} exists already. Choose another one.")


class NotAllowed(KolliError):
    """A move that the state table does not have."""

    text = N_("{ref} cannot be changed this way: {reason}")


class DatabaseNewer(KolliError):
    text = N_(
        "This shop was opened by a newer Kolli (database version {found}, this program knows {known})."
        " Update Kolli, then open it again. Nothing was changed."
    )


class DatabaseDamaged(KolliError):
    text = N_("The file {file} is not a Kolli database or is damaged. Keep it, and restore the newest good backup.")


class DatabaseUnreachable(KolliError):
    text = N_("The database cannot be reached: {reason}. Check that its server runs and that the address is right.")


class DiskFull(KolliError):
    text = N_("The disk that holds {where} is full. Nothing was lost; free some space and do the last step again.")


class FolderRefused(KolliError):
    text = N_("Kolli may not write in {where}. Choose another folder, or ask for the right to write there.")


class InUse(KolliError):
    text = N_("Kolli is already open on this shop. Use the window that is open.")


class DatabaseBusy(KolliError):
    text = N_("Another program holds the shop's database. Close it, then try again; nothing was changed.")
