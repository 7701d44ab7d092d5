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
