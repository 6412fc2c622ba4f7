"""What a course achieved: questions sent to the patient, their answers, and the day after."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from lumbalis.clinic.records.models.base import PatientRecord, TenantModel, written_by

MOMENTS = ("baseline", "mid", "end", "follow_up")


class InstrumentText(TenantModel):
    """The official wording of an instrument in one language, as the clinic entered it.

    `statements` hold one text an item. The newest of a language counts; older ones stay, because
    answers were given to them.
    """

    append_only: ClassVar[bool] = True

    instrument = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    statements = models.JSONField()
    origin = models.CharField(max_length=300)
    added_at = models.DateTimeField()
    added_by = written_by()

    class Meta(TenantModel.Meta):
        indexes: ClassVar = [models.Index(fields=["clinic", "instrument", "language"])]

    def __str__(self) -> str:
        return f"{self.instrument} {self.language}"


class Questionnaire(PatientRecord):
    """One instrument asked at one moment of a course; `visit` counts months of a follow-up."""

    course = models.ForeignKey("records.Course", on_delete=models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=40)
    moment = models.CharField(max_length=12)
    visit = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    due = models.DateField()
    finished = models.DateTimeField(null=True, blank=True)

    class Meta(PatientRecord.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["course", "instrument", "moment", "visit"], name="asked_once_a_moment"
            ),
            models.CheckConstraint(
                condition=models.Q(moment__in=MOMENTS), name="questionnaire_moment_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.pk}"


class QuestionnaireAnswer(PatientRecord):
    """One answer to one item, sealed; null is "I don't know". The newest of an item counts.

    `text` names the wording the patient read, where it is the clinic's.
    """

    append_only: ClassVar[bool] = True

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="answers"
    )
    number = models.PositiveIntegerField()
    item = models.CharField(max_length=40)
    value = models.BinaryField()
    at = models.DateTimeField()
    author_kind = models.CharField(max_length=20)
    author = written_by()
    text = models.ForeignKey(InstrumentText, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(PatientRecord.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["questionnaire", "number"], name="questionnaire_answer_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.pk}"


class NextDayReport(PatientRecord):
    """What the patient said about a session since: pain a day later, how it felt, what is new.

    Every answer writes a further version that holds all of them, so nothing said is lost and a
    grave answer counts before the rest is answered. The newest version counts.
    """

    append_only: ClassVar[bool] = True

    course = models.ForeignKey("records.Course", on_delete=models.PROTECT, related_name="+")
    session = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    contents = models.BinaryField()
    finished = models.BooleanField()
    at = models.DateTimeField()
    author_kind = models.CharField(max_length=20)
    author = written_by()

    class Meta(PatientRecord.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["course", "session", "number"], name="next_day_number_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
