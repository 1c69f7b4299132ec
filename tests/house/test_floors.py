"""The life order is enforced: floors, doors, thin views, pure rules."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PORTAL = ROOT / "portal"
PACKAGES = sorted(
    p.name for p in PORTAL.iterdir() if (p / "__init__.py").exists() and p.name != "kernel"
)


def contracts() -> list[dict[str, object]]:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["tool"]["importlinter"]["contracts"]


def test_every_package_has_its_door_contract() -> None:
    doors = {c["id"] for c in contracts() if c["type"] == "protected"}
    assert {f"door-{name}" for name in PACKAGES} <= doors


def test_every_package_stands_on_a_floor() -> None:
    floors = next(c for c in contracts() if c["id"] == "floors")
    named = {part.strip() for row in floors["layers"] for part in row.split("|")}  # type: ignore[attr-defined]
    assert set(PACKAGES) <= named


def test_the_contracts_hold() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def python_files() -> list[Path]:
    return sorted(PORTAL.rglob("*.py"))


def test_only_the_machine_assigns_a_state() -> None:
    guilty = []
    for path in python_files():
        if path.name == "machine.py" and path.parent.name == "kernel":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            targets = node.targets if isinstance(node, ast.Assign) else []
            for target in targets:
                if (
                    isinstance(target, ast.Attribute)
                    and target.attr == "state"
                    and not (
                        isinstance(target.value, ast.Name) and target.value.id in ("self", "job")
                    )
                ):
                    guilty.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not guilty


def test_no_function_level_imports() -> None:
    guilty = []
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Import | ast.ImportFrom):
                        guilty.append(f"{path.relative_to(ROOT)}:{inner.lineno}")
    assert not guilty


def test_services_never_commit() -> None:
    allowed = {PORTAL / "kernel" / "database.py"}
    guilty = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if path not in allowed and "session.commit(" in path.read_text(encoding="utf-8")
    ]
    assert not guilty


def test_the_portal_module_holds_a_docstring_and_nothing_else() -> None:
    tree = ast.parse((PORTAL / "__init__.py").read_text(encoding="utf-8"))
    assert len(tree.body) == 1
    assert isinstance(tree.body[0], ast.Expr)
