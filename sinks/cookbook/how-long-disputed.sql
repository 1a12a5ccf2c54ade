-- How long figures were disputed
-- Each time that a figure was disputed: when it began, when it ended (open: it has not), and what it stood at when it began.
-- An incident that was merged was disputed while any of its parts was. Times are those at which it was published what we
-- knew: a page that comes late counts from the newest one that was there before it.
-- Parameters: policy (house when left out).
WITH
    told AS
    (
        SELECT
            *,
            toInt8(disputed) - lagInFrame(toInt8(disputed)) OVER
            (
                PARTITION BY incident_id, category
                ORDER BY pipeline_version, cause_offset
                ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
            ) AS turned
        FROM figures_known(as_of = '2299-12-31 00:00:00')
        WHERE policy = ifNull({policy:Nullable(String)}, 'house')
    ),
    by_input AS
    (
        SELECT
            c.incident_id AS incident,
            any(c.place) AS place,
            t.category AS category,
            t.pipeline_version AS version,
            t.cause_offset AS input,
            max(ifNull(t.input_published_at, t.updated_at)) AS published_at,
            sum(t.turned) AS turns,
            anyIf(t.low, t.disputed) AS low,
            anyIf(t.best, t.disputed) AS best,
            anyIf(t.high, t.disputed) AS high
        FROM told AS t
        INNER JOIN incident_names AS c ON c.name = t.incident_id
        GROUP BY incident, category, version, input
    ),
    known AS
    (
        SELECT *, max(published_at) OVER until_then AS at, sum(turns) OVER until_then AS parts_disputed
        FROM by_input
        WINDOW until_then AS
        (
            PARTITION BY incident, category ORDER BY version, input ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        )
    ),
    turning AS
    (
        SELECT
            *,
            leadInFrame(toNullable(at)) OVER
            (
                PARTITION BY incident, category ORDER BY version, input ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING
            ) AS next_at
        FROM known
        WHERE (parts_disputed > 0) != (parts_disputed - turns > 0)
    )
SELECT
    place,
    category,
    at AS began,
    next_at AS ended,
    dateDiff('minute', began, ended) AS minutes,
    low,
    best,
    high
FROM turning
WHERE parts_disputed > 0
ORDER BY began, incident, category
