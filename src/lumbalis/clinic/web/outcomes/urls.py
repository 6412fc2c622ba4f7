"""Routes of outcomes: those behind the patient's link, and those of the clinic."""

from __future__ import annotations

from django.urls import path, re_path

from lumbalis.clinic.services.invitations import TOKEN_CHARACTERS
from lumbalis.clinic.web.outcomes import clinic_views, desk, phone, phone_day, phone_mine, views

_LINK = rf"^(?P<token>[A-Za-z0-9_-]{{{TOKEN_CHARACTERS}}})/"
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_PATIENT = "patients/<uuid:patient_id>/outcomes"

urlpatterns = [
    path(f"{_PATIENT}/", views.show, name="show"),
    path(f"{_PATIENT}/trend.svg", views.trend, name="trend"),
    path(f"{_PATIENT}/pain-<int:place>.svg", views.pain, name="pain"),
    path(f"{_PATIENT}/total/", views.total, name="total"),
    path(f"{_PATIENT}/letter/", views.letter, name="letter"),
    path(f"{_PATIENT}/link/", desk.link, name="link"),
    path("outcomes/", clinic_views.report, name="report"),
    path("outcomes/forms/", clinic_views.forms, name="forms"),
]

outside = [
    re_path(_LINK + r"$", phone.start, name="outcomes_start"),
    re_path(_LINK + r"terms/$", phone.terms, name="outcomes_terms"),
    re_path(_LINK + r"today/$", phone.today, name="outcomes_today"),
    re_path(
        _LINK + rf"q/(?P<questionnaire>{_UUID})/(?P<item>[a-z0-9.]{{1,20}})/$",
        phone.question,
        name="outcomes_question",
    ),
    re_path(
        _LINK + r"day/(?P<session>\d{1,3})/(?P<item>[a-z]{1,12})/$",
        phone_day.question,
        name="outcomes_day",
    ),
    re_path(_LINK + r"now/$", phone_day.now, name="outcomes_now"),
    re_path(_LINK + r"mine/$", phone_mine.mine, name="outcomes_mine"),
    re_path(_LINK + r"trend\.svg$", phone_mine.trend, name="outcomes_trend"),
    re_path(_LINK + r"pain-(?P<place>[01])\.svg$", phone_mine.pain, name="outcomes_pain"),
]
