"""An edition against the one before: entrants, leavers, new estimates; what changes too much is pointed out."""

import math
from collections.abc import Mapping

from data.intake.findings import REJECTION, WARNING, Findings
from data.intake.layout import LABELS
from data.model import french
from data.model.normalise import parse_month, parse_number
from data.model.wording import NOT_GIVEN_PHASE, label_key

TOLERATED_SHARE = 0.30  # of the projects that may leave from one edition to the next
UNUSUAL_FACTOR, OTHER_FACTOR = 5.0, 1.5
MOST_CHANGED = 0.5  # of the values of a column: above, the file is refused
MANY = 8  # values from which a column is compared as a whole
FIGURE_COLUMNS = ("cost_meur", "planned_duration_years")
_GUARDED = (*FIGURE_COLUMNS, "start", "published_phase", "published_functional_area", "programmes")

Projects = dict[str, dict[str, str]]  # slug → line of an edition's file, as text


def is_same_table(one: Projects, other: Projects) -> bool:
    """True where both have the same projects with the same values, whatever spelling, order and rounding."""
    return one.keys() == other.keys() and all(
        is_same_value(column, one[slug][column], other[slug][column], least_decimals=0)
        for slug in one
        for column in LABELS
        if column != "published_name"
    )


def is_same_value(column: str, one: str, other: str, *, least_decimals: int = 1) -> bool:
    """True for the same text without case, or for numbers equal at ten digits or when rounded as one of them is.

    They are rounded to `least_decimals` at least, so that a correction by a tenth is one.
    """
    if column in FIGURE_COLUMNS and one and other:
        decimals = max(least_decimals, min(_decimals(one), _decimals(other)))
        return math.isclose(float(one), float(other), rel_tol=1e-10, abs_tol=0.5 * 10**-decimals * (1 + 1e-9))
    if column == "programmes":
        return sorted(one.split()) == sorted(other.split())
    return label_key(one) == label_key(other)


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])


def compare_editions(
    old: Projects, new: Projects, previous: int, edition: int, names: Mapping[str, str], findings: Findings,
    *, is_forced: bool,
) -> list[str]:  # fmt: skip
    """The comparison with the edition before, in French, one line each; unusual changes are findings."""
    level = WARNING if is_forced else REJECTION
    known_names = {**{slug: line["published_name"] for slug, line in new.items()}, **names}
    entrants, leavers = (sorted(known_names[slug] for slug in slugs) for slugs in (new.keys() - old, old.keys() - new))
    # Over several editions without a table, as many may leave as if each step lost the tolerated share.
    tolerated = 1 - (1 - TOLERATED_SHARE) ** max(1, edition - previous)
    gone = len(leavers) / len(old) if old else 0.0
    if gone > tolerated:
        shares = ", au plus ".join(french.pct(100 * share, signed=False, decimals=0) for share in (gone, tolerated))
        projects = f"{french.count(len(leavers), 'projet')} sur {len(old)} de l'édition {previous}"
        remedy = "vérifiez que le fichier est complet ; --force s'il l'est"
        findings.add(level, f"{projects} ont disparu ({shares})", remedy, value=", ".join(leavers[:5]))
    _check_columns(old, new, previous, tolerated, level, findings)
    lines = [
        f"Comparaison avec l'édition {previous} :",
        f"  entrants ({len(entrants)}) : {french.listing(entrants) or 'aucun'}",
        f"  sortants ({len(leavers)}) : {french.listing(leavers) or 'aucun'}",
    ]
    for slug in sorted(new.keys() & old.keys(), key=known_names.__getitem__):
        if changes := _changes(known_names[slug], old[slug], new[slug], findings):
            lines.append(f"  {known_names[slug]} : {' ; '.join(changes)}")
    return lines


def _check_columns(
    old: Projects, new: Projects, previous: int, tolerated: float, level: str, findings: Findings
) -> None:
    """Point out a column that loses or changes more of its values than an edition may lose projects."""
    for column in _GUARDED:
        known = [slug for slug in old.keys() & new.keys() if old[slug][column] not in ("", NOT_GIVEN_PHASE)]
        lost = [slug for slug in known if new[slug][column] in ("", NOT_GIVEN_PHASE)]
        both = [slug for slug in known if slug not in lost]
        changed = [slug for slug in both if _is_other(column, old[slug][column], new[slug][column])]
        if len(lost) > tolerated * len(known):
            reason = f"{french.count(len(lost), 'valeur perdue', 'valeurs perdues')} sur {len(known)} connues"
            remedy = "vérifiez la colonne dans le fichier ; --force si elle n'est plus publiée"
            findings.add(level, f"{reason} à l'édition {previous}", remedy, column=LABELS[column])
        if len(both) >= MANY and len(changed) > tolerated * len(both):
            is_most = len(changed) > max(tolerated, MOST_CHANGED) * len(both)
            reason = f"{french.count(len(changed), 'valeur')} sur {len(both)} sans rapport avec celles de l'édition"
            remedy = "vérifiez la colonne (décalée, autre unité, jour et mois échangés) ; --force si tout a changé"
            findings.add(level if is_most else WARNING, f"{reason} {previous}", remedy, column=LABELS[column])


def _is_other(column: str, before: str, after: str) -> bool:
    """True for another start, or for an amount that has changed by half."""
    if column in FIGURE_COLUMNS:
        return not 1 / OTHER_FACTOR < float(after) / float(before) < OTHER_FACTOR
    return column == "start" and before != after


def _changes(name: str, old: dict[str, str], new: dict[str, str], findings: Findings) -> list[str]:
    changes = []
    before, after = (parse_number(line["cost_meur"]) for line in (old, new))
    if before and after and abs(after - before) >= 0.05:
        difference = french.meur(after - before, signed=True)
        changes.append(f"réévalué de {difference} ({french.meur(before)} → {french.meur(after)})")
        if not 1 / UNUSUAL_FACTOR < after / before < UNUSUAL_FACTOR:
            reason = f"coût multiplié par {french.number(after / before, 2)} depuis l'édition précédente"
            findings.add(WARNING, reason, "vérifiez l'unité (millions d'euros)", column=LABELS["cost_meur"], value=name)
    elif before and after is None:
        changes.append(f"coût retiré ({french.meur(before)})")
    elif after and before is None:
        changes.append(f"coût publié ({french.meur(after)})")
    before, after = (parse_number(line["planned_duration_years"]) for line in (old, new))
    if before and after and abs(after - before) >= 0.05:
        changes.append(f"durée {french.years(before)} → {french.years(after)}")
        if not 1 / UNUSUAL_FACTOR < after / before < UNUSUAL_FACTOR:
            reason = f"durée multipliée par {french.number(after / before, 2)} depuis l'édition précédente"
            column = LABELS["planned_duration_years"]
            findings.add(WARNING, reason, "vérifiez l'unité (années)", column=column, value=name)
    elif before and after is None:
        changes.append(f"durée retirée ({french.years(before)})")
    first, second = (parse_month(line["start"]) for line in (old, new))
    if first and second and first != second:
        changes.append(f"début {french.month(first)} → {french.month(second)}")
    elif first and second is None:
        changes.append(f"début retiré ({french.month(first)})")
    if label_key(old["published_phase"]) != label_key(new["published_phase"]):
        changes.append(f"phase {old['published_phase']} → {new['published_phase']}")
    return changes
