"""What an owner chooses of the papers: kept, filled by name and by nothing else, taken to another shop as one file."""

import base64
import json
import sys
from pathlib import Path

import pytest

from desktop.documents import logo as pictures
from desktop.documents.logo import LogoRefused
from desktop.documents.shapes import HOLES, SHAPES
from desktop.documents.template import LogoPlace, Template
from desktop.domain import holes
from desktop.domain.errors import BadInput, KolliError
from desktop.domain.holes import UnknownHole
from desktop.i18n import LANGUAGES
from desktop.services import logo, orders, papers, settings, template_files, template_preview, templates
from desktop.services.paper_kinds import PAPERS
from desktop.services.template_files import NoPapers
from desktop.services.templates import Own, TooLong
from tests.documents import reading, samples
from tests.documents.test_papers import hostile_names
from tests.services import shop

pytestmark = pytest.mark.usefixtures("sqlite_database")
HOSTILE = (
    "{0.__class__}", "{name.__class__.__mro__}", "{name[0]}", "{name!r}", "{name:>9999999}", "{}", "{ name }", "{0}",
    "{name.__init__.__globals__}", "{shop}{nothing}",
)  # fmt: skip
PLAIN_TEXTS = (
    "%(x)s", "%s%n", "<img src=/etc/passwd>", "<b>x</b>", "$HOME", "{{", "}", "{", "\\", "^XA^XZ",
    ") Tj ET Q (", "__import__('os').system('id')", "{\n}", "\x00\x1b@\x07", "&amp;",
)  # fmt: skip


def drawn(kind: str, language: str = "en", chosen: Own | None = None) -> str:
    """What the paper says, of an order or of the example."""
    return reading.drawn(template_preview.draw(kind, templates.own(kind) if chosen is None else chosen, language))


