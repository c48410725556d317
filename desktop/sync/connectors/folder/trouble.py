"""What a disk or a share says, in the words of a store that cannot be used."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.i18n import N_
from desktop.sync.connector import Fault, Offline, SignInFailed, StoreError

_FULL = (errno.ENOSPC, errno.EDQUOT)
_SHUT = (errno.EACCES, errno.EPERM, errno.EROFS)
_GONE = (errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.ENXIO, errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ESTALE,
         errno.ETIMEDOUT, errno.ENOTCONN)  # fmt: skip
GONE = N_("the folder is not there. Is its drive or share connected?")
FULL = N_("its disk is full. Free some space there.")
SHUT = N_("Kolli may not read and write in {detail}. Ask for the right, or choose another folder.")
NOWHERE = N_("There is no folder {detail}. Make it, connect its drive or share, or choose another one.")
NOT_WHOLE = N_("{detail} is not a whole path. Give it from the drive or the root on.")
SAME = N_("{detail} cannot be for exports and for answers. Choose another folder for the answers.")


def shut(folder: Path, sentence: str = SHUT) -> SignInFailed:
    """The owner must choose or allow something before this folder can be used."""
    return SignInFailed(fault=Fault.FOLDER, host=folder.name, detail=str(folder), sentence=sentence)


def named(error: OSError, folder: Path) -> StoreError:
    """The fault of a folder in plain words: gone and full pass by themselves, a missing right does not."""
    if error.errno in _SHUT:
        return shut(folder)
    if error.errno in _FULL:
        return Offline(host=folder.name, detail=FULL)
    if error.errno in _GONE:
        return Offline(host=folder.name, detail=GONE)
    return Offline(host=folder.name, detail=N_("the disk or the network does not give it."))


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Let what the disk says inside be said as a store would."""
    try:
        yield
    except OSError as error:
        raise named(error, folder) from error
