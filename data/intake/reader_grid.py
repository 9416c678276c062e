"""What the child process answers with: sheets of marked cells, their size checked."""

from collections.abc import Iterable

MAX_ROWS, MAX_COLUMNS = 5_000, 200
MAX_CELL = 32_767
MAX_SHEETS = 32
ALONE = "copiez le tableau seul dans un nouveau classeur"
SAVE_AGAIN = "ouvrez-le dans un tableur puis enregistrez-le de nouveau"


class UnreadableError(Exception):
    """The file cannot be read, for a reason that the operator is told in French."""


def grid(
    name: str, rows: Iterable[tuple[int, list[str]]], merged: Iterable[tuple[int, int, int, int]] = (), note: str = ""
) -> dict:
    """A sheet without its blank rows and trailing blank cells, its size checked.

    Args:
        name: Name of the sheet.
        rows: Row number (from 1) and marked cells.
        merged: Areas merged over several rows.
        note: What was assumed.

    Raises:
        UnreadableError: More than 5 000 rows or 200 columns, or a cell of more than 32 767 characters.
    """
    kept: list[tuple[int, list[str]]] = []
    for number, cells in rows:
        while cells and not cells[-1][1:].strip() and cells[-1][:1] in ("", "t"):
            cells.pop()
        if not cells:
            continue
        if len(cells) > MAX_COLUMNS:
            raise UnreadableError(
                f"feuille « {name} », ligne {number} : {len(cells)} colonnes, au plus {MAX_COLUMNS} → {ALONE}"
            )
        if any(len(cell) > MAX_CELL + 1 for cell in cells):
            raise UnreadableError(
                f"feuille « {name} », ligne {number} : cellule de plus de 32 767 caractères → {ALONE}"
            )
        kept.append((number, cells))
        if number - kept[0][0] >= MAX_ROWS:
            raise UnreadableError(f"feuille « {name} » : plus de {MAX_ROWS} lignes (ligne {number}) → {ALONE}")
    return {"name": name, "rows": kept, "merged": list(merged), "note": note}


def marked_number(text: str) -> str:
    """A number as the project writes it (`7` for 7.0), marked."""
    try:
        number = float(text)
    except ValueError:
        return f"e{text}"
    return f"n{int(number)}" if number.is_integer() and abs(number) < 1e15 else f"n{number!r}"
