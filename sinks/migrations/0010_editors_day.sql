-- Two words, two effects: a recall by its publisher leaves an update in what had been published until then; one that is
-- undone should never have come in, and counts at no published time. A place also stands as its page spells it.

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

CREATE OR REPLACE VIEW current_claims AS
SELECT * FROM {database}.claims_as_of(as_of = '2299-12-31 00:00:00')
COMMENT 'Claims that count now, each with its incident: those of recalled updates left out';

CREATE OR REPLACE VIEW current_figures AS
SELECT * FROM {database}.figures_said(as_of = '2299-12-31 00:00:00', now = toString(now64(6, 'UTC')))
COMMENT 'What can be printed now: the newest figure of each incident, category and policy, or the ruling on it';

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
