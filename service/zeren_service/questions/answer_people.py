"""A query for persons in, the members of the leading group that meet it out."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from zeren_service.questions.answer import Answer, Item, Proof
from zeren_service.questions.answer_tasks import reading_of
from zeren_service.questions.evidence import proof_at
from zeren_service.questions.graph_query import office_query, people_query
from zeren_service.questions.normal import bare, mapped, normal
from zeren_service.questions.refusals import not_stated
from zeren_service.questions.wording import listed

if TYPE_CHECKING:
    from zeren_graph.records import PersonRow, PostRow
    from zeren_parser.model import Roster
    from zeren_service.questions.answer import AnswerKind
    from zeren_service.questions.corpus import Corpus
    from zeren_service.questions.query import Query

_OFFICE: Final = re.compile(r"办公室.{0,20}?设|设.{0,20}?办公室|办公室主任")


def answer_people(question: str, query: Query, corpus: Corpus) -> Answer:
    """Return the persons that are asked for, in printed order."""
    rosters = [r for r in corpus.rosters if query.document in {None, r[0]}]
    if not rosters:
        raise not_stated("文件没有领导小组名单")
    if "office" in query.roster:
        return _answer_office(question, query, corpus, rosters)
    people = [p for p in _people(query, corpus) if _meets(p, query, corpus)]
    if not people:
        if query.yesno and "person" in query.roster:
            return _plain(question, query, [], corpus, "不是。" + _who(query, corpus))
        asked, others = _asked(query, corpus), _same_unit(query, corpus)
        if query.yesno:
            none = f"没有。领导小组名单里没有找到{asked}{others}。"
            return _plain(question, query, [], corpus, none)
        raise not_stated(f"领导小组名单里没有找到{asked}{others}")
    heads = {(document, normal(r.office_head)) for document, r in rosters if r.office_head}
    told = listed(
        _told(person)
        + ("兼领导小组办公室主任" if (person.document, normal(person.person)) in heads else "")
        for person in people
    )
    head = ("是。" if "person" in query.roster else "有。") if query.yesno else ""
    return _plain(
        question, query, people, corpus, f"{head}{_asked(query, corpus)}共{len(people)}人：{told}。"
    )


def _plain(
    question: str, query: Query, people: list[PersonRow], corpus: Corpus, sentence: str
) -> Answer:
    items = tuple(
        Item(p.id, p.person, None, proof_at(corpus, p.document, p.start, p.end)) for p in people
    )
    kind: AnswerKind = "count" if query.counted else "people"
    return Answer(
        question,
        reading_of("people", query),
        kind,
        items,
        len(items),
        sentence,
        sparql=_sparql(query, people, corpus),
    )


def _sparql(query: Query, people: list[PersonRow], corpus: Corpus) -> str | None:
    """Return the query for these members; posts are named as they are printed."""
    labels: tuple[str, ...] = ()
    if query.roster.keys() & {"unit", "seat", "title"}:
        labels = tuple(
            dict.fromkeys(
                f"{post.organisation or ''}{post.title}"
                for person in people
                for post in person.posts
                if _is_post(post, query, corpus)
            )
        )
    if not labels and query.roster.keys() & {"unit", "seat", "title"}:
        labels = (_post_asked(query, corpus),)
    return people_query(query.roster, labels, query.document or corpus.document)


def _people(query: Query, corpus: Corpus) -> tuple[PersonRow, ...]:
    return corpus.catalogue.people(document=query.document or corpus.document, limit=None).items


def _meets(person: PersonRow, query: Query, corpus: Corpus) -> bool:
    wanted = query.roster
    if "person" in wanted and normal(person.person) != wanted["person"]:
        return False
    if "member" in wanted and person.role not in wanted["member"].split("|"):
        return False
    if "surname" in wanted and not normal(person.person).startswith(wanted["surname"]):
        return False
    if "note" in wanted and wanted["note"] != normal(person.note or ""):
        return False
    if "unit" in wanted or "title" in wanted or "seat" in wanted:
        return any(_is_post(post, query, corpus) for post in person.posts)
    return True


def _is_post(post: PostRow, query: Query, corpus: Corpus) -> bool:
    wanted = query.roster
    if "unit" in wanted:
        rows = [corpus.lexicon.rows[key] for key in wanted["unit"].split("|")]
        known = {bare(name) for row in rows for name in (row.name, *row.aliases)}
        if bare(post.organisation or "") not in known:
            return False
    if "seat" in wanted and normal(post.organisation or "") != wanted["seat"]:
        return False
    return "title" not in wanted or _titled(post, wanted["title"])


def _titled(post: PostRow, title: str) -> bool:
    """Tell whether the post is called `title`, or 街道办事处主任 with the kind of its unit."""
    own = normal(post.title)
    whole = normal(post.organisation or "") + own
    return own == title or (len(title) > len(own) and whole.endswith(title))


def _posts(person: PersonRow) -> str:
    return "、".join(f"{post.organisation or ''}{post.title}" for post in person.posts)


def _told(person: PersonRow) -> str:
    note = f"，{person.note}" if person.note else ""
    return f"{person.person}（{person.role}；{_posts(person)}{note}）"


def _asked(query: Query, corpus: Corpus) -> str:
    wanted = query.roster
    post = _post_asked(query, corpus)
    member = wanted.get("note", wanted.get("member", "")).replace("|", "和")
    surname = f"姓{wanted['surname']}的" if "surname" in wanted else ""
    if surname and not (member or post):
        return f"{surname}领导小组人员"
    parts = [wanted.get("person", ""), surname + (member or post), post if member else ""]
    return "、".join(part for part in parts if part) or "领导小组人员"


def _post_asked(query: Query, corpus: Corpus) -> str:
    wanted = query.roster
    unit = corpus.lexicon.rows[wanted["unit"].split("|")[0]].name if "unit" in wanted else ""
    return f"{unit}{wanted.get('seat', '')}{wanted.get('title', '')}"


def _same_unit(query: Query, corpus: Corpus) -> str:
    """Say who of the same unit is there."""
    if "unit" not in query.roster or "title" not in query.roster:
        return ""
    wider = replace(query, roster={"unit": query.roster["unit"]})
    others = [p for p in _people(query, corpus) if _meets(p, wider, corpus)]
    if not others:
        return ""
    return f"，该单位列名的有：{listed(_told(person) for person in others)}"


def _who(query: Query, corpus: Corpus) -> str:
    same = [p for p in _people(query, corpus) if normal(p.person) == query.roster["person"]]
    return listed(_told(person) for person in same) + "。"


def _answer_office(
    question: str, query: Query, corpus: Corpus, rosters: list[tuple[str, Roster]]
) -> Answer:
    """Return where the office of the leading group is, or who heads it."""
    head = query.roster["office"] == "head"
    items: list[Item] = []
    told: list[str] = []
    for document, roster in rosters:
        value = roster.office_head if head else roster.office_at
        if value is None:
            continue
        proof = _office_proof(corpus, document, roster, value)
        if head:
            same = [
                p
                for p in corpus.catalogue.people(document=document, limit=None).items
                if normal(p.person) == normal(value)
            ]
            key = same[0].id if same else document
            told.append(f"{roster.name}办公室主任由{value}兼任")
        else:
            rows = corpus.lexicon.spellings.get(bare(value), ())
            key = rows[0] if len(rows) == 1 else document
            told.append(f"{roster.name}办公室设在{value}")
        items.append(Item(key, value, None, proof))
    if not items:
        raise not_stated("文件没有写领导小组办公室" + ("主任" if head else "设在哪里"))
    sentence = "；".join(told) + "。"
    kind: AnswerKind = "people" if head else "departments"
    groups = {item.id for item in items} & {document for document, _ in rosters}
    return Answer(
        question,
        reading_of("office", query),
        kind,
        tuple(items),
        len(items),
        sentence,
        sparql=office_query(query.document or corpus.document, head=head, groups=bool(groups)),
    )


def _office_proof(corpus: Corpus, document: str, roster: Roster, value: str) -> Proof:
    """Return the place of `value` in the phrase that sets up the office."""
    text = corpus.text(document)
    form = mapped(text, roster.span.start, len(text))
    wanted = normal(value)
    phrase = _OFFICE.search(form.text)
    found = form.find(wanted, phrase.start()) if phrase is not None else None
    found = found or mapped(text).find(wanted)
    if found is None:
        found = (roster.span.start, roster.span.end)
    return proof_at(corpus, document, *found)
