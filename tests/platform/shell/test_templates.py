"""The filters and tags every template has."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from einamt.platform.shell.components.calendar import CalendarDay, CalendarWeek, TimeChip
from tests.platform.shell.reading import Found, read

pytestmark = pytest.mark.usefixtures("unnamed_city")

NOW = datetime(2026, 11, 24, 8, 36, tzinfo=UTC)


def shown(source: str, **values: object) -> Found:
    """What the template `source` shows."""
    return read(Template(source).render(Context(values)))


@pytest.mark.parametrize("value", [576, time(9, 36), datetime(2026, 11, 24, 8, 36, tzinfo=UTC)])
def test_a_clock_time_is_shown_of_minutes_a_time_and_a_moment(value: object) -> None:
    assert shown("{{ value|clock }}", value=value).text == "9:36"


@pytest.mark.parametrize("name", ["clock", "date_long", "euro", "km", "days", "number", "percent", "in_days"])
def test_a_filter_on_nothing_says_nothing(name: str) -> None:
    assert shown(f"[{{{{ missing|{name} }}}}{{{{ none|{name} }}}}]", none=None).text == "[]"


def test_a_button_names_the_act_and_shows_its_key() -> None:
    found = shown('{% button "Aufrufen" name="act" value="call" key="F2" %}')
    button = found.one("button")
    assert (button["name"], button["value"], button["data-key"]) == ("act", "call", "F2")
    assert found.text == "Aufrufen F2"


def test_what_a_citizen_typed_is_escaped_in_components() -> None:
    found = shown("{% pairs pairs %}{% empty name %}{% status name %}", pairs=[("Name", "<b>")], name="<b>")
    assert found.text.count("<b>") == 3
    assert not found.all("b")


def test_the_last_label_of_a_breadcrumb_is_where_the_reader_is() -> None:
    found = shown('{% breadcrumb "Start" "/" "Leistungen" "/leistungen/" "Reisepass" %}')
    assert [link["href"] for link in found.all("a")] == ["/", "/leistungen/"]
    assert found.all("li")[-1]["aria-current"] == "page"


def test_the_latest_entry_of_an_open_matter_is_where_it_stands() -> None:
    entries = [
        SimpleNamespace(label="Liegt bereit", at=None, explanation="", is_expected=True),
        SimpleNamespace(label="In Herstellung", at=NOW, explanation=""),
        SimpleNamespace(label="Gebucht", at=date(2026, 11, 1), explanation=""),
    ]
    states = [item["class"] for item in shown("{% timeline e is_final=False %}", e=entries).all("li")]
    assert states == ["timeline__next", "timeline__now", "timeline__done"]


def test_a_closed_matter_stands_nowhere() -> None:
    entries = [SimpleNamespace(label="Erledigt", at=NOW, explanation="")]
    found = shown("{% timeline e is_final=True %}", e=entries)
    assert "aria-current" not in found.one("li")


def test_a_moment_and_a_date_in_a_history_are_both_said() -> None:
    entries = [SimpleNamespace(label="A", at=NOW), SimpleNamespace(label="B", at=date(2026, 11, 1))]
    text = shown("{% timeline e %}", e=entries).text
    assert "Dienstag, 24. November 2026, 9:36 Uhr" in text
    assert "Sonntag, 1. November 2026" in text


def test_a_free_day_is_a_link_that_says_how_much_is_free() -> None:
    day = CalendarDay(date=date(2026, 11, 24), state="free", count=12, fill=0.4, href="?tag=2026-11-24")
    found = shown('{% free_calendar w label="Tage" %}', w=[CalendarWeek(days=[day])])
    assert found.one("a")["href"] == "?tag=2026-11-24"
    assert found.spoken("a") == "Dienstag, 24. November, 12 Zeiten frei"


def test_one_free_time_is_said_in_the_singular() -> None:
    day = CalendarDay(date=date(2026, 11, 24), state="free", count=1, fill=0.1, href="?")
    assert "1 Zeit frei" in shown('{% free_calendar w label="Tage" %}', w=[CalendarWeek(days=[day])]).spoken("a")


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ("full", "nichts mehr frei"),
        ("unfit", "nichts Passendes"),
        ("closed", "geschlossen"),
        ("past", "vorbei"),
        ("later", "noch nicht zu buchen"),
    ],
)
def test_a_day_without_free_times_is_text_with_a_word(state: str, word: str) -> None:
    day = CalendarDay(date=date(2026, 11, 24), state=state)  # type: ignore[arg-type]
    found = shown('{% free_calendar w label="Tage" %}', w=[CalendarWeek(days=[day])])
    assert not found.all("a")
    assert found.spoken("td") == f"Dienstag, 24. November, {word}"


def test_the_chosen_day_is_marked_for_screen_readers() -> None:
    day = CalendarDay(date=date(2026, 11, 24), state="free", count=1, fill=1, href="?", is_selected=True)
    assert shown('{% free_calendar w label="Tage" %}', w=[CalendarWeek(days=[day])]).one("a")["aria-current"] == "date"


def test_the_field_names_each_month_where_it_begins() -> None:
    days = [CalendarDay(date=date(2026, 11, 30) + timedelta(days=step), state="full") for step in range(3)]
    text = shown('{% free_calendar w label="Tage" %}', w=[CalendarWeek(days=days)]).text
    assert "Nov 30" in text
    assert "Dez 1" in text


def test_no_weeks_make_an_empty_field() -> None:
    assert not shown('{% free_calendar w label="Tage" %}', w=[]).all("td")


def test_times_are_buttons_that_send_their_value() -> None:
    times = [TimeChip(minute=576, value="7-576", is_held=True), TimeChip(minute=648, value="7-648")]
    found = shown('{% time_chips t name="zeit" office="Amt" %}', t=times)
    assert [button["value"] for button in found.all("button")] == ["7-576", "7-648"]
    assert found.all("button")[0]["aria-pressed"] == "true"
    assert found.spoken("button") == "Amt, 9:36 Uhr"


def test_plain_minutes_send_themselves_also_midnight() -> None:
    found = shown('{% time_chips t name="zeit" %}', t=[0, 12])
    assert [button["value"] for button in found.all("button")] == ["0", "12"]


def test_many_times_fold_and_few_do_not() -> None:
    assert len(shown('{% time_chips t name="z" shown=4 %}', t=list(range(480, 576, 12))).all("details")) == 1
    assert not shown('{% time_chips t name="z" shown=6 %}', t=list(range(480, 576, 12))).all("details")


def test_a_hold_says_until_when_without_a_script() -> None:
    found = shown(
        "{% held ends_at=end now=now %}<p>mehr</p>{% endheld %}", end=NOW + timedelta(minutes=14, seconds=32), now=NOW
    )
    assert "Für Sie gehalten bis 9:50 Uhr" in found.text
    assert "14:32" in found.text
    assert "mehr" in found.text


def test_a_list_of_one_page_has_no_pages_to_choose(requests: RequestFactory) -> None:
    page = Paginator(range(5), 20).page(1)
    assert shown("{% pagination p %}", p=page, request=requests.get("/")).text == ""


def test_the_pages_of_a_list_keep_what_was_searched_for(requests: RequestFactory) -> None:
    page = Paginator(range(100), 20).page(3)
    links = shown("{% pagination p %}", p=page, request=requests.get("/?q=pass&page=3")).all("a")
    assert links[0]["href"] == "?q=pass&page=2"
    assert links[-1]["href"] == "?q=pass&page=4"


def test_a_charts_specification_cannot_close_its_script() -> None:
    found = shown('{% chart spec label="Text" %}', spec={"title": "</script><b>"})
    assert not found.all("b")
