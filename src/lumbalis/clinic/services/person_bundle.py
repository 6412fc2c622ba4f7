"""A person's record as a FHIR R4 Bundle of type collection. Pure: plain values in and out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from lumbalis.clinic.knowledge import observation_codes, protocol
from lumbalis.domain.facts import Fact, FactType
from lumbalis.domain.protocol import Category

Plain = Mapping[str, object]
_OURS = "urn:lumbalis"
_UCUM = "http://unitsofmeasure.org"
_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
_STATES = {
    "proposed": "draft",
    "signed": "active",
    "on_hold": "on-hold",
    "finished": "completed",
    "cancelled": "revoked",
}
_SCOPES = {"data_processing": "patient-privacy"}


def bundle(everything: Mapping[str, object], more: Iterable[Plain]) -> dict[str, object]:
    """Write the Bundle of one person; resources of merged records name the one that is kept.

    `more` are Appointment and AuditEvent resources, written already.
    """
    records = _maps(everything["records"])
    kept = str(_map(records[0]["register"])["id"])
    resources: list[Plain] = [_patient(records, str(everything["clinic"]))]
    for record in records:
        resources += _resources(record, kept)
    resources += more
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": everything["exported_at"],
        "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources],
    }


def _resources(record: Plain, patient: str) -> Iterator[Plain]:
    subject = {"reference": f"urn:uuid:{patient}"}
    yield from (_consent(one, subject) for one in _maps(record["consents"]))
    for answers in _tellings(_maps(record["answers"])):
        yield _response(answers, subject)
    for answer in _maps(record["answers"]):
        yield from _observations(answer, subject)
    yield from (_issue(one, subject) for one in _maps(record["verdicts"]))
    plans = _maps(record["plans"])
    for course in _maps(record["courses"]):
        yield _care_plan(course, [p for p in plans if p["course"] == course["id"]], subject)


def _patient(records: Sequence[Plain], clinic: str) -> Plain:
    register = _map(records[0]["register"])
    numbers = [one for record in records for one in _maps(record["identifiers"])]
    given = [register[name] for name in ("given_name", "patronymic") if register[name]]
    name = {"use": "official", "family": register["family_name"], "given": given}
    contacts = [("phone", register["phone"]), ("email", register["email"])]
    return _filled(
        {
            "resourceType": "Patient",
            "id": register["id"],
            "active": register["erased_at"] is None,
            "identifier": [_identifier(one) for one in numbers],
            "name": [_filled(name)] if register["family_name"] else [],
            "telecom": [{"system": kind, "value": value} for kind, value in contacts if value],
            "gender": register["sex"] or "unknown",
            "birthDate": register["birth_date"],
            "managingOrganization": {"display": clinic},
            "communication": [
                {
                    "language": {
                        "coding": [{"system": "urn:ietf:bcp:47", "code": register["language"]}]
                    }
                }
            ],
        }
    )


def _identifier(number: Plain) -> Plain:
    return {"type": {"text": number["system"]}, "value": number["value"]}


def _consent(consent: Plain, subject: Plain) -> Plain:
    kind = str(consent["kind"])
    scope = _SCOPES.get(kind, "treatment")
    return _filled(
        {
            "resourceType": "Consent",
            "id": consent["id"],
            "status": "inactive" if consent["withdrawn_at"] else "active",
            "scope": _coded("http://terminology.hl7.org/CodeSystem/consentscope", scope),
            "category": [_coded("http://loinc.org", "59284-0")],
            "patient": subject,
            "dateTime": consent["given_at"],
            "policyRule": {"text": f"{kind} {consent['text_version']} {consent['language']}"},
            "provision": _filled(
                {"period": _filled({"start": consent["given_at"], "end": consent["withdrawn_at"]})}
            ),
        }
    )


def _tellings(answers: Sequence[Plain]) -> Iterator[list[Plain]]:
    """Group answers by when and by whom they were given."""

    def occasion(one: Plain) -> tuple[str, ...]:
        return tuple(str(one[key]) for key in ("at", "recorded_at", "author_kind", "origin"))

    for _, group in groupby(sorted(answers, key=occasion), key=occasion):
        yield list(group)


def _response(answers: Sequence[Plain], subject: Plain) -> Plain:
    first = answers[0]
    return {
        "resourceType": "QuestionnaireResponse",
        "id": first["id"],
        "status": "completed",
        "subject": subject,
        "authored": first["at"],
        "author": {"display": first["author_kind"]},
        "item": [_item(one) for one in answers],
    }


def _item(answer: Plain) -> Plain:
    fact = protocol().vocabulary.facts.get(str(answer["fact"]))
    return {"linkId": answer["fact"], "answer": _answers(fact, answer["value"])}


def _answers(fact: Fact | None, value: object) -> list[Plain]:
    if value is None:
        return [{"valueCoding": {"system": _ABSENT, "code": "asked-unknown"}}]
    if isinstance(value, list):
        return [{"valueCoding": _word(fact, word)} for word in value]
    if fact is None or fact.type in {FactType.ENUM, FactType.SET}:
        return [{"valueCoding": _word(fact, value)}]
    if fact.type is FactType.DATE:
        is_day = str(value)[:1].isdigit()
        return [{"valueDate": value} if is_day else {"valueCoding": _word(fact, value)}]
    kinds = {FactType.BOOL: "valueBoolean", FactType.INT: "valueInteger"}
    return [{kinds.get(fact.type, "valueDecimal"): value}]


def _word(fact: Fact | None, word: object) -> Plain:
    return {"system": f"{_OURS}:fact:{fact.id if fact else 'unknown'}", "code": str(word)}


def _observations(answer: Plain, subject: Plain) -> Iterator[Plain]:
    """Write what was measured under its public code as well."""
    name, value = str(answer["fact"]), answer["value"]
    fact, code = protocol().vocabulary.facts.get(name), observation_codes().get(name)
    if (
        fact is None
        or code is None
        or isinstance(value, bool)
        or not isinstance(value, int | float)
    ):
        return
    system, number = code
    yield {
        "resourceType": "Observation",
        "id": _derived(str(answer["id"])),
        "status": "final",
        "code": _coded(system, number),
        "subject": subject,
        "effectiveDateTime": answer["at"],
        "valueQuantity": {"value": value, "unit": fact.unit, "system": _UCUM, "code": fact.unit},
    }


def _derived(answer: str) -> str:
    """Give the observation of an answer an id of its own, always the same."""
    return answer[:14] + "8" + answer[15:] if answer[14] != "8" else answer[:14] + "5" + answer[15:]


def _issue(verdict: Plain, subject: Plain) -> Plain:
    category = Category[str(verdict["category"])]
    return {
        "resourceType": "DetectedIssue",
        "id": verdict["id"],
        "status": "final",
        "code": _coded(f"{_OURS}:category", category.name),
        "severity": _severity(category),
        "patient": subject,
        "identifiedDateTime": verdict["at"],
        "detail": f"{category.name}: {', '.join(map(str, _list(verdict['rules']))) or '-'}",
        "reference": f"{_OURS}:protocol:{verdict['protocol_version']}:{verdict['protocol_sha256']}",
    }


def _severity(category: Category) -> str:
    if category.allows_session:
        return "low"
    return "moderate" if category.value < Category.CONTRAINDICATED.value else "high"


def _care_plan(course: Plain, plans: Sequence[Plain], subject: Plain) -> Plain:
    state = str(course["state"])
    return _filled(
        {
            "resourceType": "CarePlan",
            "id": course["id"],
            "status": _STATES[state],
            "intent": "plan",
            "subject": subject,
            "period": _filled({"start": course["opened_at"], "end": course["closed_at"]}),
            "activity": [_activity(plan) for plan in plans],
        }
    )


def _activity(plan: Plain) -> Plain:
    accepted = "accepted" if plan["accepted"] else "not accepted"
    told = f"Plan {plan['number']}, {accepted} by the verification, SHA-256 {plan['plan_sha256']}"
    return {"detail": {"status": "scheduled", "description": told}}


def _coded(system: str, code: str) -> Plain:
    return {"coding": [{"system": system, "code": code}]}


def _filled(resource: Plain) -> Plain:
    """Leave out what is empty: FHIR has no empty elements."""
    return {key: value for key, value in resource.items() if value not in (None, "", [], {})}


def _map(value: object) -> Plain:
    return value if isinstance(value, Mapping) else {}


def _maps(value: object) -> list[Plain]:
    return [one for one in _list(value) if isinstance(one, Mapping)]


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
