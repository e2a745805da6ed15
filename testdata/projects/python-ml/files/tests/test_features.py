from forecast.features import weekly


def test_week_has_seven_days():
    assert len(weekly([0.0] * 168)) == 7
