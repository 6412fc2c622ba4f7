"""Routes of the register."""

from __future__ import annotations

from django.urls import path

from lumbalis.clinic.web.patients import acting, editing, listing, merging, privacy, showing

_ONE = "patients/<uuid:patient_id>"
urlpatterns = [
    path("patients/", listing.index, name="index"),
    path("patients/new/", editing.new, name="new"),
    path("patients/similar/", editing.similar, name="similar"),
    path("patients/merges/", merging.waiting, name="merges"),
    path("patients/merges/<uuid:merge_id>/", merging.decide, name="merge"),
    path("patients/merges/<uuid:merge_id>/undo/", merging.undo, name="undo_merge"),
    path(f"{_ONE}/", showing.show, name="show"),
    path(f"{_ONE}/edit/", editing.edit, name="edit"),
    path(f"{_ONE}/undo/", acting.undo, name="undo"),
    path(f"{_ONE}/numbers/", acting.add_number, name="add_number"),
    path(f"{_ONE}/numbers/<uuid:identifier_id>/", acting.remove_number, name="remove_number"),
    path(f"{_ONE}/consents/<slug:kind>/give/", acting.give_consent, name="give_consent"),
    path(
        f"{_ONE}/consents/<slug:kind>/withdraw/", acting.withdraw_consent, name="withdraw_consent"
    ),
    path(f"{_ONE}/merge/", merging.choose, name="choose"),
    path(f"{_ONE}/merge/<uuid:other_id>/", merging.compare, name="compare"),
    path(f"{_ONE}/privacy/", privacy.show, name="privacy"),
    path(f"{_ONE}/privacy/export/", privacy.export, name="export"),
    path(f"{_ONE}/privacy/restrict/", privacy.restrict, name="restrict"),
    path(f"{_ONE}/privacy/release/", privacy.release, name="release"),
    path(f"{_ONE}/privacy/erase/", privacy.erase, name="erase"),
]
