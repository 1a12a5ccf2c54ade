"""The house in numbers: how full its folders are, what imports what, and which names stand twice.

`python -m tests.rooms [ROOT]` prints them for a checkout.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

PACKAGES = ("newsroom", "producers", "streams", "sinks", "eventlog", "datelines", "telemetry", "schemas")


class House:
    """The Python files below `root`, and their imports, those inside functions too."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.trees: dict[str, ast.Module] = {}  # by path below the root, without its ending
        for package in PACKAGES:
            for path in sorted((root / package).rglob("*.py")):
                name = path.relative_to(root).with_suffix("").as_posix()
                self.trees[name] = ast.parse(path.read_text(encoding="utf-8"))
        self.imports = {name: frozenset(self._imported(tree)) - {name} for name, tree in self.trees.items()}

    def files_in(self) -> Mapping[str, int]:
        """How many modules stand in each folder, its `__init__` apart."""
        return Counter(_folder(name) for name in self.trees if not name.endswith("/__init__"))

    def arrows(self, folder: str) -> set[tuple[str, str]]:
        """Which room of the folder, a file or a folder in it, imports from which other."""
        return {
            (here, there)
            for name, imported in self.imports.items() if (here := _room(name, folder)) is not None
            for other in imported if (there := _room(other, folder)) not in (None, here) and there is not None
        }

    def circles(self) -> list[tuple[str, ...]]:
        """Files that import each other in a loop."""
        return _loops(self.imports)

    def circles_of_folders(self) -> list[tuple[str, ...]]:
        """Folders whose own files import each other in a loop; what starts the program (`__main__`) apart."""
        reached: dict[str, set[str]] = defaultdict(set)
        for name, imported in self.imports.items():
            if not name.endswith("/__main__"):
                reached[_folder(name)] |= {_folder(other) for other in imported} - {_folder(name)}
        return _loops(reached)

    def names(self) -> Mapping[str, frozenset[str]]:
        """Public functions and classes, with the files that define them."""
        found: dict[str, set[str]] = defaultdict(set)
        for name, tree in self.trees.items():
            for node in tree.body:
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name[0] != "_":
                    found[node.name].add(name)
        return {name: frozenset(files) for name, files in found.items()}

    def _imported(self, tree: ast.Module) -> Iterator[str]:
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module is not None:
                module = node.module.replace(".", "/")
                for alias in node.names:
                    yield from self._file(f"{module}/{alias.name}") or self._file(module)
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    yield from self._file(alias.name.replace(".", "/"))

    def _file(self, module: str) -> tuple[str, ...]:
        return next(((name,) for name in (module, f"{module}/__init__") if name in self.trees), ())


def _folder(name: str) -> str:
    return name.rpartition("/")[0]


def _room(name: str, folder: str) -> str | None:
    """The file or folder right inside `folder` that holds the module; None outside, and for the folder's own face."""
    start = f"{folder}/" if folder else ""
    if not name.startswith(start) or name == f"{start}__init__":
        return None
    return start + name.removeprefix(start).split("/")[0]


def _loops(reached: Mapping[str, frozenset[str] | set[str]]) -> list[tuple[str, ...]]:
    """The strongly connected parts of more than one node (Tarjan)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in reached.get(node, ()):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            part = stack[stack.index(node):]
            del stack[stack.index(node):]
            if len(part) > 1:
                found.append(tuple(sorted(part)))

    for node in list(reached):
        if node not in index:
            visit(node)
    return sorted(found)


def main(root: Path) -> None:
    house = House(root)
    files, names = house.files_in(), house.names()
    fullest = sorted(files.items(), key=lambda item: -item[1])[:5]
    several = {name: sorted(where) for name, where in names.items() if len(where) > 1}
    print("modules in the fullest folders:", ", ".join(f"{folder} {count}" for folder, count in fullest))
    print("circles of files:", house.circles() or 0)
    print("circles of folders:", house.circles_of_folders() or 0)
    for folder in ("streams", "newsroom", "producers"):
        print(f"arrows between the rooms of {folder}: {len(house.arrows(folder))}")
    print(f"public names in several modules: {len(several)} of {len(names)}, "
          f"{1000 * len(several) / len(names):.0f} per 1,000")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent)
