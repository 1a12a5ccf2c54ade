"""IANA's time zones as the pinned package `tzdata` has them, whatever files of zones the machine has.

Countries change their clocks at short notice, and machines are updated at different times: by their own files two of
them would place one update an hour apart. So nothing here makes a `ZoneInfo` but through this module.
"""

from __future__ import annotations

import zoneinfo
from zoneinfo import ZoneInfo as ZoneInfo
from zoneinfo import available_timezones as available_timezones

zoneinfo.reset_tzpath(to=())
ZoneInfo.clear_cache()  # a library may have made some before
