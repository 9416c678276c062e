"""What an unknown label resembles: names, and what the editions say of each project (start, ministry, cost).

A successor (« NG », « phase II », « V2 ») is another project; « version 1 » is not. A project that the file names
elsewhere is never one of the candidates, unless the row repeats its values.
"""

import functools
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from data.model.french import count, meur, month, number, typeset
from data.model.labels import Family
from data.model.wording import label_key, unaccented

MIN_SCORE, MAX_SHOWN = 0.5, 5
NEAR_SCORE, STRONG_SCORE, SHARED_SCORE = 0.75, 0.8, 0.65
NEW = "nouveau"  # the proposal for a label that names nothing known
_NEAR_COST = 0.25  # of difference
_OTHER_WORDS = frozenset(re.findall(
    r"\w+", "ministere ministeres charge chargee charges chargees delegue deleguee aupres service services secretariat "
    "a au aux d de des du en et l la le les",
))  # fmt: skip
_NUMBERS = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_ACRONYM = re.compile(r"\(\s*[\w@-]{2,12}\s*\)")

Lines = Sequence[Mapping[str, str]]  # of one project in the editions, nearest edition first
Slugs = Mapping[str, tuple[str, ...]]  # key of a label → its slugs


@dataclass(frozen=True)
class Candidate:
    """A known slug that a label may mean: its name, the resemblance of the words from 0 to 1, the facts in French."""

    slug: str
    name: str
    score: float
    why: str = ""

    def in_words(self) -> str:
        """The candidate on one line."""
        return typeset(f"{self.name} [{self.slug}] {self.printed_score}") + (self.why and f" : {self.why}")

    @property
    def printed_score(self) -> str:
        """The resemblance as printed, `0,75`."""
        return number(self.score, 2, fixed=True)


@dataclass(frozen=True)
class Proposal:
    """What a label most likely means: slugs joined by |, `NEW` or nothing; `is_certain` where nobody has to decide."""

    answer: str
    is_certain: bool = False
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()


def spelling_key(label: str) -> str:
    """Letters, digits and @ only (« OPER@ » is not « OPER »), without case nor accents."""
    return "".join(letter for letter in unaccented(label) if letter.isalnum() or letter == "@")


def words_of(label: str) -> frozenset[str]:
    """The words of a label that say something, without accents nor plural."""
    words = re.findall(r"\w+", unaccented(label))
    return frozenset(word.rstrip("s") or word for word in words if word not in _OTHER_WORDS)


def similarity(left: str, right: str) -> float:
    """How alike two labels are, 0 to 1: letters in order, words in any order, initials, a name inside another."""
    (left_key, left_words), (right_key, right_words) = _compared(left), _compared(right)
    if not left_key or not right_key:
        return 0.0
    letters = fuzz.ratio(left_key, right_key, score_cutoff=100 * MIN_SCORE)
    words = fuzz.token_sort_ratio(" ".join(left_words), " ".join(right_words), score_cutoff=100 * MIN_SCORE)
    short, long = sorted((set(left_words), set(right_words)), key=len)
    is_inside = short < long and any(len(word) >= 3 for word in short)
    are_initials = any(
        len(key) >= 3 and key == "".join(word[0] for word in phrase if len(word) > 2)
        for key, phrase in ((left_key, right_words), (right_key, left_words))
    )
    return max(letters / 100, words / 100, 0.8 * is_inside, 0.85 * are_initials)


@functools.lru_cache(maxsize=4096)
def _compared(label: str) -> tuple[str, tuple[str, ...]]:
    return spelling_key(label), tuple(unaccented(label).replace("'", " ").replace("-", " ").split())


def version_of(label: str) -> frozenset[str]:
    """The marks of a successor in a name: « 2 » for « V2 » or « phase II », « ng »; none for a first version."""
    text = unaccented(label).replace("nouvelle generation", "ng")
    words = (_NUMBERS.get(word, word).removeprefix("v") for word in re.findall(r"\w+", text))
    return frozenset(word for word in words if word in ("ng", "bis") or re.fullmatch(r"\d{1,2}", word)) - {"1"}


