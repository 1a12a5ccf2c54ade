-- The newest event of a thing is picked by its id: argMax over whole values would skip NULLs.
-- "Newest" is (pipeline_version, cause_offset), the order of decision, never a wall-clock time; event_id
-- only makes the choice the same everywhere. FINAL, because a redelivered row may not be merged yet, or one
-- that was decided again for an input that stands twice on the log: its first decision counts.

CREATE OR REPLACE VIEW timeline AS
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
    newest.recorded_at AS recorded_at,
    u.disposition AS disposition,
    u.same_as AS same_as,
    u.similarity AS similarity,
    u.headline AS headline,
    u.text AS text,
    u.country AS country,
    u.language AS language,
    u.flags AS flags,
    u.reason AS reason
FROM updates AS u FINAL
INNER JOIN
(
    SELECT
        argMax(event_id, (pipeline_version, cause_offset, event_id)) AS event_id,
        min(recorded_at) AS recorded_at
    FROM updates FINAL
    GROUP BY update_id
) AS newest ON u.event_id = newest.event_id
COMMENT 'Every update as it stands now, with the time at which its first version was recorded';

-- An incident that was renamed lives on under its new id, which names the old one as alias. If the name
-- went back and forth, the later naming counts.
CREATE OR REPLACE VIEW current_figures AS
WITH
    newest AS
    (
        SELECT
            incident_id,
            max((pipeline_version, cause_offset)) AS version,
            argMax(aliases, (pipeline_version, cause_offset, event_id)) AS aliases
        FROM figures FINAL
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
SELECT *
FROM figures FINAL
WHERE event_id IN
    (
        SELECT argMax(event_id, (pipeline_version, cause_offset, event_id))
        FROM figures FINAL
        GROUP BY incident_id, category, policy
    )
    AND superseded_by IS NULL
    AND notEmpty(voices)
    AND incident_id NOT IN (SELECT incident_id FROM renamed)
COMMENT 'What can be printed now: the newest figure of each incident, category and policy';

CREATE OR REPLACE VIEW figure_history AS
SELECT *
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
        flags,
        explanation,
        event_id
    FROM figures FINAL
    WINDOW steps AS
    (
        PARTITION BY incident_id, category, policy
        ORDER BY pipeline_version, cause_offset, event_id
        ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
    )
)
WHERE step = 1
    OR (low, best, high, disputed, superseded_by)
        IS DISTINCT FROM (low_before, best_before, high_before, disputed_before, superseded_before)
COMMENT 'Each step at which a figure changed, with its ends before and after; recorded_at tells what was said when';

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
