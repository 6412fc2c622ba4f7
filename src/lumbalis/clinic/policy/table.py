"""Who may do what, as a table people can read; whatever is not in it is refused.

`yes` in the column of a role allows the act. `own` in the column of the patient allows it for
their own record only. Whoever has several roles may do what any of them may.

`proof`: who acts has to prove within the last minutes who they are, before the act is done.
`kept`: still allowed while the processing of the patient's data is restricted (GDPR article 18):
the record may be kept, handed to its owner, corrected and made safer, and nothing else.

There is no way around the table for emergencies: a massage is never one, and whoever needs a
chart at once calls a physician of the clinic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lumbalis.clinic.policy.roles import Action, Role

_TABLE: Final = """
act                    physician  therapist  receptionist  lead  administrator  auditor  patient  proof  kept
home                   yes        yes        yes           yes   yes            yes      -        -      yes
patient_list           yes        yes        yes           -     yes            -        -        -      yes
patient_create         yes        -          yes           -     -              -        -        -      -
patient_read           yes        yes        yes           -     yes            -        -        -      yes
patient_edit           yes        -          yes           -     -              -        -        -      yes
patient_merge_propose  yes        -          yes           -     -              -        -        -      -
patient_merge_approve  yes        -          -             -     yes            -        -        -      -
patient_export         yes        -          -             -     -              -        -        yes    yes
patient_restrict       yes        -          -             -     yes            -        -        -      yes
patient_erase          -          -          -             -     yes            -        -        yes    yes
consent_record         yes        -          yes           -     -              -        own      -      yes
invite                 yes        -          yes           -     -              -        -        -      -
chart_read             yes        yes        -             -     -              -        -        -      -
answers_give           yes        -          -             -     -              -        own      -      -
observations_give      yes        yes        -             -     -              -        -        -      -
verdict_read           yes        yes        -             -     -              -        -        -      -
screened_state_read    yes        yes        yes           -     -              -        -        -      yes
override_give          yes        -          -             -     -              -        -        yes    -
override_second        yes        -          -             -     -              -        -        yes    -
override_withdraw      yes        -          -             -     -              -        -        -      yes
order_give             yes        -          -             -     -              -        -        -      -
plan_read              yes        yes        -             -     -              -        -        -      -
plan_make              yes        -          -             -     -              -        -        -      -
plan_edit              yes        -          -             -     -              -        -        -      -
plan_sign              yes        -          -             -     -              -        -        yes    -
body_measure           yes        yes        -             -     -              -        -        -      -
protocol_read          yes        yes        yes           yes   yes            yes      -        -      yes
protocol_propose       -          -          -             yes   -              -        -        -      yes
protocol_approve       yes        -          -             yes   -              -        -        yes    yes
protocol_recall        -          -          -             yes   -              -        -        yes    yes
people_read            -          -          -             -     yes            yes      -        -      yes
people_manage          -          -          -             -     yes            -        -        yes    yes
credential_manage      -          -          -             -     yes            -        -        yes    yes
clinic_settings        -          -          -             -     yes            -        -        yes    yes
audit_read             -          -          -             -     -              yes      -        -      yes
health_read            -          -          -             -     yes            -        -        -      yes
couch_use              -          yes        -             -     -              -        -        -      yes
couch_review_read      yes        yes        -             -     -              -        -        -      -
couch_review           yes        -          -             -     -              -        -        -      -
note_read              yes        yes        -             -     -              -        -        -      yes
note_add               yes        yes        -             -     -              -        -        -      -
tablets_manage         -          -          -             -     yes            -        -        -      yes
outcomes_read          yes        yes        -             -     -              -        -        -      -
outcomes_give          yes        yes        -             -     -              -        -        -      -
outcomes_report        yes        -          -             yes   -              -        -        -      yes
outcomes_by_therapist  -          -          -             yes   -              -        -        -      yes
instruments_manage     -          -          -             yes   -              -        -        -      yes
calendar_read          yes        yes        yes           -     yes            -        -        -      yes
calendar_book          yes        yes        yes           -     -              -        -        -      -
calendar_absence       -          -          yes           -     yes            -        -        -      yes
calendar_settings      -          -          -             -     yes            -        -        -      yes
calendar_load          -          -          -             yes   yes            -        -        -      yes
"""  # noqa: E501 - a table is as wide as its columns

SECOND_FACTOR: Final = frozenset({Role.PHYSICIAN, Role.LEAD, Role.ADMINISTRATOR})
"""Whose proof needs more than a password: they treat, change rules or let people in."""

_CELLS: Final = {Role.PATIENT.value: ("own", "-")}
_USUAL_CELLS: Final = ("yes", "-")


class TableError(ValueError):
    """The table of the policy is not complete, or not understood."""

    def __init__(self, where: str) -> None:
        super().__init__(f"The table of the policy cannot be read at: {where}")


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table."""

    roles: frozenset[Role]
    own: bool
    proof: bool
    kept: bool


def read(text: str) -> Mapping[Action, Rule]:
    """Read a table; every act has exactly one line and every cell says something.

    Raises
    ------
    TableError
        If an act is missing, comes twice, or a cell is not understood.
    """
    head, *lines = [line.split() for line in text.strip().splitlines()]
    if set(head) != {"act", "proof", "kept", *Role}:
        raise TableError(" ".join(head))
    found: dict[Action, Rule] = {}
    for line in lines:
        if len(line) != len(head) or line[0] in found:
            raise TableError(" ".join(line))
        cells = dict(zip(head, line, strict=True))
        action = _action(cells.pop("act"))
        found[action] = _rule(cells)
    missing = set(Action) - set(found)
    if missing:
        raise TableError(", ".join(sorted(missing)))
    return found


def _action(name: str) -> Action:
    try:
        return Action(name)
    except ValueError as error:
        raise TableError(name) from error


def _rule(cells: dict[str, str]) -> Rule:
    for column, cell in cells.items():
        if cell not in _CELLS.get(column, _USUAL_CELLS):
            raise TableError(column)
    return Rule(
        roles=frozenset(role for role in Role if cells[role] == "yes"),
        own=cells[Role.PATIENT] == "own",
        proof=cells["proof"] == "yes",
        kept=cells["kept"] == "yes",
    )


RULES: Final = read(_TABLE)
