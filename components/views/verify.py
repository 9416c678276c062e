"""Vérifier: what others said of the panorama, and what the visitor says, held against the series."""

from collections import Counter
from dataclasses import replace
from typing import Any

from components.addresses.view_state import EMBED, ViewState, to_query
from components.charts.parts.claim_figure import HEIGHT, WRITTEN, claim_figure
from components.charts.parts.series_breaks import breaks_of
from components.filters.controls import hidden_fields, select
from components.filters.form import MAIN_FILTERS, filter_controls
from components.html.elements import bullets, card
from components.markup import Component, Graph, html
from components.views import blocks
from components.views.chart_page import source_words
from components.views.integration import code_block, site_address
from components.views.opening import OPENING, Contents
from components.views.view import ChartOf, View
from data.model import french
from data.model.dataset import Dataset
from data.model.filters import edition_name
from data.model.key_figures import FINDINGS, SERIES
from data.model.selection import Selection
from data.questions.claims import Claim, Verdict, verdict
from data.questions.key_figures import when
from data.questions.parts.editions import records

PATH = "/verifier"
DESCRIPTION = (
    "Ce qui a été dit du panorama des grands projets numériques de l'État, confronté aux chiffres publiés : vrai, "
    "faux, non comparable ou invérifiable, et pourquoi."
)
_OWN = "votre"
_CONCLUSIONS = {
    "vrai": ("✓", "Vrai", "vraie"),
    "faux": ("✗", "Faux", "fausse"),
    "non-comparable": ("≠", "Non comparable", "non comparable"),
    "inverifiable": ("?", "Invérifiable", "invérifiable"),
}
"""Conclusion → its sign, its word, and the adjective of a claim."""
_SERIES = {
    "cout-total": "coût total",
    "ecart-calendaire": "écart calendaire moyen",
    "ecart-budgetaire": "écart budgétaire moyen",
    "projets": "nombre de projets",
    "duree-moyenne": "durée moyenne",
}
_RECOMPUTED = {
    "cout-total": "coût publié des projets choisis",
    "ecart-calendaire": "évolution moyenne de la durée",
    "ecart-budgetaire": "évolution pondérée du coût",
}
"""Names of the series, and of those that are recomputed for a selection where they are not the same."""
_FINDINGS = {
    "plus-bas": "est au plus bas",
    "plus-haut": "est au plus haut",
    "hausse": "a augmenté",
    "baisse": "a baissé",
}


def body(view: View, state: ViewState, dataset: Dataset, chart_of: ChartOf) -> list[Component]:
    """The claim of the visitor, where there is one; the claims of others by verdict; the form."""
    form = card("Vérifier une affirmation", _form(state, dataset), id="affirmer")
    found = _verdicts(dataset)
    groups = [
        card(
            f"{word} ({len(lines)})",
            *(_article(line["claim"], line["text"], each, dataset, _source(line)) for line, each in lines),
            id=conclusion,
        )
        for conclusion, (_, word, _) in _CONCLUSIONS.items()
        if (lines := [pair for pair in found if pair[1].conclusion == conclusion])
    ]
    counted = [
        html.A(group.children[0].children, href=f"#{group.attributes['id']}", target="_self") for group in groups
    ]
    way = html.A("Vérifier votre affirmation", href="#affirmer", target="_self", className="bouton-secondaire")
    opening = [blocks.part(view, OPENING, state, dataset, chart_of), *blocks.notices(state)]
    own = _own(state, dataset)
    return (
        [*opening, *own, form, *groups]
        if own
        else [*opening, html.P(way), bullets(counted, className="noms"), *groups, form]
    )


def view_of(view: View, state: ViewState, dataset: Dataset) -> View:
    """The view, described by the claim of its address and its verdict where there is one."""
    if state.claim is None:
        return view
    found = verdict(dataset, state.selection, state.claim)
    text = (
        f"{_claim_in_words(found, state, dataset)} {_CONCLUSIONS[found.conclusion][1]}. {_reasons(found, dataset)[0]}"
    )
    return replace(view, description=french.typeset(text))


def _claim_in_words(found: Verdict, state: ViewState, dataset: Dataset) -> str:
    filters = f" ({state.selection.in_words(dataset)})" if found.is_recomputed else ""
    return f"{french.capitalised(_sentence(found, dataset))}{filters}."


