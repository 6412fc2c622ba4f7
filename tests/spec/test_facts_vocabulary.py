"""The protocol asks a fixed set of facts, and asks each of them fully in every language."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

KNOWLEDGE = Path(__file__).parents[2] / "src" / "lumbalis" / "knowledge"
PROTOCOL = KNOWLEDGE / "protocols" / "lumbar_osteochondrosis"
LANGUAGES = ("en", "ru", "uk")
IDS = (
    "age_years",
    "sex",
    "stature_cm",
    "body_mass_kg",
    "consent_treatment",
    "consent_zones",
    "order_present",
    "order_date",
    "physician_feasibility_ok",
    "methods_allowed",
    "dx_lumbar_osteochondrosis",
    "exam_physician_date",
    "imaging_xray",
    "imaging_mri",
    "excluded_malignancy",
    "excluded_infection",
    "excluded_fracture",
    "excluded_dislocation",
    "excluded_other_injury",
    "osteophytes",
    "disc_finding",
    "spondylolisthesis_or_instability",
    "spinal_stenosis_symptomatic",
    "spine_regions_affected",
    "spinal_surgery",
    "severity",
    "nrs_rest",
    "nrs_move",
    "nrs_avg_7d",
    "pain_quality",
    "pain_on_every_movement",
    "sudden_onset_this_episode",
    "symptom_free_days",
    "inflammation_status",
    "phase_physician",
    "leg_pain",
    "leg_pain_below_knee",
    "leg_side",
    "analgesic_last_8h",
    "spinal_injection_date",
    "saddle_sensory_change",
    "new_bladder_dysfunction",
    "new_bowel_dysfunction",
    "new_sexual_dysfunction",
    "bilateral_leg_symptoms_new",
    "leg_weakness_new_or_progressive",
    "foot_drop",
    "gait_disturbance_new",
    "trauma_major_6wk",
    "trauma_minor_6wk",
    "contusion_over_spine",
    "steroid_systemic_3mo",
    "low_back_pain_new_or_changed",
    "osteoporosis",
    "fragility_fracture",
    "midline_bony_tenderness",
    "cancer_now",
    "cancer_ever",
    "cancer_clearance",
    "weight_loss_unexplained",
    "night_pain_unrelieved_lying",
    "malaise_or_chills",
    "night_sweats",
    "immunosuppressed",
    "iv_drug_use",
    "bacterial_infection_3mo",
    "spinal_procedure_3mo",
    "back_pain_onset_age",
    "episode_examined",
    "inflammatory_features",
    "pulsatile_abdominal_mass",
    "known_aneurysm",
    "collapse_or_faint_with_pain",
    "severe_new_back_abdominal_flank_pain",
    "upper_motor_signs",
    "flank_colic_or_haematuria",
    "phlebitis_now",
    "dvt_now_or_suspected",
    "calf_swelling_one_sided",
    "dvt_or_pe_ever",
    "thrombophilia",
    "surgery_or_immobile_6wk",
    "varicose_veins",
    "anticoagulant",
    "inr",
    "bleeding_disorder",
    "platelets_low",
    "easy_bruising",
    "bleeding_open_now",
    "bleeding_internal_suspected",
    "haematoma_in_zone",
    "cv_acute",
    "bp_sys",
    "bp_dia",
    "pulse",
    "hypertension",
    "chest_pain_or_dyspnoea_now",
    "headache_or_neuro_signs_now",
    "implanted_device",
    "peripheral_arterial_disease",
    "diabetes_neuropathy",
    "temperature_c",
    "temp_site",
    "acute_inflammation_any",
    "respiratory_acute",
    "respiratory_recovery_date",
    "respiratory_chronic",
    "intestinal_acute",
    "intestinal_chronic_active",
    "digestion_disorder",
    "peristalsis_disorder",
    "tb_active",
    "osteomyelitis",
    "sti_active",
    "skin_break_sites",
    "skin_infection",
    "moles_lumbar",
    "mole_clearance_date",
    "skin_irritable_or_dermatitis",
    "sunburn",
    "recent_cup_marks_zone",
    "allergies",
    "malignant_current",
    "benign_neoplasm",
    "pregnancy",
    "menstruation_heavy_now",
    "renal_disease",
    "psychosis_acute",
    "epilepsy_uncontrolled",
    "intoxicated_now",
    "other_serious_disease",
    "can_lie_prone",
    "can_rest_30min_after",
    "last_meal_hours",
    "bladder_emptied",
    "bowel_emptied",
    "unable_to_pass_urine",
)
SIDED = ("gluteal", "thigh", "knee", "lower_leg")
PRIVATE = {"iv_drug_use", "menstruation_heavy_now", "new_sexual_dysfunction", "sti_active"}
PEOPLE = {"patient", "therapist", "physician", "document"}
LABEL_LENGTH = 40
PLACEHOLDERS = {
    "fasting_block",
    "inflammatory_duration",
    "inflammatory_onset_age",
    "morning_stiffness",
    "nrs_maximum",
    "postpartum_window",
    "recall_analgesic",
    "recall_average_pain",
    "recall_immobile",
    "recall_infection",
    "recall_procedure",
    "recall_steroid",
    "recall_trauma",
    "recall_weight_loss",
    "rest_after_session",
    "stroke_recent",
    "surgery_recent",
    "weight_loss_percent",
}
PLACEHOLDER = re.compile(r"\{([a-z_]+)(?:\|gen)?\}")
TYPED_DIGIT = re.compile(r"(?<![A-Z0-9])\d")
DURATION = re.compile(r"P(\d+[YMWD]|T\d+H)")
FOREIGN_LETTER = {
    "en": re.compile(r"[а-яёіїєґ]", re.IGNORECASE),
    "ru": re.compile(r"[іїєґ]", re.IGNORECASE),
    "uk": re.compile(r"[ыэъё]", re.IGNORECASE),
}
CAPITAL_YOU = re.compile(r"[^.?] (Вы|Вас|Вам|Вами|Ваш\w*|Ви)\b")

Fact = dict[str, Any]


def _read(path: Path) -> dict[str, Any]:
    tree: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tree


@cache
def _vocabulary() -> dict[str, Any]:
    return _read(PROTOCOL / "facts.yaml")


@cache
def _facts() -> dict[str, Fact]:
    return {fact["id"]: fact for fact in _vocabulary()["facts"]}


@cache
def _texts(language: str) -> dict[str, dict[str, Any]]:
    return _read(KNOWLEDGE / "texts" / language / "facts.yaml")


@cache
def _known_sources() -> frozenset[str]:
    """Collect the id of every source, reading and requirement that may be cited."""
    sections = _read(KNOWLEDGE / "sources.yaml").values()
    cited = {name for section in sections if isinstance(section, dict) for name in section}
    requirements = _read(KNOWLEDGE / "requirements.yaml")["requirements"]
    return frozenset(cited | {requirement["id"] for requirement in requirements})


def _sentences(language: str) -> Iterator[tuple[str, str]]:
    """Yield every text of a language with its address, such as `sex.values.male`."""
    for fact, entry in _texts(language).items():
        for key, text in entry.items():
            if isinstance(text, dict):
                yield from ((f"{fact}.{key}.{value}", word) for value, word in text.items())
            else:
                yield f"{fact}.{key}", text


def _addresses_where(language: str, pattern: re.Pattern[str]) -> list[str]:
    """List the texts in which a pattern occurs, placeholders left aside."""
    return [
        address
        for address, text in _sentences(language)
        if pattern.search(PLACEHOLDER.sub("", text))
    ]


def _placeholders(text: str) -> list[str]:
    """Name the numbers a text asks for; the case they stand in is the language's own affair."""
    return sorted(PLACEHOLDER.findall(text))


