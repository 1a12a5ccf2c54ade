-- How long figures were disputed
-- Each time that a figure was disputed: when it began, when it ended (open: it has not), and what it stood at.
-- Parameters: policy (house when left out).
SELECT
    place,
    category,
    published_at AS began,
    if(ended > published_at, ended, NULL) AS ended,
    if(ended > published_at, dateDiff('minute', published_at, ended), NULL) AS minutes,
    low,
    best,
    high
FROM
(
    SELECT
        *,
        leadInFrame(published_at) OVER
        (
            PARTITION BY incident_id, category ORDER BY step ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING
        ) AS ended
    FROM figure_history
    WHERE policy = ifNull({policy:Nullable(String)}, 'house')
        AND (step = 1 OR disputed IS DISTINCT FROM disputed_before)
)
WHERE disputed
ORDER BY began, incident_id, category
