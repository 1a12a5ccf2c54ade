-- Every statement may be run again: a migration that was cut off half-way starts from its top.

CREATE TABLE IF NOT EXISTS migrations
(
    number     UInt32                  COMMENT 'number of the migration file',
    name       String                  COMMENT 'name of the migration file without number and suffix',
    checksum   String                  COMMENT 'blake2b digest of the file as it was applied',
    applied_at DateTime64(3, 'UTC')    COMMENT 'when it was applied'
)
ENGINE = ReplacingMergeTree
ORDER BY number
COMMENT 'Which migrations the store has seen; the highest number is the version of the store';
