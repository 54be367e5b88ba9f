"""How long ago something was, in words."""

from datetime import datetime

from service.web.texts import Texts

MONTH_DAYS, YEAR_DAYS = 30, 365


def age(moment: datetime | None, now: datetime, says: Texts) -> str:
    """The time since then: `3 days ago`; "" where nobody knows when it was."""
    if moment is None:
        return ""
    days, words = (now - moment).days, says.frame
    if days <= 0:
        return words.today
    if days == 1:
        return words.yesterday
    if days < MONTH_DAYS:
        return words.days_ago.format(count=days)
    if days < YEAR_DAYS:
        return says.counted(days // MONTH_DAYS, words.month_ago, words.months_ago)
    return says.counted(days // YEAR_DAYS, words.year_ago, words.years_ago)
