"""The public page of an edition → the sheets of its table widgets, and what else it prints; runs in the child process.

The table is the JSON of a DataTables widget, never what a script would make of it; the figures are in value boxes; the
date of the edition is in a sentence.
"""

import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path

from data.intake.reader_ods import grid, numeral
from data.model.errors import SourceError

_BREAK, _SHOWN_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE), re.compile(r"</?(?:a|b|em|i|p|span|strong)\b[^<>]*>")
# Words of the title of a value box → column of key_figures.csv; the first that fits counts.
_FIGURES = (
    (r"interminist", "interministerial"),
    (r"\bprojets? suivis?|^(nombre de )?projets$", "projects"),
    (r"milli(?:ard|on)s? d.euros", "total_cost_meur"),
    (r"durée moyenne.*ann", "mean_duration_years"),
    (r"écart.* calendaire", "schedule_drift_pct"),
    (r"écart.* budgétaire", "budget_drift_pct"),
)
_DATED = re.compile(r"actualis|mise? à jour|\d\s*(?:e|ère|[èe]me)\s+édition du panorama", re.IGNORECASE)
_MONTH = re.compile(
    r"(janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre) 20\d\d",
    re.IGNORECASE,
)
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
            unit = (" Md€" if "milliard" in title else " M€") if column == "total_cost_meur" else ""
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
        if tag in ("p", "h3") or "value-output" in classes:
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
        elif tag == "p" and len(text) <= _MAX_SENTENCE and _MONTH.search(text):
            if _DATED.search(text):
                self.dated = self.dated or text
            elif "première édition" not in text:
                self.dated_by_chance.append(text)
