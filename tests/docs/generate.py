"""Writes the pages of docs/ that say what is in the code: `python -m tests.docs.generate` (or `make docs`).

`tests/docs/test_generated.py` fails when a page is not what this writes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.docs import cookbook_page, dictionary_page, metrics_page

DOCS = Path(__file__).parents[2] / "docs"
PAGES: dict[str, Callable[[], str]] = {
    "metrics.md": metrics_page.page,
    "data-dictionary.md": dictionary_page.page,
    "sql-cookbook.md": cookbook_page.page,
}


def main() -> None:
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
        print(f"docs/{name}")


if __name__ == "__main__":
    main()
