"""What a printed zone means: "ET", "Eastern", "GMT", "IST" -> IANA names."""

from __future__ import annotations

_ZONES = {
    "UTC": "UTC", "GMT": "UTC", "Z": "UTC",
    "ET": "America/New_York", "EST": "America/New_York", "EDT": "America/New_York",
    "EASTERN": "America/New_York",
    "CT": "America/Chicago", "CDT": "America/Chicago", "CST": "America/Chicago", "CENTRAL": "America/Chicago",
    "MT": "America/Denver", "MST": "America/Denver", "MDT": "America/Denver", "MOUNTAIN": "America/Denver",
    "PT": "America/Los_Angeles", "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles",
    "PACIFIC": "America/Los_Angeles",
    "AKST": "America/Anchorage", "AKDT": "America/Anchorage", "ALASKA": "America/Anchorage",
    "HST": "Pacific/Honolulu", "HAWAII": "Pacific/Honolulu",
    "NST": "America/St_Johns", "NDT": "America/St_Johns", "NEWFOUNDLAND": "America/St_Johns",
    "AST": "America/Halifax", "ADT": "America/Halifax", "ATLANTIC": "America/Halifax",
    "BRT": "America/Sao_Paulo",
    "BRITISH": "Europe/London", "GREENWICH MEAN": "UTC", "WESTERN EUROPEAN": "Europe/Lisbon",
    "ART": "America/Argentina/Buenos_Aires", "ARGENTINA": "America/Argentina/Buenos_Aires",
    "CLT": "America/Santiago", "PET": "America/Lima", "PERU": "America/Lima", "VET": "America/Caracas",
    "BRASILIA": "America/Sao_Paulo",
    "BST": "Europe/London", "WET": "Europe/Lisbon", "WEST": "Europe/Lisbon",
    "CET": "Europe/Paris", "CEST": "Europe/Paris", "CENTRAL EUROPEAN": "Europe/Paris",
    "EET": "Europe/Athens", "EEST": "Europe/Athens", "EASTERN EUROPEAN": "Europe/Athens",
    "MSK": "Europe/Moscow", "MOSCOW": "Europe/Moscow", "TRT": "Europe/Istanbul",
    "IST": "Asia/Kolkata", "INDIAN": "Asia/Kolkata", "INDIA": "Asia/Kolkata", "PKT": "Asia/Karachi",
    "NPT": "Asia/Kathmandu", "GST": "Asia/Dubai", "IRST": "Asia/Tehran", "IRDT": "Asia/Tehran",
    "IDT": "Asia/Jerusalem",
    "PAKISTAN": "Asia/Karachi", "NEPAL": "Asia/Kathmandu", "BANGLADESH": "Asia/Dhaka", "BDT": "Asia/Dhaka",
    "AFT": "Asia/Kabul", "GULF": "Asia/Dubai", "IRAN": "Asia/Tehran", "ISRAEL": "Asia/Jerusalem",
    "TURKEY": "Europe/Istanbul", "MMT": "Asia/Yangon", "MYANMAR": "Asia/Yangon", "ICT": "Asia/Bangkok",
    "INDOCHINA": "Asia/Bangkok", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura",
    "PHILIPPINE": "Asia/Manila", "HONG KONG": "Asia/Hong_Kong", "SINGAPORE": "Asia/Singapore",
    "CHINA": "Asia/Shanghai", "KOREA": "Asia/Seoul",
    "WIB": "Asia/Jakarta", "HKT": "Asia/Hong_Kong", "SGT": "Asia/Singapore", "PHT": "Asia/Manila",
    "JST": "Asia/Tokyo", "JAPAN": "Asia/Tokyo", "KST": "Asia/Seoul",
    "AEST": "Australia/Brisbane", "AEDT": "Australia/Sydney", "AET": "Australia/Sydney",
    "ACST": "Australia/Adelaide", "ACDT": "Australia/Adelaide", "AWST": "Australia/Perth",
    "PGT": "Pacific/Port_Moresby", "SBT": "Pacific/Guadalcanal", "VUT": "Pacific/Efate", "FJT": "Pacific/Fiji",
    "TOT": "Pacific/Tongatapu", "NZT": "Pacific/Auckland", "TLT": "Asia/Dili", "PWT": "Pacific/Palau",
    "MYT": "Asia/Kuala_Lumpur", "BNT": "Asia/Brunei", "SLST": "Asia/Colombo", "LKT": "Asia/Colombo",
    "MVT": "Indian/Maldives", "BTT": "Asia/Thimphu", "BDST": "Asia/Dhaka", "ULAT": "Asia/Ulaanbaatar",
    "UZT": "Asia/Tashkent", "TJT": "Asia/Dushanbe", "TMT": "Asia/Ashgabat", "KGT": "Asia/Bishkek",
    "ALMT": "Asia/Almaty", "AZT": "Asia/Baku", "GET": "Asia/Tbilisi", "AMT": "Asia/Yerevan",
    "YEKT": "Asia/Yekaterinburg", "OMST": "Asia/Omsk", "KRAT": "Asia/Krasnoyarsk", "IRKT": "Asia/Irkutsk",
    "YAKT": "Asia/Yakutsk", "VLAT": "Asia/Vladivostok", "PETT": "Asia/Kamchatka", "SAMT": "Europe/Samara",
    "BOT": "America/La_Paz", "COT": "America/Bogota", "GYT": "America/Guyana", "SRT": "America/Paramaribo",
    "PYT": "America/Asuncion", "PYST": "America/Asuncion", "UYT": "America/Montevideo", "CVT": "Atlantic/Cape_Verde",
    "MUT": "Indian/Mauritius", "SCT": "Indian/Mahe", "RET": "Indian/Reunion",
    "MESZ": "Europe/Berlin", "MEZ": "Europe/Berlin",
    "CHST": "Pacific/Guam", "CHAMORRO": "Pacific/Guam",
    "NZST": "Pacific/Auckland", "NZDT": "Pacific/Auckland",
    "WEST AFRICA": "Africa/Lagos", "EAST AFRICA": "Africa/Nairobi", "CENTRAL AFRICA": "Africa/Maputo",
    "SOUTH AFRICA": "Africa/Johannesburg", "NEW ZEALAND": "Pacific/Auckland", "AUSTRALIAN EASTERN": "Australia/Sydney",
    "SAST": "Africa/Johannesburg", "EAT": "Africa/Nairobi", "CAT": "Africa/Maputo", "WAT": "Africa/Lagos",
}  # fmt: skip
# The same letters in another country's pages.
_BY_COUNTRY = {
    ("IST", "IE"): "Europe/Dublin", ("IST", "IL"): "Asia/Jerusalem", ("IST", "PS"): "Asia/Jerusalem",
    ("BST", "BD"): "Asia/Dhaka", ("GMT", "GB"): "Europe/London", ("GMT", "IE"): "Europe/Dublin",
    ("CST", "CN"): "Asia/Shanghai", ("CST", "TW"): "Asia/Taipei", ("CST", "CU"): "America/Havana",
    ("CST", "MX"): "America/Mexico_City", ("CDT", "CU"): "America/Havana",
    ("CDT", "MX"): "America/Mexico_City", ("CT", "MX"): "America/Mexico_City", ("CENTRAL", "MX"): "America/Mexico_City",
    ("ET", "CA"): "America/Toronto", ("EST", "CA"): "America/Toronto", ("EDT", "CA"): "America/Toronto",
    ("EASTERN", "CA"): "America/Toronto", ("CT", "CA"): "America/Winnipeg", ("CDT", "CA"): "America/Winnipeg",
    ("CENTRAL", "CA"): "America/Winnipeg", ("CST", "CA"): "America/Winnipeg", ("MT", "CA"): "America/Edmonton",
    ("MST", "CA"): "America/Edmonton", ("MDT", "CA"): "America/Edmonton", ("MOUNTAIN", "CA"): "America/Edmonton",
    ("PT", "CA"): "America/Vancouver", ("PST", "CA"): "America/Vancouver", ("PDT", "CA"): "America/Vancouver",
    ("PACIFIC", "CA"): "America/Vancouver", ("CENTRAL", "AU"): "Australia/Darwin",
    ("PST", "PH"): "Asia/Manila", ("PST", "PK"): "Asia/Karachi", ("MST", "MY"): "Asia/Kuala_Lumpur",
    ("MST", "MX"): "America/Hermosillo", ("SST", "SG"): "Asia/Singapore", ("WST", "AU"): "Australia/Perth",
    ("EST", "AU"): "Australia/Sydney", ("EDT", "AU"): "Australia/Sydney",
    ("EASTERN", "AU"): "Australia/Sydney",
    ("AST", "SA"): "Asia/Riyadh", ("AST", "IQ"): "Asia/Baghdad", ("AST", "PR"): "America/Puerto_Rico",
    ("AST", "DO"): "America/Santo_Domingo", ("AST", "TT"): "America/Port_of_Spain", ("AST", "BB"): "America/Barbados",
    ("AST", "LC"): "America/St_Lucia", ("AST", "GD"): "America/Grenada", ("AST", "VC"): "America/St_Vincent",
    ("AST", "DM"): "America/Dominica", ("AST", "AG"): "America/Antigua", ("AST", "KN"): "America/St_Kitts",
    ("AMT", "BR"): "America/Manaus", ("WST", "WS"): "Pacific/Apia",
    ("BT", "BT"): "Asia/Thimphu", ("ECT", "EC"): "America/Guayaquil",
    ("BT", "BR"): "America/Sao_Paulo", ("BST", "BR"): "America/Sao_Paulo",
}  # fmt: skip
_TAILS = (" STANDARD TIME", " DAYLIGHT TIME", " SUMMER TIME", " TIME", " STANDARD", " DAYLIGHT", " SUMMER")


def zone_of(abbreviation: str, country: str | None = None) -> str | None:
    """The IANA zone of a printed one: "ET", "Eastern", "Eastern Daylight Time", "GMT"; None if unknown.

    Letters that several countries use ("IST", "BST", "CST", "EST") are read by the story's country (ISO
    alpha-2). Standard and daylight letters name the same zone: pages print EST all year, the date decides.
    """
    name = " ".join(abbreviation.replace(".", "").upper().split())
    for tail in _TAILS:
        name = name.removesuffix(tail)
    return _BY_COUNTRY.get((name, country or "")) or _ZONES.get(name)
