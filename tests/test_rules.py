"""Rules that hold for the whole project, checked by reading it."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shared import REPO

DESKTOP = REPO / "desktop"
SOURCES = sorted(DESKTOP.rglob("*.py"))
TREES = {source: ast.parse(source.read_text(encoding="utf-8")) for source in SOURCES}
LOCKS = ["requirements.lock", "requirements-dev.lock"]


def lines_with(pattern: str, files: list[Path], group: int | str = 0) -> list[str]:
    """Where a pattern stands: "path:line: match" for each."""
    search = re.compile(pattern)
    return [
        f"{file.relative_to(REPO)}:{number}: {found[group]}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if (found := search.search(line))
    ]


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Each call in the program, with its place and the name called ("path:line: os.system")."""
    for source, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield f"{source.relative_to(REPO)}:{node.lineno}: {ast.unparse(node.func)}", node


def tracked() -> list[Path]:
    """The project's own text files: what git knows or would take, else what lies here."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPO,
        capture_output=True,
        text=True,
    )
    names = listed.stdout.split("\0") if listed.returncode == 0 else [str(p.relative_to(REPO)) for p in SOURCES]
    pictures = {".png", ".jpg", ".ico", ".icns", ".ttf", ".otf", ".wav", ".ogg", ".xlsx", ".gz", ".db", ".pdf", ".zip"}
    files = [REPO / name for name in names if name]
    return [file for file in files if file.is_file() and file.suffix.lower() not in pictures]


def test_imports_go_downwards_only() -> None:
    command = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert command, "lint-imports is not installed"
    found = subprocess.run([command, "--no-cache"], cwd=REPO, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout + found.stderr


# What stands before the colon is the threat of RELIABILITY.md section 5.
@pytest.mark.parametrize(
    "names",
    [
        pytest.param({"eval", "exec", "compile", "__import__"}, id="text is never run as a program"),
        pytest.param({"pickle.load", "pickle.loads", "marshal.loads", "shelve.open"}, id="data is never unpickled"),
        pytest.param({"yaml.load", "yaml.unsafe_load"}, id="YAML is loaded safely"),
        pytest.param({"os.system", "os.popen", "subprocess.getoutput", "commands.getoutput"}, id="no shell"),
        pytest.param(
            {"datetime.now", "datetime.utcnow", "date.today", "time.localtime"}, id="time is UTC or the clock's"
        ),
    ],
)
def test_calls_that_are_never_made(names: set[str]) -> None:
    assert [place for place, call in calls() if _called(call) in names and not _harmless(call)] == []


def _called(call: ast.Call) -> str:
    return ".".join(ast.unparse(call.func).rsplit(".", 2)[-2:])


def _harmless(call: ast.Call) -> bool:
    """datetime.now(UTC) names its zone."""
    return _called(call) == "datetime.now" and bool(call.args or call.keywords)


def test_no_module_that_runs_data_is_imported() -> None:
    pattern = r"^\s*(?:import|from)\s+(pickle|cPickle|dill|marshal|shelve|commands|telnetlib|xml\.dom|xml\.sax)\b"
    assert lines_with(pattern, SOURCES) == []


def test_no_command_goes_through_a_shell() -> None:
    shells = [
        place
        for place, call in calls()
        for word in call.keywords
        if word.arg == "shell" and not (isinstance(word.value, ast.Constant) and word.value.value is False)
    ]
    assert shells == []


def test_certificates_are_always_checked() -> None:
    unchecked = [
        place
        for place, call in calls()
        for word in call.keywords
        if word.arg == "verify" and isinstance(word.value, ast.Constant) and word.value.value is False
    ]
    assert unchecked == []
    assert lines_with(r"CERT_NONE|_create_unverified_context|check_hostname\s*=\s*False", SOURCES) == []


def test_labels_show_text_as_it_is() -> None:
    """Customer text is data: a QLabel is made by the one function that sets PlainText, or sets it in the same file."""
    rich = r"Qt\.TextFormat\.(?:RichText|AutoText|MarkdownText)|\.(?:setHtml|setMarkdown|insertHtml)\("
    assert lines_with(rich, SOURCES) == []
    guessing = [place for source in SOURCES for place in _labels_that_guess(source)]
    assert guessing == [], "make labels of text by the class that sets PlainText"


def _labels_that_guess(source: Path) -> list[str]:
    """Bare QLabels that are given a text. One that only shows a picture is no danger."""
    text = source.read_text(encoding="utf-8")
    if "TextFormat.PlainText" in text:
        return []
    places = []
    for node in ast.walk(TREES[source]):
        if isinstance(node, ast.ClassDef) and any(_name(base) == "QLabel" for base in node.bases):
            places.append(f"{source.relative_to(REPO)}:{node.lineno}: {node.name}")
        if isinstance(node, ast.Call) and _name(node.func) == "QLabel":
            held = [ast.unparse(parent.targets[0]) for parent in ast.walk(TREES[source])
                    if isinstance(parent, ast.Assign) and parent.value is node]  # fmt: skip
            if node.args or not held or f"{held[0]}.setText" in text:
                places.append(f"{source.relative_to(REPO)}:{node.lineno}: QLabel")
    return places


def test_boxes_and_tips_show_text_as_it_is() -> None:
    """A QMessageBox guesses at markup unless it is told not to."""
    unset = [
        str(source.relative_to(REPO))
        for source, tree in TREES.items()
        if any(isinstance(node, ast.Call) and _called_on(node, "QMessageBox") for node in ast.walk(tree))
        and "TextFormat.PlainText" not in source.read_text(encoding="utf-8")
    ]
    assert unset == []


def _name(node: ast.expr) -> str:
    return ast.unparse(node).rsplit(".", 1)[-1]


def _called_on(call: ast.Call, name: str) -> bool:
    return ast.unparse(call.func).split(".")[0] == name


def test_colours_stand_in_the_theme_only() -> None:
    in_ui = [source for source in SOURCES if source.is_relative_to(DESKTOP / "ui") and "theme" not in source.name]
    literal = r"""["'][^"']*#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b|QColor\(\s*["'\d]|\brgba?\(\s*\d"""
    replaced = r"^(?!.*\.replace\([\"']#).*?"  # a drawing's own colour, changed to the theme's
    assert lines_with(replaced + f"(?:{literal})", in_ui) == []


def test_texts_for_people_are_not_built_before_they_are_translated() -> None:
    built = [
        place
        for place, call in calls()
        if _name(call.func) in {"_", "N_", "ngettext", "gettext"}
        for word in call.args[: 2 if _name(call.func) == "ngettext" else 1]
        if isinstance(word, ast.JoinedStr | ast.BinOp) or (isinstance(word, ast.Call) and _name(word.func) == "format")
    ]
    assert built == []


def test_broad_excepts_report() -> None:
    """`except Exception` stands only at the top of a thread, where it reports."""
    silent = []
    for source, tree in TREES.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.ExceptHandler):
                continue
            broad = node.type is None or ast.unparse(node.type) in ("Exception", "BaseException")
            if broad and all(isinstance(line, ast.Pass | ast.Continue) for line in node.body):
                silent.append(f"{source.relative_to(REPO)}:{node.lineno}")
    assert silent == []


def test_logs_name_no_one() -> None:
    """Ids only: no f-string and no name, address, phone, email or key goes into a log line."""
    person = re.compile(r"\b(customer_name|full_name|phone|email|address|secret|password|token|consumer_key)\b")
    named = [
        place
        for place, call in calls()
        if re.search(r"\blog(?:ger|ging)?\.(?:debug|info|warning|error|exception|critical|log)$", place)
        and any(
            isinstance(word, ast.JoinedStr) or (not isinstance(word, ast.Constant) and person.search(ast.unparse(word)))
            for word in call.args
        )
    ]
    assert named == []


@pytest.mark.parametrize("lock", LOCKS)
def test_locked_packages_have_hashes_and_no_addresses(lock: str) -> None:
    text = (REPO / lock).read_text(encoding="utf-8")
    packages = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip())
    assert len(packages) > 20
    assert [first for entry in packages if (first := entry.split("\n")[0]) and "--hash=sha256:" not in entry] == []
    assert [first for entry in packages if not re.match(r"[a-z0-9-]+==\S+ ", first := entry.split("\n")[0])] == []
    assert not re.search(r"://|--(?:extra-)?index-url|--find-links|--trusted-host| @ ", text)


def test_the_tests_run_with_the_packages_that_people_get() -> None:
    pins = [dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (REPO / lock).read_text("utf-8"), re.MULTILINE)) for lock in LOCKS]
    assert pins[0].items() <= pins[1].items()


def test_nothing_names_one_machine_or_a_package_registry() -> None:
    # Written so that this file does not hold the words itself.
    hosts = r"https?://[a-z.]*(?:py(?:pi|thonhosted)|npm(?:js)?|debian)\.[a-z]+"
    machine = r"/w[o]rk/[a-z.]+|/r[o]ot/|/h[o]me/[a-z]+/|[.]libr[a]ry/|/t[m]p/k[o]lli"
    assert lines_with(f"{hosts}|{machine}", tracked()) == []


def test_hooks_are_local() -> None:
    config = (REPO / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert re.findall(r"repo: (\S+)", config) == ["local"]


def test_everything_the_packaged_program_reads_is_shipped() -> None:
    spec = (REPO / "build.spec").read_text(encoding="utf-8")
    assert '"resources"' in spec
    assert '"desktop/models/migrations"' in spec
