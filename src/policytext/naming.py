"""From the names of a text to its programmes: unfolded, without overlaps, tied to the knowledge base."""

from __future__ import annotations

from functools import cache

from .components import Parts, find_components, find_ending, find_known, find_unfolded
from .document_names import bare, document_ending, document_names
from .folding import fold
from .knowledge import Knowledge, NoKnowledge, knowledge_of, name_key
from .lexicon import Lexicon
from .linking import REGIONAL, Candidate, choose, rank_candidates
from .name_cues import MEASURED, NUMERAL, Name, NameCues, cues_of
from .plain_names import plain_names
from .quoted_names import quoted_names
from .quotes import Quote, Stretches, find_quotes
from .records import Programme

_HEAD = 600  # characters in which a text's own title stands
_GUESSED = frozenset(["zone", "line", "head noun"])
_BY_ENTRY = frozenset(["met again", "head noun", "zone", "line"])  # the entry knows the type better
_UNFOLDED = 30  # mentions of one name around which its parts are looked for
_TITLES = frozenset(["title", "short title"])
_NO_ECHO = frozenset(["short title", "five years"])
_FEW = 50  # names looked for one by one
_ECHO = 4  # characters from which an accepted name is known again without its marks


def name_programmes(
    text: str, title: str | None, published: str | None, lexicon: Lexicon | None, knowledge: bool
) -> list[Programme]:
    """What :func:`policytext.find_programmes` gives."""
    folded = fold(text)
    cues = cues_of(lexicon)
    known = knowledge_of(lexicon) if knowledge else _nothing()
    quotes = find_quotes(folded)
    heads = cues.heads(folded)
    documents = document_names(folded, quotes, cues, known, title)
    quoted = quoted_names(folded, quotes, heads, cues, known)
    judged = {(quote.start, quote.end) for quote in quotes}
    plain = [name for name in plain_names(folded, heads, cues, known) if (name.start, name.end) not in judged]
    names = [*documents, *quoted, *plain]
    names += [
        Name(start, end, folded[start:end], "initiative", "unfolded", marked=False)
        for start, end in find_unfolded(folded, [quote.end + 1 for quote in quotes], cues)
    ]
    if not names:
        return []
    names += [
        name
        for name in _echoes(folded, [*documents, *quoted])
        if (name.start, name.end) not in judged and not cues.after("organ", folded, name.end)
    ]
    names = _longest(_open(folded, names, quotes, title, cues), cues)
    names = _unfold(folded, names, cues, known)
    linker = _Linker(text, folded, known, title, published)
    records = [(name, linker.record(name)) for name in names]
    return [record for name, record in records if not _is_chance(name, record, known)]


@cache
def _nothing() -> Knowledge:
    return NoKnowledge()


def _open(text: str, names: list[Name], quotes: list[Quote], title: str | None, cues: NameCues) -> list[Name]:
    """The names that stand neither inside 《》 nor in the text's own title, where it is itself a document."""
    inside = Stretches((quote.start - 1, quote.end + 1) for quote in quotes if quote.titled)
    own = Stretches(_own_lines(text, title) if title and document_ending(bare(title), cues) else ())
    return [
        name
        for name in names
        if not own.holds(name.start, name.end)
        and (name.rule in _TITLES or not inside.holds(name.start, name.end))
        and not _is_heading(text, name)
    ]


def _own_lines(text: str, title: str) -> list[tuple[int, int]]:
    """The lines at the head of a text that hold its title or a part of it."""
    lines, start, key = [], 0, name_key(title)
    for line in text[:_HEAD].splitlines(keepends=True):
        if len(line.strip()) > 5 and name_key(line.strip()) in key:
            lines.append((start, start + len(line)))
        start += len(line)
    return lines


def _is_heading(text: str, name: Name) -> bool:
    """Whether an unmarked document title fills its line: the text's own title, not a mention of it."""
    if name.marked or name.type not in ("document", "plan"):
        return False
    start, end = text.rfind("\n", 0, name.start) + 1, text.find("\n", name.end)
    return bare(text[start : end if end >= 0 else len(text)].strip()) == bare(name.text)


def _echoes(text: str, names: list[Name]) -> list[Name]:
    """Names in marks met again without them; a title is known again without the brackets at its end."""
    once = {name_key(one.text): one for one in names if one.rule not in _NO_ECHO}.values()
    forms = [(bare(name.text) if name.rule == "title" else name.text, name) for name in once]
    forms = [(form, name) for form, name in forms if len(form) >= (_ECHO if name.rule != "title" else 8)]
    return [
        Name(at, at + len(form), form, name.type, "met again", name.full or name.text, marked=False)
        for (form, name), places in zip(forms, _places(text, [form for form, _ in forms]), strict=True)
        for at in places
    ]