def _is_possible(fact: Fact, value: object) -> bool:
    """Tell whether a value is one that the fact can take."""
    match fact["type"]:
        case "bool":
            return isinstance(value, bool)
        case "int" | "decimal":
            return isinstance(value, (int, float)) and fact["minimum"] <= value <= fact["maximum"]
        case "enum":
            return value in fact["values"]
        case "set":
            return isinstance(value, list) and set(value) <= set(fact["values"])
        case _:
            return bool(fact.get("none_allowed")) and value == "none"


def test_the_vocabulary_is_exactly_these_facts() -> None:
    """A renamed or lost fact would leave stored answers and rules pointing at nothing."""
    assert len(IDS) == 137
    assert tuple(fact["id"] for fact in _vocabulary()["facts"]) == IDS


@pytest.mark.parametrize("fact", IDS)
def test_a_fact_says_when_and_whom_it_is_asked(fact: str) -> None:
    """Without these nobody would be asked, and the answer would stay unknown for ever."""
    entry = _facts()[fact]
    assert entry["group"]
    assert set(entry["asked"]) <= set("ISPR")
    assert entry["asked"]
    assert set(entry["asked_of"]) <= PEOPLE
    assert len(entry["asked_of"]) == len(set(entry["asked_of"])) > 0


@pytest.mark.parametrize("fact", IDS)
def test_a_fact_cites_a_source_that_exists(fact: str) -> None:
    """A citation nobody can find is an invention, however plausible it sounds."""
    sources = _facts()[fact]["source"]
    assert sources
    assert set(sources) <= _known_sources()


