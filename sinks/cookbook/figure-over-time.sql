-- How a figure came to be what it is
-- Each step at which low, best or high changed, a dispute began or ended, or an editor ruled, in the order in which we said
-- so (recorded_at). The input behind it was published at published_at: before that of earlier steps where a page came late.
-- What was said before a merge or an earlier page gave the incident its id now stands under the id that it had then.
-- By published time, late pages in their places: `newsroom why`.
-- Parameters: incident (id), category, policy (house when left out).
SELECT
    c.place AS place,
    h.category AS category,
    ifNull(h.input_published_at, h.published_at) AS published_at,
    h.low AS low,
    h.best_before AS best_before,
    h.best AS best,
    h.high AS high,
    h.disputed AS disputed,
    h.flags AS flags,
    h.ruled_best AS ruled_best,
    h.recorded_at AS recorded_at,
    h.input AS input,
    h.incident_id AS incident_id
FROM figure_history AS h
INNER JOIN incident_names AS c ON c.name = h.incident_id
WHERE h.policy = ifNull({policy:Nullable(String)}, 'house')
    AND ({incident:Nullable(String)} IS NULL OR c.incident_id = {incident:Nullable(String)})
    AND ({category:Nullable(String)} IS NULL OR h.category = {category:Nullable(String)})
    AND h.superseded_by IS NULL
ORDER BY c.incident_id, category, h.pipeline_version, h.cause_offset, incident_id
