import pytest

from desktop import i18n
from desktop.ui.hub import Hub
from desktop.ui.screens import SCREENS
from desktop.ui.sounds import Silence, Sounds
from desktop.ui.tasks import AtOnce
from desktop.ui.theme import theme
from desktop.ui.window import Window


@pytest.fixture(autouse=True)
def look(qapp):
    """Each test begins in the light look, at 100 %, in English."""
    i18n.use("en")
    if theme().generation == 0 or (theme().mode, theme().scale) != ("light", 100):
        theme().apply(mode="light", scale=100)
    yield theme()
    i18n.use("en")


@pytest.fixture
def make_window(qtbot):
    """Builds the window with these screens; its tasks run at once unless others are given."""
    made = []

    def make(screens=SCREENS, tasks=None, hub=None, **more):
        window = Window(None, tasks or AtOnce(), hub or Hub(), Sounds(Silence(), on=False), screens, **more)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        made.append(window)
        return window

    yield make
    for window in made:
        window.shut()
