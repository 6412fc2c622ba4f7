"""Every page of the clinic application, and how to come to it. A new page gets a line here."""

from __future__ import annotations

from dataclasses import dataclass

from web.browser import ways
from web.browser.phones import on_phone
from web.browser.ways import Way
from web.browser.worlds import (
    LONG_NAME,
    Keys,
    World,
    crowded,
    erased,
    furnish_world,
    in_calendar,
    link,
    nothing,
    of,
    one,
    planned,
    set_aside,
    treated,
)

__all__ = ["ELSEWHERE", "LONG_NAME", "PLACES", "Place", "World", "furnish_world"]


@dataclass(frozen=True)
class Place:
    """A page: its route, who opens it, the rest of its address, and what is done there first."""

    route: str
    role: str | None = "physician"
    keys: Keys = nothing
    inside: bool = True
    status: int = 200
    clinic: str = "north"
    way: Way = ways.stay
    proved: bool = False
    """Whoever opens it has just shown who they are."""
    alone: bool = False
    """The page changes who is signed in, so nothing is shared with the other pages."""

    @property
    def area(self) -> str:
        """Name the part of the application the page belongs to."""
        if self.route.startswith("intake_"):
            return "phone"
        return self.route.split(":")[0] if self.inside else "outside"


def outside(
    route: str,
    role: str | None = "physician",
    keys: Keys = nothing,
    status: int = 200,
    *,
    way: Way = ways.stay,
    proved: bool = False,
    alone: bool = False,
) -> Place:
    """Describe a page that lies outside any clinic."""
    return Place(
        route, role, keys, inside=False, status=status, way=way, proved=proved, alone=alone
    )


def empty(route: str, role: str) -> Place:
    """Describe a page of a clinic that has nobody yet."""
    return Place(route, role, clinic="south")


def phone(stage: str, route: str = "intake_question", way: Way = ways.stay) -> Place:
    """Describe a page behind a patient's link, with the link used as far as that."""
    status = 404 if stage == "closed" else 200
    return outside(route, None, on_phone(stage), status, way=way)


