"""A tiny set of the files the similarity table is built from: six unit groups, four of them in ROME."""

import csv
from pathlib import Path
from zipfile import ZipFile

GROUPS = {
    "5120": (
        "Cooks",
        "Cooks prepare meals.\nSome related occupations classified elsewhere:\n- Tailor - 7531\n",
    ),
    "7531": ("Tailors", "Tailors sew garments.\nNotes\nDesigners of garments are classified in group 2163."),
    "7532": ("Pattern-makers", "Pattern-makers cut garments.\nExcluded from this group are:\n- cooks"),
    "8153": ("Sewing machine operators", "Sewing machine operators sew garments with machines."),
    "9329": ("Factory labourers", "Labourers carry goods."),
    "9411": ("Fast food preparers", "Preparers cook simple meals."),
}
SKILLS = {
    "5120": {"1": "essential", "2": "essential"},
    "9411": {"1": "essential", "2": "optional"},
    "7531": {"3": "essential", "4": "essential"},
    "7532": {"3": "essential", "4": "optional"},
    "8153": {"3": "essential", "5": "optional"},
}
SHEETS = {"G1": ("Cuisine", ("5120", "9411")), "B1": ("Couture", ("7531", "8153"))}
WORDS = {"G1": "Prépare les plats", "B1": "Assemble des vêtements"}
COMPETENCES = {"G1": ("11", "12"), "B1": ("13", "14")}


def write(folder: Path) -> Path:
    """The files, as the publishers shape them."""
    for name in ("esco", "rome", "crosswalks"):
        (folder / name).mkdir(parents=True)
    _table(
        folder / "esco/isco_groups_descriptions.csv",
        [
            {"code": code, "preferredLabel": title, "altLabels": "", "description": text}
            for code, (title, text) in [("5", ("Service", "")), *GROUPS.items()]
        ],
    )
    occupations = [
        {"id": str(number), "isco08": code, "label_en": title, "description": f"{title} at work."}
        for number, (code, (title, _text)) in enumerate(GROUPS.items(), 1)
    ]
    _table(folder / "esco/esco_occupation_descriptions.csv", occupations)
    _table(folder / "esco/esco_occupations.csv", occupations)
    _table(
        folder / "esco/esco_occupation_skills.csv",
        [
            {"occupation_id": row["id"], "skill_id": skill, "relation": relation[0]}
            for row in occupations
            for skill, relation in SKILLS.get(row["isco08"], {}).items()
        ],
    )
    _rome(folder / "rome")
    _crosswalk(folder / "crosswalks/Correspondance_ROME_ISCO08.xlsx")
    return folder


def _rome(folder: Path) -> None:
    _table(
        folder / "unix_liens_rome_referentiels_v347_utf8.csv",
        [
            {"code_rome": sheet, "code_ogr": code, "code_type_referentiel": kind}
            for sheet, codes in COMPETENCES.items()
            for kind, code in (*zip("12", codes, strict=True), ("4", "99"))
        ],
    )
    _table(
        folder / "unix_texte_v347_utf8.csv",
        [{"code_rome": sheet, "libelle_texte": text} for sheet, text in WORDS.items()],
    )
    _table(
        folder / "unix_referentiel_appellation_v347_utf8.csv",
        [{"code_rome": sheet, "libelle_appellation_court": title} for sheet, (title, _) in SHEETS.items()],
    )


def _crosswalk(path: Path) -> None:
    lines = [("Code ROME", "Libellé", "Code ISCO08")]
    lines += [(sheet, title, group) for sheet, (title, groups) in SHEETS.items() for group in groups]
    texts = sorted({cell for sheet, title, _ in lines for cell in (sheet, title)} | {"Code ISCO08"})
    rows = "".join(
        f'<row r="{at}">{_text("A", at, texts.index(sheet))}{_text("B", at, texts.index(title))}'
        + (
            f'<c r="D{at}"><v>{group}</v></c></row>'
            if at > 1
            else f"{_text('D', at, texts.index(group))}</row>"
        )
        for at, (sheet, title, group) in enumerate(lines, 1)
    )
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    with ZipFile(path, "w") as book:
        book.writestr(
            "xl/sharedStrings.xml",
            f"<sst {space}>{''.join(f'<si><t>{text}</t></si>' for text in texts)}</sst>",
        )
        book.writestr(
            "xl/worksheets/sheet2.xml", f"<worksheet {space}><sheetData>{rows}</sheetData></worksheet>"
        )


def _text(column: str, row: int, at: int) -> str:
    return f'<c r="{column}{row}" t="s"><v>{at}</v></c>'


def _table(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, rows[0])
        out.writeheader()
        out.writerows(rows)
