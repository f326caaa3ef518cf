"""A query in, the SPARQL that gives the same list from the graph out.

What a task is about is settled on its text, so the tasks of a topic are named one by one.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Final

from zeren_graph.vocabulary import PREFIXES, thing
from zeren_service.questions.dates import Window, last_day
from zeren_service.questions.places import numbers
from zeren_service.questions.select import documents_of, under

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from zeren_service.questions.corpus import Corpus
    from zeren_service.questions.query import Holding, Lack, Query, Roles
    from zeren_service.questions.select import Selection

_USED: Final = ("dcterms", "eli", "foaf", "org", "rdfs", "skos", "time", "zeren")
_MOST_NAMED: Final = 500  # a query that names more things is no longer one to read


def tasks_query(query: Query, selection: Selection, corpus: Corpus) -> str | None:
    """Return the query for the tasks."""
    return _select("?task", _tasks(query, selection, corpus))


def deadlines_query(query: Query, selection: Selection, corpus: Corpus) -> str | None:
    """Return the query for the tasks that have a deadline."""
    return _select("?task", [*_tasks(query, selection, corpus), "?task zeren:deadline ?date ."])


def departments_query(
    query: Query, selection: Selection, corpus: Corpus, left_out: Iterable[str]
) -> str | None:
    """Return the query for the departments of the tasks."""
    among = [str(thing("department", row.id)) for row in query.among]
    left = set(left_out) - {row.id for row in query.among}
    lines = [*_tasks(query, selection, corpus), *_asked(query.roles, left, among)]
    return _select("?department", lines)


def ranking_query(
    query: Query,
    selection: Selection,
    corpus: Corpus,
    left_out: Iterable[str],
    limit: int,
    counts: tuple[int, int | None] | None = None,
) -> str | None:
    """Return the query for departments in the order of the number of their tasks.

    `counts` are the least and the most tasks that a department may have.
    """
    among = [str(thing("department", row.id)) for row in query.among]
    lines = [*_tasks(query, selection, corpus), *_asked(query.roles, left_out, among)]
    order = "ASC" if query.rank == "least" else "DESC"
    return _select(
        "?department (COUNT(DISTINCT ?task) AS ?tasks)",
        lines,
        f"GROUP BY ?department {_having(counts)}ORDER BY {order}(?tasks) LIMIT {limit}",
    )


def _having(counts: tuple[int, int | None] | None) -> str:
    if counts is None:
        return ""
    least, most = counts
    tests = [f"COUNT(DISTINCT ?task) >= {least}"]
    if most is not None:
        tests.append(f"COUNT(DISTINCT ?task) <= {most}")
    return f"HAVING({' && '.join(tests)}) "


def task_ranking_query(
    query: Query, selection: Selection, corpus: Corpus, limit: int
) -> str | None:
    """Return the query for tasks in the order of the number of their departments."""
    order = "ASC" if query.rank == "least" else "DESC"
    lines = _tasks(query, selection, corpus)
    if query.rank_by == "target":
        lines.append("?task zeren:target ?counted .")
    else:
        lines.append(_assigned("?asked", "?counted", query.roles))
    return _select(
        "?task (COUNT(DISTINCT ?counted) AS ?number)",
        lines,
        f"GROUP BY ?task ORDER BY {order}(?number) LIMIT {limit}",
    )


def without_role_query(query: Query, selection: Selection, corpus: Corpus) -> str | None:
    """Return the query for departments that hold no barred role in the tasks of the query."""
    everyone = replace(
        query, topics=(), holdings=(), lacks=(), place=(), window=None, many=0, jurisdiction=None
    )
    lines = _tasks(everyone, selection, corpus)
    lines.append(_assigned("?asked", "?department", query.roles))
    inner = [line.replace("?task", "?barred") for line in _tasks(query, selection, corpus)]
    held = _assigned("?held", "?department", query.barred).replace("?task", "?barred")
    lines.append(f"FILTER NOT EXISTS {{ {' '.join(inner)} {held} }}")
    return _select("?department", lines)


def targets_query(query: Query, selection: Selection, corpus: Corpus) -> str | None:
    """Return the query for targets that are asked for by their tasks or their date."""
    lines = ["?target a zeren:Target ."]
    if query.document or corpus.document:
        lines.append(f"?target dcterms:isPartOf {_document(query, corpus)} .")
    else:
        lines.append(_current("?target dcterms:isPartOf/"))
    dated = [lack for lack in query.lacks if lack.what == "date"]
    lines += [
        f"FILTER {'' if k.present else 'NOT '}EXISTS {{ ?target zeren:targetDate ?dated }}"
        for k in dated
    ]
    query = replace(query, lacks=tuple(k for k in query.lacks if k not in dated))
    if query.holdings or query.lacks:
        lines += [*_tasks(query, selection, corpus), "?task zeren:target ?target ."]
    if query.window is not None:
        lines.append("?target zeren:targetDate ?due .")
        lines.append(_in_window("?due", query.window))
    return _select("?target", lines)


def named_query(kind: str, ids: Iterable[str]) -> str | None:
    """Return a query that names the things of the answer, and checks that the graph has them."""
    terms = [str(thing(kind, key)) for key in ids]
    if len(terms) > _MOST_NAMED:
        return None
    return _select(
        f"?{kind}",
        [f"VALUES ?{kind} {{ {' '.join(terms)} }}", f"?{kind} zeren:evidence ?evidence ."],
    )


def people_query(wanted: dict[str, str], labels: Iterable[str], document: str | None) -> str | None:
    """Return the query for members of the leading group."""
    lines = ["?member org:member ?person ; org:organization ?group .", "?person a foaf:Person ."]
    if document is not None:
        lines.append(f"?group dcterms:isPartOf {thing('document', document)} .")
    if "member" in wanted:
        roles = " ".join(_chinese(role) for role in wanted["member"].split("|"))
        lines.append(f"?member org:role/skos:prefLabel ?role . VALUES ?role {{ {roles} }}")
    if "surname" in wanted:
        lines.append(
            f"?person foaf:name ?name . FILTER(STRSTARTS(STR(?name), STR({_chinese(wanted['surname'])})))"
        )
    if "note" in wanted:
        lines.append(f"?member rdfs:comment {_chinese(wanted['note'])} .")
    if "person" in wanted:
        lines.append(f"?person foaf:name {_chinese(wanted['person'])} .")
    posts = [_chinese(label) for label in labels]
    if posts:
        lines.append(f"VALUES ?post {{ {' '.join(posts)} }}")
        lines.append("?held org:heldBy ?person ; rdfs:label ?post .")
    return _select("?person", lines)


def office_query(document: str | None, *, head: bool, groups: bool) -> str | None:
    """Return the query for who heads the office, or where it is.

    Where the name is that of no department or member of the graph, `groups` asks for the group.
    """
    lines = [f"?group zeren:{'officeHead' if head else 'officeAt'} ?name ."]
    if document is not None:
        lines.append(f"?group dcterms:isPartOf {thing('document', document)} .")
    if groups:
        return _select("?group", lines)
    if head:
        lines.append("?member org:organization ?group ; org:member ?person .")
        lines.append("?person foaf:name ?label . FILTER(STR(?label) = STR(?name))")
        return _select("?person", lines)
    lines.append("?department ?bears ?label .")
    lines.append("VALUES ?bears { skos:prefLabel skos:altLabel skos:hiddenLabel }")
    lines.append("FILTER(STR(?label) = STR(?name))")
    return _select("?department", lines)


def documents_query(query: Query, corpus: Corpus, selection: Selection | None = None) -> str | None:
    """Return the query for the documents, those of the selected tasks where there is a selection."""
    if selection is not None:
        part = "?task dcterms:isPartOf ?document ."
        return _select("?document", [*_tasks(query, selection, corpus), part])
    document = query.document or corpus.document
    if document is None and query.jurisdiction:
        return head_query(query, corpus, "title")
    lines = ["?document a foaf:Document ."]
    if document is not None:
        lines.append(f"VALUES ?document {{ {thing('document', document)} }}")
    else:
        lines.append(_current("?document "))
    return _select("?document", lines)


def head_query(query: Query, corpus: Corpus, fields: Sequence[str]) -> str | None:
    """Return the query for the documents that state all `fields` of their head."""
    stated = {
        "issuer": "zeren:issuer",
        "published": "dcterms:issued",
        "number": "eli:number",
        "title": "dcterms:title",
    }
    terms = " ".join(str(thing("document", key)) for key in sorted(documents_of(query, corpus)))
    lines = [f"VALUES ?document {{ {terms} }}", "?document a foaf:Document ."]
    lines.extend(f"?document {stated[field]} ?{field} ." for field in fields)
    return _select("?document", lines)


def citations_query(document: str | None, works: tuple[str, ...] | None = None) -> str | None:
    """Return the query for the cited documents; `works` are named where a text chose them."""
    subject = str(thing("document", document)) if document is not None else "?document"
    lines = [f"{subject} eli:cites ?work ."]
    if document is None:
        lines.append(_current("?document "))
    if works is not None:
        lines.insert(0, f"VALUES ?work {{ {' '.join(str(thing('work', w)) for w in works)} }}")
    return _select("?work", lines)


def _select(what: str, lines: Iterable[str] | None, tail: str = "") -> str | None:
    body = "\n".join(f"  {line}" for line in lines or ())
    if not body or body.count("<") > _MOST_NAMED:
        return None
    used = (p for p in _USED if f"{p}:" in body or f"{p}:" in what)
    head = "\n".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>" for prefix in used)
    distinct = "" if tail else "DISTINCT "
    return f"{head}\nSELECT {distinct}{what} WHERE {{\n{body}\n}}{' ' + tail if tail else ''}"


def _tasks(query: Query, selection: Selection, corpus: Corpus) -> list[str]:
    fresh = (f"?a{number}" for number in count(1))
    lines: list[str] = []
    if query.topics:
        terms = " ".join(str(thing("task", task.id)) for task in selection.tasks)
        lines.append(f"VALUES ?task {{ {terms} }}")
    lines.append("?task a zeren:Task .")
    if query.document or corpus.document:
        lines.append(f"?task dcterms:isPartOf {_document(query, corpus)} .")
    else:
        lines.append(_current("?task dcterms:isPartOf/"))
    if query.jurisdiction:
        scope = " ".join(str(thing("document", key)) for key in sorted(documents_of(query, corpus)))
        lines.append(f"VALUES ?document {{ {scope} }} ?task dcterms:isPartOf ?document .")
    if query.place:
        lines.append("?task zeren:path ?path .")
        lines.append(f"FILTER({_in_place(query, corpus)})")
    for holding in query.holdings:
        lines.extend(_holding(holding, fresh))
    lines.extend(_lack(lack) for lack in query.lacks)
    if query.many:
        one = next(fresh)
        lines.append(
            f"{{ SELECT ?task WHERE {{ {_assigned(one, f'{one}h', query.roles)} }} "
            f"GROUP BY ?task HAVING(COUNT(DISTINCT {one}h) {'=' if query.exact else '>='} {query.many}) }}"
        )
    if query.window is not None and query.focus != "targets":
        lines.append(
            "?task zeren:deadline/(time:inXSDgYear|time:inXSDgYearMonth|time:inXSDDate) ?due ."
        )
        lines.append(_in_window("?due", query.window))
    return lines


def _current(path: str) -> str:
    """Leave out what `path` leads from where the document has been superseded."""
    return f"FILTER NOT EXISTS {{ {path}dcterms:isReplacedBy ?newer }}"


def _document(query: Query, corpus: Corpus) -> str:
    return str(thing("document", query.document or corpus.document or ""))


def _assigned(node: str, holder: str, roles: Roles) -> str:
    line = f"{node} zeren:task ?task ; zeren:holder {holder}"
    if roles is None:
        return f"{line} ."
    if len(roles) == 1:
        return f"{line} ; zeren:role zeren:{roles[0]} ."
    return f"{line} ; zeren:role {node}r . VALUES {node}r {{ {_roles(roles)} }}"


def _roles(roles: Iterable[str]) -> str:
    return " ".join(f"zeren:{role}" for role in roles)


def _holding(holding: Holding, fresh: Iterator[str]) -> list[str]:
    terms = [str(thing("department", key)) for group in holding.groups for key in group]
    lines: list[str] = []
    for group in holding.groups if holding.every else [tuple(sorted(holding.ids))]:
        node = next(fresh)
        if len(group) == 1:
            lines.append(_assigned(node, str(thing("department", group[0])), holding.roles))
            continue
        named = " ".join(str(thing("department", key)) for key in group)
        lines.append(f"VALUES {node}h {{ {named} }}")
        lines.append(_assigned(node, f"{node}h", holding.roles))
    if holding.negative:
        return [f"FILTER NOT EXISTS {{ {' '.join(lines)} }}"]
    if holding.alone:
        node = next(fresh)
        others = f"FILTER({node}h NOT IN ({', '.join(terms)}))"
        held = _assigned(node, f"{node}h", holding.roles)
        lines.append(f"FILTER NOT EXISTS {{ {held} {others} }}")
    return lines


def _lack(lack: Lack) -> str:
    pattern = {
        "deadline": "?task zeren:deadline ?any",
        "target": "?task zeren:target ?any",
        "open": "?task zeren:openEnded true",
        "any": "?any zeren:task ?task",
        "charge": "?any zeren:task ?task",
    }.get(lack.what, f"?any zeren:task ?task ; zeren:role zeren:{lack.what}")
    return f"FILTER {'' if lack.present else 'NOT '}EXISTS {{ {pattern} }}"


def extreme_query(query: Query, selection: Selection, corpus: Corpus, day: str) -> str | None:
    """Return the query for the tasks that are due on `day`, the first or last of all."""
    first = query.extreme == "first"
    window = Window(None if first else day, day if first else None, "", "")
    due = "?task zeren:deadline/(time:inXSDgYear|time:inXSDgYearMonth|time:inXSDDate) ?extreme ."
    return _select(
        "?task", [*_tasks(query, selection, corpus), due, _in_window("?extreme", window)]
    )


def _asked(roles: Roles, left_out: Iterable[str], among: Iterable[str] = ()) -> list[str]:
    lines = [_assigned("?asked", "?department", roles)]
    terms = [str(thing("department", key)) for key in sorted(left_out)]
    if among:
        lines.append(f"VALUES ?department {{ {' '.join(among)} }}")
    if terms:
        lines.append(f"FILTER(?department NOT IN ({', '.join(terms)}))")
    return lines


def _in_place(query: Query, corpus: Corpus) -> str:
    if query.part:
        paths = {task.path for task in corpus.tasks if under(task.path, query)}
        return " || ".join(f'?path = "{path}"' for path in sorted(paths))
    paths = {section.path for _, section in corpus.sections if numbers(section.path) == query.place}
    return " || ".join(
        f'?path = "{path}" || STRSTARTS(?path, "{path}/") || STRSTARTS(?path, "{path}#")'
        for path in sorted(paths)
    )


def _in_window(name: str, window: Window) -> str:
    """Compare a year, a month or a day; each stands for its last day."""
    shown = f"STR({name})"
    cases = []
    for size in (4, 7, 10):
        parts = [f"STRLEN({shown}) = {size}"]
        if window.before is not None:
            parts.append(f'{shown} <= "{_latest(window.before, size)}"')
        if window.after is not None:
            parts.append(f'{shown} >= "{window.after[:size]}"')
        cases.append(" && ".join(parts))
    return f"FILTER({' || '.join(f'({case})' for case in cases)})"


def _latest(day: str, size: int) -> str:
    """Return the latest year, month or day that has ended on `day`."""
    part = day[:size]
    if last_day(part) <= day:
        return part
    if size == 4 or part[5:] == "01":
        year = str(int(part[:4]) - 1)
        return year if size == 4 else f"{year}-12"
    return f"{part[:5]}{int(part[5:]) - 1:02}"


def _chinese(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"@zh'
