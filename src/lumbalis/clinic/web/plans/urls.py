"""Routes of orders and plans."""

from __future__ import annotations

from django.urls import path

from lumbalis.clinic.web.plans import changing, deciding, ordering, pictures, views

_PATIENT = "patients/<uuid:patient_id>"
_SESSION = f"{_PATIENT}/plan/<int:session>"

urlpatterns = [
    path(f"{_PATIENT}/order/", ordering.order, name="order"),
    path(f"{_PATIENT}/order/body/", ordering.body, name="body"),
    path(f"{_PATIENT}/order/body.svg", ordering.body_svg, name="body_svg"),
    path(f"{_PATIENT}/plan/", views.show, name="show"),
    path(f"{_PATIENT}/plan/make/", deciding.make, name="make"),
    path(f"{_PATIENT}/plan/sign/", deciding.signing, name="sign"),
    path(f"{_PATIENT}/plan/withdraw/", deciding.withdrawing, name="withdraw"),
    path(f"{_PATIENT}/plan/print/", pictures.printed, name="print"),
    path(f"{_SESSION}/", views.session, name="session"),
    path(f"{_SESSION}/edit/", changing.edit, name="edit"),
    path(f"{_SESSION}/sheet.svg", pictures.sheet, name="sheet"),
]
