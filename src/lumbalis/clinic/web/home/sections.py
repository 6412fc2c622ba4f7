"""Which lists the first page shows: each only to those whose act it waits for."""

from __future__ import annotations

from lumbalis.clinic.policy import Action, Resource, can
from lumbalis.clinic.services import health, home
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.clocks import zone_of
from lumbalis.clinic.web.health.lines import Reader, lines
from lumbalis.clinic.web.templatetags.clinic import language

Sections = dict[str, object]


def sections(by: Acting) -> Sections:
    """Collect what waits for somebody; whatever is not theirs is not even counted."""
    told: Sections = {}
    if _may(by, Action.SCREENED_STATE_READ):
        told |= {"emergencies": home.emergencies(), "has_patients": home.has_patients()}
    if _may(by, Action.ORDER_GIVE):
        told |= _physician(by)
    elif _may(by, Action.PLAN_READ):
        told["treated"] = home.on_a_course()
    if _may(by, Action.INVITE):
        told |= _desk(by)
    if _may(by, Action.PROTOCOL_PROPOSE):
        told["protocol"] = home.protocol_state()
    if _may(by, Action.HEALTH_READ):
        told |= _installation(by)
    if _may(by, Action.AUDIT_READ):
        told["heard"] = home.heard(by.actor, by.at)
    return told


def _physician(by: Acting) -> Sections:
    return {
        "decisions": home.decisions(),
        "seconds": home.seconds_wanted(by.actor, by.at),
        "plans": home.plans_to_sign(),
        "held": home.held(),
    }


def _desk(by: Acting) -> Sections:
    return {"unscreened": home.not_screened(by.at), "links": home.links_out(by.at)}


def _installation(by: Acting) -> Sections:
    found = health.facts(by.clinic, by.at)
    wanting = [fact for fact in found if fact.state is not health.State.GOOD]
    return {
        "worst": health.worst(found).value,
        "wanting": lines(wanting, Reader(language(), zone_of(by.clinic))),
        "ending": home.credentials_ending(by.at),
    }


def _may(by: Acting, action: Action) -> bool:
    return can(by.actor, action, Resource(clinic_id=by.clinic.pk)).allowed
