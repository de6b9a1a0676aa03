"""Dated rows of law: which rules, which blocks, which is refused."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from backoffice.errors import Refused, Unavailable
from backoffice.rules.surveys.procedure.articles import article_on, read_articles
from backoffice.rules.surveys.scales.bareme import Bareme, bareme_of
from backoffice.rules.surveys.scales.book import ScaleBook
from backoffice.rules.surveys.scales.file import read_scales
from backoffice.rules.surveys.scales.rows import ScaleRow, checked_row
from backoffice.rules.surveys.sls.assessment import assess
from backoffice.rules.vocabulary.surveys.scales import (
    AmountCode,
    CeilingZone,
    ScaleKind,
    ScaleStatus,
    SlrZone,
    SlsFinancing,
)
from backoffice.services.surveys import scales as shipped
from backoffice.services.surveys.scales import shipped_articles, shipped_rows, shipped_scales
from tests.surveys import PARIS, added, assessed, book_with, case

K = ScaleKind
NEW_YEAR, NEXT = date(2024, 1, 1), date(2025, 1, 1)
NANTES = {"threshold": "20", "first": "0.13", "21": "0.030", "40": "0.050", "60": "0.060", "150": "0.090"}


def test_every_shipped_row_is_sound_and_says_where_it_was_read() -> None:
    for row in shipped_rows():
        assert checked_row(row) == row
        assert row.source
    codes = {row.key for row in shipped_rows() if row.kind is K.AMOUNT}
    assert codes == {code.value for code in AmountCode}


def test_a_year_of_ceilings_is_the_one_before_times_one_rate() -> None:
    """Indexed alike in every cell: a typing slip of a few euros would show."""
    rows = {(row.key, row.valid_from.year): row for row in shipped_rows() if row.kind is K.CEILING}
    assert len(rows) == 12 * 3 + 25
    for (key, year), row in rows.items():
        former = rows.get((key, year - 1))
        if former is None:
            continue
        for name, figure in row.figures.items():
            rate = Fraction(row.figures["6"]) / Fraction(former.figures["6"])
            assert abs(Fraction(former.figures[name]) * rate - Fraction(figure)) < 5, (key, year, name)


def test_only_one_official_reference_supplement_a_year_is_used() -> None:
    rows = [row for row in shipped_rows() if row.kind is K.SLR]
    assert sorted(row.valid_from.year for row in rows if row.preferred) == [2009, 2025, 2026]
    assert shipped_scales().year(2026).slr(SlrZone.ZONE_3_CORSE).value == Decimal("0.30")
    assert shipped_scales().year(2009).slr(SlrZone.ZONE_1BIS).value == Decimal("2.50")


def test_a_rate_rules_until_the_next_and_its_doubt_with_it() -> None:
    rate = AmountCode.INCOME_CAP_RATE
    before, after = (shipped_scales().year(year).amount(rate) for year in (2019, 2020))
    assert (before.value, before.origin.status) == (Decimal("0.30"), ScaleStatus.UNVERIFIED)
    assert (after.value, after.origin.status) == (Decimal("0.30"), ScaleStatus.STATUTORY)


def test_a_row_that_the_manager_adds_opens_the_year_it_names() -> None:
    book = book_with(added(K.SLR, "", NEW_YEAR, {"zone_1bis": "3.00"}, NEXT))
    found = assess(case("60000", year=2024), book.year(2024))
    assert found.slr == Decimal("3.00")
    with pytest.raises(Refused, match="zone 2"):
        book.year(2024).slr(SlrZone.ZONE_2)
    with pytest.raises(Refused, match="zone 1 bis"):
        assessed("60000", year=2024)


def test_a_later_row_corrects_the_zones_that_it_names() -> None:
    book = book_with(added(K.SLR, "", date(2026, 1, 1), {"zone_2": "1.26"}, date(2027, 1, 1)))
    scales = book.year(2026)
    assert scales.slr(SlrZone.ZONE_2).value == Decimal("1.26")
    assert scales.slr(SlrZone.ZONE_1).value == Decimal("2.49")


def test_a_yearly_figure_is_never_lent_to_the_next_year() -> None:
    for year in (2014, 2027):
        with pytest.raises(Refused, match=f"pour {year}"):
            shipped_scales().year(year).ceiling(SlsFinancing.PLUS, PARIS, 1, 0)


def test_the_table_of_a_convention_rules_for_its_landlord_alone() -> None:
    book = book_with(added(K.BAREME, "nantes", date(2012, 1, 1), NANTES))
    own = book.year(2026, "nantes")
    # 0.13 + 19 x 0.03 + 20 x 0.05 + 41 x 0.06
    assert own.coefficient(100).value == Decimal("4.16")
    assert book.year(2026).coefficient(100).value == Decimal("5.89")
    assert assess(case("52400"), own).coefficient == Decimal("0.43")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("first", "0.35"),
        ("first", "0.12"),
        ("21", "0.029"),
        ("40", "0.08"),
        ("60", "0.091"),
        ("150", "0.106"),
    ],
)
def test_a_convention_stays_within_the_bounds_of_the_law(name: str, value: str) -> None:
    book = book_with(added(K.BAREME, "nantes", date(2012, 1, 1), NANTES | {name: value}))
    with pytest.raises(Refused) as refusal:
        book.year(2026, "nantes")
    assert refusal.value.code == "CUS_BAREME"


def test_a_band_that_runs_into_the_next_one_obeys_both() -> None:
    """0.07 is allowed from 21 % and from 60 %, not from 150 %."""
    wide = {"threshold": "20", "first": "0.20", "21": "0.070"}
    book = book_with(added(K.BAREME, "wide", date(2012, 1, 1), wide))
    with pytest.raises(Refused, match="dès 21 %"):
        book.year(2026, "wide")


def test_a_convention_does_not_move_the_threshold() -> None:
    moved = {"threshold": "25", "first": "0.20", "26": "0.070", "60": "0.07", "150": "0.095"}
    book = book_with(added(K.BAREME, "moved", date(2012, 1, 1), moved))
    with pytest.raises(Refused, match="L441-3"):
        book.year(2026, "moved")


def test_an_unknown_table_blocks() -> None:
    with pytest.raises(Refused, match="barème du coefficient « lille »"):
        _ = shipped_scales().year(2026, "lille").bareme


@pytest.mark.parametrize(
    "figures",
    [
        {"first": "0.27", "21": "0.06"},
        {"threshold": "20", "first": "0.27"},
        {"threshold": "20", "first": "0.27", "22": "0.06"},
        {"threshold": "20.5", "first": "0.27", "21": "0.06"},
        {"threshold": "20", "first": "0.27", "21": "0.06", "soixante": "0.08"},
    ],
)
def test_a_table_of_coefficients_that_holes_is_refused(figures: dict[str, str]) -> None:
    with pytest.raises(Refused) as refusal:
        bareme_of({name: Decimal(value) for name, value in figures.items()})
    assert refusal.value.code == "BAREME"


def test_the_statutory_table_is_the_closed_form_of_the_specification() -> None:
    bareme: Bareme = shipped_scales().year(2026).bareme
    for n in range(20, 600):
        wanted = 27 + 6 * min(max(n - 20, 0), 39) + 8 * min(max(n - 59, 0), 90) + 10 * max(n - 149, 0)
        assert bareme.coefficient(n) == Decimal(wanted) / 100


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (added(K.SLR, "", NEW_YEAR, {"zone_1bis": "3.00"}), "année civile"),
        (added(K.SLR, "", date(2024, 2, 1), {"zone_1bis": "3.00"}, date(2025, 2, 1)), "année civile"),
        (added(K.SLR, "", NEW_YEAR, {}, NEXT), "aucun chiffre"),
        (added(K.SLR, "", NEW_YEAR, {"zone_4": "3.00"}, NEXT), "zone_4"),
        (added(K.SLR, "", NEW_YEAR, {"zone_1": "-3.00"}, NEXT), "positif"),
        (added(K.SLR, "", NEW_YEAR, {"zone_1": "NaN"}, NEXT), "positif"),
        (added(K.SLR, "x", NEW_YEAR, {"zone_1": "3"}, NEXT), "que des zones"),
        (added(K.CEILING, "PLUS/lune", NEW_YEAR, {"1": "1"}, NEXT), "PLUS/autres_regions"),
        (added(K.CEILING, "PLUS/autres_regions", NEW_YEAR, {"1": "1"}, NEXT), "catégories 1 à 6"),
        (added(K.AMOUNT, "INCOME_CAP_RATE", NEW_YEAR, {"rate": "0.3"}), "un seul chiffre"),
        (added(K.AMOUNT, "SOMETHING", NEW_YEAR, {"value": "0.3"}), "inconnu"),
        (added(K.FACTOR, "PLI", NEW_YEAR, {"factor": "2"}, date(2023, 1, 1)), "finit avant"),
        (added(K.CUS_BOUNDS, "cus", NEW_YEAR, {"first_min": "2"}), "bornes"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused(row: ScaleRow, word: str) -> None:
    with pytest.raises(Refused, match=word) as refusal:
        checked_row(row)
    assert refusal.value.code == "SCALE_ROW"


def test_a_row_without_its_source_is_refused() -> None:
    row = added(K.SLR, "", NEW_YEAR, {"zone_1": "3.00"}, NEXT)
    for bare in ({"source": ()}, {"source": (" ",)}, {"article": ""}):
        with pytest.raises(Refused):
            checked_row(ScaleRow(**{**vars(row), **bare}))


def test_ceilings_grow_with_the_household() -> None:
    figures = {"1": "5", "2": "4", "3": "6", "4": "7", "5": "8", "6": "9", "extra": "1"}
    with pytest.raises(Refused, match="plus petit"):
        checked_row(added(K.CEILING, f"PLUS/{CeilingZone.IDF}", NEW_YEAR, figures, NEXT))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("row = [", "SLR.toml"),
        ('kind = "SLR"\n', "row"),
        ('kind = "SLR"\nrows = []\n', "clé inconnue rows"),
        ('kind = "SLR"\n[[row]]\nvalid_from = 2026\n', "une date"),
        ("[[row]]\nvalid_from = 2026-01-01\nsource = 3\n", "« source » est une liste"),
        ('[[row]]\nsomething = 1\n', "something"),
    ],
)  # fmt: skip
def test_a_broken_file_is_named(text: str, word: str) -> None:
    with pytest.raises(Refused, match=word) as refusal:
        read_scales(text, "SLR.toml")
    assert refusal.value.code == "SCALE_FILE"
    assert "SLR.toml" in refusal.value.sentence


def test_a_binary_float_is_refused() -> None:
    text = (
        'kind = "SLR"\narticle = "CCH"\n[[row]]\nvalid_from = 2026-01-01\nvalid_to = 2027-01-01\n'
        'status = "published"\nfigures = { zone_1 = 2.49 }\nsource = ["Journal officiel"]\n'
    )
    with pytest.raises(Refused, match="entre guillemets"):
        read_scales(text, "slr.toml")
    assert read_scales(text.replace("2.49", '"2.49"'), "slr.toml")[0].figures["zone_1"] == Decimal("2.49")


def test_an_installation_without_scales_says_so(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path_factory.mktemp("scales")
    monkeypatch.setattr(shipped, "scales", lambda: empty)
    with pytest.raises(Unavailable, match="installation"):
        shipped_rows()


def test_a_book_without_rows_blocks() -> None:
    with pytest.raises(Refused, match="aucun chiffre"):
        ScaleBook(()).year(2026).amount(AmountCode.FILE_FEE)


def test_the_article_of_the_formal_notice_is_whole() -> None:
    found = article_on(shipped_articles(), "L441-9", date(2026, 1, 1))
    assert len(found.paragraphs) == 4
    assert "mise en demeure restée infructueuse pendant quinze jours" in found.paragraphs[1]
    assert found.paragraphs[3] == "La mise en demeure comporte la reproduction du présent article."
    with pytest.raises(Refused, match="L441-9 au 31/08/2019"):
        article_on(shipped_articles(), "L441-9", date(2019, 8, 31))


@pytest.mark.parametrize(
    "text", ["[[article]]\ncode = 1", "article = 3", "[[article", "[[article]]\ncode='L1'"]
)
def test_a_broken_file_of_articles_is_refused(text: str) -> None:
    with pytest.raises(Refused, match=r"articles\.toml"):
        read_articles(text, "articles.toml")
