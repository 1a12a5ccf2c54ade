-- One set of claims under every policy
-- Current low, best and high of each figure under each policy: where the choice of policy changes what is printed.
-- Parameters: incident (id).
SELECT
    any(place) AS place,
    category,
    anyIf(best, policy = 'house') AS house,
    anyIf(best, policy = 'ucdp') AS ucdp,
    anyIf(best, policy = 'acled') AS acled,
    anyIf(best, policy = 'gtd') AS gtd,
    toBool(uniqExact(tuple(best)) > 1) AS differs
FROM current_figures
WHERE {incident:Nullable(String)} IS NULL OR incident_id = {incident:Nullable(String)}
GROUP BY incident_id, category
ORDER BY incident_id, category
