"""What the charts of projects followed from edition to edition say."""

from itertools import pairwise

import pandas as pd

from components.charts.chart import Context
from components.charts.parts.narrative import (
    Narrative,
    edition_named,
    editions_in_words,
    named_some,
    no_project,
    shares,
)
from components.charts.parts.tables import DATE, EDITION, PROJECT, Table, TableColumn
from components.figures.history import CLIPPED_AT
from data.model import french
from data.model.measures import MINIMUM_FOR_A_MEAN
from data.questions.comparison import has_moved
from data.questions.editions import editions_covered

_FIRST = "Première édition connue n'est pas estimation initiale : l'historique commence en novembre 2016."
_GAPS = "n. d. : tableau non détenu."
_MINISTRY = TableColumn("ministry_name", "Ministère", "text", "ministere")
_CHANGE = TableColumn("cost_change_pct", "Évolution du coût (%)", "pct", "evolution_cout_pct")
_COST = TableColumn("cost_meur", "Coût (M€)", "meur", "cout_meur")
_FIRST_COST = TableColumn("first_cost_meur", "Premier coût connu (M€)", "meur", "premier_cout_meur")
_PREVIOUS = TableColumn("previous_meur", "Coût à l'édition détenue précédente (M€)", "meur", "cout_precedent_meur")


def _covered(context: Context) -> str:
    return editions_in_words(editions_covered(context.dataset, context.selection))


def dispersion_columns(frame: pd.DataFrame, context: Context) -> tuple[TableColumn, ...]:
    """Every dot."""
    return (EDITION, DATE, PROJECT, _MINISTRY, _FIRST_COST, _COST, _CHANGE)