@pytest.mark.parametrize("fact", IDS)
def test_a_fact_has_the_form_of_its_type(fact: str) -> None:
    """A number without unit and range, or a choice without values, cannot be checked."""
    entry = _facts()[fact]
    is_number = entry["type"] in {"int", "decimal"}
    is_choice = entry["type"] in {"enum", "set"}
    assert entry["type"] in {"bool", "int", "decimal", "enum", "set", "date"}
    assert {"unit", "minimum", "maximum"} & entry.keys() == (
        {"unit", "minimum", "maximum"} if is_number else set()
    )
    assert ("values" in entry) is is_choice
    assert "none_allowed" not in entry or entry["type"] == "date"
    assert DURATION.fullmatch(entry.get("valid_for", "P1D"))


@pytest.mark.parametrize("fact", IDS)
def test_the_values_of_a_choice_are_distinct_words(fact: str) -> None:
    """YAML reads a bare `no` as false, which would make an enum value unreachable."""
    values = _facts()[fact].get("values", [])
    assert all(isinstance(value, str) for value in values)
    assert len(values) == len(set(values))


@pytest.mark.parametrize("fact", IDS)
def test_a_fact_says_what_a_missing_answer_means(fact: str) -> None:
    """A missing answer is never a no, so every fact has to say what it is instead."""
    unknown = _facts()[fact]["unknown"]
    assert unknown["policy"] in {"BLK", "BLK_IF", "POS", "DEF", "OPT"}
    assert ("value" in unknown) is (unknown["policy"] == "DEF")
    assert "when" in unknown or unknown["policy"] != "BLK_IF"


@pytest.mark.parametrize("fact", IDS)
def test_an_assumed_answer_is_possible_and_explained(fact: str) -> None:
    """Assuming an answer is the one way to pass a question by, so it has to be justified."""
    entry = _facts()[fact]
    is_assumed = entry["unknown"]["policy"] == "DEF"
    assert ("because" in entry) is is_assumed
    if is_assumed:
        assert entry["because"].endswith(".")
        assert _is_possible(entry, entry["unknown"]["value"])


def test_intimate_facts_are_private() -> None:
    """These answers are shown only to those who need them for the decision."""
    assert {fact for fact, entry in _facts().items() if entry.get("private")} == PRIVATE


def test_broken_skin_can_be_placed_on_one_side() -> None:
    """A scratch on the right calf must not take the left leg out of the session."""
    values = _facts()["skin_break_sites"]["values"]
    for site in SIDED:
        place = values.index(site)
        assert values[place + 1 : place + 3] == [f"{site}_left", f"{site}_right"]


def test_codes_say_whether_they_were_verified() -> None:
    """A code from memory may name another disease; it is marked until somebody looks it up."""
    codes = [code for entry in _facts().values() for code in entry.get("codes", [])]
    assert {code["status"] for code in codes} == {"verified", "unverified"}
    assert all(code.keys() == {"system", "code", "status"} for code in codes)


def test_no_code_names_two_facts() -> None:
    """One reading from another system must not answer two different questions."""
    codes = [
        (code["system"], code["code"])
        for entry in _facts().values()
        for code in entry.get("codes", [])
    ]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("implication", _vocabulary()["consistency"], ids=lambda n: n["id"])
