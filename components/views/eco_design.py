"""Écoconception: what the pages weigh, measured, and their EcoIndex."""

import numpy as np
import pandas as pd

from components.charts.parts.tables import Table, TableColumn
from components.html.table import html_table
from components.views.text_pages import FOLDER, Values
from data.questions.parts.editions import records

# Quantiles of the reference, cnumr/ecoindex_reference, of the elements, requests and compressed kilobytes of pages.
_ELEMENT = (0, 47, 75, 159, 233, 298, 358, 417, 476, 537, 603, 674, 753, 843, 949, 1076, 1237, 1459, 1801, 2479, 594601)
_REQUEST = (0, 2, 15, 25, 34, 42, 49, 56, 63, 70, 78, 86, 95, 105, 117, 130, 147, 170, 205, 281, 3920)
_KILOBYTE = (0, 1.37, 144.7, 319.53, 479.46, 631.97, 783.38, 937.91, 1098.62, 1265.47, 1448.32, 1648.27, 1876.08,
             2142.06, 2465.37, 2866.31, 3401.59, 4155.73, 5400.08, 8037.54, 223212.26)  # fmt: skip

_CAPTION = "Poids d'une première visite"
_COLUMNS = (
    TableColumn("view", "Page", "cell"),
    TableColumn("kilobytes", "Transféré (ko)", "count"),
    TableColumn("requests", "Requêtes", "count"),
    TableColumn("elements", "Éléments hors dessins", "count"),
    TableColumn("eco_index", "EcoIndex (sur 100)", "count"),
)


def eco_index(kilobytes: float, requests: float, elements: float) -> float:
    """EcoIndex of a first visit, out of 100: weighted ranks among the quantiles of the reference, drawings left out."""
    weighted = ((3, elements, _ELEMENT), (2, requests, _REQUEST), (1, kilobytes, _KILOBYTE))
    return 100 - 5 / 6 * sum(weight * float(np.interp(value, of, range(21))) for weight, value, of in weighted)


def values(_dataset: object) -> Values:
    """The table of the measures, which `tests/browser/weigh.py` takes; a second visit transfers the page alone."""
    measures = pd.read_csv(FOLDER / "ecoconception.csv")
    measures["eco_index"] = list(map(eco_index, measures["kilobytes"], measures["requests"], measures["elements"]))
    return {"measures": ((html_table(records(measures), Table(_CAPTION, _COLUMNS)), _CAPTION), "table")}
