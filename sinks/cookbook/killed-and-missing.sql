-- Do the missing become the dead?
-- Each step of killed or missing of an incident, with the other figure as it stood then, in the order in which we said so.
-- Times are those at which it was published what we knew, as in how-long-disputed. What was said before a merge or an
-- earlier page gave the incident its id now stands under the id that it had then.
-- Parameters: incident (id).
WITH
    by_input AS
    (
        SELECT
            c.incident_id AS incident,
            any(c.place) AS place,
            f.incident_id AS said_of,
            f.pipeline_version AS version,
            f.cause_offset AS input,
            max(ifNull(f.input_published_at, f.updated_at)) AS published_at,
            anyIf(f.best, f.category = 'killed') AS step_killed,
            anyIf(f.best, f.category = 'missing') AS step_missing
        FROM figures_known(as_of = '2299-12-31 00:00:00') AS f
        INNER JOIN incident_names AS c ON c.name = f.incident_id
        WHERE f.policy = 'house' AND f.category IN ('killed', 'missing') AND f.superseded_by IS NULL
            AND ({incident:Nullable(String)} IS NULL OR c.incident_id = {incident:Nullable(String)})
        GROUP BY incident, said_of, version, input
    ),
    steps AS
    (
        SELECT
            *,
            max(published_at) OVER
            (
                PARTITION BY incident ORDER BY version, input ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) AS at,
            last_value(step_killed) OVER until_then AS killed,
            last_value(step_missing) OVER until_then AS missing
        FROM by_input
        WINDOW until_then AS
        (
            PARTITION BY said_of ORDER BY version, input ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        )
    )
SELECT place, at, killed, missing, said_of AS incident_id
FROM
(
    SELECT
        *,
        (killed, missing) IS DISTINCT FROM lagInFrame((killed, missing)) OVER
        (
            PARTITION BY said_of ORDER BY version, input ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
        ) AS changed
    FROM steps
)
WHERE changed
ORDER BY incident, version, input, said_of
