"""Routes of the couch; `late` lies outside any clinic, because nobody is signed in there."""

from __future__ import annotations

from django.urls import path

from lumbalis.clinic.web.couch import (
    views_course,
    views_late,
    views_notes,
    views_review,
    views_shell,
    views_sync,
    views_today,
)

_COURSE = "patients/<uuid:patient_id>/courses/<uuid:course_id>"
_NOTE = "patients/<uuid:patient_id>/notes/<uuid:run_id>"
_RUN = "couch/runs/<uuid:run_id>"

urlpatterns = [
    path("couch/", views_today.today, name="list"),
    path("couch/tablet/", views_shell.tablet, name="tablet"),
    path("couch/run/", views_shell.run, name="run"),
    path("couch/worker.js", views_shell.worker, name="worker"),
    path("couch/whoami", views_sync.whoami, name="whoami"),
    path("couch/pack", views_sync.pack, name="pack"),
    path("couch/enrol", views_sync.enrol, name="enrol"),
    path("couch/sync", views_sync.sync, name="sync"),
    path("couch/lease", views_sync.lease, name="lease"),
    path("couch/quarantine/", views_review.quarantine, name="quarantine"),
    path("couch/quarantine/import/", views_review.import_file, name="import_file"),
    path("couch/quarantine/<uuid:event_id>/", views_review.review, name="review"),
    path(f"{_RUN}/review/", views_review.review_run, name="review_run"),
    path("patients/<uuid:patient_id>/notes/", views_notes.notes, name="notes"),
    path(f"{_NOTE}/", views_notes.note, name="note"),
    path(f"{_NOTE}/add/", views_notes.add, name="add_note"),
    path(f"{_COURSE}/review/", views_course.course, name="course"),
    path(f"{_COURSE}/decide/", views_course.decide, name="decide"),
    path("couch/tablets/", views_review.tablets, name="tablets"),
    path("couch/tablets/<uuid:device_id>/revoke/", views_review.revoke, name="revoke"),
]

outside = [path("late", views_late.late, name="couch_late")]
