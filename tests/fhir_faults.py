"""Valid FHIR plans, and the same plans with one planted fault each."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

Tree = dict[str, Any]
XHTML = "http://www.w3.org/1999/xhtml"


def plan_definition() -> Tree:
    """Give a plan whose actions nest, time, relate and compute."""
    return {
        "resourceType": "PlanDefinition",
        "id": "course",
        "meta": {"lastUpdated": "2026-03-01T08:00:00Z"},
        "url": "urn:example:PlanDefinition:course",
        "name": "Course",
        "status": "draft",
        "date": "2026-03-01",
        "effectivePeriod": {"start": "2026-03-01", "end": "2027-03"},
        "subjectCodeableConcept": {
            "coding": [{"system": "http://hl7.org/fhir/resource-types", "code": "Patient"}]
        },
        "contact": [{"telecom": [{"system": "email", "value": "plans@example.org"}]}],
        "goal": [
            {
                "description": {"text": "Less pain"},
                "target": [
                    {
                        "measure": {"text": "Pain, 0 to 10"},
                        "detailQuantity": {
                            "value": 3,
                            "comparator": "<=",
                            "system": "http://unitsofmeasure.org",
                            "code": "{score}",
                        },
                    }
                ],
            }
        ],
        "action": [_outer_action(), {"id": "home", "title": "Advice for home"}],
    }


def _outer_action() -> Tree:
    return {
        "id": "screen",
        "priority": "routine",
        "condition": [
            {"kind": "applicability", "expression": {"language": "text/cql", "expression": "Fit"}}
        ],
        "timingTiming": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
        "relatedAction": [{"actionId": "home", "relationship": "before-start"}],
        "participant": [{"type": "practitioner"}],
        "action": [
            {
                "title": "Session",
                "definitionCanonical": "urn:example:ActivityDefinition:session",
                "dynamicValue": [
                    {"path": "note", "expression": {"language": "text/cql", "expression": "Why"}}
                ],
            }
        ],
    }


def care_plan() -> Tree:
    """Give a person's plan with a contained condition, a narrative and an extension."""
    return {
        "resourceType": "CarePlan",
        "id": "one",
        "text": {"status": "generated", "div": f'<div xmlns="{XHTML}"><p>Ten sessions</p></div>'},
        "contained": [
            {
                "resourceType": "Condition",
                "id": "pain",
                "code": {"text": "Pain in the low back"},
                "subject": {"reference": "Patient/one"},
            }
        ],
        "extension": [{"url": "urn:example:level", "valueInteger": 2}],
        "status": "active",
        "intent": "plan",
        "subject": {"reference": "Patient/one", "display": "Invented Person"},
        "period": {"start": "2026-03-01", "end": "2026-04-01"},
        "created": "2026-03-01T08:30:00+02:00",
        "addresses": [{"reference": "#pain"}],
        "activity": [
            {
                "detail": {
                    "kind": "ServiceRequest",
                    "code": {"text": "Massage"},
                    "status": "scheduled",
                    "scheduledTiming": {"repeat": {"boundsDuration": _weeks(), "when": ["CM"]}},
                    "performer": [{"reference": "Practitioner/two"}],
                }
            },
            {"reference": {"reference": "urn:uuid:8d6f3a52-0d6b-4a5c-9a44-0b8f2f8f7e01"}},
        ],
    }


def _weeks() -> Tree:
    return {"value": 4, "unit": "weeks", "system": "http://unitsofmeasure.org", "code": "wk"}


def _changed(base: Callable[[], Tree], change: Callable[[Tree], object]) -> Tree:
    tree = copy.deepcopy(base())
    change(tree)
    return tree


VALID: dict[str, Tree] = {
    "a plan": plan_definition(),
    "a person's plan": care_plan(),
    "a plan with next to nothing": {"resourceType": "PlanDefinition", "status": "unknown"},
    "an expression in a language of one's own": _changed(
        plan_definition,
        lambda t: t["action"][0]["condition"][0]["expression"].update(language="text/x-ours"),
    ),
    "a subject that is a group, by a whole address": _changed(
        care_plan, lambda t: t.update(subject={"reference": "https://example.org/fhir/Group/7"})
    ),
    "a value that is absent, with the reason": _changed(
        care_plan,
        lambda t: t.update(
            _created={"extension": [{"url": "urn:example:absent", "valueCode": "unknown"}]},
            created="2026-03",
        ),
    ),
    "a reference by what the other calls it": _changed(
        care_plan,
        lambda t: t.update(
            subject={"type": "Patient", "identifier": {"system": "urn:example:id", "value": "7"}}
        ),
    ),
    "an offset beside a meal": _changed(
        care_plan,
        lambda t: t["activity"][0]["detail"].update(
            scheduledTiming={"repeat": {"offset": 30, "when": ["AC"]}}
        ),
    ),
}


def _first(tree: Tree) -> Any:  # noqa: ANN401 - a part of parsed JSON
    return tree["action"][0]


def _detail(tree: Tree) -> Any:  # noqa: ANN401 - a part of parsed JSON
    return tree["activity"][0]["detail"]


