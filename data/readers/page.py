"""The public page of an edition → the sheets of its table widgets, and what else it prints; runs in the child process.

The table is the JSON of a DataTables widget, never what a script would make of it; the figures are in value boxes; the
date of the edition is in a sentence.
"""

import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path

from data.model.errors import SourceError
from data.readers.ods import grid, numeral

_BREAK, _SHOWN_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE), re.compile(r"</?(?:a|b|em|i|p|span|strong)\b[^<>]*>")
# Words of the title of a value box → column of key_figures.csv; the first that fits counts.
_FIGURES = (
    (r"interminist", "interministerial"),
    (r"^(?:nombre de )?projets\b", "projects"),
    (r"milli(?:ard|on)s? d.euros|m[d€]", "total_cost_meur"),
    (r"durée moyenne(?!.*mois)", "mean_duration_years"),
    (r"calendaire", "schedule_drift_pct"),
    (r"budgétaire", "budget_drift_pct"),
)
_MONTH = (
    r"(?:(?:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre) |"
    r"\b(?:0[1-9]|1[0-2])/)20\d\d"
)
_DATED = re.compile(
    rf"(?:actualis|mise? à jour|\d ?(?:e|ère|[èe]me) édition du panorama).{{0,80}}?{_MONTH}", re.IGNORECASE
)
_DATE = re.compile(_MONTH, re.IGNORECASE)
_BLOCKS = frozenset(("p", "li", "div", "h1", "h2", "h3", "h4"))
_MAX_SENTENCE = 200


def read_page(path: str) -> tuple[list[dict], dict[str, str]]:
    """The sheets of a page, and what it prints: `sentence` with its date, then column of key_figures.csv → text."""
    page = _Page()
    try:
        page.feed(Path(path).read_text(encoding="utf-8-sig"))
        page.close()
        widgets = [json.loads(text)["x"] for text in page.widgets]
        sheets = [
            _sheet(widget, f"tableau {number}") for number, widget in enumerate(widgets, 1) if "container" in widget
        ]
    except SourceError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise SourceError("page abîmée ou incomplète → téléchargez-la de nouveau") from error
    if not sheets:
        raise SourceError("page web sans le tableau des projets → téléchargez le fichier lui-même")
    printed = {"sentence": next(filter(None, (page.dated, *page.dated_by_chance)), "")}
    for title, text in page.boxes:
        column = next((column for words, column in _FIGURES if re.search(words, title)), "")
        if column and any(letter.isdigit() for letter in text):
            has_unit = column != "total_cost_meur" or "€" in text
            unit = "" if has_unit else " Md€" if "milliard" in title or "md€" in title else " M€"
            printed.setdefault(column, f"{text}{unit}")
    return sheets, printed


def _sheet(widget: dict, name: str) -> dict:
    """The sheet of a DataTables widget, whose data are columns and whose container is the markup of its header."""
    titles = [_shown(title) for title in re.findall(r"<th\b[^>]*>(.*?)</th>", widget["container"], re.DOTALL)]
    columns = widget["data"]
    if len(columns) != len(titles) or len({len(column) for column in columns}) != 1:
        raise SourceError(f"{name} de la page : colonnes inégales ou sans nom → demandez le fichier de l'édition")
    rows = [[f"t{title}" for title in titles], *([_cell(value) for value in row] for row in zip(*columns, strict=True))]
    return grid(name, enumerate(rows, start=1), note="page web lue, sans exécuter ses scripts")


def _cell(value: object) -> str:
    """A value of the widget as a marked cell, its links and line breaks as they are shown."""
    if isinstance(value, bool):
        return "boui" if value else "bnon"
    if isinstance(value, int | float):
        return numeral(repr(value))
    return f"t{text}" if (text := _shown(str(value or ""))) else ""


def _shown(markup: str) -> str:
    return html.unescape(_SHOWN_TAG.sub("", _BREAK.sub("\n", markup))).strip()


class _Page(HTMLParser):
    """Collects the widgets, the value boxes (title, value) and the paragraphs with a date, in one pass."""

    def __init__(self) -> None:
        super().__init__()
        self.widgets: list[str] = []
        self.boxes: list[tuple[str, str]] = []
        self.dated, self.dated_by_chance = "", [""]
        self._is_box = False
        self._title = self._text = self._script = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        classes = found.get("class", "").split()
        if (tag == "div" and "section" in classes) or "value-box" in classes:
            self._is_box, self._title = "value-box" in classes, ""
        self._script = "" if tag != "script" else found.get("data-for") or "other"
        if self._script.startswith("htmlwidget-"):
            self.widgets.append("")
        if tag in _BLOCKS or "value-output" in classes:
            self._text = ""

    def handle_data(self, data: str) -> None:
        if self._script.startswith("htmlwidget-"):
            self.widgets[-1] += data
        elif not self._script:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        self._script = ""
        text = " ".join(self._text.split())
        if tag == "h3":
            self._title = text.casefold()
        elif tag == "span" and self._is_box and self._title:
            self.boxes.append((self._title, text))
        elif tag in _BLOCKS and (dated := _DATED.search(text)):
            self.dated = self.dated or dated[0]
        elif tag in _BLOCKS and len(text) <= _MAX_SENTENCE and _DATE.search(text) and "première édition" not in text:
            self.dated_by_chance.append(text)
