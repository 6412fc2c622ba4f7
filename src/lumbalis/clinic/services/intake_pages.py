"""Which signs are asked on one page of the intake; the titles are texts by the same names.

Only a matter of reading: what is asked at all, and what comes first, the inquiry decides.
A page has at most six lines, all in view above "none of these". What follows from a denial
(no cancer ever, so none now) stands on a later page and is then spared.
"""

from __future__ import annotations

from collections.abc import Mapping

PAGES: Mapping[str, tuple[str, ...]] = {
    "numbness": (
        "saddle_sensory_change",
        "new_bladder_dysfunction",
        "new_bowel_dysfunction",
        "new_sexual_dysfunction",
        "bilateral_leg_symptoms_new",
        "gait_disturbance_new",
    ),
    "legs": (
        "leg_weakness_new_or_progressive",
        "foot_drop",
        "calf_swelling_one_sided",
        "dvt_now_or_suspected",
        "phlebitis_now",
    ),
    "sudden": (
        "severe_new_back_abdominal_flank_pain",
        "collapse_or_faint_with_pain",
        "known_aneurysm",
        "bleeding_internal_suspected",
        "trauma_major_6wk",
        "contusion_over_spine",
    ),
    "infection": (
        "malaise_or_chills",
        "immunosuppressed",
        "bacterial_infection_3mo",
        "spinal_procedure_3mo",
        "iv_drug_use",
    ),
    "consent": ("consent_treatment",),
    "zones": ("consent_zones",),
    "rest": ("nrs_rest",),
    "move": ("nrs_move",),
    "quality": ("pain_quality",),
    "pain": ("pain_on_every_movement", "sudden_onset_this_episode", "leg_pain"),
    "below": ("leg_pain_below_knee",),
    "side": ("leg_side",),
    "free": ("symptom_free_days",),
    "onset": ("back_pain_onset_age",),
    "examined": ("episode_examined",),
    "heart": ("cv_acute",),
    "bones": (
        "osteoporosis",
        "fragility_fracture",
        "steroid_systemic_3mo",
        "spinal_surgery",
        "spinal_injection_date",
        "cancer_ever",
    ),
    "change": ("trauma_minor_6wk", "low_back_pain_new_or_changed"),
    "cancer": ("cancer_now",),
    "body": (
        "weight_loss_unexplained",
        "night_pain_unrelieved_lying",
        "night_sweats",
        "flank_colic_or_haematuria",
        "renal_disease",
        "benign_neoplasm",
    ),
    "blood": (
        "anticoagulant",
        "bleeding_disorder",
        "platelets_low",
        "easy_bruising",
        "dvt_or_pe_ever",
        "thrombophilia",
    ),
    "warfarin": ("inr",),
    "vessels": (
        "surgery_or_immobile_6wk",
        "varicose_veins",
        "peripheral_arterial_disease",
        "diabetes_neuropathy",
        "implanted_device",
        "hypertension",
    ),
    "breath": (
        "respiratory_acute",
        "respiratory_recovery_date",
        "respiratory_chronic",
        "tb_active",
        "acute_inflammation_any",
    ),
    "gut": (
        "intestinal_acute",
        "intestinal_chronic_active",
        "digestion_disorder",
        "peristalsis_disorder",
    ),
    "sex": ("sex",),
    "other": (
        "osteomyelitis",
        "sti_active",
        "epilepsy_uncontrolled",
        "pregnancy",
        "other_serious_disease",
    ),
    "allergies": ("allergies",),
    "stature": ("stature_cm",),
    "mass": ("body_mass_kg",),
}

ALSO_WANTED = ("stature_cm", "body_mass_kg")
"""No rule reads them, but without them no plan can be drawn on the patient's own body."""


def page_of(facts: tuple[str, ...]) -> str | None:
    """Name the page that lines belong to."""
    return next((name for name, page in PAGES.items() if set(facts) <= set(page)), None)
