"""Routes of the protocol."""

from __future__ import annotations

from django.urls import path

from lumbalis.clinic.web.protocols import versions, views

urlpatterns = [
    path("protocol/", views.index, name="index"),
    path("protocol/numbers/", views.numbers, name="numbers"),
    path("protocol/questions/", views.questions, name="questions"),
    path("protocol/sessions/", views.sessions, name="sessions"),
    path("protocol/about/<str:name>/", views.explained, name="explained"),
    path("protocol/versions/", versions.listed, name="versions"),
    path("protocol/versions/<uuid:version_id>/", versions.shown, name="version"),
    path("protocol/versions/<uuid:version_id>/approve/", versions.approving, name="approve"),
    path("protocol/versions/<uuid:version_id>/recall/", versions.recalling, name="recall"),
]
