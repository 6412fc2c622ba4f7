import pytest
from clinic_people import House, answers_of, furnish
from lumbalis.clinic.services.answers import give_answers
from lumbalis.clinic.services.plans.ordering import give_order
from lumbalis.clinic.services.plans.drafting import *
from lumbalis.clinic.services.plans.wishes import Wishes
from lumbalis.clinic.records.tenancy import in_clinic
def test_x(house):
    by=house.acting("north","physician"); p=house.patient("north")
    told=answers_of("remission-cupping"); print(told)
    give_answers(by,p,told,author_kind="physician",origin="office")
    w=Wishes(methods=("manual_classical","oil","cupping_silicone","cupping_glass"),severity="moderate",sessions=2,script="cupping_silicone")
    give_order(by,p,w,feasible=True,measures={"build": "male", "stature_cm": 178, "mass_kg": 76})
    with in_clinic(by.clinic):
        g=ground_of(p,by.at,w)
        for k,v in g.verdict.techniques.items(): print(k,v.allowed,v.rules)
        d=draft_course(g); print(type(d), getattr(d,"why",None))
    assert 0
