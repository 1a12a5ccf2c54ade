-- What each claimant said, in order
-- One row for each word that a claimant ever had on an incident: number, scope, since when, and who printed it.
-- Quoted past figures and tolls of other events are no words on the incident and are left out.
-- Parameters: incident (id), category.
SELECT
    place,
    category,
    claimant,
    voice.published_at AS said_at,
    voice.qualifier AS qualifier,
    any(voice.value) AS number,
    voice.scope AS scope,
    arraySort(groupUniqArrayArray(voice.carriers)) AS carriers
FROM figures FINAL
ARRAY JOIN voices AS voice
WHERE policy = 'house'
    AND ({incident:Nullable(String)} IS NULL OR incident_id = {incident:Nullable(String)})
    AND ({category:Nullable(String)} IS NULL OR category = {category:Nullable(String)})
GROUP BY
    incident_id, place, category, ifNull(voice.claimant, 'nobody named') AS claimant, said_at, qualifier, scope,
    voice.claim_id
ORDER BY incident_id, category, said_at, claimant, scope, number
