-- Figures on a map
-- Current dead and missing of every incident whose place is known, with coordinates: ready for a map.
-- Parameters: country (ISO 3166 alpha-2).
SELECT
    place,
    country,
    latitude,
    longitude,
    cause,
    anyIf(best, category = 'killed') AS killed,
    anyIf(best, category = 'missing') AS missing,
    anyIf(best, category = 'injured') AS injured,
    max(updated_at) AS updated_at
FROM current_figures
WHERE policy = 'house' AND latitude IS NOT NULL
    AND ({country:Nullable(String)} IS NULL OR country = {country:Nullable(String)})
GROUP BY incident_id, place, country, latitude, longitude, cause
ORDER BY killed DESC NULLS LAST, incident_id
