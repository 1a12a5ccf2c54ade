-- A figure is told as a change: a row tells only the voices that changed, in the row of the first policy, and who is heard no
-- longer. Rows of older versions told all voices under every policy: they are whole.

ALTER TABLE figures ADD COLUMN IF NOT EXISTS
    whole Bool DEFAULT true
    COMMENT 'voices are all that are heard, not only those that changed'
    AFTER place_printed;

ALTER TABLE figures ADD COLUMN IF NOT EXISTS
    gone Array(String)
    COMMENT 'claims that are no longer the latest word of anybody'
    AFTER whole;

ALTER TABLE figures COMMENT COLUMN event_id 'id of the FigureChanged event, 32 hex digits; before pipeline version 7 of the FigureReconciled event';

ALTER TABLE figures COMMENT COLUMN voices 'words that are new or changed, of each claimant the latest: its Admiralty grades, whether it stands, and why; in the row of the first policy';

ALTER TABLE figures MODIFY COMMENT 'Every change of every figure: one row for each policy of a FigureChanged event; current_figures has all voices';

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
COMMENT 'Every change that was on record at a time and not superseded by deciding it again';

-- The voices of a figure are those of its last telling that was whole and of the later ones, of each claim the latest.
CREATE OR REPLACE VIEW figures_said AS
WITH
    newest AS
    (
        SELECT
            incident_id,
            max((pipeline_version, cause_offset)) AS version,
            argMax(if(superseded_by IS NULL, aliases, []), (pipeline_version, cause_offset, event_id)) AS aliases
        FROM {database}.figures_known(as_of = {as_of:DateTime64(6, 'UTC')})
        GROUP BY incident_id
    ),
    since AS
    (
        SELECT f.incident_id AS incident_id, f.category AS category, f.voices AS voices, f.gone AS gone,
            (f.pipeline_version, f.cause_offset) AS version
        FROM {database}.figures_known(as_of = {as_of:DateTime64(6, 'UTC')}) AS f
        INNER JOIN
        (
            SELECT incident_id, category, maxIf((pipeline_version, cause_offset), whole) AS version
            FROM {database}.figures_known(as_of = {as_of:DateTime64(6, 'UTC')})
            GROUP BY incident_id, category
        ) AS whole ON whole.incident_id = f.incident_id AND whole.category = f.category
        WHERE (f.pipeline_version, f.cause_offset) >= whole.version AND (notEmpty(f.voices) OR notEmpty(f.gone))
    ),
    heard AS
    (
        SELECT incident_id, category, arraySort(v -> (v.published_at, v.claim_id), groupArray(latest)) AS voices
        FROM
        (
            SELECT incident_id, category, argMax(voice, version) AS latest
            FROM since
            ARRAY JOIN
                arrayConcat(voices.claim_id, gone) AS claim_id,
                arrayResize(voices, length(voices) + length(gone)) AS voice
            GROUP BY incident_id, category, claim_id
        )
        WHERE latest.claim_id != ''
        GROUP BY incident_id, category
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
    f.* REPLACE
    (
        if(ruled AND f.low IS NOT NULL, least(f.low, f.ruled_best), f.low) AS low,
        if(ruled, f.ruled_best, f.best) AS best,
        if(ruled, 'exact', f.best_qualifier) AS best_qualifier,
        if(ruled AND f.high IS NOT NULL, greatest(f.high, f.ruled_best), f.high) AS high,
        h.voices AS voices
    ),
    CAST(f.ruled_best IS NOT NULL AND (f.ruled_until IS NULL OR f.ruled_until > {now:DateTime64(6, 'UTC')}) AS Bool) AS ruled,
    f.low AS policy_low,
    f.best AS policy_best,
    f.best_qualifier AS policy_qualifier,
    f.high AS policy_high
FROM figures AS f FINAL
INNER JOIN heard AS h ON h.incident_id = f.incident_id AND h.category = f.category
WHERE (f.policy, f.event_id) IN
    (
        SELECT policy, argMax(event_id, (pipeline_version, cause_offset, event_id))
        FROM {database}.figures_known(as_of = {as_of:DateTime64(6, 'UTC')})
        GROUP BY incident_id, category, policy
    )
    AND f.superseded_by IS NULL
    AND f.incident_id NOT IN (SELECT incident_id FROM renamed)
COMMENT 'The newest figure of each incident, category and policy on record at a time, with all voices and with the rulings that hold at another';

CREATE OR REPLACE VIEW figures_as_of AS
SELECT * FROM {database}.figures_said(as_of = {as_of:DateTime64(6, 'UTC')}, now = {as_of:DateTime64(6, 'UTC')})
COMMENT 'What could be printed at a time of ours';

CREATE OR REPLACE VIEW current_figures AS
SELECT * FROM {database}.figures_said(as_of = '2299-12-31 00:00:00', now = toString(now64(6, 'UTC')))
COMMENT 'What can be printed now: the newest figure of each incident, category and policy, or the ruling on it';

-- As before, but that a change may tell no voice, and for incidents that were divided.
CREATE OR REPLACE VIEW incidents_of_claims AS
WITH
    told AS
    (
        SELECT
            *,
            toString((desk, story, cause, if(place_kind = 'unknown', (NULL, NULL, NULL, NULL, NULL, NULL, NULL),
                (place, place_kind, place_country, geoname_id, admin1, latitude, longitude)))) AS source
        FROM claims FINAL
        WHERE recorded_at <= {as_of:DateTime64(6, 'UTC')} AND NOT other_event
        ORDER BY pipeline_version DESC, cause_offset DESC
        LIMIT 1 BY claim_id
    ),
    splits AS
    (
        SELECT event_id AS split, incident_ids, claim_ids, since, cause_partition, cause_offset AS split_at
        FROM relinkings FINAL
        WHERE kind = 'split' AND recorded_at <= {as_of:DateTime64(6, 'UTC')}
        ORDER BY pipeline_version DESC
        LIMIT 1 BY cause_partition, cause_offset
    ),
    -- the last split that names a claim sets it apart, else the last that takes what comes later from its source
    set_apart AS
    (
        SELECT arrayJoin(claim_ids) AS named, argMax(split, split_at) AS by, max(split_at) AS at
        FROM splits
        GROUP BY named
    ),
    (
        SELECT arrayReverseSort(groupUniqArray((s.split_at, s.split, s.since, t.source)))
        FROM told AS t
        INNER JOIN
        (
            SELECT split, since, split_at, arrayJoin(claim_ids) AS named FROM splits WHERE since IS NOT NULL
        ) AS s ON s.named = t.claim_id
    ) AS going_on,
    gathered AS
    (
        SELECT
            t.claim_id AS claim_id,
            t.category AS category,
            t.published_at AS published_at,
            t.position AS position,
            t.cause_partition AS cause_partition,
            t.pipeline_version AS pipeline_version,
            arrayFirst(taking -> taking.4 = t.source AND taking.3 <= t.published_at, going_on) AS taken,
            if(a.by != '', a.by, taken.2) AS split,
            (t.source, split) AS site,
            multiIf(a.by != '', a.at, split != '', taken.1, t.cause_offset) AS placed_at,
            toString((t.desk, t.category, t.scope, t.claimant, t.low, t.high)) AS said
        FROM told AS t
        LEFT ANY JOIN set_apart AS a ON a.named = t.claim_id
    ),
    known AS
    (
        SELECT arrayJoin(arrayConcat([incident_id], aliases, voices.claim_id)) AS name, any(incident_id) AS incident
        FROM {database}.figures_as_of(as_of = {as_of:DateTime64(6, 'UTC')})
        WHERE policy = 'house'
        GROUP BY name
        HAVING uniqExact(incident_id) = 1
    ),
    -- a name that went with the part that was set apart, and was merged with nothing since, tells nothing of what was
    -- said before
    divided AS
    (
        SELECT parted.cause_partition AS cause_partition, parted.divided_id AS divided_id, max(parted.split_at) AS divided_at
        FROM
        (
            SELECT cause_partition, split_at, arrayJoin(incident_ids) AS divided_id, arrayJoin(claim_ids) AS moved
            FROM splits
        ) AS parted
        INNER JOIN known AS m ON m.name = parted.moved
        INNER JOIN known AS n ON n.name = parted.divided_id
        WHERE m.incident = n.incident
            AND (cause_partition, divided_id) NOT IN
            (
                SELECT cause_partition, arrayJoin(incident_ids)
                FROM relinkings FINAL
                WHERE kind = 'merge' AND recorded_at <= {as_of:DateTime64(6, 'UTC')}
            )
        GROUP BY cause_partition, divided_id
    ),
    changed AS
    (
        SELECT
            f.cause_partition AS cause_partition,
            f.cause_offset AS cause_offset,
            f.pipeline_version AS pipeline_version,
            f.category AS category,
            any(f.incident_id) AS changed_id
        FROM figures AS f FINAL
        LEFT ANY JOIN divided AS d ON d.cause_partition = f.cause_partition AND d.divided_id = f.incident_id
        WHERE f.policy = 'house' AND (notEmpty(f.voices) OR NOT f.whole)
            AND f.recorded_at <= {as_of:DateTime64(6, 'UTC')}
            AND (ifNull(d.divided_id, '') = '' OR d.divided_at <= f.cause_offset)
        GROUP BY cause_partition, cause_offset, pipeline_version, category
        HAVING uniqExact(f.incident_id) = 1
    ),
    placed AS
    (
        SELECT
            g.claim_id AS claim_id,
            any(g.published_at) AS at,
            any(g.position) AS position,
            any(g.site) AS site,
            any(g.said) AS said,
            nullIf(anyIf(k.incident, g.name = g.claim_id), '') AS heard,
            nullIf(anyIf(k.incident, g.name != g.claim_id), '') AS came
        FROM
        (
            SELECT e.*, arrayJoin([e.claim_id, f.changed_id]) AS name
            FROM gathered AS e
            LEFT ANY JOIN changed AS f ON f.cause_partition = e.cause_partition AND f.cause_offset = e.placed_at
                AND f.pipeline_version = e.pipeline_version AND f.category = e.category
        ) AS g
        LEFT ANY JOIN known AS k ON k.name = g.name
        GROUP BY claim_id
    ),
    beside AS
    (
        SELECT
            claim_id,
            said,
            site.2 AS split,
            came,
            anyLast(heard) OVER earlier AS before,
            any(heard) OVER later AS after,
            at - anyLast(if(heard IS NULL, NULL, at)) OVER earlier AS since_before,
            any(if(heard IS NULL, NULL, at)) OVER later - at AS until_after,
            multiIf(heard IS NOT NULL, heard, after IS NULL OR since_before <= until_after, before, after) AS in_site
        FROM placed
        WINDOW
            earlier AS
            (
                PARTITION BY site ORDER BY at, -position, claim_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ),
            later AS
            (
                PARTITION BY site ORDER BY at, -position, claim_id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
            )
    )
SELECT
    claim_id,
    coalesce(in_site, came, if(min(in_site) OVER alike = max(in_site) OVER alike, min(in_site) OVER alike, NULL))
        AS incident_id
FROM beside
WINDOW alike AS (PARTITION BY said, split)  -- whom editors parted they did not mean as one, however alike the words
COMMENT 'The incident that each claim spoke of, by what was on record at a time of ours; null where nothing tells it';

ALTER TABLE current_figures
    COMMENT COLUMN event_id 'id of the event in which it was told last, 32 hex digits',
    COMMENT COLUMN incident_id 'id of the incident',
    COMMENT COLUMN aliases 'ids that the incident had before',
    COMMENT COLUMN superseded_by 'null: an incident that became part of another is not here',
    COMMENT COLUMN desk 'key of the event: focus country, or ZZ/story without one',
    COMMENT COLUMN country 'country of the incident, ISO 3166 alpha-2',
    COMMENT COLUMN place 'place of the incident as named',
    COMMENT COLUMN place_kind 'country, region, city or unknown',
    COMMENT COLUMN place_country 'country of the place, ISO 3166 alpha-2',
    COMMENT COLUMN geoname_id 'GeoNames id of the place',
    COMMENT COLUMN admin1 'first-order division of the place',
    COMMENT COLUMN latitude 'degrees north',
    COMMENT COLUMN longitude 'degrees east',
    COMMENT COLUMN cause 'what did the harm: quake, attack, flood',
    COMMENT COLUMN category 'killed, injured, missing, unidentified, hospitalized, detained, displaced, rescued, other',
    COMMENT COLUMN policy 'rules that reconciled it: house, ucdp, acled, gtd',
    COMMENT COLUMN low 'lowest floor that stands, or the ruling where that is lower',
    COMMENT COLUMN best 'number to print: the ruling that holds, else that of the policy; null when none can be given',
    COMMENT COLUMN best_qualifier 'qualifier to print with best; exact for a ruling',
    COMMENT COLUMN high 'highest end, or the ruling where that is higher; null when open',
    COMMENT COLUMN disputed 'two standing independent claims contradict each other',
    COMMENT COLUMN flags 'from_parts, revised_down, inconsistent',
    COMMENT COLUMN voices 'latest word of each claimant, its Admiralty grades, whether it stands, and why',
    COMMENT COLUMN explanation 'how the figure was reached, step by step',
    COMMENT COLUMN updated_at 'published time of the word that last changed the figure',
    COMMENT COLUMN ruling_id 'newest ruling on it; it may have expired',
    COMMENT COLUMN ruled_best 'number that the editor ruled',
    COMMENT COLUMN ruled_by 'editor who ruled it',
    COMMENT COLUMN ruled_reason 'why, in words',
    COMMENT COLUMN ruled_at 'when it was ruled',
    COMMENT COLUMN ruled_until 'when the ruling expires, null if it does not',
    COMMENT COLUMN input_published_at 'published time of the input that it follows from',
    COMMENT COLUMN place_printed 'name of the place as the earliest page spells it, where that is not its name',
    COMMENT COLUMN whole 'how it was told last: with all voices, or with those that changed',
    COMMENT COLUMN gone 'how it was told last: claims that were no longer the latest word of anybody',
    COMMENT COLUMN cause_topic 'topic of the input that this follows from',
    COMMENT COLUMN cause_partition 'partition of that input',
    COMMENT COLUMN cause_offset 'offset of that input',
    COMMENT COLUMN pipeline_version 'version of the rules that decided it',
    COMMENT COLUMN recorded_at 'when the log took the event',
    COMMENT COLUMN ruled 'a ruling holds: best is its number',
    COMMENT COLUMN policy_low 'low under the policy, whatever was ruled',
    COMMENT COLUMN policy_best 'best under the policy, whatever was ruled',
    COMMENT COLUMN policy_qualifier 'qualifier of policy_best',
    COMMENT COLUMN policy_high 'high under the policy, whatever was ruled';