def _verdicts(dataset: Dataset) -> list[tuple[dict[Any, Any], Verdict]]:
    lines = dataset.claims.to_dict("records")
    claims = [Claim(line["series"], line["finding"], line["edition"], line["since"]) for line in lines]
    return [(line, verdict(dataset, Selection(), claim)) for line, claim in zip(lines, claims, strict=True)]


def opening_contents(_state: ViewState, dataset: Dataset) -> Contents:
    """What the view opens with: how many claims are true, false, not comparable, impossible to verify."""
    counts = Counter(found.conclusion for _, found in _verdicts(dataset))
    parts = [
        f"{number} {'sont' if number > 1 else 'est'} {adjective}{'s' if number > 1 else ''}"
        for conclusion, (_, _, adjective) in _CONCLUSIONS.items()
        if (number := counts[conclusion])
    ]
    total = sum(counts.values())
    text = f"Sur {french.count(total, 'affirmation vérifiée', 'affirmations vérifiées')}, {french.listing(parts)}."
    month = when(dataset, dataset.latest_published)
    lede = f"Ce qui a été dit du panorama, confronté aux chiffres publiés jusqu'en {month}."
    return Contents(lede, text if total else "Aucune affirmation n'a encore été relevée : vérifiez la vôtre.", [])


def _source(line: dict[Any, Any]) -> str:
    date = line["said_on"] if len(line["said_on"]) == len("2020") else french.full_date(line["said_on"])
    # The name of some sources ends with their date.
    return line["source"] if line["source"].endswith(date) else f"{line['source']}, {date}"


def _own(state: ViewState, dataset: Dataset) -> list[Component]:
    if state.claim is None:
        return []
    found = verdict(dataset, state.selection, state.claim)
    article = _article(_OWN, _claim_in_words(found, state, dataset), found, dataset, "", state.selection)
    return [card("Votre affirmation", article)]


def _name(found: Verdict) -> str:
    series = found.claim.series
    return (_RECOMPUTED if found.is_recomputed else _SERIES).get(series, _SERIES[series])


def _sentence(found: Verdict, dataset: Dataset) -> str:
    claim, name = found.claim, _name(found)
    article = "l'" if name[0] in "eé" else "la " if name.startswith("durée") else "le "
    since = f" depuis {_dated(dataset, claim.since)}" if claim.since else ""
    finding = _FINDINGS[claim.finding]
    at = f", {_in(dataset, claim.edition)}," if claim.edition else ""
    return f"{article}{name}{at} {finding}{since}"


def _article(
    name: str, text: str, found: Verdict, dataset: Dataset, source: str, selection: Selection | None = None
) -> html.Article:
    """A claim, its verdict in words, its curve, a sentence to quote and the address of the verdict."""
    sign, word, _ = _CONCLUSIONS[found.conclusion]
    why = _reasons(found, dataset)
    reasons = french.typeset(" ".join(why))
    query = to_query(ViewState(selection or Selection(), claim=found.claim))
    by_whom = f" ({source})" if source else ""
    cited = f"« {text.rstrip('.')} »{by_whom} : {word.lower()}. {why[0]} {source_words(dataset)}, "
    label = f"Courbe : {_name(found)}, édition par édition. {reasons}"
    curve = Graph(id=f"courbe-{name}", figure=claim_figure(found), style={"height": f"{HEIGHT}px"})
    more = [
        html.Div([html.Div(curve, role="img", **{"aria-label": label})], className="carte-graphique"),
        html.P(html.A("L'adresse de cette vérification", href=f"{PATH}{query}", target="_self")),
        code_block(french.typeset(cited) + f"{site_address()}{PATH}{query}", "Copier la citation", "Citation à copier"),
    ]
    is_own = name == _OWN
    content = [
        html.H3(french.typeset(text)),
        html.P(french.typeset(source), className="source") if source else None,
        html.P([html.Span(sign, **{"aria-hidden": "true"}), f" {word}"], className="conclusion"),
        html.P(reasons),
        *(more if is_own else [html.Details([html.Summary("La courbe, et de quoi citer"), *more])]),
    ]
    attributes = {"data-affirmation": name, "data-conclusion": found.conclusion}
    return html.Article(content, id=f"affirmation-{name}", className="affirmation", **attributes)


