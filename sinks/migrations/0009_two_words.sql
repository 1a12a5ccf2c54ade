-- Two words, two effects: a recall by its publisher leaves an update in what had been published until then; one that is
-- undone should never have come in, and counts at no published time. A place also stands as its page spells it.
--
-- Whoever asks may have another current database: what a view calls with a time has its full name here. {database} stands
-- for the store's own. Tables, and views that are not called, get theirs from the server.

ALTER TABLE updates ADD COLUMN IF NOT EXISTS
    undone Bool DEFAULT false
    COMMENT 'withdrawn as one that should never have come in: it counts at no published time'
    AFTER version;

ALTER TABLE claims ADD COLUMN IF NOT EXISTS
    place_printed LowCardinality(Nullable(String)) DEFAULT NULL
    COMMENT 'name of the place as the page spells it'
    AFTER copy_of;

ALTER TABLE figures ADD COLUMN IF NOT EXISTS
    place_printed LowCardinality(Nullable(String)) DEFAULT NULL
    COMMENT 'name of the place as the earliest page spells it, where that is not its name'
    AFTER input_published_at;

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
    u.event_id AS event_id,
    u.undone AS undone
FROM updates AS u FINAL
INNER JOIN
(
    SELECT argMax(event_id, (pipeline_version, cause_offset, event_id)) AS event_id
    FROM {database}.updates_known(as_of = {as_of:DateTime64(6, 'UTC')})
    GROUP BY update_id
) AS newest ON u.event_id = newest.event_id
INNER JOIN
(
    SELECT update_id, min(recorded_at) AS recorded_at FROM updates FINAL GROUP BY update_id
) AS first ON u.update_id = first.update_id
COMMENT 'Every update as it stood at a time of ours, with the time at which its first version was recorded';

CREATE OR REPLACE VIEW timeline AS
SELECT * FROM {database}.timeline_as_of(as_of = '2299-12-31 00:00:00')
COMMENT 'Every update as it stands now, with the time at which its first version was recorded';

-- What follows from a recall made known later had not happened yet; what was undone never had.
CREATE OR REPLACE VIEW timeline_at AS
WITH
    known AS
    (
        SELECT *
        FROM {database}.updates_known(as_of = '2299-12-31 00:00:00')
        WHERE published_at <= {at:DateTime64(3, 'UTC')}
            AND (cause_partition, cause_offset) NOT IN
            (
                SELECT cause_partition, cause_offset
                FROM updates FINAL
                WHERE withdrawn_at > {at:DateTime64(3, 'UTC')} AND NOT undone
            )
            AND update_id NOT IN (SELECT update_id FROM updates FINAL WHERE undone)
    )
SELECT * FROM known
WHERE event_id IN
    (
        SELECT argMax(event_id, (pipeline_version, cause_offset, event_id)) FROM known GROUP BY update_id
    )
COMMENT 'Every update that had been published by a time, as it stood then; without what should never have come in';

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
        FROM {database}.figures_known(as_of = {as_of:DateTime64(6, 'UTC')})
        GROUP BY incident_id, category, policy
    )
    AND superseded_by IS NULL
    AND notEmpty(voices)
    AND incident_id NOT IN (SELECT incident_id FROM renamed)
COMMENT 'The newest figure of each incident, category and policy on record at a time, with the rulings that hold at another';

CREATE OR REPLACE VIEW figures_as_of AS
SELECT * FROM {database}.figures_said(as_of = {as_of:DateTime64(6, 'UTC')}, now = {as_of:DateTime64(6, 'UTC')})
COMMENT 'What could be printed at a time of ours';

CREATE OR REPLACE VIEW current_figures AS
SELECT * FROM {database}.figures_said(as_of = '2299-12-31 00:00:00', now = toString(now64(6, 'UTC')))
COMMENT 'What can be printed now: the newest figure of each incident, category and policy, or the ruling on it';

CREATE OR REPLACE VIEW incident_names AS
SELECT name, argMax(id, id = name) AS incident_id, argMax(its_place, id = name) AS place
FROM
(
    SELECT arrayJoin(arrayPushBack(aliases, incident_id)) AS name, incident_id AS id, place AS its_place
    FROM {database}.current_figures
    WHERE policy = 'house'
)
GROUP BY name
COMMENT 'Every id that a standing incident has or had before, with the one it has now';

