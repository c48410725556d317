"""Banks' files made up for tests: the entries that a file shall have, as each bank would write them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape


@dataclass(frozen=True, slots=True)
class Booking:
    """`amount_minor` above 0 came in. `references` as the payer gave them."""

    day: date
    amount_minor: int
    who: str
    words: str = ""
    references: tuple[str, ...] = ()


def _rupiah(minor: int) -> str:
    return f"{abs(minor)}.00"


def bca_personal(bookings: Sequence[Booking], account: str = "1234567890") -> bytes:
    """Indonesian, with the title block, days without years and the sums below."""
    first, last = min(each.day for each in bookings), max(each.day for each in bookings)
    rows = [f"No. rekening : ,'{account}", "Nama : ,TOKO", f"Periode : ,{first:%d/%m/%Y} - {last:%d/%m/%Y}",
            "Kode Mata Uang : ,IDR", "", "Tanggal Transaksi,Keterangan,Cabang,Jumlah,,Saldo"]  # fmt: skip
    for each in bookings:
        side = "CR" if each.amount_minor > 0 else "DB"
        said = f"TRSF E-BANKING {side} {each.day:%d%m}/FTSCY/WS95018   {_rupiah(each.amount_minor)}"
        text = f"{said}{' '.join(part for part in (each.words, each.who) if part)}"
        rows.append(f"'{each.day:%d/%m},{text},'0000,{_rupiah(each.amount_minor)},{side},0.00")
    came = sum(each.amount_minor for each in bookings if each.amount_minor > 0)
    went = -sum(each.amount_minor for each in bookings if each.amount_minor < 0)
    rows += [f"Saldo Awal : ,{_rupiah(5_000_000)}", f"Mutasi Debet : ,{_rupiah(went)}",
             f"Mutasi Kredit : ,{_rupiah(came)}", f"Saldo Akhir : ,{_rupiah(5_000_000 + came - went)}"]  # fmt: skip
    return "".join(f"{row}\r\n" for row in rows).encode()


def mandiri(bookings: Sequence[Booking], account: str = "0060000000000") -> bytes:
    rows = ["Account No,Date,Val. Date,Transaction Code,Description,Description,Reference No.,Debit,Credit"]
    for number, each in enumerate(bookings):
        way = "DARI" if each.amount_minor > 0 else "KE"
        amounts = [f'"{abs(each.amount_minor):,}.00"', ".00"]
        debit, credit = amounts if each.amount_minor < 0 else reversed(amounts)
        reference = each.references[0] if each.references else ""
        said = f"{2839876886 + number}/{' '.join(part for part in (each.words, each.who) if part)}/JKT        "
        rows.append(f"{account},{each.day:%d/%m/%y},{each.day:%d/%m/%y},6902,MCM InhouseTrf {way} {each.who},"
                    f"{said},{reference},{debit},{credit}")  # fmt: skip
    return "".join(f"{row}\r\n" for row in rows).encode()


def bgmax(bookings: Sequence[Booking], deductions: dict[int, int] | None = None) -> bytes:
    """One deposit a day; `deductions`: what is held back from the booking at this place."""
    lines = ["01BGMAX               0120260331173035010331T", "050009912346          SEK"]
    records = dict.fromkeys(("20", "21", "22", "15"), 0)
    held = deductions or {}
    days = sorted({each.day for each in bookings})
    for day in days:
        total = count = 0
        for place, each in enumerate(bookings):
            if each.day != day:
                continue
            first, *more = each.references or ("",)
            code = "2" if first.isdigit() else "4" if first else "0"
            lines.append(_bg("20", first, each.amount_minor, code, place))
            lines += [_bg("22", reference, 0, "2", place) for reference in more]
            records["20"] += 1
            records["22"] += len(more)
            if place in held:
                lines.append(_bg("21", first, held[place], code, place) + "0")
                records["21"] += 1
            if each.words:
                lines.append(f"25{each.words[:50]}")
            lines += [f"26{each.who[:35]}", "27Storgatan 1                         11122", "28LUND"]
            total += each.amount_minor - held.get(place, 0)
            count += 1 + (place in held)
        records["15"] += 1
        lines.append(f"15{584100001009823:035d}{day:%Y%m%d}{records['15']:05d}{total:018d}SEK{count:08d}")
    lines.append(f"70{records['20']:08d}{records['21']:08d}{records['22']:08d}{records['15']:08d}")
    return "".join(f"{line:<80}\r\n" for line in lines).encode("latin-1", "replace")


def _bg(kind: str, reference: str, amount_minor: int, code: str, serial: int) -> str:
    return f"{kind}0003783511{reference:>25}{amount_minor:018d}{code}1{serial:012d}0"


def camt(bookings: Sequence[Booking], version: str = "02", batch: bool = False) -> bytes:
    """`batch`: what came in on one day is one entry with its transactions."""
    body: list[str] = []
    groups: list[list[Booking]] = []
    for each in bookings:
        if batch and groups and groups[-1][0].day == each.day and groups[-1][0].amount_minor > 0 < each.amount_minor:
            groups[-1].append(each)
        else:
            groups.append([each])
    for group in groups:
        total = sum(each.amount_minor for each in group)
        details = "".join(_camt_details(each, version, alone=len(group) == 1) for each in group)
        status = "<Sts>BOOK</Sts>" if version < "08" else "<Sts><Cd>BOOK</Cd></Sts>"
        body.append(f'<Ntry><Amt Ccy="SEK">{_kronor(total)}</Amt><CdtDbtInd>{_side(total)}</CdtDbtInd>{status}'
                    f"<BookgDt><Dt>{group[0].day}</Dt></BookgDt><NtryDtls>{details}</NtryDtls></Ntry>\n")  # fmt: skip
    closing = 5_000_000 + sum(each.amount_minor for each in bookings)
    balances = "".join(
        f'<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="SEK">{_kronor(amount)}</Amt>'
        f"<CdtDbtInd>{_side(amount)}</CdtDbtInd></Bal>"
        for kind, amount in (("OPBD", 5_000_000), ("CLBD", closing))
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt><GrpHdr/><Stmt><Acct>'
        f"<Id><IBAN>SE3550000000054910000003</IBAN></Id></Acct>{balances}{''.join(body)}</Stmt></BkToCstmrStmt>"
        "</Document>"
    ).encode()


def _camt_details(each: Booking, version: str, alone: bool) -> str:
    amount = f'<Amt Ccy="SEK">{_kronor(each.amount_minor)}</Amt>'
    said = "" if alone else amount if version >= "04" else f"<AmtDtls><TxAmt>{amount}</TxAmt></AmtDtls>"
    role = "Dbtr" if each.amount_minor > 0 else "Cdtr"
    name = f"<Nm>{escape(each.who)}</Nm>" if version < "08" else f"<Pty><Nm>{escape(each.who)}</Nm></Pty>"
    structured = "".join(f"<Strd><CdtrRefInf><Ref>{escape(ref)}</Ref></CdtrRefInf></Strd>" for ref in each.references)
    free = f"<Ustrd>{escape(each.words)}</Ustrd>" if each.words else ""
    return (f"<TxDtls>{said}<RltdPties><{role}>{name}</{role}></RltdPties><RmtInf>{free}{structured}</RmtInf>"
            "</TxDtls>")  # fmt: skip


def _side(minor: int) -> str:
    return "CRDT" if minor >= 0 else "DBIT"


def _kronor(minor: int) -> str:
    return str(Decimal(abs(minor)).scaleb(-2))