def _places(text: str, forms: list[str]) -> list[list[int]]:
    """Where each form stands, without overlaps of its own; for many of them the text is read but once."""
    if len(forms) < _FEW:
        return [_places_of(text, form) for form in forms]
    from ahocorasick_rs import AhoCorasick

    found: list[list[int]] = [[] for _ in forms]
    for which, start, _ in AhoCorasick(forms).find_matches_as_indexes(text, overlapping=True):
        if not found[which] or start >= found[which][-1] + len(forms[which]):
            found[which].append(start)
    return found


def _places_of(text: str, form: str) -> list[int]:
    found, at = [], text.find(form)
    while at >= 0:
        found.append(at)
        at = text.find(form, at + len(form))
    return found


def _longest(names: list[Name], cues: NameCues) -> list[Name]:
    """Names without overlaps: those in marks first, then the longest; each where it stands first."""
    taken, chosen = Stretches(), []
    ends = {name.end: name.start for name in names if name.rule == "known" and not cues.is_head(name.text)}
    order = sorted(names, key=lambda n: (not n.marked, n.start - n.end, n.rule == "known", n.start))
    known = Stretches((name.start, name.end) for name in names if name.rule == "known")
    for name in order:
        if name.rule == "list" and known.touches(name.start, name.end - len(name.parts[-1])):
            continue  # 健康中国、体育强国等战略: each is a name by itself
        if name.rule in _GUESSED and not name.parts and name.start < ends.get(name.end, name.start):
            continue  # 淮州新城长江经济带: the known name that it ends in is the name
        if taken.add(name.start, name.end):
            chosen.append(name)
    return sorted(chosen, key=lambda name: name.start)


def _unfold(text: str, names: list[Name], cues: NameCues, known: Knowledge) -> list[Name]:
    """Give numeral names the parts that the text lists; quoted parts become mentions themselves."""
    unfolded: dict[str, Parts] = {}
    numeral: dict[str, list[Name]] = {}
    for name in names:
        if name.text[0] in NUMERAL and not name.parts:
            numeral.setdefault(name_key(name.text), []).append(name)
    for key, mentions in numeral.items():
        parts = next(
            (p for n in mentions[:_UNFOLDED] if (p := find_components(text, n.start, n.end, cues))), None
        )
        parts = (
            parts
            or find_ending(text, mentions[0].start, mentions[0].text, cues)
            or _partly(text, mentions, known)
        )
        if parts:
            unfolded[key] = parts
            for name in mentions:
                name.parts = parts.texts
    listed = [
        Name(a, b, text[a:b], "initiative", "listed part")
        for parts in unfolded.values()
        if parts.quoted
        for a, b in parts.spans
    ]
    return _longest([*names, *listed], cues) if listed else names


def _partly(text: str, mentions: list[Name], known: Knowledge) -> Parts | None:
    parts = frozenset(part for entry in known.named(mentions[0].text) for part in entry["components"])
    return next(
        (found for n in mentions[:_UNFOLDED] if parts and (found := find_known(text, n.start, parts))), None
    )


def _is_chance(name: Name, record: Programme, known: Knowledge) -> bool:
    """Whether unmarked words by number (十项行动) only happen to name another region's programme."""
    if name.rule != "known" or name.marked or record.id is not None or name.text[0] not in NUMERAL:
        return False
    return all(known.entries[entry]["level"] in REGIONAL for entry, _ in record.candidates)


class _Linker:
    """Links the names of one text; a name met again is linked once."""

    def __init__(self, text: str, folded: str, known: Knowledge, title: str | None, published: str | None):
        self.text, self.folded, self.known = text, folded, known
        self.title, self.published = title, published
        self._seen: dict[tuple[str, str | None, tuple[str, ...]], list[Candidate]] = {}

    def record(self, name: Name) -> Programme:
        """The record of a name: its entry where one is sure, its full customary name, its parts."""
        key = (name.text, name.full, name.parts)
        if key not in self._seen:
            self._seen[key] = rank_candidates(
                name.text,
                self.known,
                text=self.folded,
                title=self.title,
                published=self.published,
                parts=name.parts,
                full=name.full,
                near=self.folded[max(0, name.start - 12) : name.end + 12],
            )
        ranked = self._seen[key]
        chosen = choose(ranked)
        entry = self.known.entries[chosen] if chosen else None
        type_ = name.type
        if entry and name.rule in _BY_ENTRY:
            type_ = entry["type"]
        elif not entry and name.rule == "known" and MEASURED.fullmatch(name.text):
            type_ = "initiative"
        return Programme(
            name.start,
            name.end,
            self.text[name.start : name.end],
            type_,
            chosen,
            entry["name"] if entry else name.full or name.text,
            name.parts,
            doc_number=name.doc_number,
            candidates=tuple((candidate.id, candidate.score) for candidate in ranked),
            evidence=name.rule,
        )
