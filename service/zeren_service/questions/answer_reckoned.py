"""A query for a reckoned number in, the lists that it is worked out from and the number out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from zeren_service.questions.answer import Answer
from zeren_service.questions.answer_facts import answer_targets
from zeren_service.questions.answer_ranking import answer_ranking, count_tasks
from zeren_service.questions.answer_tasks import answer_tasks
from zeren_service.questions.refusals import not_stated
from zeren_service.questions.select import holders, select_tasks
from zeren_service.questions.wording import ROLE_NAMES, condition_words, role_words

if TYPE_CHECKING:
    from zeren_service.questions.corpus import Corpus
    from zeren_service.questions.query import Query


def answer_reckoned(question: str, query: Query, corpus: Corpus) -> Answer:
    """Return the number that is asked for, with the complete list that it is reckoned from."""
    if query.reckoned == "difference":
        return _difference(question, query, corpus)
    if query.reckoned == "share":
        return _share(question, query, corpus)
    return _average(question, query, corpus)


def _difference(question: str, query: Query, corpus: Corpus) -> Answer:
    """Return both departments, with how many tasks the one has more than the other."""
    ranking = answer_ranking(question, replace(query, rank="order"), corpus)
    counts, _, _ = count_tasks(query, corpus)
    first, second = query.among
    more = counts.get(first.id, 0) - counts.get(second.id, 0)
    role = f"担任{role_words(query.roles)}的任务" if query.roles else "参与的任务"
    told = (
        f"{first.name}{role}{counts.get(first.id, 0)}项，{second.name}{counts.get(second.id, 0)}项"
    )
    sign = "多" if more > 0 else "少"
    said = f"{first.name}比{second.name}{sign}{abs(more)}项" if more else "两家一样多"
    asked = {"most": more, "least": -more}.get(query.rank or "", abs(more))
    head = ("是。" if asked > 0 else "不是。") if query.yesno else ""
    asked_about = condition_words(query)
    about = f"在{asked_about}的任务里，" if asked_about else ""
    return replace(ranking, number=float(asked), answer=f"{head}{about}{told}，{said}。")


def _share(question: str, query: Query, corpus: Corpus) -> Answer:
    """Return the part, with the share in per cent that it is of the whole."""
    of_targets = query.focus == "targets"
    answer = (answer_targets if of_targets else answer_tasks)(question, query, corpus)
    base = query.base
    if base is None:
        raise not_stated("没有说明占什么的比例")
    if of_targets:
        whole = {item.id for item in answer_targets(question, base, corpus).items}
    else:
        whole = {task.id for task in select_tasks(base, corpus).tasks}
    if not whole:
        raise not_stated(f"没有找到{condition_words(base)}的任务，算不出比例")
    part = [item for item in answer.items if item.id in whole]
    share = round(100 * len(part) / len(whole), 1)
    thing, unit = ("目标", "个") if of_targets else ("任务", "项")
    asked = condition_words(base)
    about = f"{asked}的{thing}" if asked else f"全部{thing}"
    said = f"{len(part)}{unit}，占{about}（{len(whole)}{unit}）的{share:g}%"
    return replace(answer, number=share, answer=f"{said}。{answer.answer}")


def _average(question: str, query: Query, corpus: Corpus) -> Answer:
    if query.focus == "tasks":
        return _per_task(question, query, corpus)
    ranking = answer_ranking(question, query, corpus)
    counts, _, _ = count_tasks(query, corpus)
    every = sum(counts.values())
    mean = round(every / len(counts), 1)
    role = role_words(query.roles)
    said = f"{len(counts)}个{role}共{every}项次，平均每个{mean:g}项（没有这类任务的部门不算在内）"
    return replace(ranking, number=mean, answer=f"{said}。{ranking.answer}")


def _per_task(question: str, query: Query, corpus: Corpus) -> Answer:
    """Return the tasks, with how many departments each has on average."""
    tasks = select_tasks(query, corpus).tasks
    answer = answer_tasks(question, query, corpus)
    if not tasks:
        raise not_stated(f"没有找到{condition_words(query)}的任务，算不出平均数")
    every = sum(len({row.organisation for row in holders(t, query.roles)}) for t in tasks)
    mean = round(every / len(tasks), 1)
    role = "和".join(ROLE_NAMES[r] for r in query.roles) if query.roles else "部门"
    said = f"{len(tasks)}项任务共有{role}{every}个次，平均每项{mean:g}个"
    return replace(answer, number=mean, answer=f"{said}。{answer.answer}")
