"""Every sentence of the charts about projects, with the check of what it claims."""

import re
from itertools import pairwise
from statistics import median

from tests.components.charts.claims import (
    MEDIAN,
    MOVED,
    PHASES,
    SLIP,
    Claims,
    edition,
    number,
    quartiles,
    share_of,
)
from tests.components.charts.facts import (
    ALL,
    EDITIONS,
    NAMES,
    TABLES,
    Facts,
    Row,
    first_of,
    moved,
    near,
    near_percent,
    plain,
)

KINDS = {"entrant": "entrant", "sortant": "leaver", "projet entré": "joined", "projets entrés": "joined",
         "projet sorti": "left", "projets sortis": "left", "hausse": "up", "baisse": "down", "publie": "published",
         "n'a plus": "withheld", "n'ont plus": "withheld"}  # fmt: skip


def kind(was: Row | None, now: Row | None, slug: str, before: int, after: int) -> str:
    if slug not in ALL[before]:
        return "entrant"
    if slug not in ALL[after]:
        return "leaver"
    if was is None or now is None:
        return "left" if now is None else "joined"
    if was.cost is None or now.cost is None:
        return "none" if was.cost == now.cost else "published" if was.cost is None else "withheld"
    return {1: "up", -1: "down", 0: "same"}[moved(was.cost, now.cost)]


def compared(f: Facts) -> tuple[int, int]:
    """The two editions of the waterfall of a selection that names none."""
    after = max((e for e in f.tables if e > TABLES[0]), default=TABLES[-1])
    earlier = [e for e in TABLES if e < after]
    since = [e for e in earlier if f.selection.since is not None and e in f.tables]
    return (since or earlier[-1:])[0], after


def groups(f: Facts) -> dict[str, list[tuple[str, float | None]]]:
    """Kind of change → names, and what each adds to the total."""
    before, after = compared(f)
    old, new = f.at_any_edition.get(before, {}), f.at_any_edition.get(after, {})
    found: dict[str, list[tuple[str, float | None]]] = {}
    for slug in {*old, *new}:
        was, now = old.get(slug), new.get(slug)
        costs = [row.cost if row else None for row in (was, now)]
        amount = None if costs == [None, None] else (costs[1] or 0.0) - (costs[0] or 0.0)
        found.setdefault(kind(was, now, slug, before, after), []).append(
            ((now or was or ALL[after][slug]).name, amount)
        )
    return found


def total_at(f: Facts, at: int) -> float | None:
    costs = [row.cost for row in f.at_any_edition.get(at, {}).values() if row.cost is not None]
    return sum(costs) if costs else None


def move_holds(f: Facts, text: str) -> bool:
    found = re.fullmatch(r"(\d+) (.+?)(?: \((.*?)\))? : (.*?)(?: \((\d+) sans coût publié\))?", text)
    assert found, text
    count, words, named, amount, without = found.groups()
    rows = groups(f)[next(slug for word, slug in KINDS.items() if word in words)]
    known = [change for _, change in rows if change is not None]
    names = [name for name, _ in rows]
    listed = re.split(", | et ", named) if named else []
    is_named = all(name in named for name in names) if named and len(names) <= 8 else True
    return (
        int(count) == len(rows) and is_named and len(listed) <= 16
        and (near(amount, sum(known)) if known else amount == "coût non publié")
        and int(without or 0) == (len(rows) - len(known) if known else 0)
    )  # fmt: skip


def moves_hold(f: Facts, text: str) -> bool:
    return all(move_holds(f, part) for part in text.split(" ; "))


def totals_hold(f: Facts, *said: str) -> bool:
    pairs = zip(said[::2], said[1::2], strict=True)
    totals = [(amount, edition(date), total_at(f, edition(date))) for amount, date in pairs]
    return [at for _, at, _ in totals] == list(compared(f)) and all(t is not None and near(a, t) for a, _, t in totals)


def unknown_at(f: Facts, what: str, date: str) -> bool:
    at = edition(date)
    is_there = bool(f.at_any_edition.get(at))
    return at in compared(f) and total_at(f, at) is None and is_there == (what == "Aucun coût publié pour la sélection")


def difference(f: Facts, before: str, after: str, verb: str, amount: str) -> bool:
    was, now = (total_at(f, at) for at in compared(f))
    if was is None or now is None or (edition(before), edition(after)) != compared(f):
        return False
    if verb == "reste":
        return abs(now - was) < 0.05 and near(amount, now)
    return near(amount, abs(now - was)) and (verb == "augmente") == (now > was)


