-- Two times. recorded_at is when we said it, published_at when the world was told. A view named ..._as_of takes
-- the time up to which records count: SELECT * FROM figures_as_of(as_of = '2026-03-14 13:00:00') answers what was
-- said at that moment. One named ..._at takes a published time. Without either it is now.
-- The newest event of a thing is picked by its id: argMax over whole values would skip NULLs.
-- "Newest" is (pipeline_version, cause_offset), the order of decision, never a wall-clock time; event_id
-- only makes the choice the same everywhere. FINAL, because a redelivered row may not be merged yet, or one
-- that was decided again for an input that stands twice on the log: its first decision counts.

CREATE OR REPLACE VIEW updates_known AS
WITH
(
    SELECT groupArray((partition, below, started_at))
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
    SELECT groupArray((partition, below, started_at))
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
    SELECT groupArray((partition, below, started_at))
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

CREATE OR REPLACE VIEW timeline_as_of AS
SELECT
    u.update_id AS update_id,
    u.story AS story,
    u.subject AS subject,
    u.story_headline AS story_headline,
    u.carrier AS carrier,
    u.source AS source,
    u.position AS position,
    u.published_at AS published_at,
    u.local_time AS local_time,
    u.timezone AS timezone,
    u.time_text AS time_text,
    first.recorded_at AS recorded_at,
    u.disposition AS disposition,
    u.same_as AS same_as,
    u.similarity AS similarity,
    u.headline AS headline,
    u.text AS text,
    u.country AS country,
    u.language AS language,
    u.flags AS flags,
    u.reason AS reason,
    u.withdrawn_by AS withdrawn_by,
    u.withdrawn_at AS withdrawn_at,
    u.desk AS desk,
    u.event_id AS event_id
FROM updates AS u FINAL
INNER JOIN
(
    SELECT argMax(event_id, (pipeline_version, cause_offset, event_id)) AS event_id
    FROM updates_known(as_of = {as_of:DateTime64(6, 'UTC')})
    GROUP BY update_id
) AS newest ON u.event_id = newest.event_id
INNER JOIN
(
    SELECT update_id, min(recorded_at) AS recorded_at FROM updates FINAL GROUP BY update_id
) AS first ON u.update_id = first.update_id
COMMENT 'Every update as it stood at a time of ours, with the time at which its first version was recorded';

CREATE OR REPLACE VIEW timeline AS
SELECT * FROM timeline_as_of(as_of = '2299-12-31 00:00:00')
COMMENT 'Every update as it stands now, with the time at which its first version was recorded';

-- What follows from a recall made known later had not happened yet.
CREATE OR REPLACE VIEW timeline_at AS
WITH
    known AS
    (
        SELECT *
        FROM updates_known(as_of = '2299-12-31 00:00:00')
        WHERE published_at <= {at:DateTime64(3, 'UTC')}
            AND (cause_partition, cause_offset) NOT IN
            (
                SELECT cause_partition, cause_offset
                FROM updates FINAL
                WHERE withdrawn_at > {at:DateTime64(3, 'UTC')}
            )
    )
SELECT * FROM known
WHERE event_id IN
    (
        SELECT argMax(event_id, (pipeline_version, cause_offset, event_id)) FROM known GROUP BY update_id
    )
COMMENT 'Every update that had been published by a time, as it stood then';

-- An incident that was renamed lives on under its new id, which names the old one as alias. If the name
-- went back and forth, the later naming counts; what is void itself names nobody.
CREATE OR REPLACE VIEW figures_said AS
WITH
    newest AS
    (
        SELECT
            incident_id,
            max((pipeline_version, cause_offset)) AS version,
            argMax(if(superseded_by IS NULL, aliases, []), (pipeline_version, cause_offset, event_id)) AS aliases
        FROM figures_known(as_of = {as_of:DateTime64(6, 'UTC')})
        GROUP BY incident_id
    ),
    renamed AS
    (
        SELECT old.incident_id AS incident_id
        FROM newest AS old
        INNER JOIN
        (
            SELECT incident_id AS new_id, version AS renamed_at, arrayJoin(aliases) AS old_id
            FROM newest
        ) AS heir ON heir.old_id = old.incident_id
        WHERE heir.renamed_at >= old.version AND heir.new_id != old.incident_id
    )
SELECT
    * REPLACE
    (
        if(ruled AND low IS NOT NULL, least(low, ruled_best), low) AS low,
        if(ruled, ruled_best, best) AS best,
        if(ruled, 'exact', best_qualifier) AS best_qualifier,
        if(ruled AND high IS NOT NULL, greatest(high, ruled_best), high) AS high
    ),
    CAST(ruled_best IS NOT NULL AND (ruled_until IS NULL OR ruled_until > {now:DateTime64(6, 'UTC')}) AS Bool) AS ruled,
    figures.low AS policy_low,
    figures.best AS policy_best,
    figures.best_qualifier AS policy_qualifier,
    figures.high AS policy_high
FROM figures FINAL
WHERE event_id IN
    (
        SELECT argMax(event_id, (pipeline_version, cause_offset, event_id))
        FROM figures_known(as_of = {as_of:DateTime64(6, 'UTC')})
        GROUP BY incident_id, category, policy
    )
    AND superseded_by IS NULL
    AND notEmpty(voices)
    AND incident_id NOT IN (SELECT incident_id FROM renamed)
COMMENT 'The newest figure of each incident, category and policy on record at a time, with the rulings that hold at another';

CREATE OR REPLACE VIEW figures_as_of AS
SELECT * FROM figures_said(as_of = {as_of:DateTime64(6, 'UTC')}, now = {as_of:DateTime64(6, 'UTC')})
COMMENT 'What could be printed at a time of ours';

CREATE OR REPLACE VIEW current_figures AS
SELECT * FROM figures_said(as_of = '2299-12-31 00:00:00', now = toString(now64(6, 'UTC')))
COMMENT 'What can be printed now: the newest figure of each incident, category and policy, or the ruling on it';

-- Claims of an update that was decided twice (by a newer version, after a crash) are those of the newer decision.
-- A claim is told again when its update becomes a copy of another, or is one no longer.
CREATE OR REPLACE VIEW claims_as_of AS
WITH
    known AS
    (
        SELECT *
        FROM claims_known(as_of = {as_of:DateTime64(6, 'UTC')})
        WHERE (cause_partition, cause_offset, pipeline_version) IN
            (
                SELECT cause_partition, cause_offset, max(pipeline_version)
                FROM updates_known(as_of = {as_of:DateTime64(6, 'UTC')})
                GROUP BY cause_partition, cause_offset
            )
    )
SELECT *
FROM known
WHERE event_id IN
    (
        SELECT argMax(event_id, (pipeline_version, cause_offset, event_id)) FROM known GROUP BY claim_id
    )
    AND claim_id NOT IN (SELECT claim_id FROM claims_withdrawn FINAL WHERE recorded_at <= {as_of:DateTime64(6, 'UTC')})
COMMENT 'Claims that counted at a time of ours: recalled ones left out';

CREATE OR REPLACE VIEW current_claims AS
SELECT * FROM claims_as_of(as_of = '2299-12-31 00:00:00')
COMMENT 'Claims that count now: those of recalled updates left out';

-- A figure changes because an update came or was recalled, or an editor ruled, merged or split. Of the updates that are
-- filed at one offset, the others too that became something else, the one that came is filed there for the first time.
CREATE OR REPLACE VIEW inputs AS
SELECT *
FROM
(
    SELECT
        cause_partition, cause_offset, pipeline_version,
        'update' AS input, update_id AS input_id, carrier AS said_by, CAST(NULL AS Nullable(String)) AS reason
    FROM updates FINAL
    WHERE (update_id, cause_partition, cause_offset) IN
        (
            SELECT update_id, cause_partition, min(cause_offset) FROM updates FINAL GROUP BY update_id, cause_partition
        )
    UNION ALL
    SELECT cause_partition, cause_offset, pipeline_version, 'withdrawal', update_id, withdrawn_by, reason
    FROM updates FINAL
    WHERE disposition = 'withdrawn'
    UNION ALL
    SELECT
        cause_partition, cause_offset, pipeline_version,
        if(withdrawn, 'ruling withdrawn', 'ruling'), ruling_id, editor, reason
    FROM rulings FINAL
    UNION ALL
    SELECT cause_partition, cause_offset, pipeline_version, kind, event_id, editor, reason
    FROM relinkings FINAL
)
LIMIT 1 BY cause_partition, cause_offset, pipeline_version
COMMENT 'What changed figures: the update, recall, ruling, merge or split at each offset of intake';

CREATE OR REPLACE VIEW figure_history AS
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
COMMENT 'Each step at which a figure changed, before and after, and the input that changed it; recorded_at tells what was said when';

CREATE OR REPLACE VIEW disputes AS
SELECT
    incident_id,
    country,
    place,
    cause,
    category,
    policy,
    low,
    best,
    high,
    updated_at,
    arrayFilter(voice -> voice.standing, voices) AS standing,
    explanation
FROM current_figures
WHERE disputed
COMMENT 'Current figures on which standing claims contradict each other, with those claims';