def dispersion_tables(frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    """One table: projects whose cost changed, latest edition first, largest change first."""
    moved = frame[has_moved(frame["cost_meur"] - frame["first_cost_meur"])]
    rows = moved.assign(size=moved["cost_change_pct"].abs()).sort_values(["edition", "size"], ascending=[False, False])
    return (
        Table(
            "Évolution du coût depuis la première édition connue, projets dont le coût a changé",
            (PROJECT, EDITION, _FIRST_COST, _COST, _CHANGE),
            rows=rows,
        ),
    )


def dispersion_account(frame: pd.DataFrame, context: Context) -> Narrative:
    """The words of `dispersion`."""
    subtitle = f"Évolution du coût depuis la première édition connue, en %, par projet, {_covered(context)}"
    known = frame[frame["cost_change_pct"].notna()]
    if known.empty:
        return no_project(subtitle)
    last = known[known["edition"] == known["edition"].max()]
    when = edition_named(context.dataset, int(last["edition"].iloc[0]))
    far = last.sort_values("cost_change_pct", ascending=False)
    moved = has_moved(last["cost_meur"] - last["first_cost_meur"])
    doubled = int((last["cost_change_pct"] >= 100).sum())
    beyond = known[known["cost_change_pct"] > CLIPPED_AT]
    sentences = [
        f"À l'{when}, sur {french.count(len(last), 'projet')} dont le coût est connu, "
        + shares(
            (
                int((moved & (last["cost_change_pct"] > 0)).sum()),
                "est réévalué à la hausse",
                "sont réévalués à la hausse",
            ),
            (
                int((moved & (last["cost_change_pct"] < 0)).sum()),
                "est réévalué à la baisse",
                "sont réévalués à la baisse",
            ),
            (int((~moved).sum()), "est inchangé", "sont inchangés"),
        )
        + (f" ; {french.count(doubled, 'coût a', 'coûts ont')} au moins doublé." if doubled else ".")
    ]
    if len(beyond):
        points = beyond.sort_values(["name", "edition"]).groupby("name", sort=True)["edition"].agg(list)
        listed = [f"{name} ({'édition' if len(at) == 1 else 'éditions'} {french.listing([str(n) for n in at])})"
                  for name, at in points.items()]  # fmt: skip
        sentences.append(
            f"{french.count(len(beyond), 'point', 'points')} au-delà de {french.pct(CLIPPED_AT)} "
            f"{'est dessiné' if len(beyond) < 2 else 'sont dessinés'} en triangle au bord : {french.listing(listed)}."
        )
    top, low = far.iloc[0], far.iloc[-1]
    heading = f"De {french.pct(low['cost_change_pct'])} ({low['name']}) à {french.pct(top['cost_change_pct'])} "
    heading += f"({top['name']}) : l'évolution du coût de chaque projet, {when}"
    if len(last) == 1:
        heading = f"Évolution du coût : {french.pct(top['cost_change_pct'])} ({top['name']}), {when}"
    return Narrative(heading, subtitle, tuple(sentences), (_FIRST, "Chaque point ouvre la page de son projet.", _GAPS))


_STATES = {"absent": "absent", "unselected": "hors sélection", "unpublished": "non publié", "first": "premier coût"}


def grid_columns(frame: pd.DataFrame, context: Context) -> tuple[TableColumn, ...]:
    """Every cell: project, edition, state, cost, cost before, change."""
    state = TableColumn("state", "État", "text", "etat")
    change = TableColumn("change_pct", "Évolution du coût (%)", "pct", "evolution_cout_pct")
    return (PROJECT, EDITION, DATE, state, _PREVIOUS, _COST, change)


def grid_tables(frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    """One line per project, one column per edition held."""
    if frame.empty:
        return ()
    texts = frame["state"].map(_STATES).where(frame["state"] != "change", frame["change_pct"].map(_signed))
    wide = frame.assign(text=texts).pivot_table(
        index=["project", "name"], columns="edition", values="text", aggfunc="first", observed=True
    )
    order = frame.drop_duplicates("project")["project"]
    rows = wide.rename(columns=lambda edition: f"edition:{edition}").reset_index().set_index("project").loc[order]
    columns = [TableColumn(f"edition:{edition}", f"Éd. {edition}", "cell") for edition in wide.columns]
    caption = "Évolution du coût depuis l'édition détenue précédente, en %, par projet et par édition"
    return (Table(caption, (PROJECT, *columns), rows=rows.reset_index()),)


def _signed(value: float) -> str:
    return french.number(value, 1, signed=True)


def grid_account(frame: pd.DataFrame, context: Context) -> Narrative:
    """The words of `carte`."""
    subtitle = "Évolution du coût depuis l'édition détenue précédente, en %, un projet par ligne"
    if frame.empty:
        return no_project(subtitle)
    changes = frame[frame["state"] == "change"]
    moved = changes[has_moved(changes["cost_meur"] - changes["previous_meur"])]
    projects = french.count(frame["project"].nunique(), "projet")
    editions = frame["edition"].nunique()
    sentences = [
        f"Sur {french.count(len(changes), 'coût connu', 'coûts connus')} à deux éditions détenues de suite : "
        + shares(
            (int((moved["change_pct"] > 0).sum()), "hausse", "hausses"),
            (int((moved["change_pct"] < 0).sum()), "baisse", "baisses"),
            (len(changes) - len(moved), "inchangé", "inchangés"),
        )
        + "."
    ]
    withheld = int((frame["state"] == "unpublished").sum())
    if withheld:
        cells = french.count(withheld, "case", "cases")
        sentences.append(f"{cells} sans coût publié, pour un projet pourtant présent au tableau.")
    if len(moved):
        by_edition = moved.groupby("edition").size()
        most = int(by_edition[by_edition == by_edition.max()].index.to_numpy()[0])
        sentences.append(
            f"L'édition où le plus de coûts bougent est l'{edition_named(context.dataset, most)} : "
            f"{french.count(int(by_edition.max()), 'projet')}."
        )
    held = sorted(frame["edition"].unique())
    gaps = [(before, after) for before, after in pairwise(held) if after - before > 1]
    notes = [
        "Du plus ancien entré au plus récent. + hausse, − baisse, 0 inchangé, · coût non publié, ○ premier coût connu, "
        "– hors de la sélection ; vide : absent du panorama. La couleur est pleine à partir de 50 %.",
        *(f"De l'édition {before} à l'édition {after}, plusieurs éditions d'un coup." for before, after in gaps),
        "Chaque case ouvre la page de son projet.",
    ]
    return Narrative(
        f"Quand chaque coût a bougé : {projects}, {editions} éditions détenues",
        subtitle,
        tuple(sentences),
        tuple(notes),
    )


_ENTRANTS = TableColumn("entrants", "Entrants", "count", "entrants")
_ENTRANTS_NAMED = TableColumn("entrants_named", "Lesquels", "projects", "entrants_noms")
_LEAVERS = TableColumn("leavers", "Sortants", "count", "sortants")
_LEAVERS_NAMED = TableColumn("leavers_named", "Lesquels", "projects", "sortants_noms")
_STOCK = TableColumn("stock", "Projets", "count", "projets")
_SINCE = TableColumn("compared_with", "Comparée à l'édition", "count", "comparee_a")


def movements_columns(frame: pd.DataFrame, context: Context) -> tuple[TableColumn, ...]:
    """Every column drawn."""
    basis = TableColumn("basis", "Base", "text", "base")
    return (EDITION, DATE, _STOCK, basis, _SINCE, _ENTRANTS, _ENTRANTS_NAMED, _LEAVERS, _LEAVERS_NAMED)


def movements_tables(frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    """One line per edition, with names."""
    columns = (EDITION, DATE, _STOCK, _SINCE, _ENTRANTS, _ENTRANTS_NAMED, _LEAVERS, _LEAVERS_NAMED)
    return (Table("Entrants, sortants et nombre de projets par édition", columns, keep="stock"),)


def movements_account(frame: pd.DataFrame, context: Context) -> Narrative:
    """The words of `entrants-sortants`."""
    subtitle = f"Nombre de projets, {_covered(context)}"
    held = frame[frame["compared_with"].notna()]
    if held.empty or not frame["stock"].fillna(0).any():
        return no_project(subtitle)
    last = held.iloc[-1]
    before, edition = int(last["compared_with"]), int(last["edition"])
    between = f"entre les éditions {before} et {edition}"
    entered, left = int(last["entrants"]), int(last["leavers"])
    total_in, total_out = int(held["entrants"].sum()), int(held["leavers"].sum())
    names = [f"{french.count(count, noun)} ({named_some(named)})" if count else f"aucun {noun}"
             for count, noun, named in ((entered, "entrant", last["entrants_named"]),
                                        (left, "sortant", last["leavers_named"]))]  # fmt: skip
    first = int(held.iloc[0]["compared_with"])
    sentences = [
        f"{french.capitalised(between)} : {french.listing(names)}.",
        f"Entre les éditions {first} et {edition}, sur les tableaux détenus : {french.count(total_in, 'entrée')} et "
        f"{french.count(total_out, 'sortie')} ; un projet revenu compte à chaque fois.",
    ]
    notes = ["Motif non publié : sortir ne veut pas dire être livré. Un entrant est absent du tableau précédent."]
    notes += [
        f"Barre hachurée : entre les éditions {line['compared_with']:.0f} et {line['edition']}, plusieurs éditions "
        "d'un coup, les tableaux intermédiaires n'étant pas détenus."
        for line in held[held["basis"] == "gap"].to_dict("records")
    ]
    if (frame["basis"] == "published").any():
        notes.append("Barre pointillée : nombre publié, sans les noms.")
    heading = f"{french.capitalised(between)} : {french.count(entered, 'entrant')}, {french.count(left, 'sortant')}"
    return Narrative(heading, subtitle, tuple(sentences), (*notes, _GAPS))


_AGES = (
    TableColumn("age", "Éditions depuis l'entrée", "count", "age_editions"),
    TableColumn("median_pct", "Médiane (%)", "pct", "mediane_pct"),
    TableColumn("p25_pct", "P25 (%)", "pct", "p25_pct"),
    TableColumn("p75_pct", "P75 (%)", "pct", "p75_pct"),
    TableColumn("known", "Projets", "count", "projets"),
)


def ages_columns(frame: pd.DataFrame, context: Context) -> tuple[TableColumn, ...]:
    """Every column drawn."""
    return _AGES


def ages_tables(frame: pd.DataFrame, context: Context) -> tuple[Table, ...]:
    """One line per age."""
    rows = frame[frame["known"] > 0]
    return (Table("Évolution du coût depuis la première édition connue, par âge au panorama", _AGES, rows=rows),)


def ages_account(frame: pd.DataFrame, context: Context) -> Narrative:
    """The words of `cohortes`."""
    subtitle = "Évolution médiane du coût depuis la première édition connue, en %, selon l'âge au panorama"
    known = frame[frame["median_pct"].notna()]
    few = (
        f"Sous {MINIMUM_FOR_A_MEAN} projets, ni médiane ni quartiles ; le nombre de projets est écrit sous l'axe.",
        "Âge : nombre d'éditions depuis la première où le projet est imprimé. Les projets entrés avant novembre 2016 "
        "sont plus vieux qu'il ne paraît, et ceux entrés entre les éditions 9 et 13 aussi : ces tableaux manquent.",
        _FIRST,
        "Les projets sortis ne comptent plus après leur sortie.",
    )
    if known.empty:
        text = f"Moins de {MINIMUM_FOR_A_MEAN} projets à chaque âge : aucune médiane n'est donnée."
        return Narrative("Trop peu de projets pour une évolution par âge", subtitle, (text,), few)
    first, last = known.iloc[0], known.iloc[-1]
    highest = known[known["median_pct"] == known["median_pct"].max()].iloc[0]
    age = french.count(int(highest["age"]), "édition")
    sentences = [
        f"La médiane va de {french.pct(first['median_pct'])} après {french.count(int(first['age']), 'édition')} "
        f"({french.count(int(first['known']), 'projet')}) à {french.pct(last['median_pct'])} après "
        f"{french.count(int(last['age']), 'édition')} ({french.count(int(last['known']), 'projet')}).",
        f"Elle est au plus haut après {age} : {french.pct(highest['median_pct'])}.",
    ]
    heading = f"Évolution médiane du coût : {french.pct(highest['median_pct'])} au plus, {age} après l'entrée"
    return Narrative(heading, subtitle, tuple(sentences), few)
