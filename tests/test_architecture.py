"""The house rules, held by reading the code itself: arrows, the one place of each impurity, sizes."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "flows", "storage")
PURE_LIBRARIES = {"babel", "holidays", "yaml", "eldc", "py3langid", "langdetect", "numpy"}
STORAGE_LIBRARIES = {"sqlalchemy", "alembic", "cryptography"}
GENERATED = "storage/migrations/versions/"
LONGEST_FILE, LONGEST_FUNCTION = 400, 40
STANDARD = __import__("sys").stdlib_module_names


def _files(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _names(path: Path) -> Iterator[str]:
    """Dotted names as written, such as os.environ or datetime.now."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            yield ast.unparse(node)


def _outside(path: Path, allowed: set[str]) -> list[str]:
    top = {name.split(".")[0] for name in _imports(path)}
    return sorted(top - allowed - STANDARD)


@pytest.mark.parametrize("path", _files("flows"), ids=str)
def test_flows_imports_only_itself_and_small_pure_libraries(path: Path) -> None:
    assert _outside(path, {"flows"} | PURE_LIBRARIES) == []


@pytest.mark.parametrize("path", _files("storage"), ids=str)
def test_storage_imports_only_the_vocabulary_and_its_libraries(path: Path) -> None:
    assert _outside(path, {"storage", "flows"} | STORAGE_LIBRARIES) == []
    assert {name for name in _imports(path) if name.startswith("flows")} <= {"flows.vocabulary"}


def test_the_service_never_imports_emulator_or_simulation() -> None:
    apart = ("bot.emulator", "bot.simulation")
    users = {
        str(path.relative_to(ROOT))
        for path in _files("bot")
        for name in _imports(path)
        if name.startswith(apart)
        and not str(path.relative_to(ROOT)).startswith(("bot/emulator", "bot/simulation"))
    }
    assert users == {"bot/cli/emulating.py", "bot/cli/seeding.py", "bot/cli/simulate.py"}


def test_emulator_knows_nothing_of_the_service() -> None:
    for path in _files("bot/emulator"):
        ours = {name for name in _imports(path) if name.startswith(PACKAGES)}
        assert all(name.startswith("bot.emulator") for name in ours), path


@pytest.mark.parametrize(
    ("what", "words", "home"),
    [
        ("the clock", ("datetime.now", "datetime.utcnow", "date.today", "time.time"), {"bot/clock.py"}),
        ("the environment", ("os.environ", "os.getenv"), {"bot/settings.py"}),
        ("random ids", ("uuid.uuid4", "uuid.uuid1", "os.urandom"), {"bot/ids.py"}),
    ],
)
def test_each_impurity_is_read_in_one_place(what: str, words: tuple[str, ...], home: set[str]) -> None:
    readers = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in _files(package)
        for name in _names(path)
        if name.endswith(words)
    }
    assert readers == home, what


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            first = node.body[0]
            docstring = first.end_lineno - first.lineno + 1 if _is_docstring(first) else 0
            yield node.name, (node.end_lineno or 0) - node.lineno + 1 - docstring


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


@pytest.mark.parametrize("package", PACKAGES)
def test_files_and_functions_stay_small_and_say_what_they_are_for(package: str) -> None:
    for path in _files(package):
        name = str(path.relative_to(ROOT))
        text = path.read_text(encoding="utf-8")
        assert ast.get_docstring(ast.parse(text)), f"{name} has no module docstring"
        if name.startswith(GENERATED):
            continue
        assert text.count("\n") <= LONGEST_FILE, name
        long = [(function, size) for function, size in _functions(path) if size > LONGEST_FUNCTION]
        assert long == [], name