def _repeat(**parts: object) -> Callable[[Tree], object]:
    return lambda tree: _first(tree)["timingTiming"].update(repeat=parts)


_IN_PLAN: dict[str, Callable[[Tree], object]] = {
    "a property nobody knows": lambda t: t.update(colour="red"),
    "a property nobody knows, deep inside": lambda t: _first(t)["action"][0].update(weight=3),
    "no status": lambda t: t.pop("status"),
    "a status that is not one": lambda t: t.update(status="finished"),
    "a list where one is allowed": lambda t: t.update(title=["a", "b"]),
    "one where a list is wanted": lambda t: t.update(library="urn:example:Library:x"),
    "an empty list": lambda t: t.update(library=[]),
    "an empty object": lambda t: t.update(useContext=[{}]),
    "an empty text": lambda t: t.update(title=" "),
    "a number for a text": lambda t: t.update(title=7),
    "a word for a yes": lambda t: t.update(experimental="false"),
    "a day that is not in the calendar": lambda t: t.update(date="2026-02-30"),
    "a date in another writing": lambda t: t.update(date="01.03.2026"),
    "a moment without its time": lambda t: t["meta"].update(lastUpdated="2026-03-01"),
    "an id with a space": lambda t: t.update(id="one two"),
    "an address with a space": lambda t: t.update(url="urn:example: course"),
    "a condition without a kind": lambda t: _first(t)["condition"][0].pop("kind"),
    "a condition of no kind": lambda t: _first(t)["condition"][0].update(kind="maybe"),
    "an expression without a language": lambda t: _first(t)["condition"][0]["expression"].pop(
        "language"
    ),
    "an expression that says nothing": lambda t: _first(t)["condition"][0]["expression"].pop(
        "expression"
    ),
    "a priority that is none": lambda t: _first(t).update(priority="someday"),
    "a relation of no kind": lambda t: _first(t)["relatedAction"][0].update(relationship="near"),
    "a relation to nobody": lambda t: _first(t)["relatedAction"][0].pop("actionId"),
    "a participant of no type": lambda t: _first(t)["participant"][0].update(type="robot"),
    "two subjects at once": lambda t: t.update(subjectReference={"reference": "Group/1"}),
    "a timing of a type not offered": lambda t: _first(t).update(
        timingString="weekly", timingTiming=None
    ),
    "a period without its unit": _repeat(frequency=1, period=1),
    "a unit nobody lists": _repeat(frequency=1, period=1, periodUnit="fortnight"),
    "a count of nought": _repeat(count=0),
    "half a repetition": _repeat(frequency=1.5),
    "a contact without its system": lambda t: t["contact"][0]["telecom"][0].pop("system"),
    "a measure in no system": lambda t: t["goal"][0]["target"][0]["detailQuantity"].pop("system"),
    "a comparison that is none": lambda t: t["goal"][0]["target"][0]["detailQuantity"].update(
        comparator="about"
    ),
    "a time that ends before it starts": lambda t: t["effectivePeriod"].update(end="2025-01-01"),
}

_IN_CARE: dict[str, Callable[[Tree], object]] = {
    "no intent": lambda t: t.pop("intent"),
    "an intent that is none": lambda t: t.update(intent="wish"),
    "nobody it is about": lambda t: t.pop("subject"),
    "about one who is no patient": lambda t: t["subject"].update(reference="Practitioner/two"),
    "done by an observation": lambda t: _detail(t)["performer"][0].update(
        reference="Observation/1"
    ),
    "an activity told twice": lambda t: t["activity"][0].update(reference={"reference": "Task/1"}),
    "an activity of no kind": lambda t: _detail(t).update(kind="Massage"),
    "an activity without a state": lambda t: _detail(t).pop("status"),
    "a reference into nothing": lambda t: t["addresses"][0].update(reference="#nothing"),
    "an extension with both a value and parts": lambda t: t["extension"][0].update(
        extension=[{"url": "urn:example:part", "valueBoolean": True}]
    ),
    "an extension without an address": lambda t: t["extension"][0].pop("url"),
    "a narrative with a script": lambda t: t["text"].update(
        div=f'<div xmlns="{XHTML}"><script>x</script></div>'
    ),
    "a narrative without a state": lambda t: t["text"].pop("status"),
    "contained in the contained": lambda t: t["contained"][0].update(
        contained=[{"resourceType": "Patient", "id": "inner"}]
    ),
    "the contained with a version": lambda t: t["contained"][0].update(meta={"versionId": "2"}),
    "the contained that nothing needs": lambda t: t.update(
        addresses=[{"reference": "Condition/9"}]
    ),
    "a meal with an offset": lambda t: _detail(t)["scheduledTiming"]["repeat"].update(offset=10),
    "a code without its system": lambda t: _detail(t)["scheduledTiming"]["repeat"][
        "boundsDuration"
    ].pop("system"),
}

FAULTY: dict[str, Tree] = {
    **{name: _changed(plan_definition, change) for name, change in _IN_PLAN.items()},
    **{name: _changed(care_plan, change) for name, change in _IN_CARE.items()},
}