WATERFALL: Claims = {
    "{amount} publiés {date}, {amount} {date}": totals_hold,
    "(Aucun coût publié pour la sélection|Aucun projet de la sélection) {date}": unknown_at,
    r"Entre {month} et {month}, la somme des coûts publiés (augmente|baisse|reste) de {amount}\.": difference,
    r"Entre {month} et {month}, le total n'est connu qu'{date}\.": lambda f, before, after, date: (
        (edition(before), edition(after)) == compared(f)
        and [edition(date)] == [at for at in compared(f) if total_at(f, at) is not None]
    ),
    r"Entre {month} et {month}, aucun coût de la sélection n'est publié\.": lambda f, before, after: (
        (edition(before), edition(after)) == compared(f) and all(total_at(f, at) is None for at in compared(f))
    ),
    r"La période choisie n'a pas deux tableaux : la comparaison est faite entre {month} et {month}\.": (
        lambda f, before, after: (edition(before), edition(after)) == compared(f)
        and not all(map(f.selection.covers, compared(f)))
    ),
    r"(\d+ (?:entrant|sortant|projet).*)\.": moves_hold,
}  # fmt: skip


def slips(f: Facts, at: int) -> dict[str, int]:
    return {slug: round(now - first) for slug, (first, now) in f.changes(at, "end").items()}


def directions(text: str) -> list[int]:
    """Numbers of a listing by direction: up, down, unchanged."""
    kinds = (r"(\d+) (?:coûte(?:nt)? plus|finit plus tard|finissent plus tard|hausses?)",
             r"(\d+) (?:coûte(?:nt)? moins|finit plus tôt|finissent plus tôt|baisses?)",
             r"(\d+) (?:garde(?:nt)? |inchangés?)")  # fmt: skip
    found = [re.search(pattern, text) for pattern in kinds]
    return [int(match[1]) if match else 0 for match in found]


def split(signs: list[int]) -> list[int]:
    return [sum(sign > 0 for sign in signs), sum(sign < 0 for sign in signs), sum(sign == 0 for sign in signs)]


def cost_moves(f: Facts) -> dict[str, float]:
    return {slug: now - first for slug, (first, now) in f.changes(f.latest, "cost").items() if moved(first, now)}


def largest_named(f: Facts, text: str) -> bool:
    moves = {NAMES_NOW(f)[slug]: change for slug, change in cost_moves(f).items()}
    said = re.findall(r"(?:^| ; )(.+?) \((relevée|réduite) de (.*?)\)", re.sub(r", à égalité.*", "", text))
    sizes = sorted(map(abs, moves.values()), reverse=True)
    return len(said) == min(3, len(moves)) and all(
        near(size, abs(moves[name])) and near(size, sizes[rank]) and (word == "relevée") == (moves[name] > 0)
        for rank, (name, word, size) in enumerate(said)
    )


def NAMES_NOW(f: Facts) -> dict[str, str]:  # noqa: N802 - the names of the latest rows
    return {row.project: plain(row.name) for row in f.now}


def slug_of(f: Facts, name: str) -> str:
    return next(slug for slug, known in NAMES_NOW(f).items() if known == name)


def headline(f: Facts, name: str, word: str, amount: str, since: str) -> bool:
    slug = slug_of(f, name)
    change = cost_moves(f)[slug]
    return (abs(change) == max(map(abs, cost_moves(f).values())) and near(amount, abs(change))
            and (word == "relevée") == (change > 0) and edition(since) == first_of(slug, "cost")[0])  # fmt: skip


def headline_of_end(f: Facts, name: str, slip: str, since: str) -> bool:
    moves = slips(f, f.latest)
    slug = slug_of(f, name)
    return (not cost_moves(f) and near(slip, moves[slug]) and abs(moves[slug]) == max(map(abs, moves.values()))
            and edition(since) == first_of(slug, "end")[0])  # fmt: skip


def start_change(f: Facts, slug: str) -> int:
    now = f.by_edition[f.latest][slug]
    return round((now.start or 0) - (first_of(slug, "end")[1].start or 0))


