-- How a figure came to be what it is
-- Each step at which low, best or high changed or a dispute began or ended, by the time of the word that did it.
-- Parameters: incident (id), category, policy (house when left out).
SELECT
    place,
    category,
    published_at,
    low,
    best_before,
    best,
    high,
    disputed,
    flags
FROM figure_history
WHERE policy = ifNull({policy:Nullable(String)}, 'house')
    AND ({incident:Nullable(String)} IS NULL OR incident_id = {incident:Nullable(String)})
    AND ({category:Nullable(String)} IS NULL OR category = {category:Nullable(String)})
ORDER BY incident_id, category, step
