"""Every sentence that a chart may say, with the check of what it claims against the facts of a selection."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from statistics import mean, median

from tests.components.charts.facts import (
    ALL,
    BANDS,
    DATES,
    EDITIONS,
    NAMES,
    TABLES,
    Facts,
    is_broken,
    near,
    near_percent,
    plain,
    value,
    weighted,
)
from tests.data.questions.selections import DATASET

DATE = r"(?:[Ee]n [a-zéû]+\.? \d{4}|[Àà] la \d+(?:ᵉ|ʳᵉ) édition)(?: \(\d+(?:ᵉ|ʳᵉ) édition\))?"
MONTH = r"(?:[a-zéû]+\.? \d{4}|la \d+(?:ᵉ|ʳᵉ) édition)"
AMOUNT = r"\d[\d ]*(?:,\d+)? (?:M€|Md€)"
PCT = r"\d[\d ]*(?:,\d+)? %"
MOVED = rf"(?:hausse de {PCT}|baisse de {PCT}|stable|inchangé)"
MEDIAN = rf"(?:hausse médiane de {PCT}|baisse médiane de {PCT}|médiane stable)"
DIFFERENCE = rf"(?:{AMOUNT} de (?:plus|moins)|autant)"
SLIP = r"(?:décalée de \d+ mois|avancée de \d+ mois|inchangée)"
COUNT = r"\d[\d ]*"
Check = Callable[..., bool]
Claims = dict[str, Check]
"""Pattern of a sentence → whether it holds: called with the facts, then the groups of the pattern."""


def shaped(pattern: str) -> str:
    """The pattern with its kinds of values: {date}, {amount}, {pct}, {moved}, {n}… each a group."""
    kinds = {"date": DATE, "month": MONTH, "amount": AMOUNT, "pct": PCT, "moved": MOVED, "more": DIFFERENCE,
             "slip": SLIP, "n": COUNT, "any": ".+?"}  # fmt: skip
    for name, kind in kinds.items():
        pattern = pattern.replace("{" + name + "}", f"({kind})")
    return pattern


def edition(date: str) -> int:
    return DATES[date[:1].lower() + date[1:]]


def number(text: str) -> int:
    return 0 if text.lower().startswith("aucun") else int(value(text))


NO_MARK: Claims = {
    "Tableau de projets non disponible pour ces éditions": lambda f: not f.tables,
    r"Aucune édition de la période choisie n'a de tableau de projets disponible\.": lambda f: not f.tables,
    "Aucun projet dans cette sélection": lambda f: not f.by_edition,
    r"Aucun projet ne répond à cette sélection : .*": lambda f: not f.by_edition,
    "Aucun projet de la sélection {date}": lambda f, date: edition(date) == f.latest and not f.now,
    r"{date}, la sélection n'a aucun projet ; elle en compte à d'autres éditions\.": lambda f, date: (
        edition(date) == f.latest and not f.now and bool(f.by_edition)
    ),
    r"{date}, la sélection compte {n} projets? : ([^.]+)\.": lambda f, date, n, unknown: (
        edition(date) == f.latest and number(n) == len(f.now) > 0 and UNKNOWN[unknown](f)
    ),
    r"([^:]+) pour cette sélection": lambda f, unknown: UNKNOWN[unknown[0].lower() + unknown[1:]](f),
}
UNKNOWN: dict[str, Check] = {
    "coût non publié": lambda f: bool(f.now) and not f.costs(f.latest),
    "phase non publiée": lambda f: {row.phase for row in f.now} == {"non-publie"},
    "aucun tableau précédent à comparer": lambda f: len(f.tables) < 2,
    "aucun coût connu après l'édition d'entrée": lambda f: not ages(f),
}
"""What a chart without a mark says."""


def extremes(f: Facts, text: str, series: str) -> bool:
    published = f.published(series)
    values = [amount for _, amount in published]
    editions = []
    for found, extreme in zip(re.findall(r"([\d ,]+ (?:%|M€|Md€)) \((.*?)\)", text), (max(values), min(values)),
                              strict=False):  # fmt: skip
        named = [DATES[date] for date in re.split(", | et ", found[1])]
        editions += named
        if not near(found[0], extreme) or named != [e for e, amount in published if near(found[0], amount)]:
            return False
    is_said = "avec une rupture de série entre les deux" in text
    return is_said == (len(values) > 1 and "au plus bas" in text and is_broken(series, editions))


def announced(series: str) -> Check:
    def check(f: Facts, shown: str, date: str, before: str | None = None, since: str | None = None) -> bool:
        published = f.published(series)
        last, amount = published[-1]
        holds = edition(date) == last and near(shown, amount)
        is_comparable = len(published) > 1 and not is_broken(series, [published[-2][0], last])
        if before is None or since is None:
            return holds and not is_comparable
        return holds and is_comparable and edition(since) == published[-2][0] and near(before, published[-2][1])

    return check


def last_selected(f: Facts) -> int:
    return max(f.by_edition, default=0)


def coverage(f: Facts, date: str, covered: str, amount: str | None = None) -> bool:
    rows, costs = f.by_edition.get(edition(date), {}), f.costs(edition(date))
    counts = list(map(int, re.findall(r"\d+", covered))) or [1]
    expected = [len(rows)] if not costs or len(costs) == len(rows) else [len(costs), len(rows)]
    return counts == expected and (amount is None or near(amount, sum(costs)))


SPLIT = {"ministere": ("ministries", "ministry", "ministère"), "phase": ("phases", "phase", "phase")}
Value = Callable[[Facts, int], float | None]
"""What a line is worth at an edition."""


def lines_of(f: Facts) -> dict[str, Facts]:
    """Name of each line → the facts of its projects; those chosen, or of the latest table, largest cost first."""
    field, column, _ = SPLIT[f.selection.split]
    names, chosen = names_of(getattr(VOCABULARY, field)), getattr(f.selection, field)
    totals = {slug: total if known else -1.0 for slug, (_, known, total) in sorted(f.totals(column).items())}
    ordered = sorted(totals, key=lambda slug: -totals[slug])
    slugs = [s for s in ordered if s in chosen] + [s for s in chosen if s not in ordered] if chosen else ordered
    return {names[slug]: Facts(replace(f.selection, split="", **{field: (slug,)})) for slug in slugs}


def by_line(name: str, missing: str, written: str, value_of: Value) -> Claims:
    """What a chart with a line for each ministry or phase says of them."""

    def known(f: Facts) -> dict[str, dict[int, float]]:
        return {line: {at: amount for at in own.tables if (amount := value_of(own, at)) is not None}
                for line, own in lines_of(f).items()}  # fmt: skip

    def highest(f: Facts, who: str, rank: str, amount: str, date: str) -> bool:
        at = max(max(values, default=0) for values in known(f).values())
        there = {line: values[at] for line, values in known(f).items() if at in values}
        first = [line for line, actual in there.items() if near(amount, actual)]
        plural = f"{len(first)} {SPLIT[f.selection.split][2]}s"
        expected = "" if len(there) < 2 else " à égalité" if len(first) > 1 else " au plus haut"
        return (edition(date) == at and near(amount, max(there.values())) and rank == expected
                and who == (plural if len(first) > 2 else " et ".join(sorted(first, key=who.find))))  # fmt: skip

    def last_values(f: Facts, date: str, by: str, text: str) -> bool:
        last = {line: values for line, values in known(f).items() if values and max(values) == edition(date)}
        there = {line: values[edition(date)] for line, values in last.items()}
        if len(there) > 4:  # only the highest and the lowest, how many share each
            end = rf"([^()]+?)(?: et (\d+) autres?)? \(({written})\)(?: au plus (?:haut|bas))?(?:, |$)"
            ends = re.findall(end, text)
            shared = [sum(near(amount, actual) for actual in there.values()) for _, _, amount in ends]
            listed = {name: amount for name, _, amount in ends}
            is_right = (near(ends[0][2], max(there.values())) and near(ends[-1][2], min(there.values()))
                        and shared == [1 + int(others or 0) for _, others, _ in ends]
                        and text.count("au plus") == (2 if len(ends) > 1 else 0))  # fmt: skip
        else:
            listed = dict(re.findall(rf"(?:^|, | et )([^()]+?) \(({written})\)", text))
            is_right = set(listed) == set(there)
        return by == SPLIT[f.selection.split][2] and is_right and all(
            near(amount, there[line]) for line, amount in listed.items())  # fmt: skip

    return {
        rf"{name} : (.+?)( au plus haut| à égalité|), ({written}) {{date}}": highest,
        rf"{{date}}, {name.lower()} par (ministère|phase) : (.*)\.": last_values,
        rf"{missing} : (.*)\.": lambda f, text: bool(f.selection.split) and all(
            (line in text) == (not values) for line, values in known(f).items()),
    }  # fmt: skip


COVERED = r"(le seul projet a|les \d+ projets ont|\d+ projets? sur \d+ (?:a|ont))"
COST_TOTAL: Claims = {
    "{amount} annoncés {date}(?:, contre {amount} {date})?": announced("total_cost_meur"),
    "{amount} de coûts publiés (?:par projet|pour la sélection) {date}": lambda f, amount, date: edition(date)
    == last_selected(f) and near(amount, sum(f.costs(edition(date)))),
    "Coût non publié pour la sélection {date}": lambda f, date: edition(date) == last_selected(f)
    and not f.costs(edition(date)),
    "Aucun coût connu pour ces éditions|Aucune édition retenue n'a de coût connu\\.": lambda f: not f.tables
    and not f.published("total_cost_meur"),
    r"Total annoncé : (.*?)\.": lambda f, text: extremes(f, text, "total_cost_meur"),
    r"C'est toujours une prévision, jamais une dépense\.": lambda f: True,
    rf"{{date}}, {COVERED} un coût publié : {{amount}} au total\.": coverage,
    r"{date}, (aucun coût publié pour \d+ projets?)\.": coverage,
    rf"{{date}}, {COVERED} un coût publié : {{amount}} au total ; le total annoncé est de {{amount}}, {{more}}\.": (
        lambda f, date, covered, amount, total, more: coverage(f, date, covered, amount)
        and near(total, EDITIONS[edition(date)]["total_cost_meur"])
        and near(more, EDITIONS[edition(date)]["total_cost_meur"] - sum(f.costs(edition(date))))
    ),
    r"(.*)": lambda f, text: bool(text and f.tables) and text in plain(EDITIONS[f.tables[-1]]["note"]),
    r"(Premier|Dernier) total connu : {amount} {date}, pour {n} projets? avec un coût publié\.": (
        lambda f, which, amount, date, n: edition(date)
        == sorted(e for e in f.by_edition if f.costs(e))[0 if which == "Premier" else -1]
        and near(amount, sum(f.costs(edition(date)))) and number(n) == len(f.costs(edition(date)))
    ),
    r"Ensuite, aucun projet de la sélection n'est au tableau\.": lambda f: bool(f.by_edition) and not f.now,
    **by_line("Coût estimé", "Aucun coût publié", AMOUNT, lambda f, at: sum(f.costs(at)) if f.costs(at) else None),
}  # fmt: skip


def drift(series: str, field: str, name: str, word: str) -> Claims:
    def known(f: Facts, date: str) -> list[float]:
        return f.percents(edition(date), field)

    def opposed(f: Facts, up: str, down: str, date: str) -> bool:
        middle, whole = median(known(f, date)), weighted(f.changes(edition(date), field))
        return (
            middle * whole < 0 and near_percent(up, middle) and near_percent(down, whole) and len(known(f, date)) >= 5
        )

    def is_latest(f: Facts, date: str) -> bool:
        return edition(date) == max((e for e in f.by_edition if len(f.changes(e, field)) >= 5), default=0)

    def of_each(f: Facts, text: str) -> bool:
        changes = f.changes(last_selected(f), field)
        said = dict(re.findall(rf"(.+?), ({MOVED})(?: ; |$)", text))
        names = {ALL[last_selected(f)][slug].name: now / first * 100 - 100 for slug, (first, now) in changes.items()}
        return set(said) == set(names) and all(near(said[name], change) for name, change in names.items())

    def explains(f: Facts, text: str) -> bool:
        at = last_selected(f)
        changes = f.changes(at, field)
        whole = sum(first for first, _ in changes.values())
        exact = {
            ALL[at][slug].name: 100 * (now - first) / (whole if field == "cost" else first * len(changes))
            for slug, (first, now) in changes.items()
        }
        said = re.findall(r"(.+?) (ajoute|retire)(?:nt)? (\d[\d ]*(?:,\d)?) points?(?:, | et |$)", text)
        points = {name: value(size) * (1 if verb == "ajoute" else -1) for name, verb, size in said}
        others = [points.pop(name) for name in list(points) if re.fullmatch(r"\d+ autres? projets?", name)]
        rest = sum(change for name, change in exact.items() if name not in points)
        least = min(abs(exact[name]) for name in points)
        return (
            all(abs(exact[name] - said) <= 0.051 for name, said in points.items())
            and all(abs(exact[name]) <= least + 1e-9 for name in exact if name not in points)
            and abs(rest - sum(others)) <= 0.051
        )

    return {
        f"{name} : {{pct}} {{date}}(?:, contre {{pct}} {{date}})?": announced(series),
        f"{name} : aucun chiffre publié pour ces éditions": lambda f: not f.published(series),
        rf"{name} moyen publié(, ensemble de l'État)? : (.*?)(?: ; aucun chiffre retrouvé après {{month}})?\.": (
            lambda f, whole, text, since: bool(whole) == (f.is_filtered or bool(f.selection.split))
            and extremes(f, text, series) and (not since or edition(since) == f.published(series)[-1][0])
        ),
        r"(?:Coût médian|Durée médiane) en {moved}, total en {moved} \({month}\)": opposed,
        rf"{word} : (hausse médiane de {PCT}|baisse médiane de {PCT}|médiane stable) {{date}} \({{n}} projets\)": (
            lambda f, said, date, n: is_latest(f, date) and near(said, median(known(f, date)))
            and number(n) == len(known(f, date)) >= 5
        ),
        rf"{word} : trop peu de projets \({{n}}\) pour une moyenne {{date}}": lambda f, n, date: number(n)
        == len(known(f, date)) < 5 and edition(date) == last_selected(f),
        f"{word} : valeur non publiée {{date}}": lambda f, date: not known(f, date) and edition(date)
        == last_selected(f),
        f"{word} : tableau de projets non disponible pour ces éditions": lambda f: not f.tables,
        f"{word} : aucun projet dans la sélection|Aucun projet de la sélection à ces éditions\\.": lambda f: (
            bool(f.tables) and not f.by_edition
        ),
        r"Aucun tableau de projets disponible pour ces éditions\.": lambda f: not f.tables,
        r"{date}, aucune valeur publiée pour {n} projets?\.": lambda f, date, n: not known(f, date)
        and number(n) == len(f.by_edition[edition(date)]),
        r"{date}, évolution calculée .*? connue : {moved} en moyenne, {moved} pondérée par .*? "
        r"\({n} projets sur {n}\)\.": lambda f, date, average, whole, n, all_: edition(date) == last_selected(f)
        and near(average, mean(known(f, date))) and near(whole, weighted(f.changes(edition(date), field)))
        and (number(n), number(all_)) == (len(known(f, date)), len(f.by_edition[edition(date)])),
        r"{date}, {n} projets? sur {n} avec .*? : pas de moyenne sous 5 projets\.": lambda f, date, n, all_: (
            number(n) == len(known(f, date)) < 5 and number(all_) == len(f.by_edition[edition(date)])
        ),
        r"Depuis la première édition connue : (.*)\.": of_each,
        r"Qui explique l'évolution (?:pondérée|moyenne) : (.*)\.": explains,
        **quartiles(lambda f: f.percents(last_selected(f), field)),
        **by_line(word, "Moins de 5 projets, aucune médiane", MEDIAN,
                  lambda f, at: median(found) if len(found := f.percents(at, field)) >= 5 else None),
    }  # fmt: skip


def quartiles(changes: Callable[[Facts], list[float]]) -> Claims:
    def share(f: Facts, test: Callable[[float], bool]) -> float:
        return sum(map(test, changes(f))) / len(changes(f))

    tolerance = 0.051
    return {
        r"La moitié des projets ne dépasse pas {pct} ; un quart atteint au moins {pct} de hausse\.": (
            lambda f, low, high: (
                share(f, lambda change: change <= value(low) + tolerance) >= 0.5
                and share(f, lambda change: change >= value(high) - tolerance) >= 0.25
            )
        ),
        r"La moitié des projets (a baissé d'au moins {pct}) ; un quart atteint au moins {pct} de hausse\.": (
            lambda f, low, _, high: (
                share(f, lambda change: change <= value(low) + tolerance) >= 0.5
                and share(f, lambda change: change >= value(high) - tolerance) >= 0.25
            )
        ),
        r"Les trois quarts des projets (ont baissé d'au moins {pct}|ne dépassent pas 0 %)\.": lambda f, low, _: (
            share(f, lambda change: change <= value(low) + tolerance) >= 0.75
        ),
    }


def ages(f: Facts) -> dict[int, list[float]]:
    """Age in editions → changes of cost in percent of the selected projects of that age."""
    entry = {slug: next(e for e in TABLES if slug in ALL[e]) for slug in NAMES if any(slug in ALL[e] for e in TABLES)}
    found: dict[int, list[float]] = {}
    for at in f.by_edition:
        for slug, (first, now) in f.changes(at, "cost").items():
            if at > entry[slug]:
                found.setdefault(at - entry[slug], []).append((now / first - 1) * 100)
    return found


def medians(f: Facts) -> dict[int, float]:
    return {age: median(changes) for age, changes in sorted(ages(f).items()) if len(changes) >= 5}


def ages_in_order(f: Facts, text: str) -> bool:
    said = re.findall(rf"({MOVED}) après ({COUNT}) éditions? \(({COUNT}) projets\)", text)
    found = medians(f)
    return [int(age) for _, age, _ in said] == sorted({min(found), max(found)}) and all(
        near(change, found[int(age)]) and int(n) == len(ages(f)[int(age)]) for change, age, n in said
    )


def highest_ages(f: Facts, text: str) -> set[int]:
    return {age for age, change in medians(f).items() if near(text, change)}


def numbers_of(text: str) -> set[int]:
    found: set[int] = set()
    for first, last in re.findall(r"(\d+)(?: à (\d+))?", text):
        found |= set(range(int(first), int(last or first) + 1))
    return found


COHORTS: Claims = {
    "Trop peu de projets pour une évolution par âge": lambda f: not medians(f) and bool(ages(f)),
    r"Jusqu'{date}, moins de 5 projets à chaque âge : aucune médiane n'est donnée\.": lambda f, date: (
        not medians(f) and bool(ages(f)) and edition(date) == f.latest
    ),
    r"Jusqu'{date}, évolution médiane du coût : (.*)\.": lambda f, date, text: edition(date) == f.latest
    and ages_in_order(f, text),
    r"La médiane est au plus haut après (.*) éditions? : {moved}\.": lambda f, at, change: near(
        change, max(medians(f).values())) and numbers_of(at) == highest_ages(f, change),
    "Après {n} éditions?, un projet sur deux coûte au moins {pct} de plus": lambda f, age, change: near(
        change, max(medians(f).values())) and highest_ages(f, change) == {number(age)},
    "À {n} âges, un projet sur deux coûte au moins {pct} de plus": lambda f, n, change: near(
        change, max(medians(f).values())) and len(highest_ages(f, change)) == number(n),
    "À aucun âge le coût médian ne dépasse le premier coût connu": lambda f: abs(max(medians(f).values())) < 0.051,
    "À tout âge le coût médian est sous le premier coût connu": lambda f: max(medians(f).values()) < 0,
}  # fmt: skip


def ranking(groups: str, names: dict[str, str], by: int) -> Callable[[Facts, str], bool]:
    """Whether a listing names the first groups, each with its value, and counts who shares the last one named."""

    def check(f: Facts, text: str) -> bool:
        known = {names[slug]: line[by] for slug, line in f.totals(groups).items() if by < 2 or line[1]}
        listed = re.sub(r", à égalité avec.*", "", text)
        said = re.findall(r"(?:^|, | et )(.+?) \(([\d ,]+(?: M€| Md€)?)\)", listed)
        ordered = sorted(known.values(), reverse=True)
        others = int(tie[1]) if (tie := re.search(r"à égalité avec (\d+) autre", text)) else 0
        same = [v for v in ordered[len(said) :] if near(said[-1][1], v)]
        return len(said) == min(3, len(known)) and others == len(same) and all(
            near(amount, known.get(name, -1)) and near(amount, ordered[rank]) 
            for rank, (name, amount) in enumerate(said)
        )  # fmt: skip

    return check


def names_of(vocabulary: object) -> dict[str, str]:
    return {slug: plain(name) for slug, name in vocabulary.names.items()}  # type: ignore[attr-defined]


VOCABULARY = DATASET.vocabulary
by_cost = ranking("ministry", names_of(VOCABULARY.ministries), 2)
MINISTRIES, AREAS, PHASES = (names_of(words) for words in (
    VOCABULARY.ministries, VOCABULARY.functional_areas, VOCABULARY.phases))  # fmt: skip


def share_of(f: Facts, amounts: list[float], share: str, whole: str) -> bool:
    return near_percent(share, sum(amounts) / sum(f.costs(f.latest)) * 100) and (
        whole == ("de la sélection" if f.is_filtered else "par projet")
    )


def first_ministries(f: Facts, text: str, amount: str) -> bool:
    sums = {slug: total for slug, (_, known, total) in f.totals("ministry").items() if known}
    first = [MINISTRIES[slug] for slug, total in sums.items() if near(amount, total)]
    joined = len(text) - len(", ") * max(0, len(first) - 2) - len(" et ") * (len(first) > 1)
    return near(amount, max(sums.values())) and all(name in text for name in first) and sum(map(len, first)) == joined


BY_MINISTRY: Claims = {
    "(.+), premiers? (?:ministère|à égalité) : {amount}(?: chacun)? sur {amount} {date}": (
        lambda f, text, amount, total, date: edition(date) == f.latest and near(total, sum(f.costs(f.latest)))
        and first_ministries(f, text, amount)
    ),
    "(.+) : {amount}(?: chacun)? de coûts publiés {date}": lambda f, text, amount, date: edition(date) == f.latest
    and first_ministries(f, text, amount),
    r"{date}, (.+) porte(?:nt)? {pct} des coûts publiés (.*)\.": lambda f, date, text, share, whole: edition(date)
    == f.latest and by_cost(f, text) and share_of(
        f, sorted((t for _, known, t in f.totals("ministry").values() if known), reverse=True)[:3], share, whole),
    rf"{{date}}, {COVERED} un coût publié\.": coverage,
}  # fmt: skip


def bands(f: Facts) -> Counter[str]:
    return Counter("non-publie" if row.cost is None else next(
        slug for slug, (low, high) in BANDS.items() if low <= row.cost < high) for row in f.now)  # fmt: skip


def most_of(counts: Counter[str]) -> set[str]:
    return {slug for slug, count in counts.items() if count == max(counts.values())}


BAND_WORDS = {"moins de 5 M€": "moins-de-5", "de 5 à 9 M€": "5-9", "de 9 à 20 M€": "9-20", "de 20 à 100 M€": "20-100",
              "100 M€ et plus": "plus-de-100", "sans coût publié": "non-publie"}  # fmt: skip
BAND_NAMES = {"Moins de 5 M€": "moins-de-5", "5 à 9 M€": "5-9", "9 à 20 M€": "9-20", "20 à 100 M€": "20-100",
              "100 M€ et plus": "plus-de-100", "Coût non publié": "non-publie"}  # fmt: skip


def large(f: Facts) -> list[float]:
    return [cost for cost in f.costs(f.latest) if cost >= 100]


def quoted(text: str) -> list[str]:
    return re.findall("« (.+?) »", text)


BY_BAND: Claims = {
    "{n} projets? sur {n} (?:coûte(?:nt)?|est|sont) (.+?) {date}": (
        lambda f, n, all_, words, date: edition(date) == f.latest
        and number(all_) == len(f.now) and most_of(bands(f)) == {BAND_WORDS[words]}
        and number(n) == max(bands(f).values())
    ),
    "{n} tranches de coût à égalité : {n} projets? chacune {date}": lambda f, n, count, date: edition(date) == f.latest
    and number(n) == len(most_of(bands(f))) > 1 and number(count) == max(bands(f).values()),
    r"{date}, (?:la|les) tranches? .*? (?:est|sont) (.+?) : {n} projets?( chacune)? sur {n}\.": (
        lambda f, date, text, n, each, all_: {BAND_NAMES[name] for name in quoted(text)} == most_of(bands(f))
        and number(n) == max(bands(f).values()) and number(all_) == len(f.now)
        and bool(each) == (len(most_of(bands(f))) > 1)
    ),
    r"{date}, {n} projets? de 100 M€ et plus porte(?:nt)? {pct} des coûts publiés (.*)\.": (
        lambda f, date, n, share, whole: edition(date) == f.latest and number(n) == len(large(f)) > 0
        and share_of(f, large(f), share, whole)
    ),
}  # fmt: skip


def counts_of(f: Facts, groups: str) -> Counter[str]:
    return Counter(getattr(row, groups) for row in f.now)


BY_AREA: Claims = {
    "{n} zones fonctionnelles à égalité : {n} projets? chacune {date}": lambda f, n, count, date: number(n)
    == len(most_of(counts_of(f, "area"))) > 1 and number(count) == max(counts_of(f, "area").values()),
    "(.+?)(, première zone)? : {n} projets? sur {n} {date}": lambda f, name, first, n, all_, date: [name]
    == [AREAS[slug] for slug in most_of(counts_of(f, "area"))] and number(all_) == len(f.now)
    and number(n) == max(counts_of(f, "area").values()) and bool(first) == (len(counts_of(f, "area")) > 1),
    r"{date}, {n} projets? relève(?:nt)? de {n} zones? fonctionnelles?\.": lambda f, date, n, areas: number(n)
    == len(f.now) and number(areas) == len(counts_of(f, "area")),
    r"(?:La plus fréquente|Les plus fréquentes) : (.*)\.": ranking("area", AREAS, 0),
}  # fmt: skip
PHASE_WORDS = {"en cadrage": "cadrage", "en conception / réalisation": "conception-realisation",
               "en expérimentation": "experimentation", "en déploiement": "deploiement", "terminé": "termine",
               "terminés": "termine", "de phase non publiée": "non-publie"}  # fmt: skip


def phases_are(f: Facts, text: str, shares: str | None) -> bool:
    counts = counts_of(f, "phase")
    listed = dict(re.findall(r"(?:^|, | et )([^,()]+?) \((\d+)\)", shares or ""))
    return set(quoted(text)) == {PHASES[slug] for slug in most_of(counts)} and (
        len(counts) == 1
        if shares is None
        else {name: int(count) for name, count in listed.items()}
        == {PHASES[slug].lower(): count for slug, count in counts.items()}
    )


BY_PHASE: Claims = {
    "{n} projets? sur {n} (en .+?|terminés?|de phase non publiée) {date}": lambda f, n, all_, words, date: edition(date)
    == f.latest and number(all_) == len(f.now) and most_of(counts_of(f, "phase")) == {PHASE_WORDS[words]}
    and number(n) == max(counts_of(f, "phase").values()),
    "{n} phases à égalité : {n} projets? sur {n} chacune {date}": lambda f, n, count, all_, date: number(n)
    == len(most_of(counts_of(f, "phase"))) > 1 and number(count) == max(counts_of(f, "phase").values())
    and number(all_) == len(f.now),
    r"{date}, {n} ministères? porte(?:nt)? {n} projets?\.": lambda f, date, n, all_: number(n)
    == len(counts_of(f, "ministry")) and number(all_) == len(f.now),
    r"D'abord (.*)\.": ranking("ministry", MINISTRIES, 0),
    r"(?:La|Les) phases? .*? (?:est|sont) (.*?)(?: : (.*))?\.": phases_are,
}  # fmt: skip