def compact(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("kind", [kind for kind in SHAPES if kind in PAPERS])
def test_every_part_can_be_left_out_and_every_text_is_on_the_paper(kind):
    settings.change_shop(name="Toko Maju", address=("Jl. Braga 1",), web="toko.example")
    shape = SHAPES[kind]
    before = template_preview.draw(kind, Own(), "en")
    for part in shape.parts:
        assert template_preview.draw(kind, Own(hidden=(part,)), "en") != before or part in ("picture", "due"), part
    for turn, part in enumerate(shape.texts):
        for language in LANGUAGES if kind == "invoice" else list(LANGUAGES)[turn % 3 :][:1]:
            said = drawn(kind, language, Own(texts={language: {part: "Selamat Åäö from {shop} of " + language}}))
            assert compact(f"Selamat Åäö from Toko Maju of {language}") in compact(said), (part, language)


def test_a_text_that_names_no_hole_of_ours_is_refused_with_the_ones_that_there_are():
    for text in HOSTILE:
        with pytest.raises(UnknownHole) as refused:
            templates.say("thank-you-card", "en", "text", text)
        assert all(f"{{{name}}}" in refused.value.say() for name in SHAPES["thank-you-card"].holes)
    with pytest.raises(UnknownHole):
        templates.say("pick-list", "en", "heading", "For {name}")  # a hole of other papers only
    assert templates.own("thank-you-card") == Own()
    assert {name for shape in SHAPES.values() for name in shape.holes} <= set(HOLES)


def test_what_was_filled_in_is_never_looked_at_for_holes_again():
    settings.change_shop(name="{number} {name.__class__}")
    templates.say("thank-you-card", "en", "text", "From {shop}")
    said = templates.of("thank-you-card", "en", name="{shop}", number="10482")
    assert said.text("text") == "From {number} {name.__class__}"


def test_a_hole_that_is_no_name_of_the_list_is_text_even_where_nobody_refused_it():
    """As in a database that another program wrote to."""
    for text in (*HOSTILE[:-1], *PLAIN_TEXTS, *hostile_names()):
        line = " ".join(text.split())
        assert holes.put_in(line, {"name": "Ayu", "shop": "Toko"}).text == line
    assert holes.put_in("{shop}{nothing}", {"shop": "Toko"}).text == "Toko{nothing}"


def test_a_line_whose_hole_has_nothing_to_say_is_left_out():
    settings.change_shop(name="Toko", phone="")
    templates.say("thank-you-card", "en", "text", "Hello {name}\nCall {phone}\nBye")
    assert templates.of("thank-you-card", "en", name="Ayu").text("text") == "Hello Ayu\nBye"


def test_texts_and_names_run_nothing_and_open_no_file():
    names = [*hostile_names(), *PLAIN_TEXTS]
    settings.change_shop(name="Å ✓ שלום 中")
    papers_of = (("thank-you-card", "text"), ("thank-you-card", "thanks"), ("parcel-label", "extra"))
    for kind, part in papers_of:
        drawn(kind, "en", Own(texts={"en": {part: "{shop}"}}))  # fonts and modules are loaded before we listen
    heard: list[str] = []
    listening = True

    def listen(event: str, arguments: tuple[object, ...]) -> None:
        watched = ("open", "os.open", "socket.connect", "subprocess.Popen", "os.system", "exec", "compile", "import")
        if listening and event in watched:
            heard.append(f"{event} {arguments}")

    sys.addaudithook(listen)
    try:
        for turn, name in enumerate(names):
            settings.change_shop(name=name)
            own = "".join(sign for sign in name if sign not in "{}")[:60]
            kind, part = papers_of[turn % 3]
            pdf = template_preview.draw(kind, Own(texts={"en": {part: f"{{shop}} {own}"}}), "en")
            assert b"/JavaScript" not in pdf
            assert b"/URI" not in pdf
    finally:
        listening = False
    assert heard == []


def test_a_listener_of_files_hears_one():
    heard = []
    listening = True
    sys.addaudithook(lambda event, _arguments: heard.append(event) if listening else None)
    Path(__file__).read_bytes()
    listening = False
    assert "open" in heard


def test_a_text_that_does_not_fit_its_place_is_refused():
    with pytest.raises(TooLong, match="80"):
        templates.say("parcel-label", "en", "extra", "W" * 81)
    with pytest.raises(KolliError, match="lines"):
        templates.say("thank-you-card", "en", "text", "x\n" * 200)
    for wrong in (
        {"hidden": ("price",)}, {"logo_mm": 500.0}, {"logo_mm": float("nan")}, {"logo_mm": -3.0},
        {"texts": {"xx": {"text": "a"}}}, {"texts": {"en": {"script": "a"}}},
    ):  # fmt: skip
        with pytest.raises(BadInput):
            templates.change("thank-you-card", **wrong)
    with pytest.raises(BadInput):
        templates.change("packing-slip", logo_at=LogoPlace.LEFT)
    with pytest.raises(BadInput):
        templates.change("badge", hidden=())
    assert templates.own("thank-you-card") == Own()


def test_each_language_has_its_own_words_and_kolli_s_where_it_has_none():
    templates.say("thank-you-card", "sv", "text", "Varma hälsningar")
    assert compact("Varma hälsningar") in compact(drawn("thank-you-card", "sv"))
    assert compact("Varma hälsningar") not in compact(drawn("thank-you-card", "id"))
    templates.reset("thank-you-card")
    assert templates.of("thank-you-card", "sv") == Template()


def test_the_card_s_text_from_before_there_were_templates_is_kept():
    settings.remember("thank-you-texts", {"id": "Salam {0} hangat", "sv": ""})
    assert templates.of("thank-you-card", "id").text("text") == "Salam (0) hangat"
    templates.change("thank-you-card", hidden=("site",))
    assert templates.own("thank-you-card").texts == {"id": {"text": "Salam (0) hangat"}}


def test_a_damaged_setting_never_stops_a_paper():
    for wrong in ("x", 5, None, [], {"thank-you-card": 7}, {"thank-you-card": {"hidden": "x", "texts": [1]}}):
        settings.remember("paper-templates", wrong)
        assert templates.own("thank-you-card") == Own()
        assert drawn("thank-you-card")


def test_a_preview_changes_nothing_and_is_of_the_newest_order():
    order = shop.order(("TEA", 2))
    before = shop.rows("SELECT kind, next FROM number_series") + shop.rows("SELECT id FROM print_job")
    chosen = Own(texts={"en": {"heading": "Only a try"}})
    for kind in templates.kinds():
        template_preview.draw(kind, chosen if "heading" in SHAPES[kind].texts else Own(), "en")
    assert order.number in drawn("packing-slip", "en", chosen)
    assert "Only a try" in drawn("packing-slip", "en", chosen)
    assert shop.rows("SELECT kind, next FROM number_series") + shop.rows("SELECT id FROM print_job") == before
    assert shop.rows("SELECT id FROM document") == []
    assert "Only a try" not in reading.drawn(papers.draw("packing-slip", [order.id], language="en"))


def test_the_papers_of_an_order_are_as_chosen():
    order = shop.packed_order(("TEA", 2))
    settings.change_shop(name="Toko")
    templates.say("packing-slip", "en", "thanks", "Hello {name}, greetings from {shop}")
    templates.say("parcel-label", "en", "extra", "Mind: {number}")
    slip = reading.drawn(papers.draw("packing-slip", [order], language="en"))
    assert "Hello Ayu, greetings from Toko" in slip
    number = orders.show(order).number
    assert f"Mind: {number}" in reading.drawn(papers.draw("parcel-label", [order], language="en"))


def test_all_looks_go_to_another_shop_as_one_file():
    logo.change(samples.picture())
    templates.say("invoice", "sv", "note", "Tack {name}")
    templates.change("thank-you-card", hidden=("site",), logo_mm=20.0, logo_at=LogoPlace.RIGHT)
    file, kept, had = template_files.exported(), logo.get(), templates.own("thank-you-card")
    for kind in templates.kinds():
        templates.reset(kind)
    logo.change(b"")
    assert template_files.imported(file) == ["invoice", "thank-you-card"]
    assert templates.own("thank-you-card") == had
    assert templates.own("invoice").texts == {"sv": {"note": "Tack {name}"}}
    assert pictures.checked(kept) == logo.get()


def _file(**changes: object) -> bytes:
    whole = {"what": "kolli papers", "version": 1, "papers": {}, "logo": ""} | changes
    return json.dumps(whole).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"null", b"[]", b"{", b"\xff\xfe\x00", b"[" * 100_000, b'{"a":' * 50_000, b"A" * 3_000_001,
        _file(version=2), _file(what="other"), _file(papers=[]), _file(more=1), _file(logo="!!"),
        _file(papers={"invoice": {"texts": {"en": {"note": "{name.__class__}"}}}}),
        _file(papers={"invoice": {"texts": {"en": {"note": "x" * 10_000}}}}),
        _file(papers={"thank-you-card": {"hidden": ["site"]}, "nothing": {}}),
        _file(papers={"invoice": {"logo_mm": 1e308}}),
        _file(papers={"invoice": {"logo_at": "../../etc/passwd"}}),
        _file(logo=base64.b64encode(b"<svg onload=x>").decode()),
        b'{"what":"kolli papers","version":1,"papers":{},"__class__":{}}',
    ],
)  # fmt: skip
def test_a_file_that_holds_something_else_gets_one_sentence_and_changes_nothing(data):
    with pytest.raises(NoPapers) as refused:
        template_files.imported(data)
    assert refused.value.say().startswith("This file does not hold the looks of papers: ")
    assert len(refused.value.say()) < 400
    assert [templates.own(kind) for kind in templates.kinds()] == [Own()] * len(templates.kinds())


def test_a_logo_is_made_anew_and_what_is_none_is_refused(tmp_path):
    hidden = samples.picture() + b"<script>" * 10
    logo.change(hidden)
    assert b"<script>" not in logo.get()
    assert logo.get().startswith(b"\x89PNG")
    for wrong in (b"x", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, b"GIF89a", samples.picture()[:80], b"0" * 10_000_001):
        with pytest.raises(LogoRefused):
            logo.change(wrong)
    with pytest.raises(LogoRefused):
        logo.read(tmp_path)
    assert "Tolong" not in drawn("invoice")
    with_logo = template_preview.draw("invoice", Own(), "en")
    assert template_preview.draw("invoice", Own(logo=False), "en") != with_logo
    assert template_preview.draw("invoice", Own(logo_mm=24.0), "en") != with_logo
    logo.change(b"")
    assert logo.get() == b""
