"""Routes of the intake: those of the patient's link, and the desk's page that makes one."""

from __future__ import annotations

from django.urls import path, re_path

from lumbalis.clinic.services.invitations import TOKEN_CHARACTERS
from lumbalis.clinic.web.intake import desk, drawing_view, views

_LINK = rf"^(?P<token>[A-Za-z0-9_-]{{{TOKEN_CHARACTERS}}})/"

urlpatterns = [
    path("patients/<uuid:patient_id>/invitation/", desk.invitation, name="invitation"),
]

outside = [
    re_path(_LINK + r"$", views.start, name="intake_start"),
    re_path(_LINK + r"terms/$", views.terms, name="intake_terms"),
    re_path(_LINK + r"q/(?P<number>\d{1,3})/$", views.question, name="intake_question"),
    re_path(_LINK + r"now/$", views.now, name="intake_now"),
    re_path(_LINK + r"drawing/$", drawing_view.drawing, name="intake_drawing"),
    re_path(_LINK + r"done/$", views.done, name="intake_done"),
]
