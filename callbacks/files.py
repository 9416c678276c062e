"""The files of projects and editions in every format, kept once made; and how they stand to their sources."""

import functools
from collections.abc import Callable, Mapping

from components.files import exports
from components.files.exports import FileTable
from components.files.exports_ods import ods_file
from components.files.exports_xlsx import xlsx_file
from components.views.data_page import Standing
from data import store
from data.intake.adding import read_corrections
from data.model.dataset import Dataset
from data.model.errors import SourceError
from data.model.selection import Selection
from data.store.result_cache import get_results
from data.store.settings import settings

UTF8_WITH_BOM = "utf-8-sig"
"""The byte order mark is what makes French spreadsheets read UTF-8."""

TABLES: Mapping[str, Callable[[Dataset, Selection], FileTable]] = {
    "projets": exports.projects_file,
    "editions": exports.editions_file,
}
"""Name in addresses → table."""
FORMATS: Mapping[str, tuple[str, Callable[[FileTable], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", lambda table: exports.csv_file(table).encode(UTF8_WITH_BOM)),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", ods_file),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_file),
    "json": ("application/json", exports.json_file),
}
"""Extension → type and writer."""


def file_bytes(name: str, form: str, dataset: Dataset, selection: Selection) -> bytes:
    """The file of the projects or of the editions of a selection, kept for the next visitor."""
    return _kept(name, form, dataset, selection, lambda: TABLES[name](dataset, selection))


def standing(dataset: Dataset) -> Standing:
    """How the files that are served stand to their sources, and what those of the whole panorama weigh."""
    status = store.status()
    return Standing(
        problem=status.reason if status.is_degraded else "",
        weights=_weights(dataset),
        corrections=_corrections(),
        has_schema=(settings().data_dir / "schema.json").is_file(),
    )


def _weights(dataset: Dataset) -> dict[str, int]:
    everything, weights = Selection(), {}
    for name, make in TABLES.items():
        # Read once for its four formats.
        table = functools.cache(functools.partial(make, dataset, everything))
        for form in FORMATS:
            weights[f"{name}.{form}"] = len(_kept(name, form, dataset, everything, table))
    return weights


def _kept(name: str, form: str, dataset: Dataset, selection: Selection, table: Callable[[], FileTable]) -> bytes:
    key = ("export", name, form, dataset.id, selection.key)
    return get_results().get(key, lambda: FORMATS[form][1](table()))


def _corrections() -> list[dict[str, str]]:
    try:
        return read_corrections(settings().data_dir)
    except SourceError:
        # A log that cannot be read never stops the page; `python -m data build` says what is wrong with it.
        return []
