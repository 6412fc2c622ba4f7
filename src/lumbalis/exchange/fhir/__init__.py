"""FHIR R4 in: a Bundle or a bulk export becomes answers, and a report of what was not used."""
