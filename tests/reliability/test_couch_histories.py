"""Whatever way the deliveries of two tablets take, the same is kept in the end."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from clinic_people import House
from couch_tablets import Event, Tablet, about, enrolled, on_course
from lumbalis.clinic.records.models import RunEvent, SessionRun
from lumbalis.clinic.records.sealing import fingerprint
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.couch.runs import TREATING, events_of
from lumbalis.clinic.services.couch.sync import receive

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H07")]
KINDS = ("run.opened", "run.started", "step.entered", "step.left", "run.stopped", "run.finished")
_RANK = {"run.started": 1, "step.entered": 1, "run.stopped": 2, "run.finished": 3}
_STATES = ("opened", "running", "stopped", "finished")
number = st.integers(min_value=0, max_value=1)


class Histories(RuleBasedStateMachine):
    """Two tablets on one session, and a network that loses, doubles, splits and reorders."""

    house: House

    @initialize()
    def begin(self) -> None:
        """Begin anew; what an example wrote is undone after it."""
        self.mark = transaction.atomic()
        self.mark.__enter__()
        self.course = on_course(self.house)
        self.tablets = [enrolled(self.house), enrolled(self.house)]
        self.runs: list[UUID] = [uuid4(), uuid4()]
        self.written: list[list[Event]] = [[], []]
        self.twisted: list[tuple[Tablet, Event]] = []
        self.acked: set[str] = set()

    @rule(which=number, kind=st.sampled_from(KINDS))
    def write(self, which: int, kind: str) -> None:
        """Write an event on a tablet."""
        event = self.tablets[which].event(kind, self.runs[which], about(self.course))
        self.written[which].append(event)

    @rule(which=number, data=st.data(), lost=st.booleans())
    def deliver(self, which: int, data: st.DataObject, *, lost: bool) -> None:
        """Deliver some events in some order, some twice; the answer may be lost."""
        if self.written[which]:
            some = data.draw(st.lists(st.sampled_from(self.written[which]), max_size=8))
            self._send(self.tablets[which], some, lost=lost)

    @rule(which=number, data=st.data())
    def twist(self, which: int, data: st.DataObject) -> None:
        """Deliver another body under a number that was written."""
        if self.written[which]:
            event = data.draw(st.sampled_from(self.written[which]))
            other = {**event, "body": {"other": len(self.twisted)}}
            self.twisted.append((self.tablets[which], other))
            self._send(self.tablets[which], [other], lost=True)

    @invariant()
    def what_is_acknowledged_is_kept(self) -> None:
        """Keep all of it: an acknowledgement makes the tablet forget."""
        if hasattr(self, "acked"):
            with in_clinic(self.house.north):
                kept = RunEvent.objects.values_list("event", flat=True)
                assert self.acked <= {str(one) for one in kept}

    def teardown(self) -> None:
        """Deliver everything at last, and compare with what was written."""
        if not hasattr(self, "mark"):
            return
        try:
            for tablet, events in zip(self.tablets, self.written, strict=True):
                self._send(tablet, events, lost=False)
            with in_clinic(self.house.north):
                self._judge()
        finally:
            transaction.set_rollback(True)
            self.mark.__exit__(None, None, None)

    def _send(self, tablet: Tablet, events: list[Event], *, lost: bool) -> None:
        with in_clinic(self.house.north):
            taken = receive(tablet.by, tablet.device.pk, [tablet.sealed(one) for one in events])
        assert not taken.held
        if not lost:
            self.acked.update(taken.acked)

    def _judge(self) -> None:
        every = [one for events in self.written for one in events]
        bodies = {(one["id"], fingerprint(one)) for one in every}
        bodies |= {(one["id"], fingerprint(one)) for _, one in self.twisted}
        rows = list(RunEvent.objects.all())
        assert {(str(row.event), row.sha256) for row in rows} == bodies
        assert len(rows) == len(bodies)
        first = [row for row in rows if row.standing == "accepted"]
        assert sorted(str(row.event) for row in first) == sorted(one["id"] for one in every)
        for which in (0, 1):
            self._judge_run(which)

    def _judge_run(self, which: int) -> None:
        kinds = [one["kind"] for one in self.written[which]]
        if not kinds:
            return
        run = SessionRun.objects.get(pk=self.runs[which])
        assert run.state == _STATES[max(_RANK.get(kind, 0) for kind in kinds)]
        assert [one["kind"] for one in events_of(run)] == kinds
        both = all(any(one["kind"] in TREATING for one in events) for events in self.written)
        assert run.concurrent == both


def test_every_history_ends_in_the_same_rows(house: House) -> None:
    """Lost answers, doubled, split and reordered batches, and other bodies under a number."""
    Histories.house = house
    usual = settings()
    quick = settings(
        usual,
        stateful_step_count=12,
        max_examples=max(25, usual.max_examples // 4),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Histories, settings=quick)
