"""How quality is measured: the measures by hand, the simulation by its own claims."""

import io
from math import log2

import numpy as np
import pytest

from catalog.coding import Coded
from jobs.matching.fill import Shrinkage
from jobs.matching.policy import KAPPA
from seeds.bench.measure import Report
from seeds.bench.quality import missing, run, similarity, titles
from seeds.bench.quality.measures import Ranked, judge, mean, ndcg, recall, reciprocal_rank


def report() -> Report:
    return Report(io.StringIO(), workers=0)


def test_gain_counts_less_further_down():
    gains = {"a": 2, "b": 1}
    best = 2 / log2(2) + 1 / log2(3)
    assert ndcg(["a", "b"], gains) == 1
    assert ndcg(["x", "a", "b"], gains) == pytest.approx((2 / log2(3) + 1 / log2(4)) / best)
    assert ndcg(["x"] * 10 + ["a"], gains) == 0


def test_ranks_and_recall():
    assert reciprocal_rank(["x", "a"], {"a", "b"}) == 0.5
    assert reciprocal_rank(["x"] * 10 + ["a"], {"a"}) == 0
    assert recall(["a", "x"], {"a", "b"}) == 0.5
    assert judge(["a"], {"a": 1, "b": 0}) == Ranked(1, 1, 1)
    assert mean([Ranked(1, 0, 1), Ranked(0, 0, 0.5)]) == Ranked(0.5, 0, 0.75)


def test_kendall_counts_pairs_that_agree():
    for other, tau in (([1, 2, 3], 1), ([3, 2, 1], -1), ([1, 1, 1], 0), ([2, 1, 3], 1 / 3)):
        assert missing._tau(np.array([1.0, 2, 3]), np.array(other, dtype=float)) == pytest.approx(tau)


def test_the_simple_rules_by_hand():
    known = np.full((2, missing.CRITERIA), 400)
    known[1, 1:] = missing.UNKNOWN
    total, first = sum(missing.WEIGHTS), missing.WEIGHTS[0]
    for rule, fill in (("unknown = 0", 0), ("unknown = 1", 1000), ("unknown = median", missing.MEDIAN)):
        expected = [400 * total, 400 * first + fill * (total - first)]
        assert missing.RULES[rule](known).tolist() == expected
    assert missing.RULES["known only"](known).tolist() == [400, 400]
    filled = Shrinkage(missing.WEIGHTS, (missing.MEDIAN,) * missing.CRITERIA, KAPPA).complete(
        (400, *[None] * (missing.CRITERIA - 1))
    )
    points = sum(weight * value for weight, value in zip(missing.WEIGHTS, filled, strict=True))
    assert missing.RULES[missing.ENGINE](known).tolist() == [400 * total, points]


def test_people_are_drawn_as_described():
    linked, unlinked = (missing._drawn(np.random.default_rng(2), common) for common in (0.2, 0.0))
    for people in (linked, unlinked):
        empty = (people.known == missing.UNKNOWN).mean(axis=1)
        assert empty[people.poor].mean() == pytest.approx(missing.EMPTY_OF_POOR, abs=0.03)
        assert empty[~people.poor].mean() == pytest.approx(missing.EMPTY_OF_OTHERS, abs=0.03)
        assert people.poor.mean() == pytest.approx(missing.POOR, abs=0.05)
        assert np.median(people.true) == pytest.approx(missing.MEDIAN, abs=20)
        stated = people.known != missing.UNKNOWN
        assert (people.known[stated] == people.true[stated]).all()
    together, apart = (np.corrcoef(people.true.T)[0, 1:].mean() for people in (linked, unlinked))
    assert together == pytest.approx(0.2, abs=0.05)
    assert apart == pytest.approx(0, abs=0.05)


