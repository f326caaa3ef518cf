"""The load benchmark loads the real program, and notices answers that are not good."""

from __future__ import annotations

import os
from collections.abc import Iterator

import httpx
import pytest

from zeren_parser import parse
from zeren_service.load import measuring
from zeren_service.load.generator import ask_in_turn, requests_per_second
from zeren_service.load.made_plans import LEAD, made_plan
from zeren_service.load.measuring import Figure, Server, fill, hot_address, serving
from zeren_service.load.pacing import Latencies, ahead_of_others, latencies_at
from zeren_service.load.requests import LoadFailed
from zeren_service.load.server import EMPTY


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("load")
    fill(data, 2)
    with serving(data) as found:
        yield found


def test_a_made_plan_is_read_whole() -> None:
    plan = parse(made_plan(3), name="方案.txt")
    assert len(plan.tasks) == 60
    leads = [a for t in plan.tasks for a in t.assignments if a.role == "lead"]
    assert {a.department for a in leads} == {LEAD}
    assert len(leads) == 60
    assert all(task.deadlines for task in plan.tasks)


def test_the_address_that_is_measured_gives_fifty_tasks(server: Server) -> None:
    page = httpx.get(hot_address(server)).json()
    assert len(page["items"]) == 50
    assert page["total"] == 120
    assert httpx.get(server.url + EMPTY).json() == {"status": "ok"}
    assert server.memory > 2**20
    before = server.busy
    assert 0 < before < 600
    for _ in range(200):
        httpx.get(server.url + EMPTY)
    assert before < server.busy < before + 60


@pytest.mark.parametrize("with_wrk", [True, False])
def test_both_generators_count(
    with_wrk: bool, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not with_wrk:
        monkeypatch.setattr("shutil.which", lambda _: None)
    assert requests_per_second(server.url + EMPTY, 3) > 1
    with pytest.raises(LoadFailed):
        requests_per_second(f"{server.url}/no/such/address", 1)


def test_every_request_of_a_rate_is_answered_and_timed(server: Server) -> None:
    found = latencies_at(hot_address(server), 40, 1)
    assert len(found.answers) == len(found.late) == 40
    took = [seconds for _, seconds in found.answers]
    assert 0 < found.share(0.5) <= found.share(0.99) <= max(took)
    assert min(took) <= found.usual(0.5) <= found.usual(0.99) <= max(took)
    assert max(moment for moment, _ in found.answers) > 0.9, "requests come when they are due"
    with pytest.raises(LoadFailed):
        latencies_at(f"{server.url}/no/such/address", 40, 1)


def test_one_stop_does_not_hide_how_fast_answers_are_otherwise() -> None:
    answers = [(at / 100, 0.001) for at in range(1000)]
    answers[300:330] = [(moment, 0.2) for moment, _ in answers[300:330]]  # 3 s to 3.3 s
    found = Latencies(tuple(answers))
    assert (found.share(0.99), found.usual(0.99)) == (0.2, 0.001)


def test_server_and_generator_go_ahead_where_the_system_lets_them(server: Server) -> None:
    usual = os.sched_getscheduler(0)
    with ahead_of_others(server.pid) as may:
        policies = {os.sched_getscheduler(pid) for pid in (0, server.pid)}
        assert policies == ({os.SCHED_FIFO | os.SCHED_RESET_ON_FORK} if may else {usual})
    assert {os.sched_getscheduler(pid) for pid in (0, server.pid)} == {usual}


def test_a_rate_that_cannot_be_kept_is_lowered(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []

    def answer(_url: str, rate: float, _seconds: float) -> Latencies:
        asked.append(rate)
        if rate > 700:
            raise LoadFailed("not all were answered")
        return Latencies(((0.0, 1.0 if rate > 600 else 0.001),), (0.0,))

    monkeypatch.setattr(measuring, "latencies_at", answer)
    assert measuring._rate_that_is_kept("x", 1000, 1) == pytest.approx(512)
    assert asked == pytest.approx([1000, 800, 640, 512])
    assert measuring._rate_that_is_kept("x", 500, 1) == 500


def test_several_addresses_are_asked_in_turn(server: Server) -> None:
    assert ask_in_turn([hot_address(server), server.url + EMPTY], 1) > 1


def test_a_figure_is_reached_or_not() -> None:
    assert Figure("x", 0.5, least=0.5).reached
    assert not Figure("x", 0.4, least=0.5).reached
    assert not Figure("x", 6, most=5).reached
