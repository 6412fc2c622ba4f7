import os, re, subprocess
from datetime import timedelta
from pathlib import Path
import pytest, time_machine
from verdict_people import *
from lumbalis.clinic.services.overrides import *
OUT=Path(os.environ.get('SHOTS','/tmp/vshots'))
STATIC=Path('src/lumbalis/clinic/web/static').resolve()
def test_shots(house):
    OUT.mkdir(exist_ok=True)
    qualify(house)
    with time_machine.travel(AT+timedelta(minutes=1),tick=False):
        fit=fit_patient(house); fever=fit_patient(house,temperature_c=38.2,anticoagulant='doac',nrs_move=7); clot=fit_patient(house,calf_swelling_one_sided=True)
        signed_course(house,clot); 
        answer(house, clot, AT+timedelta(seconds=20), skin_break_sites=['gluteal_left'])
        anti=fit_patient(house,anticoagulant='doac',skin_break_sites=['gluteal_left'])
        empty=house.patient('north',birth_date=None,family_name='Шевченко-Константинопольська-Вишневецька-Найдовшоіменна'[:60])
        c=house.client('north','physician'); 
        got=give(house.acting('north','physician',AT+timedelta(minutes=1)),anti,Wish('X16.anticoagulant','Apixaban since 2024, no bleeding, examined today.',AT+timedelta(days=7)))
        print(got)
        u=lambda p,path: f'/c/north/patients/{p.pk}/{path}'
        pages={'fit':u(fit,'verdict/'),'fever':u(fever,'verdict/'),'clot':u(clot,'verdict/'),'empty':u(empty,'verdict/'),'anti':u(anti,'verdict/'),'answers':u(fever,'answers/pain/'),'answers2':u(fever,'answers/infection_skin/'),'obs':u(fit,'observations/'),'override':u(fever,'set-aside/X16.anticoagulant/'),'history':u(clot,'verdict/history/'),'kept':u(clot,'verdict/history/1/'),'about':u(fever,'verdict/about/S22/'),'confirm':u(anti,f'decisions/{got.override.pk}/')if isinstance(got,Kept) else u(anti,'state/'),'state':u(clot,'state/')}
        for lang in ('en','ru','uk'):
            c.cookies['language']=lang
            for n,p in pages.items():
                r=c.get(p); assert r.status_code==200,(n,r.status_code)
                h=r.content.decode().replace('/static/',f'file://{STATIC}/')
                h=re.sub(r'<script.*?</script>','',h,flags=re.S)
                (OUT/f'{n}-{lang}.html').write_text(h); print(n,lang,len(r.content))
        c.cookies['language']='en'
        with time_machine.travel(AT+timedelta(days=2),tick=False):
            c=house.client('north','physician'); h=c.get(pages['fit']).content.decode().replace('/static/',f'file://{STATIC}/'); h=re.sub(r'<script.*?</script>','',h,flags=re.S); (OUT/'stale-en.html').write_text(h)