STAFF = ("physician", "therapist", "receptionist", "lead", "administrator", "auditor")
PLACES = (
    *(Place("home:show", role) for role in STAFF),
    *(empty("home:show", role) for role in STAFF),
    Place("patients:index", "receptionist"),
    Place("patients:index", "receptionist", crowded),
    empty("patients:index", "receptionist"),
    Place("patients:new", "receptionist"),
    Place("patients:new", "receptionist", way=ways.send),
    Place("patients:show", "physician", of("long")),
    Place("patients:show", "receptionist", of("long"), way=ways.unfold),
    Place("patients:show", "administrator", erased),
    Place("patients:edit", "receptionist", of("long")),
    Place("patients:edit", "receptionist", of("long"), way=ways.clear("family_name")),
    Place("patients:edit", "receptionist", of("long"), way=ways.too_old),
    Place("patients:choose", "receptionist", of("long")),
    Place("patients:compare", "receptionist",
          lambda w: {"patient_id": w.people["long"].pk, "other_id": w.people["fever"].pk}),
    Place("patients:merges", "physician"),
    empty("patients:merges", "physician"),
    Place("patients:merge", "physician", one("merge", "merge_id")),
    Place("patients:privacy", "administrator", of("long")),
    Place("patients:erase", "administrator", of("long")),
    Place("patients:show", "physician", lambda w: {"patient_id": w.house.north.pk}, status=404),
    Place("intake:invitation", "receptionist", of("long")),
    Place("intake:invitation", "receptionist", of("fever"), way=ways.send),
    Place("verdicts:show", "physician", of("ready-for-session"), way=ways.unfold),
    Place("verdicts:show", "therapist", of("fever")),
    Place("verdicts:show", "physician", of("emergency"), way=ways.unfold),
    Place("verdicts:show", "physician", of("long")),
    Place("verdicts:show", "physician", of("long"), way=ways.unfold),
    Place("verdicts:show", "physician", erased, status=410),
    Place("verdicts:zones", "therapist", of("fever")),
    Place("verdicts:about", "physician", of("fever", name="S22")),
    Place("verdicts:history", "physician", of("fever")),
    Place("verdicts:history", "physician", of("long")),
    Place("verdicts:kept", "physician", of("fever", number=1)),
    Place("verdicts:state", "receptionist", of("emergency")),
    Place("verdicts:answers", "physician", of("fever", group="pain")),
    Place("verdicts:answers", "physician", of("fever", group="pain"),
          way=ways.typed(**{"f-nrs_rest": "a lot"})),
    Place("verdicts:observations", "therapist", of("ready-for-session")),
    Place("verdicts:override", "physician", set_aside()),
    Place("verdicts:override", "physician", set_aside(), way=ways.typed(reason="No."), proved=True),
    Place("verdicts:second", "physician", set_aside(override=True)),
    Place("plans:order", "physician", of("ready-for-session")),
    Place("plans:show", "physician", of("ready-for-session")),
    Place("plans:show", "physician", of("long")),
    Place("plans:show", "physician", planned()),
    Place("plans:session", "physician", planned(session=1)),
    Place("plans:session", "therapist", planned(session=1)),
    Place("protocols:index", "lead"),
    Place("protocols:numbers", "lead"),
    Place("protocols:questions", "lead"),
    Place("protocols:sessions", "lead"),
    Place("protocols:explained", "lead", lambda _: {"name": "S22"}),
    Place("protocols:versions", "lead"),
    empty("protocols:versions", "lead"),
    Place("protocols:version", "lead", one("version", "version_id")),
    Place("auditing:events", "auditor"),
    Place("auditing:events", "auditor", way=ways.typed(since="2031-01-01")),
    Place("auditing:patient", "auditor", of("fever")),
    Place("health:show", "administrator"),
    Place("people:index", "administrator"),
    Place("people:index", "auditor"),
    Place("people:invite", "administrator"),
    Place("people:invite", "administrator", way=ways.clear("name", "email")),
    Place("people:show", "administrator", one("colleague", "user_id")),
    outside("join", None, one("join", "token")),
    outside("join", None, one("join", "token"), way=ways.typed(name="", password="short")),  # noqa: S106 - refused
    outside("join", None, one("join_known", "token")),
    outside("join", "lead", one("join", "token")),
    outside("join", None, lambda _: {"token": "x" * 60}, status=404),
    outside("join", None, one("new_password", "token")),
    Place("couch:tablet", "therapist"),
    Place("couch:quarantine", "physician"),
    Place("couch:tablets", "administrator"),
    Place("couch:course", "physician", treated("course_id")),
    Place("couch:list", "therapist", nothing),
    Place("couch:run", "therapist", nothing),
    Place("couch:notes", "physician", treated()),
    Place("couch:note", "therapist", treated("run_id")),
    Place("calendar:course", "receptionist", in_calendar("patient_id")),
    Place("calendar:course", "receptionist", of("long")),
    Place("calendar:visit", "receptionist", in_calendar("visit_id")),
    Place("calendar:day", "receptionist", in_calendar()),
    Place("calendar:week", "therapist", in_calendar()),
    Place("calendar:waiting", "receptionist", in_calendar()),
    Place("calendar:absences", "receptionist", in_calendar()),
    Place("calendar:absence", "receptionist", in_calendar("absence_id")),
    Place("calendar:load", "lead", in_calendar()),
    Place("calendar:anew", "receptionist", in_calendar(), way=ways.follow("look=yes")),
    Place("calendar:settings", "administrator", in_calendar()),
    empty("calendar:day", "receptionist"),
    empty("calendar:waiting", "receptionist"),
    empty("calendar:settings", "administrator"),
    Place("outcomes:show", "physician", of("ready-for-session")),
    Place("outcomes:link", "receptionist", of("long")),
    Place("outcomes:report", "lead"),
    Place("outcomes:forms", "lead"),
    outside("start"),
    phone("closed", "intake_start"),
    outside("intake_start", None, link),
    outside("intake_start", None, link, way=ways.untouched),
    phone("terms", "intake_terms", way=ways.unfold),
    *(phone(kind) for kind in ("lines", "ticks", "scale", "number", "yes_no", "choice")),
    phone("number", way=ways.untouched),
    phone("asked", "intake_drawing", way=ways.unfold),
    phone("now", "intake_now"),
    phone("done", "intake_done"),
    outside("account_login", None),
    outside("account_login", None, way=ways.sign_in("nobody@north.example"), alone=True),
    outside("account_login", None, way=ways.sign_in("physician@north.example"), alone=True),
    outside("account_logout"),
    outside("account_reauthenticate", "therapist"),
    outside("account_reauthenticate", "therapist", way=ways.typed(password="wrong")),  # noqa: S106 - refused
    outside("mfa_reauthenticate"),
    outside("mfa_reauthenticate", way=ways.typed(code="000000")),
    outside("account_change_password", "therapist"),
    outside("account_change_password", "therapist", way=ways.send),
    outside("account_inactive", None),
    outside("account_signup", None),
    outside("account_reset_password", None),
    outside("mfa_index"),
    outside("mfa_index", "therapist"),
    outside("mfa_list_webauthn"),
    outside("mfa_add_webauthn", "therapist", proved=True),
    outside("mfa_activate_totp", "therapist", proved=True),
    outside("mfa_activate_totp", "therapist", way=ways.typed(code="000000"), proved=True),
    outside("mfa_deactivate_totp", "lead", proved=True),
    outside("mfa_view_recovery_codes", "physician", proved=True),
    outside("mfa_generate_recovery_codes", "physician", proved=True),
    outside("socialaccount_login_cancelled", None),
    outside("socialaccount_login_error", None, status=401),
    outside("usersessions_list"),
)  # fmt: skip

