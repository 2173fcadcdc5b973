"""`manage.py bench quality`: how right the engine is, with trivial methods beside it.

Labelled files are named by the caller; without them only the simulation of missing data runs.
"""

from pathlib import Path

from seeds.bench.measure import Report
from seeds.bench.quality import missing, similarity, titles


def run(report: Report, *, data: Path | None, seed: int) -> None:
    """Run every benchmark there is data for, and say which one is left out."""
    report.say("\nmissing data")
    missing.run(report, seed=seed, repetitions=missing.REPETITIONS)
    for name in ("titles", "similarity"):
        report.say(f"\n{name}")
        if data is None:
            report.say("  skipped: name the folder with the labelled files by --data")
        elif name == "titles":
            titles.run(report, data=data)
        elif (data / similarity.FILE).exists():
            similarity.run(report, data=data, seed=seed)
        else:
            report.say(f"  skipped: there is no {similarity.FILE} in {data}")
