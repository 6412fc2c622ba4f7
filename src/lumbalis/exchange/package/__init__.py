"""The protocol as a FHIR R4 package: logic, plan, questions and words for other systems."""