def starts_hold(f: Facts, text: str) -> bool:
    said = re.findall(rf"(?:^| ; )(.+?) \(début (.*?), fin ({SLIP})\)", text)
    more = re.search(r"(\d+) autres?$", text)
    shifted = [slug for slug, slip in slips(f, f.latest).items() if slip and start_change(f, slug)]
    return len(said) + int(more[1] if more else 0) == len(shifted) and all(
        near(start, start_change(f, slug_of(f, name))) and near(slip, slips(f, f.latest)[slug_of(f, name)])
        for name, start, slip in said
    )


REESTIMATES: Claims = {
    "(.+) : estimation (relevée|réduite) de {amount} depuis {month}": headline,
    f"(.+) : fin ({SLIP}) depuis {{month}}": headline_of_end,
    "Aucun coût ni aucune fin n'ont bougé depuis la première édition connue": lambda f: not cost_moves(f)
    and not any(slips(f, f.latest).values()),
    r"{date}, {n} projets? se compare(?:nt)? à (?:sa|leur) première publication : (.*)\.": (
        lambda f, date, n, text: edition(date) == f.latest and number(n) == len(f.changes(f.latest, "cost"))
        and directions(text) == split([moved(*pair) for pair in f.changes(f.latest, "cost").values()])
    ),
    r"Sur {n} projets? avec une fin connue, (.*)\.": lambda f, n, text: number(n) == len(slips(f, f.latest))
    and directions(text) == split(list(slips(f, f.latest).values())),
    r"{date}, aucun projet n'a de coût connu\.": lambda f, date: edition(date) == f.latest and not f.costs(f.latest),
    r"Aucun projet n'a une fin connue\.": lambda f: not slips(f, f.latest),
    r"Estimations? qui (?:a|ont) le plus changé : (.*)\.": largest_named,
    r"Un début déplacé change aussi la fin : (.*)\.": starts_hold,
}  # fmt: skip


def moves_between(f: Facts, before: int, after: int) -> tuple[set[str], set[str]]:
    old, new = set(f.by_edition.get(before, {})), set(f.by_edition.get(after, {}))
    return new - set(ALL[before]), old - set(ALL[after])


def last_moves(f: Facts, *said: str) -> bool:
    entrants, leavers, *dates = said
    pair = f.tables[-2:]
    return [edition(date) for date in dates] == pair and (number(entrants), number(leavers)) == tuple(
        map(len, moves_between(f, *pair)))  # fmt: skip


def named_moves(f: Facts, before: str, after: str, entrants: str, leavers: str) -> bool:
    found = moves_between(f, edition(before), edition(after))
    for said, slugs in zip((entrants, leavers), found, strict=True):
        names = [plain(NAMES[slug]) for slug in slugs]
        if number(said.split("(")[0]) != len(slugs) or (len(names) <= 8 and any(name not in said for name in names)):
            return False
    return True


def sum_of_moves(f: Facts, before: str, after: str, entries: str, exits: str) -> bool:
    pairs = [moves_between(f, *pair) for pair in pairwise(f.tables)]
    return (edition(before), edition(after)) == (f.tables[0], f.tables[-1]) and (number(entries), number(exits)) == (
        sum(len(entered) for entered, _ in pairs), sum(len(left) for _, left in pairs))  # fmt: skip


def printed_moves(f: Facts, entrants: str, leavers: str, date: str) -> bool:
    line = EDITIONS[edition(date)]
    return (not f.is_filtered and edition(date) > f.latest
            and (number(entrants), number(leavers)) == (line["entrants"], line["leavers"]))  # fmt: skip


MOVEMENTS: Claims = {
    r"(\d+|[Aa]ucune) entrées? et (\d+|aucune) sorties? entre {month} et {month}": last_moves,
    "Aucune entrée ni sortie entre {month} et {month}": lambda f, *dates: last_moves(
        f, "aucune", "aucune", *dates),
    r"Entre {month} et {month} : (.*?entrants?.*?) et (\d+ sortants?.*|aucun sortant)\.": (
        named_moves),
    r"Entre {month} et {month}(?:, dans la sélection)?, d'un tableau disponible à l'autre : (\d+|aucune) entrées? et "
    r"(\d+|aucune) sorties? ; un projet revenu compte à chaque fois\.": sum_of_moves,
    r"Dernier nombre connu, sans les noms : {n} entrants? et {n} sortants? {date}\.": printed_moves,
}  # fmt: skip


def both_known(f: Facts) -> dict[str, tuple[int, float, int]]:
    """Slug → direction of the cost, its change in percent, slip."""
    ends = slips(f, f.latest)
    return {slug: (moved(first, now), (now / first - 1) * 100, ends[slug])
            for slug, (first, now) in f.changes(f.latest, "cost").items() if slug in ends}  # fmt: skip


