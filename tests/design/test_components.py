"""What the pieces refuse, escape and count."""

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation


def drawn(source: str, path: str = "/", **context) -> str:
    request = RequestFactory().get(path)
    template = Template("{% load components %}" + source)
    with translation.override("en"):
        return template.render(Context({"request": request, **context}))


class Sample(forms.Form):
    name = forms.CharField(help_text="As on the card.")
    commune = forms.CharField(required=False)
    commune_key = forms.CharField(required=False, widget=forms.HiddenInput)
    agrees = forms.BooleanField()


LIST = {
    "caption": "People",
    "columns": [{"key": "name", "label": "Name", "sort": True}, {"key": "n", "label": "N", "num": True}],
    "count": 2,
    "sort": "name",
    "pager": {"previous": None, "next": "abc", "total": 1_200},
    "empty": {"title": "Nobody", "text": "Register somebody.", "url": "/new/", "label": "Register"},
}


def test_a_sorted_head_says_so_and_turns_the_order_keeping_the_filter():
    html = drawn("{% work_list page %}<tr></tr>{% endwork_list %}", "/?q=lo&after=zzz", page=LIST)
    assert '<th scope="col" aria-sort="ascending"><a href="?q=lo&amp;sort=-name">Name' in html
    assert html.count("aria-sort") == 1


def test_the_pager_goes_on_from_the_cursor_and_keeps_the_filter():
    html = drawn("{% work_list page %}<tr></tr>{% endwork_list %}", "/?q=lo&before=zzz", page=LIST)
    assert '<a class="button small" rel="next" href="?q=lo&amp;after=abc">' in html
    assert 'rel="prev"' not in html
    assert "2 of 1,200" in html


def test_an_empty_list_says_what_to_do_and_draws_no_table():
    html = drawn("{% work_list page %}{% endwork_list %}", page={**LIST, "count": 0})
    assert "<table" not in html
    assert '<a class="button primary" href="/new/">Register</a>' in html


def test_names_are_escaped():
    html = drawn("{% pick 1 name %}{% badge name %}{% priority name 1 %}", name="<b>x</b>")
    assert "<b>x</b>" not in html
    assert html.count("&lt;b&gt;x&lt;/b&gt;") == 3


def test_an_error_is_under_its_field_and_in_the_summary_and_the_field_points_to_both():
    html = drawn("{% form_body form %}", form=Sample({"name": "", "agrees": "on"}))
    assert '<a href="#id_name">Name – This field is required.</a>' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert '<div id="id_name_error">' in html
    assert "1 place needs correcting" in html


def test_every_field_is_drawn_once_whatever_the_groups():
    source = "{% form_body form groups=groups typeahead=typeahead %}"
    html = drawn(source, form=Sample(), groups=[("Who", ["name"])], typeahead={"commune": "/communes/"})
    assert [html.count(f'name="{name}"') for name in Sample.base_fields] == [1, 1, 1, 1]
    assert 'data-typeahead="/communes/"' in html


def test_stars_only_where_some_fields_may_stay_empty():
    class AllRequired(forms.Form):
        login = forms.CharField()
        remember = forms.BooleanField(required=False)

    assert drawn("{% form_body form %}", form=AllRequired()).count('class="req"') == 0
    assert drawn("{% form_body form %}", form=Sample()).count('class="req"') == 3


@pytest.mark.parametrize(
    ("undo", "forms_drawn"),
    [("/undo/4/", 1), ("https://elsewhere.test/", 0), ("//elsewhere.test/", 0), ("safe", 0), (None, 0)],
)
def test_a_toast_undoes_only_at_an_address_of_ours(undo, forms_drawn):
    assert drawn("{% toast 'Done' undo=undo %}", undo=undo).count("<form") == forms_drawn


def test_a_score_is_shown_in_whole_points_whatever_the_language():
    with translation.override("vi"):
        html = Template("{% load components %}{% score 8765 9150 8410 %}").render(Context())
    assert "<b>87</b>" in html
    assert 'class="fill-e" x="4.2" width="45.8"' in html
    assert 'class="fill-w" x="50" width="42.0"' in html


@pytest.mark.parametrize(("more", "polls"), [({}, 1), ({"finished": "done"}, 0), ({"failed": "stopped"}, 0)])
def test_progress_asks_again_only_while_it_runs(more, polls):
    html = drawn("{% progress work url='/p/' %}", work={"title": "t", "done": 1_200, "total": 5_000, **more})
    assert html.count("hx-trigger") == polls
    assert 'value="1200" max="5000"' in html
