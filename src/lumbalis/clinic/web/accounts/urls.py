"""Routes below account/ that stand before those of allauth."""

from __future__ import annotations

from django.urls import path

from lumbalis.clinic.web.accounts import views

urlpatterns: list[object] = []
outside = [
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/reset/", views.lost_password, name="account_reset_password"),
    path("password/reset/<path:rest>", views.not_here, name="account_no_reset"),
    path("password/set/", views.not_here, name="account_no_set"),
    path("email/", views.not_here, name="account_no_email"),
    path("confirm-email/", views.not_here, name="account_no_confirmation_sent"),
    path("confirm-email/<path:rest>", views.not_here, name="account_no_confirmation"),
    path("login/code/", views.not_here, name="account_no_code"),
    path("login/code/<path:rest>", views.not_here, name="account_no_code_confirmation"),
]
