"""``manage.py code_titles``: a file of titles in, a file of codes out, or a sentence and nothing written."""

import csv
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from catalog.models import OccupationAlias

HEADER = ["title", "isco08", "isco08_2", "isco08_3", "vn_code", "confidence"]


@pytest.fixture
def files(tmp_path):
    """The input and output of the command."""
    return tmp_path / "in.csv", tmp_path / "out.csv"


@pytest.fixture
def labelled(catalogue):
    OccupationAlias.objects.create(occupation_id="8153", title="công nhân may", source="collected")
    OccupationAlias.objects.create(occupation_id="7531", title="thợ may", source="collected")


def run(source, target, *options):
    out = StringIO()
    call_command("code_titles", source, target, *options, stdout=out, stderr=StringIO())
    return out.getvalue()


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_titles_are_coded_in_their_order(labelled, files):
    source, target = files
    source.write_text('title,isco\nCông nhân may,1\n\n"",2\n"Thợ may, Hà Nội",3\n', encoding="utf-8")
    assert "3 titles coded" in run(source, target)
    assert rows(target) == [
        HEADER,
        ["Công nhân may", "8153", "81", "815", "8153", "993"],
        ["", "", "", "", "", "0"],
        ["Thợ may, Hà Nội", "7531", "75", "753", "7531", rows(target)[3][5]],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffTitle;x\nThợ may;1\n",
        "x\ttitle\n1\tThợ may\n",
        'x|" title "\n1|Thợ may\n',
        "title\r\nThợ may\r\n",
    ],
)
def test_any_usual_csv_is_read(labelled, files, text):
    source, target = files
    source.write_bytes(text.encode())
    run(source, target)
    assert rows(target)[1][:5] == ["Thợ may", "7531", "75", "753", "7531"]


def test_another_index_is_swapped_in(labelled, files, tmp_path):
    source, target = files
    source.write_text("title\nSewing machine operators\nsoldier\n", encoding="utf-8")
    index = tmp_path / "index.csv"
    index.write_text("label,isco\nsewing machine operator,8153\nsoldier,310\n", encoding="utf-8")
    run(source, target, "--index", index)
    assert [row[:5] for row in rows(target)[1:]] == [
        ["Sewing machine operators", "8153", "81", "815", "8153"],
        ["soldier", "0310", "03", "031", ""],
    ]


BAD = [
    (b"", "in.csv: The file is empty."),
    (b"name,isco\nx,1\n", "in.csv: There is no column “title”; the header has: name, isco."),
    (b"title,title\nx,1\n", "in.csv: There are two columns “title”."),
    (b"title,isco\nx,1\nx,1,2\n", "in.csv: Line 3 has 3 cells, the header 2."),
    (b"title\n\xff\n", "in.csv: Line 2 is not UTF-8."),
    (b"title\na\0b\n", "in.csv: Line 2 has a NUL character in it."),
    (b'title\n"abc\n', "in.csv: Line 2 is no CSV: unexpected end of data."),
    (b"PK\x03\x04....", "in.csv: This is a spreadsheet. Save it as “CSV UTF-8” first."),
]


@pytest.mark.parametrize(("data", "complaint"), BAD)
def test_bad_files_are_refused_in_a_sentence(labelled, files, data, complaint):
    source, target = files
    source.write_bytes(data)
    target.write_text("kept", encoding="utf-8")
    with pytest.raises(CommandError) as refusal:
        run(source, target)
    assert str(refusal.value).endswith(complaint)
    assert target.read_text(encoding="utf-8") == "kept"
    assert sorted(path.name for path in target.parent.iterdir()) == ["in.csv", "out.csv"]


@pytest.mark.parametrize(
    ("index", "complaint"),
    [
        ("label,isco\nwelder,72\n", "Line 2: “72” is no ISCO-08 code of four digits."),
        ("label,isco\n,7212\n", "There is no label in it."),
        ("label,isco\n!!!,7212\n", "There is no label in it."),
        ("label\nwelder\n", "There is no column “isco”; the header has: label."),
    ],
)
def test_bad_indexes_are_refused(labelled, files, tmp_path, index, complaint):
    source, target = files
    source.write_text("title\nx\n", encoding="utf-8")
    (tmp_path / "index.csv").write_text(index, encoding="utf-8")
    with pytest.raises(CommandError) as refusal:
        run(source, target, "--index", tmp_path / "index.csv")
    assert str(refusal.value).endswith(complaint)
    assert not target.exists()


def test_missing_files_and_folders_are_named(labelled, files, tmp_path):
    source, target = files
    with pytest.raises(CommandError, match="There is no such file"):
        run(source, target)
    source.write_text("title\nx\n", encoding="utf-8")
    with pytest.raises(CommandError, match="Nothing can be written there"):
        run(source, tmp_path / "none" / "out.csv")
    with pytest.raises(CommandError, match="This is a folder"):
        run(tmp_path, target)
    with pytest.raises(CommandError, match="Nothing can be written there"):
        run(source, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_a_title_that_comes_again_costs_no_query(labelled, files, django_assert_max_num_queries):
    source, target = files
    source.write_text("title\n" + "Thợ may\n" * 500, encoding="utf-8")
    run(source, target)
    with django_assert_max_num_queries(6):
        run(source, target)
    assert len(rows(target)) == 501
