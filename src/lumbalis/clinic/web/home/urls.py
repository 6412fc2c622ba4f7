"""Routes of the first page and of the reader's own wishes."""

from __future__ import annotations

from django.urls import path

from lumbalis.clinic.web.home import views

urlpatterns = [path("", views.show, name="show")]
outside = [
    path("", views.start, name="start"),
    path("look/", views.choose_look, name="look"),
]
