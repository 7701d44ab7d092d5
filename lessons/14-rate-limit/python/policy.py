"""When a request may be sent. A policy is told what time it is, and waits for nothing itself."""

from collections import deque

MINUTE = 1.0  # here
QUOTA = 5


class Window:
    """At most so much in every minute, wherever it begins."""

    def __init__(self, limit=QUOTA):
        self.limit, self.taken = limit, deque()

    def due(self, cost, now):
        """The first moment with room for so much, or None: there is none."""
        if cost > self.limit:
            return None
        left = sum(taken for _, taken in self.taken) + cost
        due = max(now, self.taken[-1][0]) if self.taken else now
        for at, taken in self.taken:
            if left <= self.limit:
                break
            left -= taken
            due = max(due, at + MINUTE)
        return due

    def take(self, cost, at):
        while self.taken and at - self.taken[0][0] >= MINUTE:
            self.taken.popleft()
        self.taken.append((at, cost))

    def reserve(self, now):
        """Takes a place for one request, and returns when it is to be sent."""
        due = self.due(1, now)
        self.take(1, due)
        return due


def reserve(windows, costs, now):
    """Takes a place in all windows at one moment, and returns it; or in none, and returns None."""
    dues = [windows[what].due(cost, now) for what, cost in costs.items()]
    if None in dues:
        return None
    for what, cost in costs.items():
        windows[what].take(cost, max(dues))
    return max(dues)


class Bucket:
    """Room for one token, and as many in a minute as the quota has."""

    def __init__(self):
        self.every, self.full = MINUTE / QUOTA, None

    def reserve(self, now):
        """Spends a token, which may be still to come, and returns when the request is to be sent."""
        due = now if self.full is None else max(now, self.full)
        self.full = due + self.every
        return due
