"""The house's import law: floors in one direction, no circles, one door for each library."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

FLOORS = {
    "utils": 0,
    "system_control": 1,
    "toolsets": 2,
    "tools": 3,
    "assistant": 4,
    "agent": 5,
    "chat": 5,
    "api": 5,
    "launch": 5,
    "migrations": 2,  # run by Alembic and by the Supabase CLI; nothing imports them
}
FACES = {"agent", "chat", "api", "launch"}

DOORS = {
    "supabase": {"system_control/store/supabase.py"},
    "postgrest": {"system_control/store/supabase.py"},
    "sqlalchemy": {"system_control/store/", "migrations/"},
    "alembic": {"system_control/store/", "migrations/"},
    "livekit": {"agent.py", "chat.py", "tools.py", "toolsets/", "assistant/", "api/livekit.py"},
    "fastapi": {"api/"},
    "starlette": {"api/"},
}
"""Library → the files and folders that may import it."""

ENVIRONMENT = {"environ", "environb", "getenv"}
THREADS = {"system_control/shelf.py", "system_control/outbox.py"}


def modules(root: Path) -> dict[str, Path]:
    """Every module of the house, by its dotted name."""
    files = [*root.glob("*.py"), *(f for floor in FLOORS for f in (root / floor).rglob("*.py"))]
    named = {}
    for file in files:
        parts = file.relative_to(root).with_suffix("").parts
        if parts[0] in FLOORS and "node_modules" not in parts:
            named[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return named


def imports(tree: ast.Module, name: str, *, package: bool) -> list[str]:
    """Every dotted name that a module may import, those inside functions and for types included."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = name.split(".")[: len(name.split(".")) - node.level + package]
                base = ".".join([*above, *([base] if base else [])])
            # "from package import module" is seen as both; which of them is a module is for the caller to know.
            found += [base, *(f"{base}.{alias.name}" for alias in node.names)]
    return found


def breaches(root: Path) -> list[str]:
    """Every breach of the law, as "file: what is wrong"."""
    found: list[str] = []
    graph: dict[str, set[str]] = {}
    known = modules(root)
    for name, file in sorted(known.items()):
        tree = ast.parse(file.read_text())
        where = file.relative_to(root).as_posix()
        floor = name.partition(".")[0]
        names = imports(tree, name, package=file.name == "__init__.py")
        graph[name] = {other for other in names if other in known and other != name}
        for other in sorted({imported.partition(".")[0] for imported in names}):
            if other in FLOORS and other != floor:
                if other == "migrations" or FLOORS[other] > FLOORS[floor]:
                    found.append(f"{where}: imports upwards, {other}")
                elif other in FACES:
                    found.append(f"{where}: a face imports a face, {other}")
            if other in DOORS and not any(where == door or where.startswith(f"{door}") for door in DOORS[other]):
                found.append(f"{where}: imports {other}")
        found += [f"{where}: {use}" for use in forbidden_uses(tree, where)]
    try:
        TopologicalSorter(runtime_only(graph, known)).prepare()
    except CycleError as error:
        found.append(f"a circle: {' → '.join(error.args[1])}")
    return found


def runtime_only(graph: dict[str, set[str]], known: dict[str, Path]) -> dict[str, set[str]]:
    """The graph without what is imported for type checkers only: nothing of that happens when the program runs."""
    slim = {}
    for name, others in graph.items():
        tree = ast.parse(known[name].read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}:
                node.body = []
        package = known[name].name == "__init__.py"
        # A module's own package runs before it; that is no dependency of its code.
        slim[name] = {
            other
            for other in imports(tree, name, package=package)
            if other in others and not name.startswith(f"{other}.")
        }
    return slim


def forbidden_uses(tree: ast.Module, where: str) -> list[str]:
    """Names that only certain files may use, however they are reached."""
    found = []
    for node in ast.walk(tree):
        used: set[str] = set()
        if isinstance(node, ast.Attribute):
            used = {node.attr}
            module = node.value.id if isinstance(node.value, ast.Name) else ""
        elif isinstance(node, ast.ImportFrom):
            used = {alias.name for alias in node.names}
            module = node.module or ""
        else:
            continue
        if used & ENVIRONMENT and module == "os" and where != "utils/settings.py":
            found.append("reads the environment")
        if "to_thread" in used and module == "asyncio" and where not in THREADS:
            found.append("asyncio.to_thread")
        if "run_in_executor" in used:
            found.append("run_in_executor")
    return found


def test_the_house_keeps_its_law() -> None:
    assert breaches(ROOT) == []


