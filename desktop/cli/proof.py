"""kolli proof run | list | export | verify | rehearse: that bench and store agree, order by order."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from desktop import paths
from desktop.cli import shop
from desktop.cli.console import Console, table
from desktop.cli.words import add_everywhere, whole
from desktop.domain.errors import NotFound
from desktop.domain.proof import Proof, Verdict
from desktop.i18n import N_, _, day_time
from desktop.services import proof, proof_export, settings, stores


def declare(parser: ArgumentParser) -> None:
    """That bench and store agree: per order what we believe, what the store says, and the evidence."""
    doing = parser.add_subparsers(required=True, metavar="run|list|export|verify|rehearse")
    running = doing.add_parser("run", help=_("sync, then compare every order with its store now"))
    running.add_argument("--store", metavar="NAME", help=_("this store only"))
    running.add_argument("--all", action="store_true", help=_("show the orders that agree, too"))
    running.set_defaults(run=_run)
    listing = doing.add_parser("list", help=_("the proofs that were kept, the newest first"))
    listing.add_argument("--store", metavar="NAME", help=_("this store only"))
    listing.add_argument("--limit", type=whole(N_("The limit"), 1, 10_000), default=30, metavar="N")
    listing.set_defaults(run=_list)
    exporting = doing.add_parser("export", help=_("write a signed archive: page, table and values"))
    exporting.add_argument("file", type=Path, metavar="FILE", help=_("where to: a name that ends in .zip"))
    exporting.add_argument("--id", type=whole(N_("The proof's number"), 1, 999_999_999), metavar="ID")
    exporting.add_argument("--store", metavar="NAME", help=_("the newest proof of this store"))
    exporting.set_defaults(run=_export)
    verifying = doing.add_parser("verify", help=_("say who signed an archive, when, and that nothing was changed"))
    verifying.add_argument("file", type=Path, metavar="FILE")
    verifying.set_defaults(run=_verify)
    rehearsing = doing.add_parser("rehearse", help=_("a shop and a store of its own, and a network that breaks"))
    rehearsing.add_argument("--faults", type=whole(N_("The number of faults"), 1, 1_000_000), default=200, metavar="N")
    rehearsing.add_argument("--seed", type=whole(N_("The seed"), 0, 2**31), default=None, metavar="N")
    rehearsing.set_defaults(run=_rehearse)
    for each in (running, listing, exporting, verifying, rehearsing):
        add_everywhere(each)


def _run(given: Namespace, console: Console) -> int:
    from desktop.cli.stores import unlock
    from desktop.sync.connect import connect
    from desktop.sync.proving import prove_store
    from desktop.sync.worker import Worker

    with shop.opened(given):
        rows = [stores.named(given.store)] if given.store else stores.active()
        if rows:
            unlock()
        proofs: list[Proof] = []
        for row in rows:

            def sync(row: stores.StoreRow = row) -> None:
                Worker().run_once([row])

            sync()
            done = prove_store(stores.get(row.id), connect, sync)
            if done is not None:
                proofs.append(done)
        console.answer({"proofs": [asdict(each) for each in proofs]}, _lines(proofs, given.all))
        return 1 if any(each.different for each in proofs) else 0


def _list(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        store_id = stores.named(given.store).id if given.store else None
        found = proof.every(store_id, given.limit)
        document = [{name: value for name, value in asdict(each).items() if name != "rows"} for each in found]
        console.answer({"proofs": document}, _sums(found))
    return 0


def _export(given: Namespace, console: Console) -> int:
    from desktop.cli.stores import unlock

    with shop.opened(given):
        if given.id is not None:
            proof_id = given.id
        else:
            newest = proof.every(stores.named(given.store).id if given.store else None, limit=1)
            if not newest:
                raise NotFound(what=N_("proof"), ref=given.store or "")
            proof_id = newest[0].id
        unlock()
        seal = proof_export.write(proof_id, given.file)
        console.answer({"file": str(given.file), **asdict(seal)}, [str(given.file), _sealed(seal)])
    return 0


def _verify(given: Namespace, console: Console) -> int:
    seal = proof_export.verify(given.file, _own_key(given))
    console.answer({"unchanged": True, **asdict(seal)}, [_sealed(seal)])
    return 0


def _own_key(given: Namespace) -> str:
    """The fingerprint of the shop on this computer; "" where there is none, as at whoever was sent the file."""
    if shop.database_of(given) is None and not paths.database_file(shop.folder(given)).exists():
        return ""
    with shop.opened(given):
        return str(settings.value("proof-fingerprint", ""))


def _rehearse(given: Namespace, console: Console) -> int:
    from desktop.tour.rehearsal import rehearse

    done = rehearse(given.faults, given.seed)
    console.answer(
        {**asdict(done), "passed": done.passed},
        [
            *table([_("Fault"), _("Times")], [(name, str(times)) for name, times in done.happened.items()]),
            "",
            _(
                "{orders} orders, {messages} messages, {faults} faults, {kills} ends of the program (seed {seed})."
            ).format(
                orders=done.orders, messages=done.messages, faults=done.faults, kills=done.kills, seed=done.seed,
            ),
            _("Lost: {lost}. Double: {double}. Different: {different}.").format(
                lost=len(done.lost), double=len(done.double), different=len(done.different)
            ),
            *done.lost, *done.double, *done.different,
        ],
    )  # fmt: skip
    return 0 if done.passed else 1


def _lines(proofs: list[Proof], every: bool) -> list[str]:
    lines: list[str] = []
    for each in proofs:
        shown = [row for row in each.rows if every or row.verdict is not Verdict.SAME]
        lines += [f"{each.store}: {proof_export.sums(each)}"]
        if shown:
            lines += table(
                [_("Order"), _("Verdict"), _("Here"), _("In the store"), _("What is wrong"), _("Next step")],
                [(row.number, row.verdict.value, row.ours, row.theirs, row.why, row.next) for row in shown],
            )
    return lines


def _sums(found: list[Proof]) -> list[str]:
    return table(
        [_("Number"), _("Store"), _("When"), _("Orders"), _("Same"), _("Different"), _("Unknown")],
        [
            (
                str(each.id), each.store, day_time(each.at), str(each.orders), str(each.same), str(each.different),
                str(each.unknown),
            )
            for each in found
        ],
    )  # fmt: skip


def _sealed(seal: proof_export.Seal) -> str:
    said = _("Unchanged since {shop} signed it on {at} about {store}: {orders} orders, {different} different.").format(
        shop=seal.shop or _("a shop without a name"), at=day_time(seal.at), store=seal.store, orders=seal.orders,
        different=seal.different,
    )  # fmt: skip
    whose = _("The key is this shop's own.") if seal.known else _("Ask the shop whether its key is this one.")
    return f"{said} {_('Key {fingerprint}.').format(fingerprint=seal.fingerprint)} {whose}"
