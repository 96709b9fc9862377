from datetime import date

import pytest

from desktop.workspace.dday import DDay, dday

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("deadline", "shown"),
    [
        (None, DDay("")),
        (date(2026, 11, 23), DDay("D-DAY", urgent=True)),
        (date(2026, 11, 26), DDay("D-3", urgent=True)),
        (date(2026, 11, 27), DDay("D-4")),
        (date(2027, 1, 1), DDay("D-39")),
        (date(2026, 11, 22), DDay("D+1", past=True)),
    ],
)
def test_days_to_a_deadline(deadline: date | None, shown: DDay) -> None:
    assert dday(deadline, TODAY) == shown
