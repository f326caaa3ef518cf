"""Phrases in, who holds which role out: `甲牵头、乙配合` gives each name its own word of role."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zeren_service.questions.query import ROLE_ORDER, ROLES_OF, Lack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren_graph.records import DepartmentRow
    from zeren_service.questions.phrases import Phrase


@dataclass
class Actor:
    """A name (or several joined ones), or the one that is asked for when `rows` is empty."""

    rows: list[DepartmentRow] = field(default_factory=list)
    joint: str = ""
    negative: bool = False
    excepted: bool = False
    words: list[str] = field(default_factory=list)
    barred: list[str] = field(default_factory=list)  # roles it must not hold
    besides: list[str] = field(default_factory=list)  # roles it must hold as well
    with_asked: bool = False


@dataclass
class Binding:
    """What the walk found."""

    actors: list[Actor] = field(default_factory=list)
    lacks: list[Lack] = field(default_factory=list)
    loose_roles: list[Phrase] = field(default_factory=list)  # roles that nobody holds
    flags: set[str] = field(default_factory=set)
    omitted: list[str] = field(default_factory=list)  # roles that 除了 leaves out
    twins: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def asked(self) -> Actor | None:
        """The one that the question asks for."""
        return next((actor for actor in self.actors if not actor.rows), None)

    @property
    def named(self) -> list[Actor]:
        """Those that the question names."""
        return [actor for actor in self.actors if actor.rows]


class _Walk:
    """One pass over the phrases, from left to right."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self.phrases = phrases
        self.found = Binding()
        self.actor: Actor | None = None  # waits for its role
        self.last: Actor | None = None
        self.pending: list[Phrase] = []
        self.barring: list[Phrase] = []  # as pending, after 不 or 没有
        self.negation = ""
        self.join = ""
        self.joint = ""  # the word that joins
        self.beside: Actor | None = None  # the name right before, which has its role
        self.by_noun = False  # the last role was said with a noun: 作为牵头单位
        self.turn = False  # 但 was said
        self.excepted = False
        self.only = False
        self.listing = False

    def run(self) -> Binding:
        for index, phrase in enumerate(self.phrases):
            before = self.phrases[index - 1] if index else None
            after = self.phrases[index + 1] if index + 1 < len(self.phrases) else None
            if phrase.kind not in {"and", "or", "department"}:
                self.beside = None
            self._step(phrase, before, after)
        self._finish()
        return self.found

    def _step(self, phrase: Phrase, before: Phrase | None, after: Phrase | None) -> None:
        self.turn = self.turn or phrase.kind == "but"
        match phrase.kind:
            case "department":
                self._name(phrase)
            case "who" | "each":
                self._ask()
            case "role" | "post":
                self._role(phrase, before, after)
            case "not":
                self.negation = phrase.value
            case "and" | "or":
                self.join, self.joint = phrase.kind, phrase.text
                # 甲牵头的和乙牵头的: two lists in one, which no one list answers
                self.listing = (
                    before is not None
                    and before.kind in {"role", "post"}
                    and (phrase.text in {"和", "与", "及", "以及", "跟", "或", "或者"})
                )
                return
            case "except" | "outside":
                self.excepted = phrase.kind == "except"
            case "only":
                self.only = True
            case "absent" | "open":
                self._absent(phrase)
            case "nobody":
                self.negation = "nobody"
            case "limit" | "target" if self.negation == "without":
                self.found.lacks.append(Lack("deadline" if phrase.kind == "limit" else "target"))
                self.negation = ""
            case "together" | "apart" | "alone" | "sole" | "many" | "exact":
                self.found.flags.add(phrase.kind)
                return
            case _:
                pass
        self.join = ""
        self.listing = False

    def _absent(self, phrase: Phrase) -> None:
        """Read 牵头单位不明确 and 责任单位没写全, where the word of role stands before."""
        if phrase.kind == "open":
            self.pending = [p for p in self.pending if p.kind != "post"]
            self.found.lacks.append(Lack("open", present=True))
        elif self.pending and self.pending[-1].kind == "post":
            self.found.lacks.append(Lack(self.pending.pop().value))
        else:
            self.found.flags.add("dangling")

    def _name(self, phrase: Phrase) -> None:
        # Rows that bear one full name are one unit; the first stands for them.
        rows = list(phrase.token.departments[:1])
        self.found.twins[rows[0].id] = tuple(row.id for row in phrase.token.departments)
        actor = self.actor
        if actor is not None and actor.excepted and self.joint == ",":
            actor = self.actor = None  # 除了甲，乙还…: the comma ends what is left out
            self.join, self.excepted = "", False
        if actor is not None and actor.rows and self.join:
            actor.rows.extend(rows)
            actor.joint = actor.joint if actor.joint == "or" else self.join
            if phrase.text == self.phrases[-1].text:
                return
            return
        beside = self.beside
        if actor is None and beside is not None and self.join and not self.found.asked:
            beside.rows.extend(rows)  # 牵头单位是甲局或乙局: the noun goes for both
            beside.joint = beside.joint if beside.joint == "or" else self.join
            return
        joined_to_asked = actor is not None and not actor.rows and self.join == "and"
        if self.only:
            self.found.flags.add("alone")
            self.only = False
        new = Actor(rows, negative=bool(self.negation), excepted=self.excepted)
        self.excepted = False
        # 和甲共同牵头的有谁: 和 with nothing before it joins the name to the one asked for
        new.with_asked = joined_to_asked or (self.join == "and" and not self.found.actors)
        self.negation = ""
        self.found.actors.append(new)
        posts = [p for p in self.pending if p.kind == "post"]
        if posts:
            new.words.extend(p.value for p in posts)
            self.pending = [p for p in self.pending if p.kind != "post"]
            self.last = self.beside = new
            self.actor = actor if joined_to_asked else None
            return
        if joined_to_asked:
            return  # 谁和甲一起牵头: the role that follows is for both
        if self.listing:
            self.found.flags.add("union")
        self.actor = self.last = new

    def _ask(self) -> Actor:
        actor = self.actor
        asked = self.found.asked
        if asked is None:
            asked = Actor()
            self.found.actors.append(asked)
        if actor is not None and actor.rows and not actor.words and self.join == "and":
            actor.with_asked = True
        if self.pending or self.barring:
            asked.barred.extend(p.value for p in self.barring)
            self.barring = []
            asked.words.extend(p.value for p in self.pending)
            self.pending = []
            self.last = asked
            self.actor = None
        else:
            self.actor = self.last = asked
        self.excepted = False
        return asked

    def _role(self, phrase: Phrase, before: Phrase | None, after: Phrase | None) -> None:
        if self._only_this(phrase) or self._left_out(phrase, before):
            return
        if self.negation and phrase.value == "any" and _takes_name(phrase, after):
            return  # 不涉及甲局: 不 goes with the name, which stands behind its verb
        if "出现" in phrase.text and self.pending and self.actor is None:
            return  # 牵头单位里出现最多的: the noun has named the role
        names_next = phrase.kind == "post" and after is not None and after.kind == "department"
        waits = self.actor is None or (self.negation == "isnt" and phrase.linked)
        if names_next and (waits or (self.negation == "isnt" and not self._named())):
            self.pending.append(phrase)
            return
        asks = _asks_for(phrase, before, after)
        if self._lacking(phrase) or self._continues(phrase, before, asks=asks):
            return
        if asks and phrase.placed and self._named() and not phrase.linked:
            self._owned(phrase)
            return
        if asks and self.actor is not None and self.actor.excepted:
            self.actor = None  # 除甲局外还有哪些牵头单位
        if asks and self.actor is not None and self.actor.with_asked:
            self._ask().words.append(phrase.value)  # 和甲一起牵头的单位有哪些
            self.actor = None
            return
        if self.actor is not None:
            self._give(self.actor, phrase)
            return
        if asks:
            barred, self.negation = bool(self.negation), ""
            asked = self._ask()
            (asked.barred if barred else asked.words).append(phrase.value)
            self.actor = None
            return
        (self.barring if self.negation else self.pending).append(phrase)
        self.negation = ""

    def _left_out(self, phrase: Phrase, before: Phrase | None) -> bool:
        """Read 除了牵头单位还有谁: the one asked for holds another role."""
        if phrase.kind != "post" or before is None or before.kind != "except":
            return False
        self.found.omitted.append(phrase.value)
        self.excepted = False
        return True

    def _owned(self, phrase: Phrase) -> None:
        """Read 甲的配合单位有哪些: those who support it. What 甲的责任单位 are, no plan says."""
        if phrase.value not in {"support", "any"} or self.negation:
            self.found.flags.add("dangling")
        if phrase.value == "any":
            self.found.flags.add("together")  # 甲的合作单位
        self.actor = None
        self._ask().words.append(phrase.value)
        self.actor = None

    def _named(self) -> bool:
        return self.actor is not None and bool(self.actor.rows)

    def _give(self, actor: Actor, phrase: Phrase) -> None:
        """Give the role to the one that waits for it, or bar it."""
        if phrase.text.startswith("占") and self.pending:
            phrase = self.pending.pop()  # 牵头的里头，甲局占了哪些
        if self.negation and actor.negative:
            self.found.flags.add("dangling")  # 不是甲不牵头的
        if self.negation and not actor.rows:
            actor.barred.append(phrase.value)
        else:
            actor.negative = actor.negative or bool(self.negation)
            actor.words.append(phrase.value)
        self.negation = ""
        self.by_noun = phrase.kind == "post"
        self.last, self.actor = actor, None

    def _only_this(self, phrase: Phrase) -> bool:
        """Read 甲只当责任单位: no other role in the same task; and 只有牵头单位的任务."""
        if not self.only:
            return False
        if self.actor is None and self.last is not None and self.last.negative:
            # 甲不牵头只是责任单位: what it is not stands before what it is
            self.actor, self.last.negative = self.last, False
            self.actor.barred, self.actor.words = [*self.actor.barred, *self.actor.words], []
        if self.actor is not None and self.actor.rows:
            self.actor.words.append(phrase.value)
            # 只参与 is to join and not to lead
            mine = ROLES_OF[phrase.value] or ROLE_ORDER[1:]
            self.actor.barred.extend(role for role in ROLE_ORDER if role not in mine)
            self.last, self.actor, self.only = self.actor, None, False
            return True
        if phrase.kind != "post":
            return False
        self.found.lacks.append(Lack(phrase.value, present=True))
        self.found.lacks.extend(Lack(role) for role in ROLE_ORDER if role != phrase.value)
        self.only = False
        return True

    def _lacking(self, phrase: Phrase) -> bool:
        """Read 没有责任单位, where no name waits for the role, and 没人牵头."""
        if self.negation == "nobody":
            self.found.lacks.append(Lack(phrase.value))
            self.negation = ""
            return True
        if self.negation != "without" or phrase.kind != "post":
            return False
        self.found.lacks.append(Lack(phrase.value))
        self.negation = ""
        return True

    def _continues(self, phrase: Phrase, before: Phrase | None, *, asks: bool) -> bool:
        """Read the second role of the same name: 甲牵头或负责, 甲参与但不牵头."""
        if self.last is None or self.actor is not None:
            return False
        if self.negation and (self.turn or self.last.rows or self.last.words):
            self.last.barred.append(phrase.value)
            self.negation, self.turn = "", False
            return True
        if self.turn and self.last.rows and self.last.words:
            self.last.besides.append(phrase.value)
            self.turn = False
            return True
        if before is not None and before.text == "," and self.by_noun and phrase.value == "charge":
            return True  # 作为牵头单位，负责…: the noun has named the role
        named = before is not None and (
            before.kind == "post" or before.text.startswith(("作为", "担任"))
        )
        if named and phrase.value in {"charge", "any"}:
            return True  # 作为牵头单位承担的: the noun has named the role
        if before is not None and before.kind == "role" and phrase.value == "charge":
            return before.value != "any"  # 牵头落实, 配合承担: the first verb has named the role
        joined = before is not None and before.kind in {"and", "or", "role", "post"}
        if asks and before is not None and before.text == ",":
            return False  # 甲牵头的任务，责任单位有哪些: a comma ends the list of roles
        if joined and self.last.words:
            self.last.words.append(phrase.value)
            return True
        return False

    def _finish(self) -> None:
        ends = self.phrases[-1].kind == "not"  # 牵头了没有 asks yes or no
        if (self.negation and not ends) or self.only:
            self.found.flags.add("dangling")
        for index, phrase in enumerate(self.phrases):
            following = self.phrases[index + 1 : index + 2]
            named = [p.kind for p in following] in (["department"], ["post"])
            if phrase.kind == "except" and not named:
                self.found.flags.add("dangling")
        asked = self.found.asked
        if self.negation and ends and self.phrases[-1].text[0] in "都也":
            # 哪些部门一项牵头任务都没有
            if asked is None or not asked.words:
                self.found.flags.add("dangling")
            else:
                asked.barred, asked.words = asked.words, []
        elif self.negation and ends:
            self.found.flags.add("yesno")
        if self.barring:
            self.found.flags.add("dangling")
        for phrase in self.pending:
            waiting = self.found.asked
            if waiting is not None and not waiting.words:
                waiting.words.append(phrase.value)
            elif (idle := self._idle()) is not None:
                idle.words.append(phrase.value)
            else:
                self.found.loose_roles.append(phrase)

    def _idle(self) -> Actor | None:
        return next((a for a in self.found.named if not a.words and not a.excepted), None)


def _asks_for(phrase: Phrase, before: Phrase | None, after: Phrase | None) -> bool:
    """Tell whether 牵头单位 is what is asked for: 牵头单位有哪些, 哪些牵头单位."""
    if phrase.kind != "post" or (after is not None and after.kind == "department"):
        return False
    return (after is not None and after.kind in {"which", "who"}) or (
        before is not None and before.kind == "which"
    )


def _takes_name(phrase: Phrase, after: Phrase | None) -> bool:
    """Tell whether a name follows a verb that has it as its object: 涉及甲局."""
    return phrase.kind == "role" and after is not None and after.kind == "department"


def bind(phrases: Sequence[Phrase]) -> Binding:
    """Return who holds which role in the question."""
    return _Walk(phrases).run()
