-- The store's own word on how far it is, kept behind the rows: a store that was emptied, lost or put back from a copy
-- is filled from where it stands, and one of another log is told apart. The log's offsets of the sink only mirror it.

CREATE TABLE IF NOT EXISTS written
(
    log_id      String                    COMMENT 'identity of the log that the rows come from',
    topic       LowCardinality(String)    COMMENT 'topic of that log',
    partition   UInt32                    COMMENT 'partition of the topic',
    next_offset UInt64                    COMMENT 'first record of the partition that the store does not have',
    record_id   String                    COMMENT 'id of the record before it; a log put back from an older copy has another one there, or none',
    written_at  DateTime64(3, 'UTC')      COMMENT 'when the rows up to it were written'
)
ENGINE = ReplacingMergeTree(next_offset)
ORDER BY (log_id, topic, partition)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'How far the store has written the log: one row per partition, the highest offset counts';

CREATE TABLE IF NOT EXISTS counted
(
    name       LowCardinality(String)    COMMENT 'name of a table',
    rows       UInt64                    COMMENT 'its events, each counted once; with fewer than these a part of it is lost',
    counted_at DateTime64(3, 'UTC')      COMMENT 'when they were counted'
)
ENGINE = ReplacingMergeTree(counted_at)
ORDER BY name
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'How many events each table was last seen to hold';
