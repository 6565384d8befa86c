"""The socket's states against a model of them: every order of messages, and of work that ends well or not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitscope.messages import Evaluate, Evaluation, Measure, Measurement, SweepLine, to_wire
from digitscope.server import conversation
from digitscope.server.conversation import Conversation, State
from digitscope.server.keys import Session
from digitscope.server.limits import Limits
from digitscope.server.lines import Lines
from digitscope.server.refusal import RefusalError, busy, missing

LIMITS = replace(Limits(), messages_per_second=1e6, message_burst=10**6, errors_per_minute=10**6, outgoing_messages=3)
LINES = 3


class Wire:
    """A WebSocket whose client is the test."""

    def __init__(self) -> None:
        self.incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.said: list[tuple[str, int | None]] = []

    async def accept(self) -> None:
        pass

    async def receive(self) -> dict[str, Any]:
        return await self.incoming.get()

    async def send_text(self, text: str) -> None:
        message = json.loads(text)
        if message["type"] != "hello":
            what = message["line"] if message["type"] == "sweep" else message.get("code", message["type"])
            self.said.append((str(what), message["id"]))


class Shelf:
    """Work that ends when the test says so."""

    def __init__(self) -> None:
        self.under_way: list[asyncio.Future[None]] = []

    async def _ended(self) -> None:
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.under_way.append(mine)
        await mine

    async def evaluation(self, asked: Evaluate, _: Session) -> Evaluation:
        await self._ended()
        return Evaluation(asked.id, asked.network, 1, 1, 1.0, (0.0, 1.0), "", "", "quadratic", 0.0)

    async def measurement(self, asked: Measure) -> Measurement:
        await self._ended()
        return Measurement(asked.id, 1, 1, "numpy", "", "", ())

    async def more(self, lines: Lines, _: Session) -> None:
        await self._ended()
        count = lines.asked.knobs[-1].count
        head = SweepLine(0, "", 0, LINES if len(lines.asked.knobs) > 1 else 1, "quadratic", "", "", None, (), None)
        half = 4 * ((count + 1) // 2)
        lines.add(to_wire(head), b"\0" * half, b"\0" * half)


ANSWERED = {"EVALUATING": "evaluation", "MEASURING": "measurement"}


@dataclass
class Model:
    """What the socket must do. Work is under way of an evaluation, measurement or sweep, by id; a line is two parts."""

    working: tuple[str, int] | None = None
    waiting: int | None = None
    measure: int | None = None
    sweep: int | None = None
    again: bool = False
    lines: int = 0
    done: int = 0
    says: list[tuple[str, int | None]] = field(default_factory=list)

    @property
    def state(self) -> State:
        return State.IDLE if self.working is None else State[self.working[0]]

    def evaluate(self, number: int) -> None:
        if self.working is None:
            self.working = ("EVALUATING", number)
            return
        if self.waiting is not None:
            self.says.append(("SUPERSEDED", self.waiting))
        self.waiting = number

    def begin_measure(self, number: int) -> None:
        if self.working is None:
            self.working = ("MEASURING", number)
            return
        if self.measure is not None:
            self.says.append(("SUPERSEDED", self.measure))
        self.measure = number

    def begin_sweep(self, number: int, lines: int) -> None:
        if self.sweep is not None:
            self.says.append(("SUPERSEDED", self.sweep))
        self.sweep, self.lines, self.done, self.again = number, lines, 0, False
        self.working = self.working or ("SWEEPING", number)

    def end(self, how: str) -> None:
        """how: done, or the code of a failure."""
        if self.working is None:
            return
        kind, number = self.working
        if kind in ANSWERED:
            self.says.append((ANSWERED[kind] if how == "done" else how, number))
        elif number == self.sweep and (how != "BUSY" or self.again):
            self._part(number, how)
        elif number == self.sweep:
            self.again = True
        if self.waiting is not None:
            self.working, self.waiting = ("EVALUATING", self.waiting), None
        elif self.measure is not None:
            self.working, self.measure = ("MEASURING", self.measure), None
        else:
            self.working = None if self.sweep is None else ("SWEEPING", self.sweep)

    def _part(self, number: int, how: str) -> None:
        self.done, self.again = self.done + 1, False
        if how != "done":
            self.says.append((how, number))
        elif self.done % 2 == 0:
            self.says.append((str(self.done // 2 - 1), number))
        if how != "done" or self.done == 2 * self.lines:
            self.sweep = None


def _knobs(count: int) -> list[dict[str, Any]]:
    return [
        {"layer": 0, "neuron": number, "source": None, "low": 0, "high": 1, "count": LINES} for number in range(count)
    ]


def _text(kind: str, number: int) -> str | None:
    match kind:
        case "evaluate":
            return json.dumps({"type": "evaluate", "id": number, "network": "plain"})
        case "measure":
            return json.dumps({"type": "measure", "id": number})
        case "sweep" | "map":
            knobs = _knobs(1 if kind == "sweep" else 2)
            return json.dumps({"type": "sweep", "id": number, "network": "plain", "knobs": knobs})
        case "no knobs":
            return json.dumps({"type": "sweep", "id": number, "network": "plain", "knobs": []})
        case _:
            return None


def _in_model(model: Model, kind: str, number: int) -> None:
    match kind:
        case "evaluate":
            model.evaluate(number)
        case "measure":
            model.begin_measure(number)
        case "sweep" | "map":
            model.begin_sweep(number, 1 if kind == "sweep" else LINES)
        case "no knobs":
            model.says.append(("MESSAGE_INVALID", number))
        case "bytes":
            model.says.append(("MESSAGE_INVALID", None))
        case _:
            model.end(kind)


async def _settled() -> None:
    for _ in range(30):
        await asyncio.sleep(0)


async def _talked(work: Callable[[Conversation, Wire, Shelf], Awaitable[None]], session: Session | None = None) -> None:
    wire: Any = Wire()
    shelf: Any = Shelf()
    it = Conversation(wire, session=session or Session(LIMITS), shelf=shelf, limits=LIMITS)
    running = asyncio.create_task(it.run())
    await _settled()
    try:
        await work(it, wire, shelf)
    finally:
        await wire.incoming.put({"type": "websocket.disconnect"})
        await running
    assert it.state is State.CLOSED
    assert all(one.done() for one in shelf.under_way)


FAILURES: dict[str, Callable[[], RefusalError]] = {"NOT_FOUND": missing, "BUSY": lambda: busy("x", "y")}
KINDS = st.sampled_from(["evaluate", "measure", "sweep", "map", "no knobs", "bytes", "done", "done", *FAILURES])


@settings(max_examples=300, deadline=None)
@given(st.lists(KINDS, max_size=40))
def test_f79_every_order_of_messages_and_work_is_the_models(kinds: list[str]) -> None:
    async def work(it: Conversation, wire: Wire, shelf: Shelf) -> None:
        model = Model()
        for number, kind in enumerate([*kinds, *["done"] * 2 * LINES * 3]):
            if kind == "done" or kind in FAILURES:
                for ended in shelf.under_way:
                    if not ended.done():
                        ended.set_result(None) if kind == "done" else ended.set_exception(FAILURES[kind]())
            else:
                await wire.incoming.put({"type": "websocket.receive", "text": _text(kind, number)})
            _in_model(model, kind, number)
            await _settled()
            assert it.state is model.state
            assert wire.said == model.says
            assert sum(not one.done() for one in shelf.under_way) == (model.working is not None)
        assert it.state is State.IDLE

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conversation, "MOMENT", 0)
        asyncio.run(_talked(work))


def test_a_busy_lab_does_not_end_a_map_half_way_unless_it_stays_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "MOMENT", 0)

    async def work(it: Conversation, wire: Wire, shelf: Shelf) -> None:
        await wire.incoming.put({"type": "websocket.receive", "text": _text("map", 1)})
        for how in ("done", "BUSY", "done", "BUSY", "done", "BUSY", "BUSY"):
            await _settled()
            one = shelf.under_way[-1]
            one.set_result(None) if how == "done" else one.set_exception(FAILURES[how]())
        await _settled()
        assert (it.state, wire.said) == (State.IDLE, [("0", 1), ("BUSY", 1)])

    asyncio.run(_talked(work))


def test_a_newer_sweep_silences_the_older_one_even_when_its_line_is_nearly_there() -> None:
    async def work(_: Conversation, wire: Wire, shelf: Shelf) -> None:
        for number in (1, 2):
            await wire.incoming.put({"type": "websocket.receive", "text": _text("map", number)})
            await _settled()
        for _part in range(1 + 2 * LINES):
            shelf.under_way[-1].set_result(None)
            await _settled()
        assert wire.said == [("SUPERSEDED", 1), ("0", 2), ("1", 2), ("2", 2)]

    asyncio.run(_talked(work))


def test_a_line_that_waits_for_a_slow_client_is_said_before_its_sweep_is_told_superseded() -> None:
    async def work(_: Conversation, wire: Any, shelf: Shelf) -> None:
        may_go, send = asyncio.Semaphore(0), wire.send_text
        wire.send_text = lambda text: _in_time(may_go, send, text)
        for kind in (*["no knobs"] * (1 + LIMITS.outgoing_messages), "map"):
            await wire.incoming.put({"type": "websocket.receive", "text": _text(kind, 1)})
        for _part in range(2):
            await _settled()
            shelf.under_way[-1].set_result(None)
        await _settled()
        may_go.release()  # there is room for one more just when the newer sweep comes
        wire.incoming.put_nowait({"type": "websocket.receive", "text": _text("map", 2)})
        for _one in range(9):
            await _settled()
            may_go.release()
        assert wire.said[-2:] == [("0", 1), ("SUPERSEDED", 1)]

    asyncio.run(_talked(work))


async def _in_time(may_go: asyncio.Semaphore, send: Callable[[str], Awaitable[None]], text: str) -> None:
    await may_go.acquire()
    await send(text)


def test_two_sockets_of_a_session_work_in_turn() -> None:
    session = Session(LIMITS)

    async def second(it: Conversation, wire: Wire, shelf: Shelf) -> None:
        await wire.incoming.put({"type": "websocket.receive", "text": _text("evaluate", 1)})
        await _settled()
        assert (it.state, shelf.under_way) == (State.EVALUATING, [])
        session.computing.release()
        await _settled()
        shelf.under_way[0].set_result(None)
        await _settled()
        assert wire.said == [("evaluation", 1)]
        await session.computing.acquire()

    async def both() -> None:
        await session.computing.acquire()  # as the first one does while its work is under way
        await _talked(second, session)

    asyncio.run(both())


def test_a_sweep_that_was_replaced_while_it_waited_for_its_turn_is_not_computed() -> None:
    session = Session(LIMITS)

    async def work(_: Conversation, wire: Wire, shelf: Shelf) -> None:
        for number in (1, 2):
            await wire.incoming.put({"type": "websocket.receive", "text": _text("sweep", number)})
            await _settled()
        session.computing.release()
        for _part in range(2):
            await _settled()
            shelf.under_way[-1].set_result(None)
        await _settled()
        assert (len(shelf.under_way), wire.said) == (2, [("SUPERSEDED", 1), ("0", 2)])
        await session.computing.acquire()

    async def held() -> None:
        await session.computing.acquire()
        await _talked(work, session)

    asyncio.run(held())


def test_work_is_given_up_with_its_socket() -> None:
    async def work(it: Conversation, wire: Wire, shelf: Shelf) -> None:
        await wire.incoming.put({"type": "websocket.receive", "text": _text("map", 1)})
        await _settled()
        assert it.state is State.SWEEPING
        assert not shelf.under_way[0].done()

    asyncio.run(_talked(work))


def test_a_fault_of_ours_ends_the_sweep_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    async def work(it: Conversation, wire: Wire, shelf: Shelf) -> None:
        await wire.incoming.put({"type": "websocket.receive", "text": _text("map", 1)})
        await _settled()
        shelf.under_way[0].set_exception(RuntimeError("/secret"))
        await _settled()
        assert (it.state, wire.said) == (State.IDLE, [("INTERNAL", 1)])

    asyncio.run(_talked(work))
    assert "/secret" in caplog.text
