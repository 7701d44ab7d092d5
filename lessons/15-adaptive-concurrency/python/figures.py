"""What a program tells of its calls."""


def littles_law(took, whole):
    """Little's law: so many answers a second, each after so long, are so many in flight."""
    took, whole = [tenths(time) for time in took], tenths(whole)
    rate, each, in_flight = len(took) / whole, sum(took) / len(took), sum(took) / whole
    what = f"{rate:.1f} answers a second, each after {each:.3f} s"
    return [f"{what}: {in_flight:.1f} in flight on average"]


def tenths(time):
    """A time that was measured is rather too long than too short."""
    return int(time * 10 + 1 / 3) / 10


def counted(refused):
    """How many answers there are, and how many questions were refused."""
    return [f"{refused.count(False)} answers, and {refused.count(True)} refused"]
