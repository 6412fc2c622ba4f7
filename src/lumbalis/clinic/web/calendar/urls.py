"""Routes of the calendar; private feeds lie outside any clinic: nobody is signed in there."""

from __future__ import annotations

from django.urls import path

from lumbalis.clinic.web.calendar import (
    views_absences,
    views_course,
    views_day,
    views_feeds,
    views_load,
    views_settings,
    views_visit,
    views_waiting,
)

_PATIENT = "patients/<uuid:patient_id>/calendar"
_VISIT = "calendar/visits/<uuid:visit_id>"
_SET = "calendar/settings"

urlpatterns = [
    path("calendar/", views_day.day, name="day"),
    path("calendar/week/", views_day.week, name="week"),
    path("calendar/undo/", views_visit.undo, name="undo"),
    path(f"{_PATIENT}/", views_course.course, name="course"),
    path(f"{_PATIENT}/wishes/", views_course.wishes, name="wishes"),
    path(f"{_PATIENT}/book/", views_course.book, name="book"),
    path(f"{_PATIENT}/close-up/", views_course.close_up, name="close_up"),
    path(f"{_PATIENT}/rescue/", views_course.rescue, name="rescue"),
    path(f"{_PATIENT}/wait/", views_waiting.put_on, name="put_on"),
    path(f"{_PATIENT}/feed/", views_feeds.patient_feed, name="patient_feed"),
    path(f"{_PATIENT}/file.ics", views_feeds.course_file, name="course_file"),
    path(f"{_VISIT}/", views_visit.visit, name="visit"),
    path(f"{_VISIT}/spots/", views_visit.spots, name="spots"),
    path(f"{_VISIT}/move/", views_visit.move, name="move"),
    path(f"{_VISIT}/mark/", views_visit.mark, name="mark"),
    path("calendar/waiting/", views_waiting.index, name="waiting"),
    path("calendar/waiting/<uuid:waiting_id>/off/", views_waiting.take_off, name="take_off"),
    path("calendar/absences/", views_absences.index, name="absences"),
    path("calendar/absences/<uuid:absence_id>/", views_absences.absence, name="absence"),
    path("calendar/absences/<uuid:absence_id>/end/", views_absences.end, name="end_absence"),
    path("calendar/absences/<uuid:absence_id>/repair/", views_absences.repair, name="repair"),
    path("calendar/anew/", views_absences.anew, name="anew"),
    path("calendar/load/", views_load.load, name="load"),
    path("calendar/my-feed/", views_feeds.own_feed, name="own_feed"),
    path(f"{_SET}/", views_settings.settings, name="settings"),
    path(f"{_SET}/hours/", views_settings.hours, name="hours"),
    path(f"{_SET}/places/", views_settings.add_place, name="add_place"),
    path(f"{_SET}/places/<uuid:place_id>/retire/", views_settings.retire, name="retire"),
    path(f"{_SET}/shifts/<uuid:user_id>/", views_settings.shifts, name="shifts"),
    path(f"{_SET}/closures/", views_settings.closure, name="closure"),
    path(f"{_SET}/closures/<uuid:closure_id>/open/", views_settings.reopen, name="reopen"),
    path(f"{_SET}/norm/", views_settings.norm, name="norm"),
]

outside = [path("<str:token>.ics", views_feeds.feed, name="calendar_feed")]