def test_the_whole_house_is_looked_at() -> None:
    files = {file.relative_to(ROOT).as_posix() for file in modules(ROOT).values()}
    assert {"agent.py", "chat.py", "tools.py", "utils/settings.py", "system_control/store/sql.py"} <= files
    loose = {path.name for path in ROOT.glob("*.py")} | {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert {name.removesuffix(".py") for name in loose} - set(FLOORS) == {"bench", "tests"}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small house that keeps the law."""
    lawful = {
        "agent.py": "from livekit.agents import cli\nimport assistant.persona, utils.clock\n",
        "tools.py": "from toolsets import notes\n",
        "toolsets/__init__.py": "",
        "toolsets/notes.py": "from system_control.shelf import Shelf\n",
        "assistant/__init__.py": "",
        "assistant/persona.py": "def f():\n    import tools\n",
        "api/__init__.py": "",
        "api/app.py": "import fastapi\nfrom api import auth\nfrom . import auth\n",
        "api/auth.py": "import typing\nif typing.TYPE_CHECKING:\n    from api.app import x\n",
        "system_control/__init__.py": "",
        "system_control/shelf.py": "import asyncio\nasyncio.to_thread(print)\n",
        "system_control/store/__init__.py": "",
        "system_control/store/sql.py": "import sqlalchemy\nfrom ..shelf import Shelf\n",
        "system_control/store/supabase.py": "import supabase\nfrom postgrest import x\n",
        "utils/__init__.py": "",
        "utils/settings.py": "import os\nos.environ\n",
        "utils/clock.py": "class C:\n    environ = 1\nC.environ\n",
        "migrations/__init__.py": "import sqlalchemy, system_control.store.sql\n",
    }
    for name, text in lawful.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_lawful_house_passes(house: Path) -> None:
    assert breaches(house) == []


@pytest.mark.parametrize(
    ("file", "text", "breach"),
    [
        ("utils/x.py", "import system_control", "utils/x.py: imports upwards, system_control"),
        ("utils/x.py", "from system_control.shelf import Shelf", "utils/x.py: imports upwards, system_control"),
        ("system_control/x.py", "def f():\n    import tools", "system_control/x.py: imports upwards, tools"),
        ("toolsets/x.py", "import tools", "toolsets/x.py: imports upwards, tools"),
        ("tools.py", "from assistant import persona", "tools.py: imports upwards, assistant"),
        ("assistant/x.py", "import agent", "assistant/x.py: imports upwards, agent"),
        ("api/x.py", "from agent import server", "api/x.py: a face imports a face, agent"),
        ("chat.py", "import api.app", "chat.py: a face imports a face, api"),
        ("launch/x.py", "import api", "launch/x.py: a face imports a face, api"),
        ("system_control/x.py", "import migrations", "system_control/x.py: imports upwards, migrations"),
        ("system_control/x.py", "import supabase", "system_control/x.py: imports supabase"),
        ("system_control/store/x.py", "from postgrest.types import x", "system_control/store/x.py: imports postgrest"),
        ("system_control/x.py", "import sqlalchemy.orm", "system_control/x.py: imports sqlalchemy"),
        ("system_control/x.py", "from livekit import api", "system_control/x.py: imports livekit"),
        ("api/x.py", "import livekit.api", "api/x.py: imports livekit"),
        ("assistant/x.py", "def f():\n    from fastapi import APIRouter", "assistant/x.py: imports fastapi"),
        ("utils/x.py", "import os\nos.environ['A']", "utils/x.py: reads the environment"),
        ("utils/x.py", "from os import environ", "utils/x.py: reads the environment"),
        ("utils/x.py", "import os\nos.getenv('A')", "utils/x.py: reads the environment"),
        ("toolsets/x.py", "import asyncio\nasyncio.to_thread(print)", "toolsets/x.py: asyncio.to_thread"),
        ("toolsets/x.py", "from asyncio import to_thread", "toolsets/x.py: asyncio.to_thread"),
        ("system_control/shelf.py", "loop.run_in_executor(None, f)", "system_control/shelf.py: run_in_executor"),
        ("api/auth.py", "from api import app", "a circle: api.app → api.auth → api.app"),
        ("utils/x.py", "from .x2 import y", None),
        ("utils/x.py", "def f():\n    from .y import z", None),
    ],
)
def test_a_breach_is_found(house: Path, file: str, text: str, breach: str | None) -> None:
    (house / file).parent.mkdir(exist_ok=True)
    (house / file).write_text(text + "\n")
    if breach is None:
        assert breaches(house) == []
        (house / "utils/y.py").write_text("from utils import x\n")
        (house / "utils/x2.py").write_text("from utils import x\n")
        assert any(found.startswith("a circle: ") for found in breaches(house))
    elif breach.startswith("a circle"):
        assert any(set(found.split()[2:]) == set(breach.split()[2:]) for found in breaches(house))
    else:
        assert breach in breaches(house)