_HIDDEN = "a page of ours stands before it and says 404"
_WITH_KEY = "test_passkeys opens it: it needs a key"
ELSEWHERE = {
    "liveness": "for machines",
    "couch_late": "for machines",
    "couch:whoami": "for machines",
    "couch:pack": "for machines",
    "couch:worker": "for machines",
    "calendar:spots": "for the script of the day",
    "calendar:own_feed": "only takes a choice and goes back",
    "calendar:course_file": "a file",
    "calendar_feed": "a file",
    "look": "only takes a choice and goes back",
    "verdicts:first_answers": "leads to the first group of answers",
    "plans:body": "a part of the order",
    "plans:body_svg": "a picture",
    "plans:sheet": "a picture",
    "plans:print": "a PDF",
    "account_email": _HIDDEN,
    "account_email_verification_sent": _HIDDEN,
    "account_confirm_email": _HIDDEN,
    "account_set_password": _HIDDEN,
    "account_confirm_login_code": _HIDDEN,
    "account_reset_password_done": _HIDDEN,
    "account_reset_password_from_key": _HIDDEN,
    "account_reset_password_from_key_done": _HIDDEN,
    "mfa_authenticate": "the line of the sign-in with a second factor comes to it",
    "mfa_download_recovery_codes": "a text",
    "mfa_login_webauthn": "for the script of the sign-in",
    "mfa_edit_webauthn": _WITH_KEY,
    "mfa_remove_webauthn": _WITH_KEY,
    "mfa_reauthenticate_webauthn": _WITH_KEY,
    "socialaccount_signup": "leads away: nobody makes an account by signing in elsewhere",
    "socialaccount_connections": "without an identity provider there is nothing to connect",
    "openid_connect_login": "leads to the identity provider",
    "openid_connect_callback": "where the identity provider sends people back",
    "outcomes:trend": "a picture",
    "outcomes:pain": "a picture",
    "outcomes:letter": "a PDF",
    "outcomes_trend": "a picture",
    "outcomes_pain": "a picture",
    "outcomes_start": "the patient's way through a course opens it",
    "outcomes_terms": "the patient's way through a course opens it",
    "outcomes_today": "the patient's way through a course opens it",
    "outcomes_question": "the patient's way through a course opens it",
    "outcomes_day": "the patient's way through a course opens it",
    "outcomes_now": "the patient's way through a course opens it",
    "outcomes_mine": "the patient's way through a course opens it",
}
"""Routes that answer GET and are no page of this table, and why."""
