-- What each claimant said, in order
-- One row for each word that a claimant had on an incident: number, scope, since when, and who printed it. Of an incident
-- as it stands now; recalled words, quoted past figures and tolls of other events are left out.
-- Parameters: incident (id), category.
WITH
    words AS
    (
        SELECT
            voice.claim_id AS claim_id,
            argMax(voice.carriers, (pipeline_version, cause_offset)) AS carriers,
            argMax(voice.published_at, (pipeline_version, cause_offset)) AS said_at
        FROM figures_known(as_of = '2299-12-31 00:00:00')
        ARRAY JOIN voices AS voice
        WHERE policy = 'house'
        GROUP BY claim_id
    ),
    incidents AS
    (
        SELECT incident_id, any(place) AS place FROM current_figures WHERE policy = 'house' GROUP BY incident_id
    )
SELECT
    i.place AS place,
    c.category AS category,
    ifNull(c.claimant, 'nobody named') AS claimant,
    w.said_at AS said_at,
    c.qualifier AS qualifier,
    c.value AS number,
    c.scope AS scope,
    arraySort(w.carriers) AS carriers
FROM current_claims AS c
INNER JOIN words AS w ON w.claim_id = c.claim_id
INNER JOIN incidents AS i ON i.incident_id = c.incident_id
WHERE c.revision != 'prior'
    AND ({incident:Nullable(String)} IS NULL OR c.incident_id = {incident:Nullable(String)})
    AND ({category:Nullable(String)} IS NULL OR c.category = {category:Nullable(String)})
ORDER BY c.incident_id, category, said_at, claimant, scope, number, c.claim_id
