-- One row per UpdateFiled. A redelivered event has the same sorting key and collapses into one row: that of
-- the newest rules, then of the last cause, then of the first time that the log took it, whatever was written
-- last. So an event that stands twice on the log keeps the time at which it was first known.
-- No PARTITION BY: one block must become one part, for only a part is written whole or not at all.
-- fsync: offsets are committed after the insert, so the insert has to survive a power cut.

CREATE TABLE IF NOT EXISTS updates
(
    event_id         String CODEC(ZSTD(1))               COMMENT 'id of the UpdateFiled event, 32 hex digits',
    update_id        String CODEC(ZSTD(1))               COMMENT 'id of the update, the same through all its revisions',
    desk             LowCardinality(String)              COMMENT 'key of the event: focus country, or ZZ/story without one',
    disposition      LowCardinality(String)              COMMENT 'new, revision, duplicate, correction or withdrawn',
    same_as          Nullable(String) CODEC(ZSTD(1))     COMMENT 'update that this one copies, revises or corrects',
    similarity       Nullable(Float64)                   COMMENT 'likeness to same_as, 0 to 1',
    story            LowCardinality(String)              COMMENT 'slug of the standing subject',
    subject          LowCardinality(String)              COMMENT 'standing subject as printed',
    story_headline   LowCardinality(String)              COMMENT 'headline of the whole story',
    headline         Nullable(String)                    COMMENT 'headline of this update',
    carrier          LowCardinality(Nullable(String))    COMMENT 'who printed it',
    source           LowCardinality(String)              COMMENT 'file name or address it was read from',
    position         Int64                               COMMENT 'place on the page, 0 is topmost',
    time_text        Nullable(String)                    COMMENT 'time heading as printed',
    local_time       LowCardinality(Nullable(String))    COMMENT 'HH:MM in timezone',
    timezone         LowCardinality(String)              COMMENT 'IANA name of the zone of local_time',
    published_at     DateTime64(3, 'UTC')                COMMENT 'when the world was told',
    country          LowCardinality(Nullable(String))    COMMENT 'focus of the story, ISO 3166 alpha-2',
    language         LowCardinality(String)              COMMENT 'ISO 639-1, und when it cannot be told',
    text             String CODEC(ZSTD(1))               COMMENT 'text of the update, paragraphs parted by a blank line',
    flags            Array(LowCardinality(String))       COMMENT 'how its time was found: clock_flipped, time_inferred',
    reason           Nullable(String)                    COMMENT 'why it was withdrawn',
    withdrawn_by     LowCardinality(Nullable(String))    COMMENT 'carrier or editor who recalled it',
    withdrawn_at     Nullable(DateTime64(3, 'UTC'))      COMMENT 'when the recall was made known',
    item             Nullable(String) CODEC(ZSTD(1))     COMMENT 'id that its publisher gives it, the same for all its versions',
    version          LowCardinality(Nullable(String))    COMMENT 'which version of the item it is, as the publisher says',
    cause_topic      LowCardinality(String)              COMMENT 'topic of the input that this follows from',
    cause_partition  UInt32                              COMMENT 'partition of that input',
    cause_offset     UInt64                              COMMENT 'offset of that input',
    pipeline_version UInt32                              COMMENT 'version of the rules that decided it',
    recorded_at      DateTime64(6, 'UTC')                COMMENT 'when the log took the event',
    row_version      UInt256 MATERIALIZED bitShiftLeft(toUInt256(pipeline_version) + 1, 128)
                         - bitShiftLeft(toUInt256(cause_offset), 64) - toUnixTimestamp64Micro(recorded_at)
                         CODEC(ZSTD(1))                  COMMENT 'of rows with one sorting key the highest stays',

    -- timeline between two published times
    INDEX published_at published_at TYPE minmax GRANULARITY 1
)
ENGINE = ReplacingMergeTree(row_version)
ORDER BY (desk, story, update_id, event_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'What the desks made of every update: one row per UpdateFiled event';
