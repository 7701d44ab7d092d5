"""Whether to try again, and how long to wait before. Both forms use it."""

from email.utils import parsedate_to_datetime


def wait_after(attempt, status, headers, attempts=4, base=0.2, cap=0.4):
    """Seconds to wait after an attempt that failed, counted from 1. None: give up.

    Without a status there was no answer: a timeout, or a lost connection.
    """
    may_succeed_soon = status in (None, 408, 429, 500, 502, 503, 504)
    if attempt >= attempts or not may_succeed_soon:
        return None
    asked = asked_for(headers)
    if asked is not None:
        return asked
    # For full jitter: random.uniform(0, ...) of it.
    return min(cap, base * 2 ** (attempt - 1))


def asked_for(headers):
    """Seconds that the server asks to wait: it names them, or a date by its own clock."""
    after = headers.get("Retry-After")
    if after is None:
        return None
    if after.isdecimal():
        return int(after)
    until, now = parsedate_to_datetime(after), parsedate_to_datetime(headers["Date"])
    return max(0, (until - now).total_seconds())
