"""How many calls may be in flight. It is told what time it is. All forms use it."""

TARGET, ROUND = 0.25, 0.15


class Aimd:
    """One more after a round of quick answers, half after one that was slow or refused."""

    def __init__(self, limit, least, most):
        self.limit, self.least, self.most = limit, least, most
        self.round, self.cut = None, None

    def report(self, sent, refused, now):
        """What became of a call that was sent at a moment. Returns the limit from now on."""
        if self.round and now - self.round[0] >= ROUND:
            self._decide(self.round[1], now)
        # A call that was sent before the last cut tells of a limit that holds no more.
        if self.cut is None or sent >= self.cut:
            began, strained = self.round or (now, False)
            self.round = began, strained or refused or now - sent > TARGET
        return self.limit

    def _decide(self, strained, now):
        limit = self.limit // 2 if strained else self.limit + 1
        self.limit = min(max(limit, self.least), self.most)
        self.cut = now if strained else self.cut
        self.round = None
