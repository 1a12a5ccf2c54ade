-- Which carrier has figures first
-- For each carrier: how many figures (a number of one claimant on one incident) it was the first to print, and how far behind the
-- first it was with the others.
WITH printed AS
(
    SELECT
        incident_id, claimant, category, scope, value, carrier, min(published_at) AS at,
        min(at) OVER (PARTITION BY incident_id, claimant, category, scope, value) AS first_at
    FROM current_claims
    WHERE carrier IS NOT NULL AND value IS NOT NULL AND revision != 'prior' AND NOT other_event
    GROUP BY incident_id, claimant, category, scope, value, carrier
)
SELECT
    carrier,
    countIf(at = first_at) AS first,
    countIf(at > first_at) AS later,
    if(later = 0, NULL, round(avgIf(dateDiff('second', first_at, at), at > first_at) / 60, 1)) AS minutes_behind
FROM printed
GROUP BY carrier
ORDER BY first DESC, carrier
