"""Who pays out for many sales at once: marketplaces and payment services, by the names that stand in bank lines."""

from desktop.domain.bank_names import words

# Names of companies as they send money, and the channel that a shop knows them by.
_PAYERS = {
    "airpay international indonesia": "Shopee",
    "shopee international indonesia": "Shopee",
    "shopeepay": "Shopee",
    "dompet anak bangsa": "GoPay",
    "tokopedia": "Tokopedia",
    "goto gojek tokopedia": "Tokopedia",
    "tiktok": "TikTok Shop",
    "bukalapak": "Bukalapak",
    "bukalapak com": "Bukalapak",
    "ecart webportal indonesia": "Lazada",
    "lazada": "Lazada",
    "global digital niaga": "Blibli",
    "midtrans": "Midtrans",
    "sinar digital terdepan": "Xendit",
    "xendit": "Xendit",
    "espay debit indonesia koe": "DANA",
    "visionet internasional": "OVO",
    "nusa satu inti artha": "DOKU",
    "klarna bank": "Klarna",
    "klarna": "Klarna",
    "stripe": "Stripe",
    "stripe payments europe": "Stripe",
    "paypal": "PayPal",
    "paypal europe": "PayPal",
    "izettle": "Zettle",
    "zettle": "Zettle",
    "sumup": "SumUp",
    "adyen": "Adyen",
    "nets": "Nets",
    "qliro": "Qliro",
    "svea bank": "Svea",
    "tradera": "Tradera",
    "amazon payments europe": "Amazon",
}
_SHORTEST = 8  # letters of a name that was cut off


def channel(payer: str) -> str:
    """The channel that this payer pays out for; "" for anybody else."""
    said = " ".join(words(payer))
    if not said:
        return ""
    for name, known in _PAYERS.items():
        if said == name or said.startswith(name + " ") or (len(said) >= _SHORTEST and name.startswith(said)):
            return known
    return ""
