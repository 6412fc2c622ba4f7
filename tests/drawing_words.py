"""Names for the drawing tests in three languages: long enough to be a trial for the layout."""

from __future__ import annotations

from typing import Final

_NAMES: Final[dict[str, tuple[str, str, str]]] = {
    "script.classical": (
        "Classical massage of the lower back",
        "Классический массаж пояснично-крестцовой области",
        "Класичний масаж попереково-крижової ділянки",
    ),
    "script.cupping_silicone": (
        "Cupping with silicone cups",
        "Баночный массаж силиконовыми банками",
        "Баночний масаж силіконовими банками",
    ),
    "script.acupressure": ("Acupressure", "Точечный массаж", "Точковий масаж"),
    "position.prone": (
        "face down, bolster under the abdomen",
        "на животе, валик под животом",
        "на животі, валик під животом",
    ),
    "phase.SUBSIDING": ("subsiding", "стихающее обострение", "затихання загострення"),
    "phase.REMISSION": ("remission", "ремиссия", "ремісія"),
    "severity.moderate": ("moderate", "средняя", "середня"),
    "stage.opening": ("Opening", "Вводное поглаживание", "Вступне погладжування"),
    "stage.preparation": ("Neighbouring areas", "Соседние области", "Суміжні ділянки"),
    "stage.gluteal": ("Gluteal muscles", "Ягодичные мышцы", "Сідничні м'язи"),
    "stage.legs": ("Legs", "Ноги", "Ноги"),
    "stage.sacrum": ("Sacrum", "Крестец", "Крижі"),
    "stage.rubbing": ("Rubbing the lower back", "Растирание поясницы", "Розтирання попереку"),
    "stage.kneading": ("Kneading the lower back", "Разминание поясницы", "Розминання попереку"),
    "stage.vibration": ("Vibration", "Вибрация", "Вібрація"),
    "stage.patting": ("Light patting", "Лёгкое похлопывание", "Легке поплескування"),
    "stage.closing": ("Closing", "Завершение", "Завершення"),
    "stage.warm_up": ("Warm-up by hand", "Разогрев руками", "Розігрівання руками"),
    "stage.oil_and_test": ("Oil and trial cup", "Масло и пробная банка", "Олія і пробна банка"),
    "stage.suction_on": ("Placing the cups", "Постановка банок", "Ставлення банок"),
    "stage.moving_cups": ("Moving cups", "Скользящие банки", "Ковзні банки"),
    "stage.removal": ("Taking the cups off", "Снятие банок", "Знімання банок"),
    "stage.skin_check": ("Looking at the skin", "Осмотр кожи", "Огляд шкіри"),
    "stage.points": ("Points", "Точки", "Точки"),
    "zone.spine": ("spine, midline", "позвоночник по средней линии", "хребет по середній лінії"),
    "zone.sacrum": ("sacrum", "крестец", "крижі"),
    "zone.lymph_nodes": (
        "groin and hollow of the knee",
        "пах и подколенная ямка",
        "пах і підколінна ямка",
    ),
    "region.paravertebral": (
        "muscles beside the lower spine",
        "мышцы вдоль поясничного отдела",
        "м'язи вздовж поперекового відділу",
    ),
    "region.kidney": ("kidney area", "область почек", "ділянка нирок"),
    "region.lateral_lumbar": ("flank", "боковая область поясницы", "бічна ділянка попереку"),
    "region.iliac_crest": ("iliac crest", "гребень подвздошной кости", "гребінь клубової кістки"),
    "region.gluteal": ("gluteal region", "ягодичная область", "сіднична ділянка"),
    "region.thigh": (
        "back and outer side of the thigh",
        "задняя и наружная поверхность бедра",
        "задня й зовнішня поверхня стегна",
    ),
    "region.knee": ("knee", "область коленного сустава", "ділянка колінного суглоба"),
    "region.popliteal": ("hollow of the knee", "подколенная ямка", "підколінна ямка"),
    "region.lower_leg": ("lower leg", "голень", "гомілка"),
    "manipulation.stroking.flat": (
        "flat stroking",
        "поглаживание плоскостное",
        "погладжування площинне",
    ),
    "manipulation.stroking.combined": (
        "combined stroking",
        "поглаживание комбинированное",
        "погладжування комбіноване",
    ),
    "manipulation.squeezing.double_ring": (
        "double-ring squeezing",
        "выжимание двойное кольцевое",
        "вижимання подвійне кільцеве",
    ),
    "manipulation.rubbing.spiral": (
        "spiral rubbing",
        "растирание спиралевидное",
        "розтирання спіралеподібне",
    ),
    "manipulation.rubbing.four_finger": (
        "four-finger rubbing",
        "растирание подушечками четырёх пальцев",
        "розтирання подушечками чотирьох пальців",
    ),
    "manipulation.kneading.double_ring": (
        "double-ring kneading",
        "разминание двойное кольцевое",
        "розминання подвійне кільцеве",
    ),
    "manipulation.kneading.ordinary": (
        "ordinary kneading",
        "разминание ординарное",
        "розминання ординарне",
    ),
    "manipulation.vibration.continuous": (
        "continuous vibration",
        "вибрация непрерывная",
        "вібрація безперервна",
    ),
    "manipulation.patting.cupped": ("patting", "похлопывание", "поплескування"),
    "manipulation.cupping.test": ("trial suction", "пробный вакуум", "пробний вакуум"),
    "manipulation.cupping.straight": (
        "straight strokes with the cup",
        "прямолинейное движение банкой",
        "прямолінійний рух банкою",
    ),
    "manipulation.cupping.placing": ("placing the cup", "постановка банки", "ставлення банки"),
    "manipulation.cupping.release": ("letting air in", "впуск воздуха", "впускання повітря"),
    "manipulation.acupressure.press": ("pressing the point", "надавливание", "натискання"),
    "tool.palms": ("palms", "ладони", "долоні"),
    "tool.palm_edge": ("edge of the palm", "ребро ладони", "ребро долоні"),
    "tool.fingers": ("fingers", "пальцы", "пальці"),
    "tool.four_fingers": ("four fingers", "четыре пальца", "чотири пальці"),
    "tool.cupped_hands": ("cupped hands", "кисти лодочкой", "кисті човником"),
    "tool.silicone_cup": ("silicone cup", "силиконовая банка", "силіконова банка"),
    "tool.finger_pads": ("finger pads", "подушечки пальцев", "подушечки пальців"),
    "direction.caudal_to_cranial": ("towards the head", "к голове", "до голови"),
    "direction.distal_to_proximal": ("from foot to hip", "от стопы к бедру", "від стопи до стегна"),
    "direction.spiral": ("spiral", "по спирали", "по спіралі"),
    "direction.transverse": ("across", "поперёк", "упоперек"),
    "direction.along": ("along the muscle", "вдоль мышцы", "уздовж м'яза"),
    "direction.in_place": ("in place", "на месте", "на місці"),
    "tempo.slow": ("slowly", "медленно", "повільно"),
    "tempo.moderate": ("at a moderate pace", "в среднем темпе", "у помірному темпі"),
    "amplitude.low": ("small swings", "малая амплитуда", "мала амплітуда"),
    "manner.light": ("lightly", "легко", "легко"),
    "level.1": (
        "Whole hand, as light as spreading lotion; nothing may hurt.",
        "Всей ладонью, легко, как наносят крем; боли быть не должно.",
        "Усією долонею, легко, як наносять крем; болю бути не повинно.",
    ),
    "level.2": (
        "Firm spreading; the skin and what lies just below it move a little.",
        "Плотное скольжение; кожа и подкожный слой слегка смещаются.",
        "Щільне ковзання; шкіра й підшкірний шар трохи зміщуються.",
    ),
    "level.3": (
        "Medium: the upper muscle layer is taken hold of and lets go.",
        "Среднее усилие: захвачен поверхностный слой мышц, он расслабляется.",
        "Середнє зусилля: захоплено поверхневий шар м'язів, він розслабляється.",
    ),
    "level_stop.1": ("Any pain.", "Любая боль.", "Будь-який біль."),
    "level_stop.2": ("Pain above 2 of 10.", "Боль выше 2 из 10.", "Біль понад 2 з 10."),
    "level_stop.3": ("Pain above 3 of 10.", "Боль выше 3 из 10.", "Біль понад 3 з 10."),
    "technique.oil": ("with oil", "с маслом", "з олією"),
    "flag.bolster": (
        "Support the patient with bolsters under the abdomen and the ankles.",
        "Подложите валики под живот и под голеностопные суставы.",
        "Підкладіть валики під живіт і під гомілковостопні суглоби.",
    ),
    "checkpoint.pain": (
        "How strong is the pain now, and is all well?",
        "Насколько сильная сейчас боль? Всё хорошо?",
        "Наскільки сильний зараз біль? Усе гаразд?",
    ),
    "checklist.skin_looked_at": ("skin looked at", "кожа осмотрена", "шкіру оглянуто"),
    "checklist.pain_asked": ("pain asked and noted", "боль записана", "біль записано"),
    "category.ELIGIBLE_PRECAUTIONS": ("With care", "С осторожностью", "З обережністю"),
    "verdict.ELIGIBLE_PRECAUTIONS": (
        "A session may take place today, within the limits below.",
        "Сеанс сегодня возможен в пределах, указанных ниже.",
        "Сеанс сьогодні можливий у межах, указаних нижче.",
    ),
    "because.S33": (
        "not ordered by the physician",
        "врач не назначил",
        "лікар не призначив",
    ),
    "because.excluded_zone": ("zone excluded", "область исключена", "ділянку виключено"),
}
_SIDES: Final = {
    "left": ("patient's left", "слева у пациента", "ліворуч у пацієнта"),
    "right": ("patient's right", "справа у пациента", "праворуч у пацієнта"),
}
_CUES: Final = (
    "Breathe calmly and say at once whenever anything feels unpleasant.",
    "Дышите спокойно и сразу скажите, если что-то станет неприятно.",
    "Дихайте спокійно й одразу скажіть, якщо щось стане неприємним.",
)
"""One sentence of sixty letters, for every step."""


def name_in(language: int, kind: str, key: str) -> str:
    """Give a name in the language with that number: 0 English, 1 Russian, 2 Ukrainian.

    Raises
    ------
    KeyError
        If there is no such name.
    """
    if kind == "cue":
        return _CUES[language]
    if kind == "stage":
        key = key.partition(".")[2]
    region, _, side = key.rpartition("_")
    if kind == "zone" and side in _SIDES:
        return f"{_NAMES[f'region.{region}'][language]}, {_SIDES[side][language]}"
    return _NAMES[f"{kind}.{key}"][language]
