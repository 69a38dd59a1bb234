"""Figures formatted for readers. A missing figure is given in words, never as 0."""

from decimal import Decimal

from django.utils.dates import MONTHS

VARIES = "Varies"


def pounds(amount: int | None) -> str:
    """``amount`` in whole pounds: ``£28,900``; "Varies" if it is None."""
    return VARIES if amount is None else f"£{amount:,}"


def monthly(amount: int) -> str:
    """``amount`` pounds a year as pounds a month, before tax, to the nearest £50: ``about £2,400``."""
    return f"about £{round(amount / 12 / 50) * 50:,}"


def hours_range(least: Decimal | None, most: Decimal | None) -> str:
    """Hours a week: ``38 to 41``; "Varies" if either is None."""
    if least is None or most is None:
        return VARIES
    return _plain(least) if least == most else f"{_plain(least)} to {_plain(most)}"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def month_name(year: int, month: int) -> str:
    """A month and its year: ``April 2025``."""
    return f"{MONTHS[month]} {year}"


def counted(number: int, one: str, several: str | None = None, *, none: str = "no") -> str:
    """A number and its noun: ``1 career``, ``1,204 careers``, ``no careers``; ``none`` replaces 0."""
    if number == 1:
        return f"1 {one}"
    return f"{f'{number:,}' if number else none} {several or one + 's'}"


def listed(parts: list[str], last: str = "and") -> str:
    """A list in a sentence: ``a``, ``a and b``, ``a, b and c``."""
    return f" {last} ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def number_range(low: int | None, high: int | None) -> str:
    """How many: ``4 or 5``, ``2 to 6``, ``3``, ``2 or more``, ``5 or fewer``; ``some`` without a limit."""
    if low is None:
        return "some" if high is None else f"{high} or fewer"
    if high is None:
        return f"{low} or more"
    return f"{low}" if low == high else f"{low} {'or' if high == low + 1 else 'to'} {high}"
