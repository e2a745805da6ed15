DAY = 24


def weekly(readings: list[float]) -> list[list[float]]:
    return [readings[start : start + DAY] for start in range(0, 7 * DAY, DAY)]
