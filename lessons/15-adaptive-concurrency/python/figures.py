"""What a program tells of its calls. All times in whole tenths of a second."""


def littles_law(took, whole):
    """Little's law: so many answers a second, each after so long, are so many in flight."""
    took, whole = [round(time, 1) for time in took], round(whole, 1)
    rate, each, in_flight = len(took) / whole, sum(took) / len(took), sum(took) / whole
    what = f"{rate:.1f} answers a second, each after {each:.3f} s"
    return [f"{what}: {in_flight:.1f} in flight on average"]


def counted(answers):
    """How long each answer took, and None where a question was refused."""
    took = [round(time, 1) for time in answers if time is not None]
    each = f"{sum(took) / len(took):.2f} s on average"
    return [f"{len(took)} answers, each after {each}, and {answers.count(None)} refused"]
