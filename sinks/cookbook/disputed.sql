-- What is disputed now, and by whom
-- Each standing word on a disputed figure, beside what is printed.
-- Parameters: policy (house when left out).
SELECT
    place,
    category,
    low,
    best,
    high,
    voice.claimant AS claimant,
    voice.qualifier AS qualifier,
    voice.value AS number,
    voice.published_at AS since
FROM disputes
ARRAY JOIN standing AS voice
WHERE policy = ifNull({policy:Nullable(String)}, 'house')
ORDER BY incident_id, category, since, claimant
