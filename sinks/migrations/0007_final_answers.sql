-- What had been decided when inputs were decided again is told by when that began, as its mark says; but no later than
-- the mark itself was recorded: the clock may have been ahead then, and what it stamped was stamped anew since.
CREATE OR REPLACE VIEW updates_known AS
WITH
(
    SELECT groupArray((partition, below, least(started_at, recorded_at)))
    FROM reprocessed FINAL
    WHERE recorded_at <= {as_of:DateTime64(6, 'UTC')}
) AS redone
SELECT *
FROM updates FINAL
WHERE recorded_at <= {as_of:DateTime64(6, 'UTC')}
    AND NOT arrayExists(
        again -> again.1 = cause_partition AND cause_offset < again.2 AND recorded_at < again.3, redone
    )
COMMENT 'Every version of every update that was on record at a time and not superseded by deciding it again';

CREATE OR REPLACE VIEW claims_known AS
WITH
(
    SELECT groupArray((partition, below, least(started_at, recorded_at)))
    FROM reprocessed FINAL
    WHERE recorded_at <= {as_of:DateTime64(6, 'UTC')}
) AS redone
SELECT *
FROM claims FINAL
WHERE recorded_at <= {as_of:DateTime64(6, 'UTC')}
    AND NOT arrayExists(
        again -> again.1 = cause_partition AND cause_offset < again.2 AND recorded_at < again.3, redone
    )
COMMENT 'Every version of every claim that was on record at a time and not superseded, withdrawn ones included';

CREATE OR REPLACE VIEW figures_known AS
WITH
(
    SELECT groupArray((partition, below, least(started_at, recorded_at)))
    FROM reprocessed FINAL
    WHERE recorded_at <= {as_of:DateTime64(6, 'UTC')}
) AS redone
SELECT *
FROM figures FINAL
WHERE recorded_at <= {as_of:DateTime64(6, 'UTC')}
    AND NOT arrayExists(
        again -> again.1 = cause_partition AND cause_offset < again.2 AND recorded_at < again.3, redone
    )
COMMENT 'Every reconciliation that was on record at a time and not superseded by deciding it again';

-- Of an input that was decided again the first decision names it: merges and splits got other ids since.
CREATE OR REPLACE VIEW inputs AS
SELECT * EXCEPT recorded_at
FROM
(
    SELECT
        cause_partition, cause_offset, pipeline_version,
        'update' AS input, update_id AS input_id, carrier AS said_by, CAST(NULL AS Nullable(String)) AS reason,
        recorded_at
    FROM updates FINAL
    WHERE (update_id, cause_partition, cause_offset) IN
        (
            SELECT update_id, cause_partition, min(cause_offset) FROM updates FINAL GROUP BY update_id, cause_partition
        )
    UNION ALL
    SELECT cause_partition, cause_offset, pipeline_version, 'withdrawal', update_id, withdrawn_by, reason, recorded_at
    FROM updates FINAL
    WHERE disposition = 'withdrawn'
    UNION ALL
    SELECT
        cause_partition, cause_offset, pipeline_version,
        if(withdrawn, 'ruling withdrawn', 'ruling'), ruling_id, editor, reason, recorded_at
    FROM rulings FINAL
    UNION ALL
    SELECT cause_partition, cause_offset, pipeline_version, kind, event_id, editor, reason, recorded_at
    FROM relinkings FINAL
)
ORDER BY recorded_at, input_id
LIMIT 1 BY cause_partition, cause_offset, pipeline_version
COMMENT 'What changed figures: the update, recall, ruling, merge or split at each offset of intake';

-- Steps are counted among what was on record by then: what is decided again later comes between them.
CREATE OR REPLACE VIEW figure_history_as_of AS
SELECT steps.*, i.input AS input, i.input_id AS input_id, i.said_by AS input_by, i.reason AS input_reason
FROM
(
    SELECT
        incident_id,
        country,
        place,
        cause,
        category,
        policy,
        recorded_at,
        updated_at AS published_at,
        row_number() OVER steps AS step,
        lagInFrame(low) OVER steps AS low_before,
        lagInFrame(best) OVER steps AS best_before,
        lagInFrame(high) OVER steps AS high_before,
        low,
        best,
        high,
        lagInFrame(disputed) OVER steps AS disputed_before,
        disputed,
        lagInFrame(superseded_by) OVER steps AS superseded_before,
        superseded_by,
        lagInFrame(ruling_id) OVER steps AS ruling_before,
        ruling_id,
        ruled_best,
        ruled_by,
        ruled_until,
        flags,
        explanation,
        event_id,
        cause_partition,
        cause_offset,
        pipeline_version
    FROM figures FINAL
    WHERE recorded_at <= {as_of:DateTime64(6, 'UTC')}
    WINDOW steps AS
    (
        PARTITION BY incident_id, category, policy
        ORDER BY pipeline_version, cause_offset, event_id
        ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
    )
) AS steps
LEFT JOIN inputs AS i ON i.cause_partition = steps.cause_partition AND i.cause_offset = steps.cause_offset
    AND i.pipeline_version = steps.pipeline_version
WHERE step = 1
    OR (low, best, high, disputed, superseded_by, ruling_id)
        IS DISTINCT FROM (low_before, best_before, high_before, disputed_before, superseded_before, ruling_before)
COMMENT 'Each step at which a figure had changed by a time of ours, before and after, and the input that changed it';

CREATE OR REPLACE VIEW figure_history AS
SELECT * FROM figure_history_as_of(as_of = '2299-12-31 00:00:00')
COMMENT 'Each step at which a figure changed, before and after, and the input that changed it; recorded_at tells what was said when';
