"""A circuit breaker: whether to ask at all. It is told what time it is. Both forms use it."""


class Breaker:
    """Opens after three failures in a row. After 0.4 s one call, the probe, finds out."""

    def __init__(self, failures=3, cooldown=0.4):
        self.failures, self.cooldown = failures, cooldown
        self.state, self.row, self.since = "closed", 0, 0.0
        self.epoch = 0

    def admit(self, now):
        """A pass for a call, or None."""
        if self.state == "open" and now - self.since >= self.cooldown:
            self._turn("half-open", now)
        elif self.state != "closed":
            return None
        return self.epoch

    def report(self, epoch, failed, now):
        """What became of a call. What comes late, in another state, counts no more."""
        if epoch != self.epoch:
            return
        self.row = self.row + 1 if failed else 0
        if failed and (self.state == "half-open" or self.row >= self.failures):
            self._turn("open", now)
        elif self.state == "half-open":
            self._turn("closed", now)

    def _turn(self, state, now):
        self.state, self.since, self.row = state, now, 0
        self.epoch += 1
