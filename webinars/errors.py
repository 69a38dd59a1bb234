"""Refusals. ``str()`` of each tells an adviser or an organiser, in words, why it was refused."""


class BookingError(Exception):
    """A booking that cannot be made or changed as asked; nothing has changed."""


class BookingClosed(BookingError):
    def __init__(self):
        super().__init__("This webinar is not open for booking.")


class WebinarOver(BookingError):
    def __init__(self):
        super().__init__("This webinar is over, so the places can no longer be changed.")


class GroupTooLarge(BookingError):
    def __init__(self, label: str, largest: int):
        super().__init__(
            f"{label}: one group may have at most {largest} places. Split it into two groups, such as "
            f"“{label} first half” and “{label} second half”."
        )
        self.label, self.largest = label, largest


class NoPlaces(BookingError):
    def __init__(self, label: str):
        super().__init__(f"{label}: say how many places you need.")
        self.label = label


class WrongYear(BookingError):
    def __init__(self, label: str, year: int):
        super().__init__(f"{label}: this webinar is not for Year {year}.")
        self.label, self.year = label, year


class NoGroups(BookingError):
    def __init__(self):
        super().__init__("Add a group first.")


class NoAdult(BookingError):
    def __init__(self):
        super().__init__("An adult from your school must be in the room with each group.")


class GroupBooked(BookingError):
    def __init__(self, label: str):
        super().__init__(f"{label} is booked for this webinar already. Give each group a name of its own.")
        self.label = label


class NotEnoughPlaces(BookingError):
    def __init__(self, free: int):
        words = f"only {free} more {'is' if free == 1 else 'are'} free" if free else "none is free"
        super().__init__(f"There are not enough places: {words}. The group keeps the places that it has.")
        self.free = free


class FewestOutOfRange(BookingError):
    def __init__(self, label: str, places: int):
        super().__init__(f"{label}: the smallest number is from 1 to {places}.")
        self.label = label


class ProofPending(BookingError):
    """An address that is not proved has asked already for this webinar."""

    def __init__(self):
        super().__init__(
            "We have sent a link to this address for this webinar already. Open it to confirm those groups; "
            "after that you can book more."
        )


class AdviserGone(BookingError):
    """The adviser who asks has left in another window."""

    def __init__(self):
        super().__init__("You have deleted what we knew about you, so nothing was sent. Start again.")


class BookedMeanwhile(BookingError):
    """The adviser who leaves has booked in another window."""

    def __init__(self):
        super().__init__("A group of yours was booked at this moment. Nothing was deleted: try again.")


class NothingToConfirm(BookingError):
    def __init__(self):
        super().__init__(
            "These groups have been cancelled, or booked again since. Nothing is left to confirm."
        )


class CodeSpent(BookingError):
    """The code in a link was used, or replaced by another."""


class AskedTooOften(BookingError):
    """Too many links were asked for from one network."""

    def __init__(self):
        super().__init__(
            "Too many links were asked for from your school’s network in the last hour. Try again later."
        )


class AnswersMissing(BookingError):
    """A webinar cannot be published yet."""

    def __init__(self, missing: list[str]):
        super().__init__(f"Before it is published: {'; '.join(missing)}.")
        self.missing = missing


class NotInTheFuture(BookingError):
    def __init__(self):
        super().__init__("Choose a start in the future.")


class WrongStatus(BookingError):
    def __init__(self, status: str):
        super().__init__(f"That cannot be done with a webinar that is {status.lower()}.")


class AddressTaken(BookingError):
    def __init__(self):
        super().__init__("Another webinar has that address. Choose another one.")


class RegisterError(Exception):
    """A file of schools that cannot be used; ``str()`` names the line and the column. Nothing was stored."""

    def __init__(self, words: str, line: int | None = None, column: str = ""):
        place = ", ".join(filter(None, [f"line {line}" if line else "", column]))
        super().__init__(f"{place}: {words}" if place else words)