def _reasons(found: Verdict, dataset: Dataset) -> list[str]:
    """Why: value against value, the breaks crossed, the editions without a value."""
    claim = found.claim
    known = found.values[found.values["value"].notna()].set_index("edition")["value"]
    if found.conclusion == "inverifiable":
        return [_unverifiable(found, dataset, known.index.tolist())]
    written = WRITTEN[claim.series]
    last, decisive = known[claim.edition], known[found.decisive]
    now, before = (_in(dataset, edition) for edition in (claim.edition, found.decisive))
    values = f"{french.capitalised(now)}, {written(last)} contre {written(decisive)} {before}"
    if claim.finding in ("hausse", "baisse"):
        change = "la valeur est la même" if abs(last - decisive) < 1e-9 else "c'est une " + (
            "hausse" if last > decisive else "baisse"
        )  # fmt: skip
        sentences = [f"{values} : {change}."]
    else:
        end = "bas" if claim.finding == "plus-bas" else "haut"
        is_so = last < decisive if end == "bas" else last > decisive
        which = f"la valeur la plus {'basse' if end == 'bas' else 'haute'} d'avant"
        sentences = [f"{values}, {which}{'' if is_so else f' : ce n’est pas le plus {end}'}."]
    if last != decisive and written(last) == written(decisive):
        sentences = [f"{sentences[0].rstrip('.')} ; la différence est plus petite que l'arrondi."]
    return [*sentences, *_breaks(found), *_unknown(found)]


def _unverifiable(found: Verdict, dataset: Dataset, known: list[int]) -> str:
    claim = found.claim
    if claim.edition and claim.since >= claim.edition:
        return "L'édition de référence doit être antérieure à l'édition dont on parle : choisissez-en une autre."
    missing = [
        _in(dataset, edition)
        for edition in dict.fromkeys((claim.since, claim.edition))
        if edition and edition not in known and (edition == claim.edition or claim.finding in ("hausse", "baisse"))
    ]
    if missing:
        return f"Aucune valeur connue {french.listing(missing)} : rien ne permet de conclure."
    return "Moins de deux valeurs sont connues sur cette période : rien ne permet de conclure."


def _breaks(found: Verdict) -> list[str]:
    crossed = breaks_of(records(found.breaks))
    if not crossed:
        return []
    names = french.listing([f"{mark.label} ({mark.span.lower()})" for mark in crossed])
    effect = {
        "non-comparable": "sans l'effet de ces ruptures, la conclusion ne tient plus",
        "vrai": "sans leur effet, la conclusion reste la même",
        "faux": "une seule valeur suffit à contredire l'affirmation"
        if found.claim.finding.startswith("plus")
        else "sans leur effet, la conclusion reste la même",
    }[found.conclusion]
    return [f"Entre les deux, la série change : {names} ; {effect}."]


def _unknown(found: Verdict) -> list[str]:
    missing = found.values.loc[found.values["value"].isna(), "edition"].tolist()
    if not missing:
        return []
    one = len(missing) == 1
    editions = f"de l'édition {missing[0]}" if one else f"des éditions {french.ranges(missing)}"
    return [f"Chiffre{'' if one else 's'} {editions} non disponible{'' if one else 's'}."]


def _dated(dataset: Dataset, edition: int) -> str:
    """« juillet 2021 (13ᵉ édition) », « la 10ᵉ édition » where its month is not known."""
    return _in(dataset, edition).removeprefix("en ").removeprefix("à ")


def _in(dataset: Dataset, edition: int) -> str:
    return french.in_edition(edition, dataset.reference_date(edition))


def _form(state: ViewState, dataset: Dataset) -> html.Form:
    claim = state.claim or Claim("ecart-budgetaire", FINDINGS[0])
    dates = zip(dataset.editions["edition"], dataset.editions["reference_date"], strict=True)
    editions = {str(edition): edition_name(edition, date) for edition, date in dates}
    chosen = {name: str(edition or "") for name, edition in (("edition", claim.edition), ("depuis", claim.since))}
    content = [
        select("serie", "Courbe", {name: french.capitalised(_SERIES[name]) for name in SERIES}, claim.series),
        select("constat", "Constat", {name: _FINDINGS[name] for name in FINDINGS}, claim.finding),
        select("edition", "À l'édition", {"": "La dernière connue", **editions}, chosen["edition"]),
        select("depuis", "Depuis l'édition", {"": "La première connue", **editions}, chosen["depuis"]),
        *filter_controls(dataset, state, MAIN_FILTERS).values(),
        hidden_fields([("cadre", EMBED)] if state.is_embedded else []),
        html.Button("Vérifier", type="submit", className="bouton"),
    ]
    return html.Form(content, className="affirmer", action=PATH, method="get", target="_self")
