-- Numbers that may count casualties and were read as no claim, for an editor to look at.

ALTER TABLE updates ADD COLUMN IF NOT EXISTS
    unread Array(Tuple(evidence String, start Int64, `end` Int64))
    COMMENT 'numbers that may count casualties and were read as no claim, with where they stand in the text'
    AFTER undone;

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
    u.undone AS undone,
    u.unread AS unread
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
    COMMENT COLUMN undone 'withdrawn as one that should never have come in: it counts at no published time',
    COMMENT COLUMN unread 'numbers that may count casualties and were read as no claim, with where they stand in the text';
