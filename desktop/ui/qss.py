"""The style sheet. `@token` is a colour, `{n}` a length at 100 % text size. Fonts are set in code: see `theme.font`."""

import re
from collections.abc import Callable

TEMPLATE = """
* { outline: 0; }
QWidget { color: @ink.primary; }
QMainWindow, QDialog, QWidget[class="canvas"] { background: @bg.canvas; }
QToolTip { background: @bg.surface; color: @ink.primary; border: 1px solid @line.strong; padding: 4px 8px; }

QFrame[class="panel"] { background: @bg.surface; border: 1px solid @line.subtle; border-radius: 10px; padding: 1px; }
QFrame[class="panel"][flush="true"] { padding: 0; }
QFrame[class="panel"][current="true"] { border: 2px solid @line.focus; padding: 0; }
QFrame[class="card"] { background: @bg.surface; border: 1px solid @line.strong; border-radius: 10px; padding: 1px; }
QFrame[class="card"][current="true"] { background: @bg.selected; border: 2px solid @line.focus; padding: 0; }
QFrame[class="panel"]:focus, QFrame[class="card"]:focus { border: 2px solid @line.focus; padding: 0; }
QFrame[class="sunken"] { background: @bg.sunken; border: 0; border-radius: 6px; }
QFrame[class="popover"] { background: @bg.surface; border: 1px solid @line.strong; border-radius: 10px; }
QFrame[class="note"] { background: @warn.soft; border: 0; border-radius: 6px; }
QFrame[class="refused"] { background: @stop.soft; border: 0; border-radius: 6px; }
QFrame[class="hairline"] { background: @line.subtle; border: 0; }

QLabel { background: transparent; border: 0; }
@inks

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDateEdit, QComboBox {
  background: @bg.surface; color: @ink.primary; border: 1px solid @line.strong; border-radius: 6px;
  padding: 0 12px; min-height: {42}px; selection-background-color: @go.solid; selection-color: @go.on; }
QPlainTextEdit, QTextEdit { padding: 8px 8px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDateEdit:focus, QComboBox:focus {
  border: 2px solid @line.focus; padding: 0 11px; min-height: {40}px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 7px 7px; }
QLineEdit[wrong="true"], QComboBox[wrong="true"], QPlainTextEdit[wrong="true"] {
  border: 2px solid @stop.ink; padding: 0 11px; min-height: {40}px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QSpinBox:disabled, QDateEdit:disabled, QComboBox:disabled {
  background: @bg.hover; border: 1px solid @bg.hover; color: @ink.muted; }
QLineEdit[bare="true"] { border: 0; background: transparent; padding: 0; min-height: 0; }
QSpinBox::up-button, QSpinBox::down-button, QDateEdit::up-button, QDateEdit::down-button { width: 0; border: 0; }
QComboBox::drop-down { border: 0; width: {36}px; }
QComboBox[bare="true"] { background: transparent; border-color: transparent; padding: 0 0 0 5px; min-height: {30}px; }
QComboBox[bare="true"]:hover { border-color: @line.strong; }
QComboBox[bare="true"]:focus { border-color: @line.focus; padding: 0 0 0 4px; min-height: {28}px; }
QComboBox[bare="true"]::drop-down { width: {24}px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView { background: @bg.surface; color: @ink.primary; border: 1px solid @line.strong;
  selection-background-color: @bg.selected; selection-color: @ink.primary; padding: 4px; }
QComboBox QAbstractItemView::item { min-height: {40}px; padding: 0 8px; }

QMenu { background: @bg.surface; border: 1px solid @line.strong; padding: 4px; }
QMenu::item { min-height: {40}px; padding: 0 24px 0 16px; border-radius: 6px; color: @ink.primary; }
QMenu::item:selected { background: @bg.selected; }
QMenu::item:disabled { color: @ink.muted; }
QMenu::separator { height: 1px; background: @line.subtle; margin: 4px 8px; }

QTableView, QListView, QTreeView, QAbstractScrollArea[class="list"] {
  background: transparent; border: 0; color: @ink.primary;
  selection-background-color: @bg.selected; selection-color: @ink.primary; }
QScrollArea, QScrollArea > QWidget > QWidget[class="plain"] { background: transparent; border: 0; }
QHeaderView { background: @bg.surface; border: 0; }
QHeaderView::section { background: @bg.surface; color: @ink.muted; border: 0; border-bottom: 1px solid @line.subtle;
  padding: 0 8px; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @done.line; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: {44}px; }
QScrollBar::handle:hover { background: @line.strong; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }

QProgressBar { background: @line.subtle; border: 0; border-radius: 3px; min-height: 6px; max-height: 6px; }
QProgressBar::chunk { background: @go.solid; border-radius: 3px; }
QSplitter::handle { background: transparent; }
"""

_INKS = (
    "ink.primary ink.secondary ink.muted ink.inverse go.ink go.on warn.ink warn.on stop.ink stop.on done.ink"
).split()


def fill(template: str, colour: Callable[[str], str], px: Callable[[float], int]) -> str:
    """Put the colours and lengths into the template."""
    inks = "\n".join(f'QLabel[ink="{name}"] {{ color: @{name}; }}' for name in _INKS)
    text = template.replace("@inks", inks)
    text = re.sub(r"\{(\d+)\}px", lambda found: f"{px(int(found[1]))}px", text)
    return re.sub(r"@([a-z]+\.[a-z0-9]+)", lambda found: _css(colour(found[1])), text)


def _css(text: str) -> str:
    """#RRGGBBAA as the style sheet writes it."""
    if len(text) != 9:
        return text
    red, green, blue, alpha = (int(text[at : at + 2], 16) for at in (1, 3, 5, 7))
    return f"rgba({red},{green},{blue},{alpha})"