def test_the_rule_of_the_engine_beats_the_simple_ones():
    found = missing.run(report(), seed=1, repetitions=40)
    again = missing.run(report(), seed=1, repetitions=2)
    assert again == missing.run(report(), seed=1, repetitions=2)
    for setting in ("linked", "unlinked"):
        rules = found[setting]
        engine = rules[missing.ENGINE]
        assert rules["(the truth)"][:2] == (pytest.approx(1, abs=1e-3), 1)
        assert engine.tau > rules["known only"].tau
        for simple in ("unknown = 0", "unknown = 1", "unknown = 1/2", "unknown = median"):
            assert engine.right > rules[simple].right
        assert rules["unknown = 0"].poor < rules["unknown = median"].poor < engine.poor
        assert engine.poor < rules["(the truth)"].poor < rules["known only"].poor < rules["unknown = 1"].poor
        assert 0.005 < engine.error < 0.03
    assert found["unlinked"][missing.ENGINE].right > found["unlinked"]["known only"].right + 0.1
    assert found["linked"][missing.ENGINE].right == pytest.approx(0.643, abs=0.045)
    assert found["unlinked"][missing.ENGINE].right == pytest.approx(0.596, abs=0.045)


def test_titles_are_judged_by_the_first_ten_codes():
    answers = {"a": ["1111", "2222"], "b": ["3331"], "c": [], "d": ["9999"] * 10 + ["4444"]}
    right = [("a", {"2222"}), ("b", {"3331", "5"}), ("c", {"1"}), ("d", {"4444"})]
    score = titles.judge(answers.__getitem__, right)
    assert score[:4] == (0.25, 0.25, pytest.approx(1.5 / 4), 0.5)
    assert titles.judge(lambda title: ["3339"], [("b", {"3331"})])[:2] == (0, 1)


def test_sure_answers_are_counted_apart(monkeypatch):
    answers = {"a": 900, "b": 700, "c": 699}

    class Coder:
        def code_title(self, title, limit):
            return [Coded("7212", answers[title], title)] if title in answers else []

    monkeypatch.setattr(titles, "title_coder", Coder)
    monkeypatch.setattr(titles, "isco_codes", lambda: {"7212": "7212"})
    out = io.StringIO()
    titles._say_how_sure(
        Report(out, workers=0), {"": [("a", {"7212"}), ("b", {"7531"}), ("c", {"7212"}), ("d", {"7212"})]}
    )
    assert out.getvalue().strip() == "sure: 1 of 2 right; to confirm: 1 of 1"


def test_the_trivial_methods_for_titles():
    labels = [("thợ hàn", "7212"), ("thợ hàn ống", "7213"), ("thợ may", "7531")]
    exact, overlap = titles._trivial(labels).values()
    assert exact("THO HAN") == ["7212"]
    assert exact("thợ hàn cao") == []
    assert overlap("tuyển thợ hàn ống nước") == ["7213", "7212", "7531"]
    assert overlap("kế toán") == []


def test_a_gold_is_judged_with_ties_broken_by_chance(tmp_path):
    gold = "source,isco_from,isco_to,gain\none,7212,7213,2\none,7212,7531,1\ntwo,2221,3221,1\n"
    (tmp_path / similarity.FILE).write_text(gold)
    assert similarity.read_golds(tmp_path / similarity.FILE) == {
        "one": {"7212": {"7213": 2, "7531": 1}},
        "two": {"2221": {"3221": 1}},
    }
    found = similarity.run(report(), data=tmp_path, seed=1)
    assert {gold for gold, _ in found} == {"one", "two"}
    assert len(found) == 6
    by_prefix = similarity._by_prefix(["9999", "7531", "7213", "7212", "7311"])
    assert by_prefix("7212") == ["7213", "7531", "7311", "9999"]


def test_without_data_the_simulation_runs_and_the_rest_is_named(monkeypatch):
    monkeypatch.setattr(missing, "REPETITIONS", 2)
    told = report()
    run(told, data=None, seed=1)
    words = told.out.getvalue()
    assert missing.ENGINE in words
    assert words.count("skipped: name the folder with the labelled files by --data") == 2