-- Of which incident a claim speaks is not told claim by claim: figures name only the claims that are somebody's latest
-- word. They place the others, for claims are linked by whole sites: one story, place and cause, as far as no split of
-- an editor sets them apart. So a claim goes with the one of its site that is heard, nearest in time. Where none is: with
-- the only incident of which a figure of its category changed at its own input, or at the split that set it apart; else
-- with the only one in which the same was said. What an incident was called before leads to what it is called now.
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
        SELECT event_id AS split, claim_ids, since, cause_offset AS split_at
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
    changed AS
    (
        SELECT cause_partition, cause_offset, pipeline_version, category, any(incident_id) AS changed_id
        FROM figures FINAL
        WHERE policy = 'house' AND notEmpty(voices) AND recorded_at <= {as_of:DateTime64(6, 'UTC')}
        GROUP BY cause_partition, cause_offset, pipeline_version, category
        HAVING uniqExact(incident_id) = 1
    ),
    known AS
    (
        SELECT arrayJoin(arrayConcat([incident_id], aliases, voices.claim_id)) AS name, any(incident_id) AS incident
        FROM {database}.figures_as_of(as_of = {as_of:DateTime64(6, 'UTC')})
        WHERE policy = 'house'
        GROUP BY name
        HAVING uniqExact(incident_id) = 1
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

CREATE OR REPLACE VIEW claims_as_of AS
WITH
    known AS
    (
        SELECT *
        FROM {database}.claims_known(as_of = {as_of:DateTime64(6, 'UTC')})
        WHERE (cause_partition, cause_offset, pipeline_version) IN
            (
                SELECT cause_partition, cause_offset, max(pipeline_version)
                FROM {database}.updates_known(as_of = {as_of:DateTime64(6, 'UTC')})
                GROUP BY cause_partition, cause_offset
            )
    )
SELECT c.*, i.incident_id AS incident_id
FROM known AS c
LEFT ANY JOIN {database}.incidents_of_claims(as_of = {as_of:DateTime64(6, 'UTC')}) AS i ON i.claim_id = c.claim_id
WHERE c.event_id IN
    (
        SELECT argMax(event_id, (pipeline_version, cause_offset, event_id)) FROM known GROUP BY claim_id
    )
    AND c.claim_id NOT IN (SELECT claim_id FROM claims_withdrawn FINAL WHERE recorded_at <= {as_of:DateTime64(6, 'UTC')})
COMMENT 'Claims that counted at a time of ours, each with its incident: recalled ones left out';

CREATE OR REPLACE VIEW current_claims AS
SELECT * FROM {database}.claims_as_of(as_of = '2299-12-31 00:00:00')
COMMENT 'Claims that count now, each with its incident: those of recalled updates left out';

-- A history of what we said: its steps stand in the order in which they were recorded, and a page that comes late is one
-- where it came. What could have been said by published time is reconciled anew, as by `newsroom why` and `plot`.
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
        ruled_at,
        ruled_reason,
        input_published_at,
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
COMMENT 'Each step at which a figure had changed by a time of ours, in the order in which we said so (recorded_at), and the input that changed it';

CREATE OR REPLACE VIEW figure_history AS
SELECT * FROM {database}.figure_history_as_of(as_of = '2299-12-31 00:00:00')
COMMENT 'Each step at which a figure changed, in the order in which we said so (recorded_at), and the input that changed it; late pages are steps where they came';

-- What the columns of views hold; those of tables were told when these were made.
ALTER TABLE timeline
    COMMENT COLUMN update_id 'id of the update, the same through all its revisions',
    COMMENT COLUMN story 'slug of the standing subject',
    COMMENT COLUMN subject 'standing subject as printed',
    COMMENT COLUMN story_headline 'headline of the whole story',
    COMMENT COLUMN carrier 'who printed it',
    COMMENT COLUMN source 'file name or address it was read from',
    COMMENT COLUMN position 'place on the page, 0 is topmost',
    COMMENT COLUMN published_at 'when the world was told',
    COMMENT COLUMN local_time 'HH:MM in timezone',
    COMMENT COLUMN timezone 'IANA name of the zone of local_time',
    COMMENT COLUMN time_text 'time heading as printed',
    COMMENT COLUMN recorded_at 'when the log took its first version',
    COMMENT COLUMN disposition 'new, revision, duplicate, correction or withdrawn',
    COMMENT COLUMN same_as 'update that this one copies, revises or corrects',
    COMMENT COLUMN similarity 'likeness to same_as, 0 to 1',
    COMMENT COLUMN headline 'headline of this update',
    COMMENT COLUMN text 'text of the update, paragraphs parted by a blank line',
    COMMENT COLUMN country 'focus of the story, ISO 3166 alpha-2',
    COMMENT COLUMN language 'ISO 639-1, und when it cannot be told',
    COMMENT COLUMN flags 'how its time was found: clock_flipped, time_inferred',
    COMMENT COLUMN reason 'why it was withdrawn',
    COMMENT COLUMN withdrawn_by 'carrier or editor who recalled it',
    COMMENT COLUMN withdrawn_at 'when the recall was made known',
    COMMENT COLUMN desk 'key of the event: focus country, or ZZ/story without one',
    COMMENT COLUMN event_id 'id of the UpdateFiled event that it stands by, 32 hex digits',
    COMMENT COLUMN undone 'withdrawn as one that should never have come in: it counts at no published time';

ALTER TABLE current_claims
    COMMENT COLUMN event_id 'id of the FigureClaimed event, 32 hex digits',
    COMMENT COLUMN claim_id 'id of the claim',
    COMMENT COLUMN update_id 'update that it stands in',
    COMMENT COLUMN desk 'key of the event: focus country, or ZZ/story without one',
    COMMENT COLUMN story 'slug of the standing subject',
    COMMENT COLUMN carrier 'who printed it',
    COMMENT COLUMN position 'place of the update on the page, 0 is topmost',
    COMMENT COLUMN published_at 'when the world was told',
    COMMENT COLUMN category 'killed, injured, missing, unidentified, hospitalized, detained, displaced, rescued, other',
    COMMENT COLUMN value 'number as stated, null if only a word was said',
    COMMENT COLUMN qualifier 'exact, at_least, more_than, about, up_to, fewer_than, range or the word',
    COMMENT COLUMN low 'lower end of the interval it asserts',
    COMMENT COLUMN high 'upper end of the interval, null when open',
    COMMENT COLUMN scope 'total, subset, partial_area or increment',
    COMMENT COLUMN claimant 'who says it, null when nobody is named',
    COMMENT COLUMN anonymous 'the claimant asked not to be named',
    COMMENT COLUMN victims 'victim group as stated',
    COMMENT COLUMN place 'place as named in the text',
    COMMENT COLUMN place_kind 'country, region, city or unknown',
    COMMENT COLUMN place_country 'country of the place, ISO 3166 alpha-2',
    COMMENT COLUMN geoname_id 'GeoNames id of the place',
    COMMENT COLUMN admin1 'first-order division of the place',
    COMMENT COLUMN latitude 'degrees north',
    COMMENT COLUMN longitude 'degrees east',
    COMMENT COLUMN cause 'what did the harm: quake, attack, flood',
    COMMENT COLUMN other_event 'toll of another, past event: kept out of every incident',
    COMMENT COLUMN revision 'none, raised, lowered (a labelled correction) or prior (a quoted old figure)',
    COMMENT COLUMN from_value 'number it replaces, if said',
    COMMENT COLUMN evidence 'exact words it was read from',
    COMMENT COLUMN start 'where the evidence starts in the text of the update, in characters',
    COMMENT COLUMN `end` 'where the evidence ends',
    COMMENT COLUMN copy_of 'claim of the update that its update copies; when that is another, the claim is told again',
    COMMENT COLUMN place_printed 'name of the place as the page spells it',
    COMMENT COLUMN cause_topic 'topic of the input that this follows from',
    COMMENT COLUMN cause_partition 'partition of that input',
    COMMENT COLUMN cause_offset 'offset of that input',
    COMMENT COLUMN pipeline_version 'version of the rules that decided it',
    COMMENT COLUMN recorded_at 'when the log took the event',
    COMMENT COLUMN incident_id 'incident that it speaks of, by the id that it has now; null of another event, and where nothing tells it';

ALTER TABLE current_figures
    COMMENT COLUMN event_id 'id of the FigureReconciled event, 32 hex digits',
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

ALTER TABLE incident_names
    COMMENT COLUMN name 'an id that the incident has, or had before',
    COMMENT COLUMN incident_id 'the id that it has now',
    COMMENT COLUMN place 'name of its place now, null when unknown';

ALTER TABLE disputes
    COMMENT COLUMN incident_id 'id of the incident',
    COMMENT COLUMN country 'country of the incident, ISO 3166 alpha-2',
    COMMENT COLUMN place 'place of the incident as named',
    COMMENT COLUMN cause 'what did the harm: quake, attack, flood',
    COMMENT COLUMN category 'killed, injured, missing, unidentified, hospitalized, detained, displaced, rescued, other',
    COMMENT COLUMN policy 'rules that reconciled it: house, ucdp, acled, gtd',
    COMMENT COLUMN low 'lowest floor that stands, or the ruling where that is lower',
    COMMENT COLUMN best 'number to print: the ruling that holds, else that of the policy; null when none can be given',
    COMMENT COLUMN high 'highest end, or the ruling where that is higher; null when open',
    COMMENT COLUMN updated_at 'published time of the word that last changed the figure',
    COMMENT COLUMN standing 'words that stand, as in voices of current_figures',
    COMMENT COLUMN explanation 'how the figure was reached, step by step';

ALTER TABLE figure_history
    COMMENT COLUMN incident_id 'id of the incident when the step was made',
    COMMENT COLUMN country 'country of the incident, ISO 3166 alpha-2',
    COMMENT COLUMN place 'place of the incident as named',
    COMMENT COLUMN cause 'what did the harm: quake, attack, flood',
    COMMENT COLUMN category 'killed, injured, missing, unidentified, hospitalized, detained, displaced, rescued, other',
    COMMENT COLUMN policy 'rules that reconciled it: house, ucdp, acled, gtd',
    COMMENT COLUMN recorded_at 'time of the step: when the log took it; from then on it was said',
    COMMENT COLUMN published_at 'published time of the word that last changed the figure: not the time of the step',
    COMMENT COLUMN step 'counts all reconciliations of the figure, in the order of decision; those that changed nothing are left out',
    COMMENT COLUMN low_before 'low of the reconciliation before; null at the first',
    COMMENT COLUMN best_before 'best of the reconciliation before; null at the first',
    COMMENT COLUMN high_before 'high of the reconciliation before; null at the first and when it was open',
    COMMENT COLUMN low 'low under the policy',
    COMMENT COLUMN best 'best under the policy, whatever was ruled',
    COMMENT COLUMN high 'high under the policy, null when open',
    COMMENT COLUMN disputed_before 'whether the reconciliation before was disputed',
    COMMENT COLUMN disputed 'two standing independent claims contradict each other',
    COMMENT COLUMN superseded_before 'superseded_by of the reconciliation before',
    COMMENT COLUMN superseded_by 'incident it became part of: its figures are then void',
    COMMENT COLUMN ruling_before 'ruling_id of the reconciliation before',
    COMMENT COLUMN ruling_id 'ruling that is printed instead of best',
    COMMENT COLUMN ruled_best 'number that the editor ruled',
    COMMENT COLUMN ruled_by 'editor who ruled it',
    COMMENT COLUMN ruled_until 'when the ruling expires, null if it does not',
    COMMENT COLUMN ruled_at 'when it was ruled',
    COMMENT COLUMN ruled_reason 'why, in words',
    COMMENT COLUMN input_published_at 'published time of the input that changed it: of a late page before that of earlier steps',
    COMMENT COLUMN flags 'from_parts, revised_down, inconsistent',
    COMMENT COLUMN explanation 'how the figure was reached, step by step',
    COMMENT COLUMN event_id 'id of the FigureReconciled event of the step, 32 hex digits',
    COMMENT COLUMN cause_partition 'partition of that input',
    COMMENT COLUMN cause_offset 'offset of that input',
    COMMENT COLUMN pipeline_version 'version of the rules that decided it',
    COMMENT COLUMN input 'what changed it: update, withdrawal, ruling, ruling withdrawn, merge or split',
    COMMENT COLUMN input_id 'id of the update or the ruling, or of the event of the merge or split',
    COMMENT COLUMN input_by 'carrier or editor who said so',
    COMMENT COLUMN input_reason 'why, in the words of a recall or an editor';

ALTER TABLE inputs
    COMMENT COLUMN cause_partition 'partition of intake that it stands in',
    COMMENT COLUMN cause_offset 'its offset in the partition',
    COMMENT COLUMN pipeline_version 'version of the rules that decided it',
    COMMENT COLUMN input 'what it was: update, withdrawal, ruling, ruling withdrawn, merge or split',
    COMMENT COLUMN input_id 'id of the update or the ruling, or of the event of the merge or split',
    COMMENT COLUMN said_by 'carrier or editor who said so',
    COMMENT COLUMN reason 'why, in the words of a recall or an editor';
