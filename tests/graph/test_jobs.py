"""Jobs: none is lost, none is done twice; the same on every engine."""

from __future__ import annotations

import threading

from zeren_graph.catalogue import Catalogue
from zeren_graph.jobs import Claim, JobQueue, Outcome

FILES = [("甲.txt", 10), ("乙.txt", 20), (None, 30)]


def test_a_job_is_done_when_its_files_are(catalogue: Catalogue) -> None:
    jobs = catalogue.jobs
    row = jobs.add("j1", FILES)
    assert (row.status, row.total, row.done) == ("waiting", 3, 0)
    outcomes = [
        Outcome("added", document="0" * 16),
        Outcome("known", document="1" * 16),
        Outcome("failed", code="unreadable", detail="不是文字"),
    ]
    for position, outcome in enumerate(outcomes, 1):
        claim = jobs.claim()
        assert claim == Claim("j1", position, FILES[position - 1][0])
        found = jobs.find("j1")
        assert found
        assert (found.status, found.done) == ("running", position - 1)
        jobs.finish(claim, outcome)
    assert jobs.claim() is None
    row = jobs.find("j1") or row
    assert (row.status, row.done, row.added, row.known, row.failed) == ("done", 3, 1, 1, 1)
    assert row.finished
    assert row.started
    assert [(f.name, f.size, f.status, f.document, f.detail) for f in jobs.files("j1")] == [
        ("甲.txt", 10, "added", "0" * 16, None),
        ("乙.txt", 20, "known", "1" * 16, None),
        (None, 30, "failed", None, "不是文字"),
    ]


def test_the_queue_tells_how_much_is_left_and_since_when(catalogue: Catalogue) -> None:
    jobs = catalogue.jobs
    assert jobs.queue() == JobQueue(0, 0, None)
    since = [jobs.add(name, FILES).created for name in ("j1", "j2")]
    assert jobs.queue() == JobQueue(6, 0, since[0])
    claims = [jobs.claim() for _ in range(3)]
    assert jobs.queue() == JobQueue(3, 3, since[0])
    for claim in claims:
        assert claim
        jobs.finish(claim, Outcome("added", document="0" * 16))
    assert jobs.queue() == JobQueue(3, 0, since[1])
    jobs.cancel("j2")
    assert jobs.queue() == JobQueue(0, 0, None)


def test_jobs_come_one_after_the_other(catalogue: Catalogue) -> None:
    jobs = catalogue.jobs
    for name in ("j1", "j2"):
        jobs.add(name, FILES[:2])
    claims = [jobs.claim() for _ in range(5)]
    assert [c and (c.job, c.position) for c in claims] == [
        ("j1", 1), ("j1", 2), ("j2", 1), ("j2", 2), None,
    ]  # fmt: skip
    assert [row.id for row in jobs.list().items] == ["j2", "j1"]
    assert jobs.list(limit=1).next


def test_what_is_cancelled_is_not_begun(catalogue: Catalogue) -> None:
    jobs = catalogue.jobs
    jobs.add("j1", FILES)
    claim = jobs.claim()
    assert claim
    assert jobs.cancel("j1")
    assert jobs.claim() is None
    running = jobs.find("j1")
    assert running
    assert (running.status, running.cancelled) == ("running", 2)
    jobs.finish(claim, Outcome("added", document="0" * 16))
    ended = jobs.find("j1")
    assert ended
    assert (ended.status, ended.added, ended.cancelled) == ("cancelled", 1, 2)
    assert not jobs.cancel("j1")
    assert not jobs.cancel("no such job")


def test_what_was_begun_waits_again_after_a_crash(catalogue: Catalogue) -> None:
    jobs = catalogue.jobs
    jobs.add("j1", FILES)
    first = jobs.claim()
    assert jobs.recover() == 3
    assert jobs.claim() == first


def test_a_file_that_ends_the_process_again_and_again_is_given_up(catalogue: Catalogue) -> None:
    jobs = catalogue.jobs
    jobs.add("j1", FILES[:1])
    for _ in range(3):
        assert jobs.claim()
        jobs.recover()
    assert jobs.claim() is None
    row = jobs.find("j1")
    assert row
    assert (row.status, row.failed) == ("done", 1)
    assert jobs.files("j1")[0].code == "gave-up"


def test_no_file_is_begun_twice_at_once(catalogue: Catalogue) -> None:
    jobs = catalogue.jobs
    jobs.add("j1", [(None, 1)] * 40)
    claims: list[Claim] = []

    def work() -> None:
        while claim := jobs.claim():
            claims.append(claim)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claim.position for claim in claims) == list(range(1, 41))


def test_a_job_can_be_forgotten(catalogue: Catalogue) -> None:
    catalogue.jobs.add("j1", FILES)
    catalogue.jobs.forget("j1")
    assert catalogue.jobs.find("j1") is None
    assert catalogue.jobs.files("j1") == ()
    assert catalogue.jobs.claim() is None
