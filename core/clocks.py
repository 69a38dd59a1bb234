"""How far the clocks of the hosts that share one database may differ."""

from datetime import timedelta

# A time in the database that is further ahead than this was written by a clock that was wrong.
CLOCKS_DIFFER = timedelta(minutes=5)
