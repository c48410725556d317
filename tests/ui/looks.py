"""What a person could not read or hit: cut, overlapping, small or faint text, small targets. For every screen's tests.

    for look in LOOKS:                      # 3 languages, light and dark, 3 sizes
        assert faults(wear(window, look)) == []

`faults` walks the widgets of a window as they are now; an element's sentence names the widget and what is wrong.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from desktop import i18n
from desktop.ui.screen import Screen
from desktop.ui.theme import theme
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.elide_label import ElideLabel
from desktop.ui.widgets.key_button import KeyButton

SMALLEST_TEXT = 13  # px at 100 %
BENCH_TARGET = 44  # px at 100 %
SIZES = ((1366, 768), (1366, 688), (1920, 1080))
TEXTS = (QLabel, ElideLabel, Badge, QAbstractButton, QLineEdit, QComboBox, QTabBar)


class Look(NamedTuple):
    language: str
    mode: str
    size: tuple[int, int]


# Another mode costs a test ten times what another language does: light first, then dark.
LOOKS = [Look(lang, mode, size) for mode in ("light", "dark") for lang in ("en", "id", "sv") for size in SIZES]


def wear(window: QWidget, look: Look) -> QWidget:
    """Show the window in this look, laid out and painted; the next test begins in the usual one by itself."""
    if theme().mode != look.mode:
        theme().apply(mode=look.mode)
    if hasattr(window, "use_language"):
        window.use_language(look.language)
    else:
        i18n.use(look.language)
    window.resize(*look.size)
    return settle(window)


def settle(window: QWidget) -> QWidget:
    """Let every layout and paint that is due happen."""
    for _turn in range(4):
        QApplication.sendPostedEvents()
        QApplication.processEvents()
    return window


@contextmanager
def longer(percent: int = 40) -> Iterator[None]:
    """All texts of the program grow as in the longest translation; call the window's retranslate() inside."""
    usual = i18n.words

    class Grown:
        def gettext(self, text: str) -> str:
            found = usual(i18n.language()).gettext(text)
            more = len(found.split("{")[0]) * percent // 100
            return found + "m" * more if more < 8 else found + " mmmmmmm" * (more // 8)

        def ngettext(self, one: str, many: str, count: int) -> str:
            return usual(i18n.language()).ngettext(one, many, count) + "mm"

    i18n.words = lambda _language: Grown()
    try:
        yield
    finally:
        i18n.words = usual


def faults(window: QWidget, *, may_elide: tuple[str, ...] = ()) -> list[str]:
    """Everything that is wrong with the window as it is shown now; empty when it can be read and used.

    An ElideLabel may end in … (its tooltip has the rest), a button or label may not. `may_elide` are object names of
    buttons that may.
    """
    shown = [part for part in window.findChildren(QWidget) if _is_seen(part)]
    texts = [part for part in shown if isinstance(part, TEXTS) and _text(part)]
    picture = window.grab().toImage()
    found = []
    for part in texts:
        found += _cut(part, window, part.objectName() in may_elide)
        found += _small(part)
        found += _faint(part, window, picture)
    found += _overlapping(texts, window)
    for part in shown:
        found += _hard_to_hit(part)
    return list(dict.fromkeys(found))


def spread(times: int) -> list[Look]:
    """So many of LOOKS, or a few more, with each language, mode and size among them."""
    return LOOKS[:: max(1, len(LOOKS) // times)]


def faults_in_every_look(
    window: QWidget, also: Callable[[QWidget], list[object]] = lambda _window: [], looks: list[Look] = LOOKS
) -> list[str]:
    """The same for each of LOOKS, and what `also` finds there; the window keeps the last one."""
    return [f"{look}: {fault}" for look in looks for fault in [*faults(wear(window, look)), *also(window)]]


def _cut(part: QWidget, window: QWidget, may_elide: bool) -> list[str]:
    name = _name(part)
    found = []
    room = part.contentsRect()
    if isinstance(part, QLabel) and part.wordWrap():
        if part.heightForWidth(part.width()) > part.height() + 1:
            found.append(f"cut: {name} needs {part.heightForWidth(part.width())} px of height, has {part.height()}")
        longest = max(part.fontMetrics().horizontalAdvance(word) for word in part.text().split() or [""])
        if longest > room.width():
            found.append(f"cut: {name} has a word of {longest} px in {room.width()}")
    elif isinstance(part, QLabel):
        if part.sizeHint().width() > part.width() + 1 or part.fontMetrics().height() > part.height() + 1:
            found.append(f"cut: {name} needs {part.sizeHint().width()} px, has {part.width()}")
    elif isinstance(part, ElideLabel):
        if part.minimumSizeHint().width() > part.width() + 1 or part.fontMetrics().height() > part.height() + 1:
            found.append(f"cut: {name} has {part.width()} x {part.height()} px")
        elif part.natural_width() > part.width() + 1 and not part.toolTip():
            found.append(f"cut: {name} is cut and has no tooltip")
    elif isinstance(part, QTabBar):
        last = part.tabRect(part.count() - 1)
        if last.right() > part.width():
            found.append(f"cut: the tabs {part.objectName()} need {last.right()} px, have {part.width()}")
    elif isinstance(part, (KeyButton, Badge)) and not may_elide and part.sizeHint().width() > part.width() + 17:
        found.append(f"cut: {name} needs {part.sizeHint().width()} px, has {part.width()}")
    elif isinstance(part, QLineEdit) and part.fontMetrics().height() > part.height():
        found.append(f"cut: {name} is {part.height()} px high")
    if not _within(part, window) and not _scrolls(part):
        found.append(f"cut: {name} lies outside of what holds it")
    return found


def _small(part: QWidget) -> list[str]:
    px = part.font().pixelSize() if not isinstance(part, (Badge, QTabBar)) else theme().font("caption").pixelSize()
    if 0 <= px < theme().px(SMALLEST_TEXT):
        return [f"small: {_name(part)} is {px} px"]
    return [] if px > 0 else [f"small: {_name(part)} has no size in pixels"]


def _faint(part: QWidget, window: QWidget, picture: QImage) -> list[str]:
    """Labels against what they really stand on: 4.5:1, large text 3:1."""
    ink = part.property("ink") if isinstance(part, QLabel) else getattr(part, "_ink", None)
    if not isinstance(part, (QLabel, ElideLabel)) or not isinstance(ink, str) or not part.isEnabled():
        return []
    seen_part = part.visibleRegion().boundingRect()  # the rest is scrolled away, under other things
    box = QRect(part.mapTo(window, seen_part.topLeft()), seen_part.size()).intersected(picture.rect())
    step = max(1, box.width() // 60)
    seen = Counter(
        picture.pixel(x, y) for x in range(box.left(), box.right(), step) for y in range(box.top(), box.bottom(), 2)
    )
    if not seen:
        return []
    ground = QColor(seen.most_common(1)[0][0])
    ratio = contrast(theme().colour(ink), ground)
    px, bold = part.font().pixelSize(), part.font().weight() >= 600
    enough = 3.0 if px >= theme().px(24) or (bold and px >= theme().px(19)) else 4.5
    if ratio < enough and ground != theme().colour(ink):
        return [f"faint: {_name(part)} {ink} on {ground.name()} is {ratio:.1f}:1"]
    return []


def _overlapping(texts: list[QWidget], window: QWidget) -> list[str]:
    boxes = [(part, QRect(part.mapTo(window, QPoint(0, 0)), part.size())) for part in texts]
    found = []
    for turn, (one, box) in enumerate(boxes):
        for other, its in boxes[turn + 1 :]:
            both = box.intersected(its)
            if both.width() < 2 or both.height() < 2:
                continue
            if one.isAncestorOf(other) or other.isAncestorOf(one) or _floats(one, window) != _floats(other, window):
                continue
            if _scrolls(one) or _scrolls(other):
                continue
            found.append(f"overlapping: {_name(one)} and {_name(other)} by {both.width()} x {both.height()} px")
    return found


def _hard_to_hit(part: QWidget) -> list[str]:
    if not isinstance(part, (QAbstractButton, QLineEdit, QComboBox)) or part.focusPolicy() == Qt.FocusPolicy.NoFocus:
        return []
    if not _at_bench(part) or isinstance(part.parentWidget(), (QComboBox, QAbstractScrollArea)):
        return []
    least = theme().px(BENCH_TARGET)
    height = part.height()
    # A field's frame is what is hit: the line edit itself is only its inside.
    if isinstance(part, QLineEdit) and part.parentWidget() is not None:
        height = max(height, part.parentWidget().height())
    if height < least or part.width() < least:
        return [f"hard to hit: {_name(part)} is {part.width()} x {height} px, at the bench it needs {least}"]
    return []


def contrast(one: QColor, other: QColor) -> float:
    """The ratio of WCAG 2, 1 to 21."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    parts = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _text(part: QWidget) -> str:
    if isinstance(part, QTabBar):
        return part.tabText(0) if part.count() else ""
    if isinstance(part, QComboBox):
        return str(part.currentText())
    return str(part.text()).strip() if not (isinstance(part, QLabel) and part.pixmap().width()) else ""


def _name(part: QWidget) -> str:
    owner = part
    while owner is not None and not owner.objectName():
        owner = owner.parentWidget()
    where = f" in {owner.objectName()}" if owner is not None else ""
    return f'{type(part).__name__} "{_text(part)[:40]}"{where}'


def _is_seen(part: QWidget) -> bool:
    return part.isVisible() and part.width() > 0 and part.height() > 0 and not isinstance(part, QPlainTextEdit)


def _within(part: QWidget, window: QWidget) -> bool:
    holder = part.parentWidget()
    while holder is not None:
        inside = QRect(part.mapTo(holder, QPoint(0, 0)), part.size())
        if not holder.rect().adjusted(-1, -1, 1, 1).contains(inside):
            return False
        if holder is window:
            return True
        holder = holder.parentWidget()
    return True


def _scrolls(part: QWidget) -> bool:
    """Whether it lies in something that scrolls: what is out of sight there can be brought into it."""
    holder = part.parentWidget()
    while holder is not None:
        if isinstance(holder, QAbstractScrollArea) and not isinstance(holder, QAbstractItemView):
            return True
        holder = holder.parentWidget()
    return False


def _floats(part: QWidget, window: QWidget) -> QWidget | None:
    """The command bar, the help sheet: what lies over the page on purpose."""
    while part is not None and part is not window:
        if part.objectName() in ("command-bar", "help-sheet", "scrim", "toast"):
            return part
        part = part.parentWidget()
    return None


def _at_bench(part: QWidget) -> bool:
    holder: QWidget | None = part
    while holder is not None:
        if isinstance(holder, Screen):
            return type(holder).bench
        holder = holder.parentWidget()
    return False