def known_labels(family: Family) -> dict[str, list[str]]:
    """Slugs joined by | → their printed labels and their name."""
    labels = {slug: [name] for slug, name in family.names.items()}
    for label, slugs, _ in family.labels:
        labels.setdefault("|".join(slugs), []).append(label)
    return labels


def proposed(label: str, family: Family, *, may_be_new: bool, projects: Iterable[tuple[str, ...]] = ()) -> Proposal:
    """The proposal for a ministry, a phase or a functional area.

    `projects`: for each known project of the label's rows, its ministries in the edition nearest.
    """
    words, labels = words_of(label), known_labels(family)
    same = {slug for slug, names in labels.items() if words and words in map(words_of, names)}
    if len(same) == 1:
        return Proposal(same.pop(), is_certain=True, reason="mêmes mots")
    parts = [{slug for slug, names in labels.items() if words_of(part) in map(words_of, names)}
             for part in label.split("/")]  # fmt: skip
    if may_be_new and len(parts) > 1 and all(len(slugs) == 1 for slugs in parts):
        return Proposal("|".join(slugs.pop() for slugs in parts), is_certain=True, reason="libellés connus, joints")
    counts = Counter("|".join(slugs) for slugs in projects if slugs)
    candidates = []
    for slug, names in labels.items():
        shared = {name: _shared(words, words_of(name)) if may_be_new else similarity(name, label) for name in names}
        nearest = max(shared, key=shared.__getitem__)
        common = sorted(words & words_of(nearest))
        facts = [f"mots communs : {', '.join(common)}"] if common else []
        number = counts[slug]
        known = count(counts.total(), "projet connu", "projets connus")
        facts += [f"ministère jusqu'ici de {number} sur {known}"] if number else []
        moved = number / counts.total() * number / (number + 1.5) if number else 0.0
        score = round(max(shared[nearest], moved), 2)
        name = " / ".join(family.names[one] for one in slug.split("|"))
        candidates += [Candidate(slug, name, score, ", ".join(facts))] if score > 0 else []
    candidates.sort(key=lambda one: (-one.score, one.slug))
    least = MIN_SCORE if may_be_new else NEAR_SCORE
    if candidates and candidates[0].score >= least:
        return Proposal(candidates[0].slug, False, candidates[0].why, tuple(candidates[:MAX_SHOWN]))
    return Proposal(NEW if may_be_new else "", False, "", tuple(candidates[:MAX_SHOWN]))


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of common words, in the shorter label and in both."""
    common = len(one & other)
    return 0.5 * common / min(len(one), len(other)) + common / (len(one) + len(other)) if common else 0.0


@dataclass(frozen=True)
class ProjectRow:
    """A row whose project is unknown; its ministries are only likely where the operator has to decide on them."""

    label: str
    start: str
    cost: float | None
    ministries: tuple[str, ...]
    is_ministry_known: bool


@dataclass(frozen=True)
class _Facts:
    """What a row has in common with a known project; None where one of them does not say."""

    slug: str
    name: float
    start: bool | None
    ministry: bool | None
    cost: bool | None
    has_same_version: bool
    is_same_name: bool  # but for an acronym in parentheses
    is_present: bool  # the file names the project elsewhere
    is_recent: bool  # in the edition just before
    is_ministry_known: bool
    why: str

    @property
    def is_certain(self) -> bool:
        if self.is_present or not self.has_same_version:
            return False
        all_agree = (
            bool(self.start and self.ministry and self.is_ministry_known and self.cost) and self.name >= SHARED_SCORE
        )
        return all_agree or (self.is_same_name and self.start is not False and self.ministry is not False)

    @property
    def is_likely(self) -> bool:
        if self.is_present or self.ministry is False:
            return False
        is_in_its_place = self.start and self.cost is not False and (self.is_recent or self.cost)
        is_named_so = self.name >= STRONG_SCORE and self.has_same_version
        return bool(is_in_its_place or is_named_so or (self.start and self.name >= SHARED_SCORE))

    @property
    def is_doubtful(self) -> bool:
        if self.is_present:  # the row of a project twice, under two spellings
            return bool(self.name >= NEAR_SCORE and self.start and self.ministry is not False and self.cost)
        return self.name >= NEAR_SCORE and not (self.start is False and self.ministry is False)

    @property
    def rank(self) -> tuple:
        agreed = [bool(fact) for fact in (self.is_certain, self.is_likely, self.start, self.cost, self.ministry)]
        return (*(not fact for fact in agreed), -self.name, self.slug)


def proposed_project(
    row: ProjectRow, family: Family, history: Mapping[str, Lines], ministries: Slugs,
    *, present: Iterable[str], recent: Iterable[str],
) -> Proposal:  # fmt: skip
    """The proposal for a project.

    `history`: slug → its lines; `ministries`: key of a label → slugs; `present`: slugs that the file names elsewhere;
    `recent`: slugs of the edition just before.
    """
    facts = []
    for slug, names in known_labels(family).items():
        one = _facts(row, slug, names, history.get(slug, ()), ministries, slug in present, slug in recent)
        facts += [one] if one.name >= MIN_SCORE or one.is_likely or one.is_doubtful else []
        if names == [row.label]:  # no label leads there: the project of an interrupted import
            return Proposal(NEW, is_certain=True)
    facts.sort(key=lambda one: one.rank)
    candidates = tuple(
        Candidate(one.slug, family.names[one.slug], round(one.name, 2), one.why) for one in facts[:MAX_SHOWN]
    )
    certain = [one for one in facts if one.is_certain]
    if len(certain) == 1 or (facts and facts[0].is_likely):
        return Proposal(facts[0].slug, len(certain) == 1, facts[0].why or "même nom", candidates)
    return Proposal(NEW, not any(one.is_doubtful for one in facts), "", candidates)


def _facts(
    row: ProjectRow, slug: str, names: list[str], lines: Lines, ministries: Slugs, is_present: bool, is_recent: bool
) -> _Facts:
    scores = {name: similarity(name, row.label) for name in names}
    nearest = max(scores, key=scores.__getitem__)
    starts = [line["start"] for line in lines if line["start"]]
    start = row.start in starts if row.start and starts else None
    last = ministries.get(label_key(lines[0]["published_ministry"]), ()) if lines else ()
    ministry = bool(set(last) & set(row.ministries)) if last and row.ministries else None
    before = next((float(line["cost_meur"]) for line in lines if line["cost_meur"]), None)
    cost = abs(before / row.cost - 1) <= _NEAR_COST if before and row.cost else None
    is_same_name = any(_bare(name) == _bare(row.label) != "" for name in names)
    why = [f"{'même début' if start else 'autre début'} ({month(f'{row.start if start else starts[0]}-01')})"
           ] if start is not None else []  # fmt: skip
    why += [] if ministry is None else ["même ministère" if ministry else "autre ministère"]
    why += [] if cost is None else [f"coût {'voisin' if cost else 'autre'} ({meur(before)} puis {meur(row.cost)})"]
    has_same_version = any(
        version_of(name) == version_of(row.label) or spelling_key(name) == spelling_key(row.label) for name in names
    )
    why += [] if has_same_version or scores[nearest] < MIN_SCORE else ["autre version ou phase"]
    why += ["présent aussi dans le fichier"] if is_present else []
    return _Facts(
        slug, scores[nearest], start, ministry, cost, has_same_version, is_same_name, is_present, is_recent,
        row.is_ministry_known, ", ".join(why),
    )  # fmt: skip


def _bare(label: str) -> str:
    return spelling_key(_ACRONYM.sub("", label))
