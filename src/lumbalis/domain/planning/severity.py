"""Suggesting a severity from scores; the physician sets it, nothing here does."""

from __future__ import annotations

from lumbalis.domain.protocol import DoseTable, SeverityBand


def suggest_severity(
    table: DoseTable,
    rmdq: int | None,
    odi_percent: float | None,
    osteophytes: str | None = None,
    symptoms_months: int | None = None,
) -> str | None:
    """Name the highest severity that any known criterion reaches.

    Parameters
    ----------
    table : DoseTable
        The protocol's bands, mildest first.
    rmdq : int or None
        Roland-Morris score, 0-24.
    odi_percent : float or None
        Oswestry score, 0-100 %.
    osteophytes : str or None
        The finding: none, few or multiple.
    symptoms_months : int or None
        How long symptoms have lasted, in months.

    Returns
    -------
    str or None
        None where neither score nor finding says anything: no suggestion is not "mild".
    """
    reached = [
        band.severity
        for band in table.severities
        if _by_scores(band, rmdq, odi_percent) or _by_finding(band, osteophytes, symptoms_months)
    ]
    return reached[-1] if reached else None


def _by_scores(band: SeverityBand, rmdq: int | None, odi_percent: float | None) -> bool:
    by_rmdq = rmdq is not None and rmdq >= band.rmdq_from
    return by_rmdq or (odi_percent is not None and odi_percent >= band.odi_percent_from)


def _by_finding(band: SeverityBand, osteophytes: str | None, months: int | None) -> bool:
    if band.symptoms_months is None or months is None:
        return False
    return osteophytes in band.osteophytes and months >= band.symptoms_months