def groups_of_two(f: Facts) -> tuple[int, int, int]:
    lines = both_known(f).values()
    return (sum(cost > 0 and end > 0 for cost, _, end in lines), sum(cost > 0 and end <= 0 for cost, _, end in lines),
            sum(cost <= 0 and end > 0 for cost, _, end in lines))  # fmt: skip


def groups_hold(f: Facts, text: str) -> bool:
    patterns = (r"(\d+) (?:projets? )?coûte(?:nt)? plus et", r"(\d+) (?:projets? )?coûte(?:nt)? plus sans",
                r"(\d+) (?:projets? )?fini\w+ plus tard sans")  # fmt: skip
    found = [re.search(pattern, text) for pattern in patterns]
    return tuple(int(match[1]) if match else 0 for match in found) == groups_of_two(f)


def two_moves(text: str, cost: float, slip: float) -> bool:
    found = re.fullmatch(rf"coût (.*?), fin ({SLIP})", text)
    return bool(found and near(found[1], cost) and near(found[2], slip))


COST_AND_TIME: Claims = {
    r"{n} projets? sur {n} plus chers? et plus tardifs? {date}": lambda f, n, all_, date: edition(date) == f.latest
    and number(n) == groups_of_two(f)[0] > 0 and number(all_) == len(both_known(f)),
    r"(?:Aucun projet sur (\d+)|Le seul projet n'est pas) plus cher et plus tardif {date}": (
        lambda f, n, date: not groups_of_two(f)[0] and int(n or 1) == len(both_known(f))),
    r"{n} projets? sur {n} (?:a|ont) un coût et une fin connus\.": lambda f, n, all_: number(n)
    == len(both_known(f)) and number(all_) == len(f.now),
    r"{date}, par rapport à la première publication, (.*)\.": lambda f, date, text: edition(date) == f.latest
    and groups_hold(f, text),
    r"En médiane : (.*)\.": lambda f, text: len(both_known(f)) >= 5 and two_moves(
        text, median(cost for _, cost, _ in both_known(f).values()), median(end for *_, end in both_known(f).values())),
    r"Parmi les plus éloignés de la médiane : (.*)\.": lambda f, text: all(
        two_moves(words, *both_known(f)[slug_of(f, name)][1:])
        for name, words in re.findall(r"(?:^|, | et )([^,]+?(?: \(ENS\))?) \((coût [^()]*)\)", text)),
}  # fmt: skip


def latest_with_cost(f: Facts) -> int:
    return max((at for at in f.by_edition if f.costs(at)), default=0)


def signs(f: Facts) -> list[int]:
    return [moved(*pair) for pair in f.changes(latest_with_cost(f), "cost").values()]


def extremes_named(f: Facts, text: str) -> bool:
    rows = f.by_edition[latest_with_cost(f)]
    changes = {plain(rows[slug].name): (now / first - 1) * 100
               for slug, (first, now) in f.changes(latest_with_cost(f), "cost").items()}  # fmt: skip
    for word, names, change in re.findall(rf"[Aa]u plus (haut|bas), (.*?) \(({MOVED})\)", text):
        extreme = max(changes.values()) if word == "haut" else min(changes.values())
        tied = [name for name, amount in changes.items() if near(change, amount)]
        if not near(change, extreme) or (len(tied) <= 4 and not all(name in names for name in tied)):
            return False
    return True


def beyond(f: Facts) -> list[tuple[str, int]]:
    return [(slug, at) for at in f.by_edition for slug, (first, now) in f.changes(at, "cost").items()
            if (now / first - 1) * 100 > 200]  # fmt: skip


