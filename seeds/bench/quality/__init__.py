"""`manage.py bench quality`."""
from seeds.bench.measure import Report
def run(report: Report, *, data, seed: int) -> None:
    pass
