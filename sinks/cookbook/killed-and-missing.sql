-- Do the missing become the dead?
-- Each step of killed or missing of an incident, with the other figure as it stood then.
-- Parameters: incident (id).
SELECT
    place,
    at,
    last_value(step_killed) OVER steps AS killed,
    last_value(step_missing) OVER steps AS missing
FROM
(
    SELECT
        incident_id,
        place,
        published_at AS at,
        anyIf(best, category = 'killed') AS step_killed,
        anyIf(best, category = 'missing') AS step_missing
    FROM figure_history
    WHERE policy = 'house' AND category IN ('killed', 'missing')
        AND ({incident:Nullable(String)} IS NULL OR incident_id = {incident:Nullable(String)})
    GROUP BY incident_id, place, at
)
WINDOW steps AS (PARTITION BY incident_id ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
ORDER BY incident_id, at