SPREAD: Claims = {
    r"{n} coûts? sur {n} en (hausse|baisse)(?:, {n} en baisse)? {date}": lambda f, n, all_, word, down, date: (
        edition(date) == latest_with_cost(f) and number(all_) == len(signs(f)) and [number(n), number(down or "0")]
        == (split(signs(f))[:2] if word == "hausse" else [split(signs(f))[1], 0])),
    r"{n} coûts? inchangés? depuis la première édition connue, {date}": lambda f, n, date: not any(signs(f))
    and number(n) == len(signs(f)),
    "Le seul coût connu est (en hausse|en baisse|inchangé) {date}": lambda f, word, date: signs(f)
    == [{"en hausse": 1, "en baisse": -1, "inchangé": 0}[word]],
    r"{date}, {n} projets? se compare(?:nt)? à (?:sa|leur) première publication : (.*)\.": (
        lambda f, date, n, text: edition(date) == latest_with_cost(f) and number(n) == len(signs(f))
        and directions(text) == split(signs(f))
    ),
    r"{date}, (au plus (?:haut|bas), .*)\.": lambda f, date, text: edition(date) == latest_with_cost(f)
    and extremes_named(f, text),
    r"{n} coûts? (?:a|ont) au moins doublé\.": lambda f, n: number(n) == sum(
        change >= 100 for change in f.percents(latest_with_cost(f), "cost")),
    r"{n} points? au-delà de 200 % (?:est|sont) .*? : (.*)\.": lambda f, n, text: number(n) == len(beyond(f))
    and all(plain(NAMES[slug]) in text or ALL[at][slug].name in text for slug, at in beyond(f)),
}  # fmt: skip


def cumulated(f: Facts, count: int) -> float:
    return sum(sorted(f.costs(f.latest), reverse=True)[:count]) / sum(f.costs(f.latest)) * 100


def needed(f: Facts, share: int) -> int:
    return next(count for count in range(1, len(f.costs(f.latest)) + 1) if cumulated(f, count) >= share - 1e-6)


def dearest(f: Facts, text: str, share: str, whole: str, total: str) -> bool:
    said = re.findall(r"([\d ,]+ M€)\)", re.sub(r", à égalité.*", "", text))
    costs = sorted(f.costs(f.latest), reverse=True)
    others = int(tie[1]) if (tie := re.search(r"à égalité avec (\d+)", text)) else 0
    return (len(said) == min(3, len(costs)) and all(map(near, said, costs)) and near(total, sum(costs))
            and others == sum(near(said[-1], cost) for cost in costs[len(said):])
            and share_of(f, costs[:3], share, whole))  # fmt: skip


CONCENTRATION: Claims = {
    "{n} projets? porte(?:nt)? {pct} des coûts publiés {date}": lambda f, n, share, date: edition(date) == f.latest
    and number(n) == needed(f, 50) and near_percent(share, cumulated(f, number(n))),
    r"{date}, (.+?) porte(?:nt)? {pct} des coûts publiés (de la sélection|par projet), qui font {amount}\.": (
        lambda f, date, *claim: edition(date) == f.latest and dearest(f, *claim)
    ),
    r"Il faut {n} projets? pour la moitié du total et {n} pour 80 %, sur {n} projets? avec un coût publié "
    r"\({n} en tout\)\.": lambda f, half, most, known, all_: (number(half), number(most), number(known), number(all_))
    == (needed(f, 50), needed(f, 80), len(f.costs(f.latest)), len(f.now)),
}  # fmt: skip


def steps(f: Facts) -> list[tuple[int, int]]:
    """Edition and direction of each cost known again, against the last known one of the panorama."""
    found = []
    for at, rows in f.by_edition.items():
        for slug, row in rows.items():
            was = [ALL[e][slug].cost for e in TABLES if e < at and slug in ALL[e] and ALL[e][slug].cost is not None]
            if was and row.cost is not None:
                found.append((at, moved(was[-1], row.cost)))
    return found


def busiest(f: Facts) -> tuple[int, set[int]]:
    counts: dict[int, int] = {}
    for at, sign in steps(f):
        counts[at] = counts.get(at, 0) + (sign != 0)
    most = max(counts.values(), default=0)
    return most, {at for at, count in counts.items() if count == most}


def covers(f: Facts, dates: str) -> bool:
    """Whether the first and last tables of the range are those of « Entre … et … » or « En … »."""
    ends = re.split(" et ", dates.removeprefix("Entre ")) if dates.startswith("Entre") else [dates]
    return [edition(date) for date in ends] == sorted({f.tables[0], f.tables[-1]})


