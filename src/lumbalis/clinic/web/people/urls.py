"""Routes of the colleagues, and of the links by which they come in."""

from __future__ import annotations

from django.urls import path, re_path

from lumbalis.clinic.web.people import inviting, joining, managing, views

_ONE = "people/<uuid:user_id>"

urlpatterns = [
    path("people/", views.index, name="index"),
    path("people/invite/", inviting.invite, name="invite"),
    path("people/links/<uuid:invitation_id>/", inviting.take_back, name="take_back"),
    path(f"{_ONE}/", views.show, name="show"),
    path(f"{_ONE}/roles/", managing.give_role, name="give_role"),
    path(f"{_ONE}/roles/<uuid:membership_id>/end/", managing.end_role, name="end_role"),
    path(f"{_ONE}/leave/", managing.end_all, name="end_all"),
    path(f"{_ONE}/password/", inviting.renew_password, name="renew_password"),
    path(f"{_ONE}/credentials/", managing.record_credential, name="record_credential"),
    path(
        f"{_ONE}/credentials/<uuid:credential_id>/withdraw/",
        managing.withdraw_credential,
        name="withdraw_credential",
    ),
]

outside = [re_path(r"^(?P<token>[A-Za-z0-9_-]{40,80})/$", joining.join, name="join")]
