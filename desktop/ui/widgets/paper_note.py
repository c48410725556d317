"""Papers that could not come out, named where work begins: quietly, because packing goes on."""

from desktop.i18n import _, ngettext, number
from desktop.services.paper_kinds import PAPERS
from desktop.services.printers_now import Now
from desktop.ui.widgets.note_bar import NoteBar


class PaperNote(NoteBar):
    """`show_now(now)`; it is not there where every paper can come out."""

    def __init__(self) -> None:
        super().__init__(kind="attention", icon="printer")
        self.setObjectName("paper-note")
        self._now = Now()
        self.hide()

    def show_now(self, now: Now) -> None:
        self._now = now
        if not now.missing and not now.labels:
            self.hide()
            return
        title, detail = "", _("Packing goes on; the papers wait.")
        if now.missing:
            kinds, reason = now.missing[0]
            title = f"{', '.join(_(PAPERS[kind].title) for kind in kinds[:3])}{'…' if kinds[3:] else ''}: {reason}"
            rest = len(now.missing) - 1
            if rest:
                detail = " ".join((detail, ngettext("{count} more reason under Settings, Printers.",
                                                    "{count} more reasons under Settings, Printers.",
                                                    rest).format(count=number(rest))))  # fmt: skip
        if now.labels:
            words = ngettext(
                "{count} label waits for its printer.", "{count} labels wait for their printer.", now.labels
            )
            said = words.format(count=number(now.labels))
            title, detail = (title, f"{said} {detail}") if title else (said, detail)
        self.say(title, detail)
        lines = [f"{', '.join(_(PAPERS[kind].title) for kind in kinds)}: {reason}" for kinds, reason in now.missing]
        self.setToolTip("\n".join(lines))
        self.show()

    def retranslate(self) -> None:
        self.show_now(self._now)
