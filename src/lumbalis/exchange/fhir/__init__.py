"""FHIR R4: a Bundle or a bulk export becomes answers, and a report of what was not used.

Visits and hours go the other way too, as Appointment, Slot and Schedule.
"""
