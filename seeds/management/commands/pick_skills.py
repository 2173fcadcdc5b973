"""``manage.py pick_skills DATA_DIR``: the skills of ESCO worth a Vietnamese name, as CSV."""

import csv
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from seeds import skill_choice


class Command(BaseCommand):
    help = "Print the skills of ESCO this labour market needs words for, with their ISCO-08 groups."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("data", type=Path, help="folder with the files of ESCO")

    def handle(self, *args, **options):
        try:
            chosen = skill_choice.choose(skill_choice.read(options["data"]))
        except skill_choice.BadSource as problem:
            raise CommandError(str(problem)) from problem
        out = csv.writer(self.stdout, lineterminator="\n")
        out.writerow(["trade", "esco", "label_en", "kind", "weight", "essential", "useful"])
        for skill in chosen:
            out.writerow([*skill[:5], " ".join(skill.essential), " ".join(skill.useful)])