def test_what_follows_from_an_answer_is_possible(implication: dict[str, Any]) -> None:
    """An implication fills in answers, so it may only name facts and values that exist."""
    names = set(re.findall(r"[a-z_0-9]+", re.sub(r'"[^"]*"', "", implication["when"])))
    assert names - {"not", "and", "or", "in"} <= set(IDS)
    assert implication["then"]
    assert all(_is_possible(_facts()[fact], value) for fact, value in implication["then"].items())
    assert set(implication["source"]) <= _known_sources()


def test_implications_have_names_of_their_own() -> None:
    """Two implications with one name could not be told apart in an explanation."""
    names = [implication["id"] for implication in _vocabulary()["consistency"]]
    assert names == sorted(set(names))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_is_worded(language: str) -> None:
    """A fact without a question in somebody's language is a question they never get."""
    assert tuple(_texts(language)) == IDS
    for fact, entry in _texts(language).items():
        assert {"label", "patient", "clinician"} <= entry.keys(), fact
        assert entry.keys() <= {"label", "patient", "help", "clinician", "values"}, fact
    assert all(text.strip() == text != "" for _, text in _sentences(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_has_a_word(language: str) -> None:
    """An answer button without a word cannot be pressed."""
    for fact, entry in _facts().items():
        assert list(_texts(language)[fact].get("values", {})) == entry.get("values", []), fact


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_a_fact_differ_from_each_other(language: str) -> None:
    """Two answers that read alike would be chosen by chance."""
    for fact, entry in _texts(language).items():
        words = list(entry.get("values", {}).values())
        assert len(words) == len(set(words)), fact


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_name_one_fact_and_fit_a_table(language: str) -> None:
    """A cut label, or one that two facts share, makes a table of reasons misleading."""
    labels = [entry["label"] for entry in _texts(language).values()]
    assert [label for label in labels if len(label) > LABEL_LENGTH] == []
    assert len(labels) == len(set(labels))
    assert not any(PLACEHOLDER.search(label) for label in labels)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_patient_is_asked_what_a_patient_can_answer(language: str) -> None:
    """Where only others can answer, the patient is told who will, and is not questioned."""
    for fact, entry in _facts().items():
        is_question = "?" in _texts(language)[fact]["patient"]
        assert is_question is ("patient" in entry["asked_of"]), fact


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_a_translation_has_the_same_keys(language: str) -> None:
    """A missing help or answer would show one reader less than another."""
    here, english = _sentences(language), _sentences("en")
    assert [address for address, _ in here] == [address for address, _ in english]


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_a_translation_asks_for_the_same_numbers(language: str) -> None:
    """A limit left out of a translation would change what is being asked."""
    english = dict(_sentences("en"))
    for address, text in _sentences(language):
        assert _placeholders(text) == _placeholders(english[address]), address


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_name_agreed_limits(language: str) -> None:
    """A misspelt placeholder would reach the patient with its braces."""
    for address, text in _sentences(language):
        assert set(_placeholders(text)) <= PLACEHOLDERS, address
        assert not re.search(r"[{}]", PLACEHOLDER.sub("", text)), address


def test_every_agreed_limit_is_used() -> None:
    """An unused name in the list above would let a misspelling of it pass."""
    used = {name for _, text in _sentences("en") for name in _placeholders(text)}
    assert used == PLACEHOLDERS


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_never_typed_into_texts(language: str) -> None:
    """A typed number stays behind when its limit changes; only names such as L3 hold digits."""
    assert _addresses_where(language, TYPED_DIGIT) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_keep_a_calm_voice(language: str) -> None:
    """Whoever reads this may be in pain or afraid."""
    assert _addresses_where(language, re.compile("!")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_written_in_their_own_alphabet(language: str) -> None:
    """A letter of the neighbouring language betrays a sentence left untranslated."""
    assert _addresses_where(language, FOREIGN_LETTER[language]) == []


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_the_polite_you_is_written_small(language: str) -> None:
    """The house writes the polite form without a capital inside a sentence."""
    assert _addresses_where(language, CAPITAL_YOU) == []
