"""Routes of the audit log."""

from __future__ import annotations

from django.urls import path

from lumbalis.clinic.web.auditing import views

urlpatterns = [
    path("audit/", views.show, name="events"),
    path("audit/find/", views.find, name="find"),
    path("audit/verify/", views.verify, name="verify"),
    path("audit/export/", views.export, name="export"),
    path("audit/patient/<uuid:patient_id>/", views.patient, name="patient"),
]
