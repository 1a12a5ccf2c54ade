-- Figures on a map
-- Current dead and missing of every incident whose place is known, with coordinates: ready for a map.
-- Parameters: country (ISO 3166 alpha-2).
SELECT
    any(f.place) AS place,
    any(f.country) AS country,
    any(f.latitude) AS latitude,
    any(f.longitude) AS longitude,
    any(f.cause) AS cause,
    anyIf(f.best, f.category = 'killed') AS killed,
    anyIf(f.best, f.category = 'missing') AS missing,
    anyIf(f.best, f.category = 'injured') AS injured,
    max(f.updated_at) AS updated_at
FROM current_figures AS f
WHERE f.policy = 'house' AND f.latitude IS NOT NULL
    AND ({country:Nullable(String)} IS NULL OR f.country = {country:Nullable(String)})
GROUP BY f.incident_id
ORDER BY killed DESC NULLS LAST, f.incident_id
