"""Reading the log of changes page by page."""

from django.db import connection

from centres import feed
from centres.watermarks import Watermark
from tests.cast import NOW


def test_a_shorter_number_comes_before_a_longer_one(son_la):
    """As numbers: in the order of their letters 100 would come before 99, and a page that ends there would
    never be gone back to.
    """
    start = feed.start(at=NOW)
    seen = Watermark(start.seen.split("/")[0] + "/50:50:")
    with connection.cursor() as query:
        query.execute("DELETE FROM centres_change")
        for xid in (98, 99, 100, 101):
            query.execute(
                "INSERT INTO centres_change (xid, kind, subject, public_id, centre_id) "
                "VALUES (%s::text::xid8, 'vacancy', %s, %s, %s)",
                [xid, xid, f"vc_{xid}", son_la.pk],
            )
    place, told = feed.Cursor(seen, NOW), []
    while page := feed.read(place, centre=son_la, kinds=["vacancy"], limit=1, at=NOW):
        told += [change.subject for change in page.changes]
        place = page.cursor
        if place.target is None:
            break
    assert told == [98, 99, 100, 101]
