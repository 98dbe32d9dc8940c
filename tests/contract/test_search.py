"""What was said is found again: the same in every store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from system_control.errors import InvalidInput
from system_control.identity import acting_as
from system_control.messages import Sender
from system_control.search import Search
from system_control.store.store import eq
from utils.clock import ManualClock

NOW = datetime(2026, 11, 24, 9, 20, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def clock():
    return ManualClock(NOW)


@pytest.fixture
def search(store, clock):
    return Search(lambda: store, clock)


@pytest.fixture
def talk(store):
    """Keep a conversation: lines of user and assistant in turn, a minute apart."""

    def keep(user, *lines, at=NOW - timedelta(days=1), session=None, first=1, step=1):
        session = session or str(uuid4())
        row = {"id": str(uuid4()), "user_id": user, "session_id": session, "created_at": at, "updated_at": at}
        store.insert("sessions", [row])
        rows = [
            {
                "id": str(uuid4()),
                "user_id": user,
                "message_id": str(uuid4()),
                "session_id": session,
                "seq": seq,
                "sender": ("ai", "user")[seq % 2],
                "text_content": line,
                "created_at": at + timedelta(minutes=seq),
            }
            for seq, line in zip(count(first, step), lines, strict=False)
        ]
        store.insert("messages", rows)
        return session

    return keep


def found(search, user, question, **options):
    with acting_as(user):
        return [h.message.text_content for h in search.find_now(question, zone=BERLIN, **options).hits]


def long_talk(about="the weather"):
    return [f"{about} {word}" for word in ("today", "is", "so", "boring", "that", "nobody", "listens")]


def test_words_are_joined_by_or_and_stemmed_and_stop_words_are_out(search, talk, alice):
    talk(alice, "I was running to the dentist")
    talk(alice, "The dentists are expensive")
    talk(alice, "I run every morning")
    talk(alice, "What is that over there")
    assert set(found(search, alice, "When did I run to the dentist?")) == {
        "I was running to the dentist",
        "The dentists are expensive",
        "I run every morning",
    }
    assert found(search, alice, "When did I run to the dentist?")[0] == "I was running to the dentist"


def test_a_rare_word_counts_more_than_a_common_one(search, talk, alice):
    for n in range(6):
        talk(alice, f"the garden number {n}")
    talk(alice, "the volcano")
    assert found(search, alice, "garden volcano")[0] == "the volcano"


def test_a_message_is_found_through_two_neighbours_on_either_side_of_its_own_conversation(search, talk, alice):
    talk(alice, "zero", "one", "two", "my sourdough", "four", "five", "six")
    talk(alice, "elsewhere")
    hits = found(search, alice, "sourdough")
    assert hits[0] == "my sourdough"
    assert set(hits[1:]) == {"one", "two", "four", "five"}


def test_a_later_turn_makes_neighbours_and_what_is_deleted_makes_none(store, search, talk, alice):
    session = talk(alice, "zero", "one")
    assert found(search, alice, "kayak") == []
    talk(alice, "we went by kayak", session=session, first=3)
    assert set(found(search, alice, "kayak")) == {"zero", "one", "we went by kayak"}
    store.delete("messages", [eq("session_id", session), eq("seq", 3)])
    assert found(search, alice, "kayak") == []


def test_what_is_changed_is_found_by_its_new_words(store, search, talk, alice):
    session = talk(alice, "we went by kayak")
    store.update("messages", [eq("session_id", session)], {"text_content": "we went by bus"})
    assert found(search, alice, "kayak") == []
    assert found(search, alice, "bus") == ["we went by bus"]


def test_a_message_is_found_by_the_day_on_which_it_was_said_where_the_user_is(search, talk, alice):
    # 23:31 UTC is the next day in Berlin.
    talk(alice, "late talk", at=datetime(2025, 5, 6, 23, 30, tzinfo=UTC))
    talk(alice, "another day", at=datetime(2025, 5, 20, 12, tzinfo=UTC))
    talk(alice, "another month", at=datetime(2025, 6, 7, 12, tzinfo=UTC))
    assert found(search, alice, "what did we say on 7 May 2025?") == ["late talk", "another day", "another month"]
    assert found(search, alice, "in May") == ["another day", "late talk"]
    assert found(search, alice, "it may be") == []


def test_the_day_breaks_the_tie_of_words(search, talk, alice):
    talk(alice, "lunch with Tom", at=datetime(2026, 3, 2, 12, tzinfo=UTC))
    talk(alice, "lunch with Ann", at=datetime(2026, 10, 5, 12, tzinfo=UTC))
    assert found(search, alice, "lunch in March")[0] == "lunch with Tom"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("cafe", "the Café Zürich"),
        ("CAFÉ", "the cafe"),
        ("zürich", "ZURICH by train"),
        ("Ana's", "Ana called"),
        ("half 7:30", "at 7:30 then"),
        ("o'clock", "five o\N{RIGHT SINGLE QUOTATION MARK}clock"),
        ("foo_bar", "the bar"),
        ("Москва", "еду в москва завтра"),
        ("日本", "日本 is far"),
        ("e-mail", "by e mail"),
        ("B2B", "a b2b thing"),
    ],
)
def test_words_are_the_same_whatever_their_dress(search, talk, alice, question, text):
    talk(alice, text)
    talk(alice, "nothing like it")
    assert found(search, alice, question) == [text]


@pytest.mark.parametrize(
    "question", ["", "   ", "?!", '"', "a AND b OR NOT (c*", "col:x", "NEAR(a b)", "'; drop table", "\\"]
)
def test_what_is_no_question_finds_nothing_and_breaks_nothing(search, talk, alice, question):
    talk(alice, "quite another thing")
    assert found(search, alice, question) == []


@pytest.mark.parametrize(
    "question",
    ["dentist 🦷🦷", "dentist " + "and so on " * 1000, "«dentist»—dentist", "dentist* OR -dentist", "'dentist''s"],
    ids=["emoji", "10 kB", "dashes", "operators", "quotes"],
)
def test_a_word_is_found_whatever_stands_around_it(search, talk, alice, question):
    talk(alice, "my dentist")
    assert found(search, alice, question) == ["my dentist"]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("happy", "what happiness"),
        ("promotion", "I was promoted"),
        ("organised", "she organises it"),
        ("babies", "the baby sleeps"),
        ("relationship", "our relationships"),
        ("études", "une étude longue"),
    ],
)
def test_what_is_found_by_its_stem_is_marked(search, talk, alice, question, text):
    talk(alice, text)
    with acting_as(alice):
        hits = search.find_now(question, zone=BERLIN).hits
    assert [h.message.text_content for h in hits] == [text]
    assert "**" in hits[0].snippet


def test_a_word_of_every_message_says_less_than_a_rare_one_says_twice(search, talk, alice):
    """A name is in every other message; what the question is about stands only beside the answer."""
    talk(alice, *(f"thanks Bob, number {n} was fun" for n in range(20)))
    talk(alice, "How was the pottery class?", "I came home covered in clay.")
    hits = found(search, alice, "When did Bob go to the pottery class?")
    assert set(hits[:2]) == {"How was the pottery class?", "I came home covered in clay."}


@pytest.mark.parametrize("question", ["what did we do last week?", "yesterday", "nine days ago"])
def test_what_was_said_then_is_found_by_words_of_time(search, talk, alice, question):
    days = {"what did we do last week?": 5, "yesterday": 1, "nine days ago": 9}
    for line, ago in days.items():
        talk(alice, f"said for {len(line)}", at=NOW - timedelta(days=ago))
    assert found(search, alice, question) == [f"said for {len(question)}"]


@pytest.mark.parametrize(("question", "month"), [("last summer", 7), ("in the winter", 1), ("spring of 2026", 4)])
def test_a_season_is_a_date(search, talk, alice, question, month):
    for n in (1, 4, 7):
        talk(alice, f"month {n}", at=datetime(2026, n, 12, tzinfo=UTC))
    assert found(search, alice, question)[0] == f"month {month}"


def test_stop_words_alone_are_looked_for_all_the_same(search, talk, alice):
    talk(alice, "to be or not to be")
    assert found(search, alice, "to be") == ["to be or not to be"]


def test_each_user_finds_only_their_own(search, talk, alice, bob):
    talk(alice, "alice and the dentist")
    talk(bob, "bob and the dentist")
    assert found(search, alice, "dentist") == ["alice and the dentist"]
    assert found(search, bob, "dentist") == ["bob and the dentist"]


def test_anothers_words_do_not_change_the_order(search, talk, alice, bob):
    talk(alice, "apple one")
    talk(alice, "pear one")
    talk(alice, "pear two")
    before = found(search, alice, "apple pear")
    for n in range(20):
        talk(bob, f"apple {n}")
    assert found(search, alice, "apple pear") == before
    assert before[0] == "apple one"


def test_filters_by_time_and_role(search, talk, alice):
    talk(alice, "dentist asked", "dentist answered", at=NOW - timedelta(days=10))
    talk(alice, "dentist again", at=NOW - timedelta(days=1))
    week = NOW - timedelta(days=7)
    assert found(search, alice, "dentist", after=week) == ["dentist again"]
    assert set(found(search, alice, "dentist", before=week)) == {"dentist asked", "dentist answered"}
    assert found(search, alice, "dentist", senders=[Sender.AI]) == ["dentist answered"]
    assert found(search, alice, "dentist", senders=[Sender.TOOL]) == []


def test_what_the_user_said_comes_before_what_they_were_told(search, talk, alice):
    talk(alice, "my knee is better", "so your knee is better", at=NOW - timedelta(days=2))
    assert found(search, alice, "what did I say about my knee?")[0] == "my knee is better"
    assert found(search, alice, "what did you say about my knee?")[0] == "so your knee is better"


def test_a_speaker_may_be_named(search, talk, alice):
    talk(alice, "the knee is better", "the knee is better then", at=NOW - timedelta(days=2))
    names = {"user": "Alice", "ai": "Bob"}
    assert found(search, alice, "Alice's knee", names=names)[0] == "the knee is better"
    assert found(search, alice, "Bob's knee", names=names)[0] == "the knee is better then"


def test_what_tools_did_is_not_found(store, search, talk, alice):
    session = talk(alice, "hello")
    store.update("messages", [eq("session_id", session)], {"sender": "tool", "text_content": "an alarm"})
    assert found(search, alice, "alarm") == []
    assert found(search, alice, "hello") == []


def test_equal_hits_come_newest_first_and_pages_neither_overlap_nor_leave_out(search, talk, alice, clock):
    for n in range(25):
        talk(alice, f"tennis {n}", at=NOW - timedelta(days=30 - n))
    pages, cursor = [], None
    with acting_as(alice):
        while True:
            page = search.find_now("tennis", zone=BERLIN, limit=10, cursor=cursor)
            pages.append([h.message.text_content for h in page.hits])
            # What is said while the user turns pages moves nothing.
            clock.advance(timedelta(minutes=10))
            talk(alice, "tennis meanwhile", at=clock.now())
            cursor = page.cursor
            if cursor is None:
                break
    assert [len(p) for p in pages] == [10, 10, 5]
    assert [text for page in pages for text in page] == [f"tennis {n}" for n in reversed(range(25))]


def test_a_conversation_that_goes_on_moves_no_pages(search, talk, alice, clock):
    """A later turn is a neighbour of earlier ones: it makes none of them a better hit on the following pages."""
    session = talk(
        alice, *(f"game {n}" if n % 4 else f"tennis game {n}" for n in range(40)), at=NOW - timedelta(days=9)
    )
    with acting_as(alice):
        whole = [h.message.id for h in search.find_now("tennis game", zone=BERLIN, limit=40).hits]
        cursor, pages, said = None, [], 41
        while True:
            page = search.find_now("tennis game", zone=BERLIN, limit=7, cursor=cursor)
            pages += [h.message.id for h in page.hits]
            cursor = page.cursor
            if cursor is None:
                break
            clock.advance(timedelta(minutes=1))
            at = clock.now() - timedelta(minutes=said)
            talk(alice, "tennis game, tennis", at=at, session=session, first=said)
            said += 1
    assert pages == whole


def test_pages_go_on_past_those_that_are_put_in_order_anew(search, talk, alice):
    for n in range(130):
        talk(alice, f"tennis {'and so on and on ' * (n % 5)}", at=NOW - timedelta(hours=n + 1))
    with acting_as(alice):
        cursor, hits = None, []
        while True:
            page = search.find_now("tennis", zone=BERLIN, limit=30, cursor=cursor)
            hits += page.hits
            cursor = page.cursor
            if cursor is None:
                break
        whole = search.find_now("tennis", zone=BERLIN, limit=200)
    assert [h.message.id for h in hits] == [h.message.id for h in whole.hits]
    assert len({h.message.id for h in hits}) == 130
    assert whole.cursor is None
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)


def test_more_hits_than_are_looked_at_first_are_all_there(store, search, talk, alice):
    talk(alice, *(f"chess {n}" for n in range(700)), at=NOW - timedelta(days=3))
    talk(alice, "one more game of chess", at=NOW - timedelta(days=9))
    with acting_as(alice):
        cursor, hits = None, []
        while True:
            page = search.find_now("chess", zone=BERLIN, limit=200, cursor=cursor)
            hits += [h.message.id for h in page.hits]
            cursor = page.cursor
            if cursor is None:
                break
    assert len(hits) == len(set(hits)) == 701
    assert found(search, alice, "chess", before=NOW - timedelta(days=8)) == ["one more game of chess"]


def test_filters_reach_past_what_is_looked_at_first(search, talk, alice):
    talk(alice, *(f"chess board {n}" for n in range(400)), first=2, step=6)
    talk(alice, "only chess")
    talk(alice, *["something else"] * 5)
    assert found(search, alice, "chess board", senders=[Sender.USER]) == ["only chess"]


def test_a_cursor_is_good_for_its_own_question_alone(search, talk, alice, bob):
    for n in range(3):
        talk(alice, f"tennis {n}")
    with acting_as(alice):
        cursor = search.find_now("tennis", zone=BERLIN, limit=1).cursor
        for other in ("chess", "tennis elbow"):
            with pytest.raises(InvalidInput):
                search.find_now(other, zone=BERLIN, cursor=cursor)
        for broken in ("", "x", "e30", "W10"):
            with pytest.raises(InvalidInput):
                search.find_now("tennis", zone=BERLIN, cursor=broken)
    with acting_as(bob), pytest.raises(InvalidInput):
        search.find_now("tennis", zone=BERLIN, cursor=cursor)


def test_the_snippet_marks_the_words(search, talk, alice):
    talk(alice, "Blah " * 60 + "then I saw two dentists, dear Dentist! " + "blah " * 60)
    with acting_as(alice):
        text = search.find_now("my dentist", zone=BERLIN).hits[0].snippet
    assert "**dentists**, dear **Dentist**!" in text
    assert text.startswith("…")
    assert text.endswith("…")
    assert len(text) < 180


def test_an_erased_user_or_conversation_leaves_no_words(store, search, talk, alice, bob):
    session = talk(alice, "the zeppelin", "really")
    talk(bob, "the airship")
    store.delete("sessions", [eq("session_id", session)])
    assert found(search, alice, "zeppelin") == []
    talk(alice, "the balloon")
    store.delete("profiles", [eq("id", alice)])
    assert found(search, alice, "balloon") == []
    assert found(search, bob, "airship") == ["the airship"]


def test_scores_are_the_same_in_every_store(store, talk, alice):
    """Worked out by hand from the rule that searching.py states."""
    talk(alice, "red kite", "blue kite", "green")
    asked = {"user_id": alice, "words": ["red", "kite"], "dates": [], "senders": ["ai", "user"], "rarity": None}
    asked |= {"after": None, "before": None, "until": None, "offset": 0, "limit": 9}
    answer = store.call("search_messages", asked)
    # N = 3; red: n = 1, ln(1 + 2.5 / 1.5); kite: n = 2, ln(1 + 1.5 / 2.5)
    red, kite = 0.980829**2, 0.470004**2
    expected = {
        "red kite": red * 2 / 3.2 + kite * 3 / 4.2,
        "blue kite": red * 1 / 2.2 + kite * 3 / 4.2,
        "green": red * 1 / 2.2 + kite * 2 / 3.2,
    }
    scores = {hit["message"]["text_content"]: float(hit["score"]) for hit in answer["hits"]}
    assert scores == pytest.approx(expected, abs=2e-6)
