"""Who issues a release, a bulletin or a situation report, by its head. Invented offices."""

from __future__ import annotations

import pytest

from producers.formats.story.line.issuer import issuer_of

NEWS = "At 07:20 the search ended. Twelve persons lost their lives."
ISSUERS = (
    ("BRELL COAST GUARD", "BRELL COAST GUARD\nPRESS RELEASE No. 4"),
    ("National Office of Rescue", "GOVERNMENT OF MORVELLE\nNational Office of Rescue\nSITREP 02 - Flood in Sarn"),
    ("DEPARTMENT OF FLOODS", "MINISTRY OF THE INTERIOR\nDEPARTMENT OF FLOODS\nPRESS RELEASE No. 14 / 4 March 2025"),
    ("PREFECT OF SARN", "PREFECT OF SARN\nCommunication Service\nPRESS RELEASE"),
    ("GENERAL STAFF OF THE ARMY",
     "GENERAL STAFF OF THE ARMY\nDirectorate of Public Relations\nCOMMUNIQUÉ No. 2026-014"),
    ("Fire Service of Sarn", "Fire Service of Sarn – Press and Information Department\nInformation for the media"),
    ("Ministry of Rescue of Morvelle", "Press service of the Ministry of Rescue of Morvelle\n08.07.2026, 18:30"),
    ("IOM", "IOM MORVELLE | FLASH UPDATE #2\nSHIPWRECK OFF SARN"),
    ("Sarn Provincial Committee",
     "MORVELLE: LANDSLIDE\nSituation Update No. 3\nPrepared by the Sarn Provincial Committee with the Red Cross"),
    (None,
     "MORVELLE: LANDSLIDE\nSituation Report No. 3\nThis report is issued by the Office of the UN Resident Coordinator with partners."),
    ("Ministry of Rescue",
     "Ministry of Rescue condemns attack in Sarn\nFOR IMMEDIATE RELEASE\nThe Ministry of Rescue expresses its sorrow."),
    ("Sarn Mining Company", "Statement No. 4 of the Sarn Mining Company\nFor publication"),
    (None, "SARN (Wire) - The Ministry of Rescue expresses its sorrow."),
)  # fmt: skip


@pytest.mark.parametrize(("issuer", "head"), ISSUERS)
def test_who_issues_a_document(issuer: str | None, head: str) -> None:
    assert issuer_of(f"{head}\n\n{NEWS}") == issuer
