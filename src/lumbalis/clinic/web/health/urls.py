"""Routes of the health page."""

from __future__ import annotations

from django.urls import path

from lumbalis.clinic.web.health import views

urlpatterns = [path("health/", views.show, name="show")]
outside = [path("health", views.liveness, name="liveness")]
