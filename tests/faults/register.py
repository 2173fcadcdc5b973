"""Run as a script inside a cluster: a register large enough that a ranking can be interrupted.

``python -m tests.faults.register PEOPLE VACANCIES``
"""

import sys
from datetime import date

import django


def main(people: int, vacancies: int) -> None:
    """Write the catalogue, the cast, the rules, and as many seekers and vacancies as asked for."""
    django.setup()
    from tests.cast import NOW, TODAY, make_cast, write_catalogue  # noqa: PLC0415 - models need django.setup
    from tests.factories import make_employer, make_household, make_poverty_status, make_rules, make_vacancy  # noqa: PLC0415
    from workers.models import Consent, JobSearch, Wish, Worker  # noqa: PLC0415

    write_catalogue()
    cast = make_cast()
    make_rules()
    household = make_household(cast.son_la)
    make_poverty_status(household, "poor", valid_from=date(2025, 1, 1))
    workers = []
    for number in range(people):
        worker = Worker(
            centre=cast.son_la,
            code=f"F-{number:06d}",
            birth_date=date(1970 + number % 35, 1 + number % 12, 1),
            sex="female",
            ethnicity_id="03",
            commune_id=("03646", "03664", "03688")[number % 3],
            phone_owner="none",
            household=household if number % 3 == 0 else None,
            registered_at=NOW,
            updated_at=NOW,
        )
        worker.set_name(f"Lò Thị {number}")
        workers.append(worker)
    Worker.objects.bulk_create(workers)
    searches = JobSearch.objects.bulk_create(
        JobSearch(worker=worker, opened_on=TODAY, job_title="May", wage_band="5_10m") for worker in workers
    )
    Wish.objects.bulk_create(
        Wish(job_search=search, occupation_id=("8153", "7531", "5120")[number % 3], position=1)
        for number, search in enumerate(searches)
    )
    Consent.objects.bulk_create(
        Consent(
            worker=worker, purpose="employment_service", text_version="1", channel="paper", given_on=TODAY
        )
        for worker in workers
    )
    employer = make_employer(cast.son_la, "Xưởng may Tô Hiệu")
    for number in range(vacancies):
        make_vacancy(employer, f"Thợ may {number}", commune_id="03646")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
