"""A proof as a file for others: a page, a table and its values in one archive, signed with the shop's own key.

Whoever has the file can tell whether a letter of it was changed since, and with which key it was signed; who holds
that key they must know. The shop's fingerprint stands in its settings and on every page.
"""

import base64
import csv
import hashlib
import html
import io
import json
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop.domain.errors import FolderRefused, KolliError
from desktop.domain.proof import Proof
from desktop.i18n import N_, _, day_time
from desktop.services import proof, secrets, settings
from desktop.services.waybills import guarded

NAMES = ("proof.html", "proof.csv", "proof.json")
_SIGNED, _KEY = "signed.json", "proof-key"
_FORMAT = "kolli-proof"
_LARGEST = 64 * 1024 * 1024  # bytes of one file inside, unpacked
_PAGE = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title><style>body{{font:15px sans-serif;margin:"
    "2em}}table{{border-collapse:collapse}}td,th{{border:1px solid #bbb;padding:4px 8px;text-align:left;vertical-align:"
    "top}}.different td:first-child{{background:#f6c9c0}}.unknown td:first-child,.waiting td:first-child{{background:"
    "#f5e6b8}}</style></head><body><h1>{title}</h1><p>{sums}</p><p>{key}</p><table><tr>{heads}</tr>\n{rows}</table>"
    "</body></html>\n"
)


class NoProof(KolliError):
    text = N_("{file} is no proof of Kolli: {reason}")


class ProofChanged(KolliError):
    text = N_("{file} was changed after it was signed: {reason} Do not rely on it; ask for the file again.")


@dataclass(frozen=True, slots=True)
class Seal:
    """Who signed, when, and what about. `known`: with the key of the shop that is open here."""

    shop: str
    store: str
    at: datetime
    orders: int
    different: int
    fingerprint: str
    known: bool


def fingerprint() -> str:
    """The name of this shop's key, to be compared by eye; the key is made when it is first asked for.

    Raises:
        SecretsLocked, KeyringRefused: keys cannot be kept or read now.
    """
    return _name_of(_public(_private()))


def write(proof_id: int, path: Path) -> Seal:
    """Write the signed archive of one proof; returns what `verify` says of it.

    Raises:
        NotFound: there is no such proof.
        SecretsLocked, KeyringRefused: the key cannot be used now.
        FolderRefused: it cannot be written there.
    """
    kept, key = proof.get(proof_id), _private()
    shop, mark = settings.shop().name, _name_of(_public(key))
    files = {
        "proof.html": _html(kept, shop, mark).encode(),
        "proof.csv": _csv(kept).encode("utf-8-sig"),
        "proof.json": _json(kept, shop).encode(),
    }
    said = {
        "format": _FORMAT, "version": 1, "shop": shop, "store": kept.store, "at": _stamp(kept.at),
        "orders": kept.orders, "different": kept.different, "key": _b64(_public(key)),
        "files": {name: hashlib.sha256(files[name]).hexdigest() for name in NAMES},
    }  # fmt: skip
    # What is signed are the very bytes that are kept, so that nobody has to write JSON the same way again.
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    sealed = json.dumps({"said": text, "signature": _b64(key.sign(text.encode()))}, ensure_ascii=False)
    try:
        path.write_bytes(_archive({**files, _SIGNED: sealed.encode()}))
    except OSError as error:
        raise FolderRefused(where=str(path.parent)) from error
    return _seal(said)


def _archive(files: dict[str, bytes]) -> bytes:
    """The same bytes from the same files on any machine: `verify` makes it anew, so that none of them is unguarded."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in (*NAMES, _SIGNED):
            info = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o644 << 16
            archive.writestr(info, files[name])
    return out.getvalue()


def verify(path: Path, own: str = "") -> Seal:
    """Say who signed the archive, if nothing in it was changed since. `own`: the fingerprint that counts as known.

    Raises:
        NoProof: it is something else, or cannot be read.
        ProofChanged: a file in it is not the one that was signed, or the signature does not fit.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    files = _read(path)
    if _archive(files) != path.read_bytes():
        raise ProofChanged(file=path.name, reason=N_("the archive is not the one that was written."))
    try:
        sealed = json.loads(files.pop(_SIGNED))
        text, signature = str(sealed["said"]), base64.b64decode(sealed["signature"], validate=True)
        said = json.loads(text)
        key, sums = base64.b64decode(said["key"], validate=True), dict(said["files"])
        if said["format"] != _FORMAT:
            raise ValueError("another format")
        Ed25519PublicKey.from_public_bytes(key).verify(signature, text.encode())
    except InvalidSignature:
        raise ProofChanged(file=path.name, reason=N_("its signature does not fit.")) from None
    except (ValueError, KeyError, TypeError) as error:
        raise NoProof(file=path.name, reason=N_("its signature cannot be read.")) from error
    if set(sums) != set(NAMES):
        raise ProofChanged(file=path.name, reason=N_("it names other files."))
    for name in NAMES:
        if hashlib.sha256(files[name]).hexdigest() != sums[name]:
            raise ProofChanged(file=path.name, reason=name)
    return _seal(said, own)


def _read(path: Path) -> dict[str, bytes]:
    """The four files, and no other: nothing is unpacked to the disk, and nothing larger than a proof can be."""
    try:
        with zipfile.ZipFile(path) as archive:
            sizes = {each.filename: each.file_size for each in archive.infolist()}
            if sorted(sizes) != sorted((*NAMES, _SIGNED)) or len(archive.infolist()) != len(sizes):
                raise NoProof(file=path.name, reason=N_("other files lie in it than a proof has."))
            if max(sizes.values()) > _LARGEST:
                raise NoProof(file=path.name, reason=N_("it is too large."))
            return {name: archive.read(name) for name in sizes}
    except (OSError, zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        if isinstance(error, zipfile.BadZipFile) and "CRC" in str(error):
            raise ProofChanged(file=path.name, reason=N_("a file in it is damaged.")) from error
        raise NoProof(file=path.name, reason=N_("it cannot be read.")) from error
    except Exception as error:  # zlib.error, struct.error: whatever a damaged archive makes of its reader
        if isinstance(error, KolliError):
            raise
        raise ProofChanged(file=path.name, reason=N_("a file in it is damaged.")) from error


def _seal(said: dict[str, Any], own: str = "") -> Seal:
    try:
        name = _name_of(base64.b64decode(said["key"]))
        return Seal(
            str(said["shop"]), str(said["store"]), datetime.fromisoformat(str(said["at"])),
            int(said["orders"]), int(said["different"]), name, name == own,
        )  # fmt: skip
    except (ValueError, KeyError, TypeError) as error:
        raise NoProof(file="", reason=N_("its signature cannot be read.")) from error


def _private() -> Any:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    kept = secrets.read(_KEY).get("private", "")
    if kept:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(kept))
    made = Ed25519PrivateKey.generate()
    secrets.keep(_KEY, {"private": _b64(made.private_bytes_raw())})
    settings.remember("proof-fingerprint", _name_of(_public(made)))
    return made


def _public(key: Any) -> bytes:
    found: bytes = key.public_key().public_bytes_raw()
    return found


def _name_of(public: bytes) -> str:
    """Eight groups of four, short enough to be read out."""
    text = hashlib.sha256(public).hexdigest()[:32]
    return " ".join(text[place : place + 4] for place in range(0, 32, 4))


def _html(kept: Proof, shop: str, mark: str) -> str:
    title = _("{shop}: do bench and store agree? {store}, {at}").format(
        shop=shop, store=kept.store, at=day_time(kept.at)
    )
    heads = "".join(f"<th>{html.escape(head)}</th>" for head in _heads())
    rows = "\n".join(
        f"<tr class='{row.verdict.value}'>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in _cells(row)) + "</tr>"
        for row in kept.rows
    )
    key = _("Signed with the shop's key {fingerprint}.").format(fingerprint=mark)
    return _PAGE.format(title=html.escape(title), sums=html.escape(sums(kept)), key=html.escape(key), heads=heads,
                        rows=rows)  # fmt: skip


def sums(kept: Proof) -> str:
    """The counts in one sentence."""
    return _(
        "{orders} orders: {same} agree, {different} differ, {waiting} are on their way, {decided} differ by decision,"
        " {unknown} are unknown."
    ).format(
        orders=kept.orders, same=kept.same, different=kept.different, waiting=kept.waiting, decided=kept.decided,
        unknown=kept.unknown,
    )  # fmt: skip


def _csv(kept: Proof) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_heads())
    for row in kept.rows:
        writer.writerow([guarded(cell) for cell in _cells(row)])
    return out.getvalue()


def _heads() -> list[str]:
    return [_("Verdict"), _("Order"), _("Here"), _("In the store"), _("What is wrong"), _("Next step"), _("Evidence")]


def _cells(row: proof.ProofRow) -> list[str]:
    return [row.verdict.value, row.number, row.ours, row.theirs, row.why, row.next, row.evidence]


def _json(kept: Proof, shop: str) -> str:
    return json.dumps(
        {
            "format": _FORMAT, "shop": shop, "store": kept.store, "at": _stamp(kept.at), "orders": kept.orders,
            "same": kept.same, "different": kept.different, "unknown": kept.unknown, "waiting": kept.waiting,
            "decided": kept.decided, "rows": proof.raw_rows(kept.id),
        },
        ensure_ascii=False, indent=1,
    )  # fmt: skip


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _b64(some: bytes) -> str:
    return base64.b64encode(some).decode()
