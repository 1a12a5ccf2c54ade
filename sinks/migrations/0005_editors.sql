CREATE TABLE IF NOT EXISTS rulings
(
    event_id         String CODEC(ZSTD(1))               COMMENT 'id of the RulingFiled event, 32 hex digits',
    edit_id          String CODEC(ZSTD(1))               COMMENT 'id of the event on intake in which the editor said so',
    ruling_id        String CODEC(ZSTD(1))               COMMENT 'id of the ruling',
    desk             LowCardinality(String)              COMMENT 'key of the event: focus country, or ZZ/story without one',
    incident_id      String CODEC(ZSTD(1))               COMMENT 'incident as it was called when the ruling was filed',
    category         LowCardinality(String)              COMMENT 'category that it is on',
    best             Int64                               COMMENT 'number to print',
    editor           LowCardinality(String)              COMMENT 'who made it or, when withdrawn, took it back',
    reason           String                              COMMENT 'why, in words',
    published_at     DateTime64(3, 'UTC')                COMMENT 'when it was said',
    until            Nullable(DateTime64(3, 'UTC'))      COMMENT 'when it expires, null if it does not',
    withdrawn        Bool                                COMMENT 'it was taken back',
    cause_topic      LowCardinality(String)              COMMENT 'topic of the input that this follows from',
    cause_partition  UInt32                              COMMENT 'partition of that input',
    cause_offset     UInt64                              COMMENT 'offset of that input',
    pipeline_version UInt32                              COMMENT 'version of the rules that decided it',
    recorded_at      DateTime64(6, 'UTC')                COMMENT 'when the log took the event',
    row_version      UInt256 MATERIALIZED bitShiftLeft(toUInt256(pipeline_version) + 1, 128)
                         - bitShiftLeft(toUInt256(cause_offset), 64) - toUnixTimestamp64Micro(recorded_at)
                         CODEC(ZSTD(1))                  COMMENT 'of rows with one sorting key the highest stays'
)
ENGINE = ReplacingMergeTree(row_version)
ORDER BY (desk, incident_id, ruling_id, event_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Rulings of editors as the desks took them: one row per RulingFiled event';

CREATE TABLE IF NOT EXISTS relinkings
(
    event_id         String CODEC(ZSTD(1))               COMMENT 'id of the IncidentsRelinked event, 32 hex digits',
    edit_id          String CODEC(ZSTD(1))               COMMENT 'id of the event on intake in which the editor said so',
    desk             LowCardinality(String)              COMMENT 'key of the event: focus country, or ZZ/story without one',
    kind             LowCardinality(String)              COMMENT 'merge or split',
    incident_ids     Array(String)                       COMMENT 'incidents as they were called when it was filed',
    claim_ids        Array(String)                       COMMENT 'all claims of the merged incidents, or those that were moved out',
    since            Nullable(DateTime64(3, 'UTC'))      COMMENT 'from when on later claims go with those that were moved',
    editor           LowCardinality(String)              COMMENT 'who said so',
    reason           String                              COMMENT 'why, in words',
    published_at     DateTime64(3, 'UTC')                COMMENT 'when it was said',
    cause_topic      LowCardinality(String)              COMMENT 'topic of the input that this follows from',
    cause_partition  UInt32                              COMMENT 'partition of that input',
    cause_offset     UInt64                              COMMENT 'offset of that input',
    pipeline_version UInt32                              COMMENT 'version of the rules that decided it',
    recorded_at      DateTime64(6, 'UTC')                COMMENT 'when the log took the event',
    row_version      UInt256 MATERIALIZED bitShiftLeft(toUInt256(pipeline_version) + 1, 128)
                         - bitShiftLeft(toUInt256(cause_offset), 64) - toUnixTimestamp64Micro(recorded_at)
                         CODEC(ZSTD(1))                  COMMENT 'of rows with one sorting key the highest stays'
)
ENGINE = ReplacingMergeTree(row_version)
ORDER BY (desk, event_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Merges and splits of incidents by editors: one row per IncidentsRelinked event';

CREATE TABLE IF NOT EXISTS reprocessed
(
    event_id         String CODEC(ZSTD(1))               COMMENT 'id of the Reprocessed event, 32 hex digits',
    desk             LowCardinality(String)              COMMENT 'a key of the partition',
    partition        UInt32                              COMMENT 'partition of intake whose inputs were decided again',
    below            UInt64                              COMMENT 'inputs below this offset were',
    started_at       DateTime64(6, 'UTC')                COMMENT 'when the log took the first event decided again: what it took before is superseded',
    cause_topic      LowCardinality(String)              COMMENT 'topic of the input that this follows from',
    cause_partition  UInt32                              COMMENT 'partition of that input',
    cause_offset     UInt64                              COMMENT 'offset of that input',
    pipeline_version UInt32                              COMMENT 'version of the rules that decided it',
    recorded_at      DateTime64(6, 'UTC')                COMMENT 'when the log took the event',
    row_version      UInt256 MATERIALIZED bitShiftLeft(toUInt256(pipeline_version) + 1, 128)
                         - bitShiftLeft(toUInt256(cause_offset), 64) - toUnixTimestamp64Micro(recorded_at)
                         CODEC(ZSTD(1))                  COMMENT 'of rows with one sorting key the highest stays'
)
ENGINE = ReplacingMergeTree(row_version)
ORDER BY (partition, event_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Inputs that were decided again: what was said of them before is superseded';
