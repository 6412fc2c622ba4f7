"""Routes of verdicts, answers in the office, decisions and holds."""

from __future__ import annotations

from django.urls import path

from lumbalis.clinic.web.verdicts import answering, deciding, views

_PATIENT = "patients/<uuid:patient_id>"

urlpatterns = [
    path(f"{_PATIENT}/verdict/", views.show, name="show"),
    path(f"{_PATIENT}/verdict/about/<str:name>/", views.about, name="about"),
    path(f"{_PATIENT}/verdict/zones/", views.zones, name="zones"),
    path(f"{_PATIENT}/verdict/history/", views.history, name="history"),
    path(f"{_PATIENT}/verdict/history/<int:number>/", views.kept, name="kept"),
    path(f"{_PATIENT}/state/", views.state, name="state"),
    path(f"{_PATIENT}/answers/", answering.first, name="first_answers"),
    path(f"{_PATIENT}/answers/<slug:group>/", answering.answers, name="answers"),
    path(f"{_PATIENT}/observations/", answering.observations, name="observations"),
    path(f"{_PATIENT}/set-aside/<str:case>/", deciding.give, name="override"),
    path(f"{_PATIENT}/decisions/<uuid:override_id>/", deciding.second, name="second"),
    path(f"{_PATIENT}/decisions/<uuid:override_id>/withdraw/", deciding.withdraw, name="withdraw"),
    path(f"{_PATIENT}/holds/<uuid:course_id>/release/", deciding.release, name="release"),
]
