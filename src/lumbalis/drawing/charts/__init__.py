"""How a course has gone, as charts: pain at every session, scores against what matters."""

from lumbalis.drawing.charts.course import (
    CourseRecord,
    Flagged,
    Mark,
    Reading,
    Scale,
    Track,
    Visit,
    pain_scale,
    track_of,
)
from lumbalis.drawing.charts.progress import course_progress, trend_picture
from lumbalis.drawing.charts.words import ChartWords

__all__ = [
    "ChartWords",
    "CourseRecord",
    "Flagged",
    "Mark",
    "Reading",
    "Scale",
    "Track",
    "Visit",
    "course_progress",
    "pain_scale",
    "track_of",
    "trend_picture",
]