MAP: Claims = {
    r"(.*), aucun coût n'est connu à deux éditions\.": lambda f, dates: covers(f, dates) and not steps(f),
    r"(.*), {n} coûts? se compare(?:nt)? au dernier coût connu du projet : (.*)\.": lambda f, dates, n, text: covers(
        f, dates) and number(n) == len(steps(f)) and directions(text) == split([sign for _, sign in steps(f)]),
    r"{n} fois, un projet est au tableau sans coût publié\.": lambda f, n: number(n) == sum(
        row.cost is None for rows in f.by_edition.values() for row in rows.values()),
    "Aucun coût n'a bougé depuis le dernier coût connu": lambda f: not busiest(f)[0],
    "{n} coûts? (?:a|ont) bougé {date}, plus qu'à toute autre édition": lambda f, n, date: busiest(f)
    == (number(n), {edition(date)}),
    "{n} coûts? (?:a|ont) bougé chaque fois {date} et {date}": lambda f, n, one, two: busiest(f)
    == (number(n), {edition(one), edition(two)}),
    r"Jamais plus (?:d'un coût n'a|de (\d+) coûts n'ont) bougé à une même édition": lambda f, n: busiest(f)[0]
    == int(n or 1) and len(busiest(f)[1]) > 2,
}  # fmt: skip
AGES = {"à l'entrée": range(1), "1 à 3 éditions": range(1, 4), "4 éditions et plus": range(4, 99)}


def age_of(slug: str, at: int) -> str:
    entry = next(e for e in TABLES if slug in ALL[e])
    return next(name for name, span in AGES.items() if at - entry in span)


def situations(f: Facts) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for row in f.now:
        if row.phase != "non-publie":
            key = (PHASES[row.phase].lower(), age_of(row.project, f.latest))
            found[key] = found.get(key, 0) + 1
    return found


def later(f: Facts, situation: tuple[str, str], field: str) -> list[float]:
    """What became of the past projects in a situation: percent for costs, months for ends."""
    changes = []
    for slug in {slug for at in TABLES if at < f.latest for slug in ALL[at]}:
        at = next((e for e in TABLES if e < f.latest and slug in ALL[e] and ALL[e][slug].phase != "non-publie"
                   and (PHASES[ALL[e][slug].phase].lower(), age_of(slug, e)) == situation), None)  # fmt: skip
        known = [e for e in TABLES if e <= f.latest and slug in ALL[e] and getattr(ALL[e][slug], field) is not None]
        if at is None or at not in known or known[-1] <= at:
            continue
        first, last = (getattr(ALL[e][slug], field) for e in (at, known[-1]))
        changes.append((last / first - 1) * 100 if field == "cost" else last - first)
    return changes


def shown(f: Facts) -> tuple[str, str]:
    """The most frequent situation with figures, the first in the order of phases and ages where several are."""
    order = [(phase.lower(), age) for phase in PHASES.values() for age in AGES]
    counts = situations(f)
    able = [key for key in order if key in counts and len(later(f, key, "cost")) >= 10]
    return max(able, key=lambda key: counts[key])


def lead_holds(f: Facts, lead: str, scope: str | None, phase: str, age: str, n: str) -> bool:
    counts = situations(f)
    among = {key: count for key, count in counts.items() if not scope or len(later(f, key, "cost")) >= 10}
    most = max(among.values())
    is_shared = sum(count == most for count in among.values()) > 1
    return (counts.get((phase, age)) == most == number(n) and (lead == "l'une des situations les plus fréquentes")
            == is_shared)  # fmt: skip


REFERENCE: Claims = {
    r"Trop peu de projets passés pour une comparaison|(?:{date}, moins de 10 projets passés dans chaque .*)": (
        lambda f, date: (not date or edition(date) == f.latest)
        and all(len(later(f, key, "cost")) < 10 for key in situations(f))
    ),
    r"{date}, (la situation la plus fréquente|l'une des situations les plus fréquentes)( parmi .*?)? est « (.+?), "
    r"(.+?) » \({n} projets?\)\.": lambda f, date, *claim: edition(date) == f.latest and lead_holds(f, *claim),
    rf"Sur {{n}} projets passés dans cette situation, .*? connu une ({MEDIAN})\.": lambda f, n, change: number(n)
    == len(later(f, shown(f), "cost")) and near(change, median(later(f, shown(f), "cost"))),
    r"La fin prévue a ensuite été (.*?) en médiane \({n} projets passés\)\.": lambda f, slip, n: number(n)
    == len(later(f, shown(f), "end")) and near(slip, median(later(f, shown(f), "end"))),
    r"{n} projets? (?:est|sont) dans .*? connues? : aucun chiffre\.": lambda f, n: number(n) == sum(
        count for key, count in situations(f).items() if len(later(f, key, "cost")) < 10),
    "Projets passés semblables : ensuite, (.*)": lambda f, text: near(text, median(later(f, shown(f), "cost"))),
    **quartiles(lambda f: later(f, shown(f), "cost")),
}  # fmt: skip
