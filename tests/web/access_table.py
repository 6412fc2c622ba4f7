"""Who may open and send what, written by hand and not taken from the policy.

P physician, T massage therapist, R receptionist, L clinical lead, A administrator, U auditor;
`-` nobody, because the page does not answer so. A new page gets its line here, or the test fails.
"""

from __future__ import annotations

from typing import Final

LETTERS: Final = {
    "P": "physician",
    "T": "therapist",
    "R": "receptionist",
    "L": "lead",
    "A": "administrator",
    "U": "auditor",
}

INSIDE: Final = """
page                          opens   sends
home:show                     PTRLAU  -
patients:index                PTRA    PTRA
patients:new                  PR      PR
patients:similar              -       PR
patients:merges               PA      -
patients:merge                PA      PA
patients:undo_merge           -       PA
patients:show                 PTRA    -
patients:edit                 PTRA    PR
patients:undo                 -       PR
patients:add_number           -       PR
patients:remove_number        -       PR
patients:give_consent         -       PR
patients:withdraw_consent     -       PR
patients:choose               PR      PR
patients:compare              PR      PR
patients:privacy              PA      -
patients:export               -       P
patients:restrict             -       PA
patients:release              -       PA
patients:erase                A       A
intake:invitation             PR      PR
verdicts:show                 PT      PT
verdicts:about                PT      -
verdicts:zones                PT      -
verdicts:history              PT      -
verdicts:kept                 PT      -
verdicts:state                PTR     -
verdicts:first_answers        P       -
verdicts:answers              P       P
verdicts:observations         PT      PT
verdicts:override             P       P
verdicts:second               P       P
verdicts:withdraw             -       P
verdicts:release              -       P
plans:order                   P       P
plans:body                    P       -
plans:body_svg                P       -
plans:show                    PT      -
plans:make                    -       P
plans:sign                    -       P
plans:withdraw                -       P
plans:print                   PT      -
plans:session                 PT      -
plans:edit                    -       P
plans:sheet                   PT      -
protocols:index               PTRLAU  -
protocols:numbers             PTRLAU  -
protocols:questions           PTRLAU  -
protocols:sessions            PTRLAU  -
protocols:explained           PTRLAU  -
protocols:versions            PTRLAU  -
protocols:version             PTRLAU  -
protocols:approve             -       PL
protocols:recall              -       L
people:index                  AU      -
people:invite                 A       A
people:take_back              -       A
people:show                   AU      -
people:give_role              -       A
people:end_role               -       A
people:end_all                -       A
people:renew_password         -       A
people:record_credential      -       A
people:withdraw_credential    -       A
auditing:events               U       -
auditing:find                 -       U
auditing:verify               -       U
auditing:export               -       U
auditing:patient              U       -
health:show                   A       -
couch:list                    PT      -
couch:tablet                  T       -
couch:run                     T       -
couch:worker                  T       -
couch:whoami                  T       -
couch:pack                    T       -
couch:enrol                   -       T
couch:sync                    -       T
couch:lease                   -       T
couch:quarantine              PT      -
couch:import_file             -       P
couch:review                  -       P
couch:review_run              -       P
couch:course                  PT      -
couch:notes                   PT      -
couch:note                    PT      -
couch:add_note                -       PT
couch:decide                  -       P
couch:tablets                 A       -
couch:revoke                  -       A
calendar:day                  PTRA    -
calendar:week                 PTRA    -
calendar:own_feed             PTRA    PTRA
calendar:undo                 -       PTR
calendar:course               PTR     -
calendar:wishes               -       PTR
calendar:book                 -       PTR
calendar:close_up             -       PTR
calendar:put_on               -       PTR
calendar:patient_feed         -       PTR
calendar:course_file          PTR     -
calendar:visit                PTR     -
calendar:spots                PTR     -
calendar:move                 -       PTR
calendar:mark                 -       PTR
calendar:waiting              PTR     -
calendar:take_off             -       PTR
calendar:absences             RA      RA
calendar:absence              RA      -
calendar:end_absence          -       RA
calendar:repair               -       RA
calendar:anew                 RA      RA
calendar:rescue               -       PTR
calendar:load                 LA      -
calendar:settings             A       -
calendar:hours                -       A
calendar:add_place            -       A
calendar:retire               -       A
calendar:shifts               -       A
calendar:closure              -       A
calendar:reopen               -       A
calendar:norm                 -       A
outcomes:show                 PT      -
outcomes:trend                PT      -
outcomes:pain                 PT      -
outcomes:total                -       PT
outcomes:letter               PT      -
outcomes:link                 PR      PR
outcomes:report               PL      -
outcomes:forms                L       L
"""

NEEDS_A_RECORD: Final = frozenset(
    {
        "verdicts:override",
        "verdicts:second",
        "couch:course",
        "couch:note",
        "calendar:visit",
        "calendar:spots",
        "calendar:absence",
        "calendar:course_file",
        "plans:print",
        "plans:session",
        "plans:sheet",
        "plans:body",
        "plans:body_svg",
        "outcomes:trend",
        "outcomes:pain",
        "outcomes:letter",
    }
)
"""Pages about an order, a plan, a course or an override: the matrix's small world has none."""

OUTSIDE: Final = {
    "anybody": """
        start look liveness join set_language couch_late calendar_feed
        outcomes_start outcomes_terms outcomes_today outcomes_question outcomes_day
        outcomes_now outcomes_mine outcomes_trend outcomes_pain
        intake_start intake_terms intake_question intake_now intake_drawing intake_done
        account_login account_logout account_inactive account_signup account_reset_password
        mfa_authenticate mfa_login_webauthn
        socialaccount_login_cancelled socialaccount_login_error socialaccount_signup
        openid_connect_login openid_connect_callback
    """,
    "signed in": """
        account_reauthenticate account_change_password usersessions_list
        mfa_index mfa_reauthenticate mfa_activate_totp mfa_deactivate_totp
        mfa_view_recovery_codes mfa_generate_recovery_codes mfa_download_recovery_codes
        mfa_list_webauthn mfa_add_webauthn mfa_reauthenticate_webauthn
        mfa_remove_webauthn mfa_edit_webauthn socialaccount_connections
    """,
    "nobody": """
        account_no_reset account_no_set account_no_email account_no_confirmation_sent
        account_no_confirmation account_no_code account_no_code_confirmation
        account_email account_email_verification_sent account_set_password
        account_confirm_login_code account_confirm_email account_reset_password_from_key_done
        account_reset_password_from_key account_reset_password_done
    """,
}


def inside() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Give, for each page of a clinic, the roles that open it and those that send to it."""
    rows = [line.split() for line in INSIDE.strip().splitlines()[1:]]
    return {page: (_roles(opens), _roles(sends)) for page, opens, sends in rows}


def outside() -> dict[str, str]:
    """Give, for each page outside any clinic, for whom it is there."""
    return {page: whom for whom, pages in OUTSIDE.items() for page in pages.split()}


def _roles(letters: str) -> frozenset[str]:
    return frozenset(LETTERS[letter] for letter in letters.strip("-"))
