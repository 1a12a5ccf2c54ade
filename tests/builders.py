"""Events for tests, with everything that a test does not care about filled in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from schemas.events import Cause, FigureClaimed, Place, UpdateFiled, UpdateReceived
from schemas.ids import digest

NOON = dt.datetime(2026, 3, 14, 12, tzinfo=dt.UTC)
TRUJILLO = Place(name="Trujillo", kind="city", country="PE", geoname_id=3691175, admin1="13",
                 latitude=-8.116, longitude=-79.03)
LIMA = Place(name="Lima", kind="city", country="PE", geoname_id=3936456, admin1="15",
             latitude=-12.043, longitude=-77.028)
PERU = Place(name="Peru", kind="country", country="PE")


def minutes(n: float) -> dt.timedelta:
    return dt.timedelta(minutes=n)


def cause(offset: int = 0) -> Cause:
    return Cause(topic="intake", partition=0, offset=offset)


def received(text: str, at: dt.datetime = NOON, **fields: Any) -> UpdateReceived:
    carrier = fields.get("carrier", "PNA")
    update_id = fields.pop("update_id", None) or digest("update", carrier, at, text)
    known: dict[str, Any] = {
        "event_id": digest("received", update_id), "update_id": update_id, "desk": "PE",
        "story": "the-mudslide-in-northern-peru", "subject": "the mudslide in northern Peru",
        "story_headline": "The Latest: Mudslide in Peru", "headline": None, "carrier": carrier,
        "source": "story.txt", "position": 0, "time_text": None, "local_time": None, "timezone": "America/Lima",
        "published_at": at, "focus_country": "PE", "dateline_place": TRUJILLO, "text": text,
    }
    return UpdateReceived(**{**known, **fields})


def filed(text: str, at: dt.datetime = NOON, **fields: Any) -> UpdateFiled:
    update = received(text, at, **{k: v for k, v in fields.items() if k in UpdateReceived.__struct_fields__})
    known = {name: getattr(update, name) for name in UpdateReceived.__struct_fields__
             if name in UpdateFiled.__struct_fields__}
    known |= {"event_id": digest("filed", update.update_id), "disposition": "new", "same_as": None,
              "similarity": None, "language": "en", "reason": None, "caused_by": cause(), "pipeline_version": 1}
    return UpdateFiled(**{**known, **fields})


def claimed(category: Any = "killed", value: int | None = 5, at: dt.datetime = NOON, **fields: Any) -> FigureClaimed:
    update_id = fields.get("update_id", digest("update", at, fields.get("claimant"), fields.get("carrier")))
    known: dict[str, Any] = {
        "update_id": update_id, "desk": "PE", "story": "the-mudslide-in-northern-peru", "carrier": "PNA",
        "position": 0, "published_at": at, "category": category, "value": value, "qualifier": "exact",
        "low": value, "high": value, "scope": "total", "claimant": None, "anonymous": False, "victims": None,
        "place": TRUJILLO, "cause": "landslide", "other_event": False, "revision": "none", "from_value": None,
        "evidence": f"{value} people", "start": 0, "end": 8, "copy_of": None, "caused_by": cause(),
        "pipeline_version": 1,
    }
    known |= fields
    claim_id = digest("claim", update_id, category, value, *(str(known[k]) for k in ("scope", "claimant", "story",
                      "cause", "place", "start", "published_at")))
    return FigureClaimed(**{"claim_id": claim_id, "event_id": digest("claimed", claim_id), **known})
