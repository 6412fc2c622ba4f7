import time, random
from clinic_people import House
from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.finding import found, read_query
from lumbalis.clinic.services.patients import index_many
from lumbalis.clinic.services.resemblance import suspects
from django.utils import timezone
from django.db import connection
from datetime import date, timedelta
FAM="Петров Иванов Сидоренко Коваль Шевченко Бондарь Мельник Ткачук Кравец Олейник Лысенко Марченко Руденко Савченко".split()
GIV="Иван Пётр Олена Мария Анна Олег Юрий Сергій Наталія Оксана Тарас Ігор".split()
def test_speed(house: House):
    r=random.Random(1)
    for n in (50000,):
        rows=[]
        for i in range(n):
            f=r.choice(FAM)+r.choice(["","ин","ук","ская"])+chr(1072+r.randrange(30)); g=r.choice(GIV); ph=f"+38050{r.randrange(10**7):07d}"
            rows.append(Patient(clinic=house.north,family_name=f,given_name=g,birth_date=date(1940,1,1)+timedelta(days=r.randrange(28000)),phone=ph,created_at=timezone.now()))
        with in_clinic(house.north):
            Patient.objects.bulk_create(rows, batch_size=500); index_many(rows)
            for an in (0,1):
              if an:
                with connection.cursor() as c: c.execute("ANALYZE")
              print(an, Patient.objects.count())
              for q in ("", "п", "петр", "петровинк иван", "Petrov", "050 123", "5.3.1980", "qqqq", "1980", "AK1234"):
                t=time.perf_counter(); k=len(list(found(read_query(q)).select_related("clinic")[:31])); print(repr(q), k, round((time.perf_counter()-t)*1000,1),"ms")
              t=time.perf_counter(); suspects({"family_name":"Петров","given_name":"Иван","birth_date":date(1980,3,5),"phone":"0501234567"},["AK1"]); print("suspects", round((time.perf_counter()-t)*1000,1))
            qs=found(read_query("петровинк иван"))[:31]
            print(connection.vendor, str(qs.query)[:1500])
            if connection.vendor=="sqlite": print(qs.explain())
