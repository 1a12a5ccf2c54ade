CREATE TABLE IF NOT EXISTS claims
(
    event_id         String CODEC(ZSTD(1))               COMMENT 'id of the FigureClaimed event, 32 hex digits',
    claim_id         String CODEC(ZSTD(1))               COMMENT 'id of the claim',
    update_id        String CODEC(ZSTD(1))               COMMENT 'update that it stands in',
    desk             LowCardinality(String)              COMMENT 'key of the event: focus country, or ZZ/story without one',
    story            LowCardinality(String)              COMMENT 'slug of the standing subject',
    carrier          LowCardinality(Nullable(String))    COMMENT 'who printed it',
    position         Int64                               COMMENT 'place of the update on the page, 0 is topmost',
    published_at     DateTime64(3, 'UTC')                COMMENT 'when the world was told',
    category         LowCardinality(String)              COMMENT 'killed, injured, missing, unidentified, hospitalized, detained, displaced, rescued, other',
    value            Nullable(Int64)                     COMMENT 'number as stated, null if only a word was said',
    qualifier        LowCardinality(String)              COMMENT 'exact, at_least, more_than, about, up_to, fewer_than, range or the word',
    low              Nullable(Int64)                     COMMENT 'lower end of the interval it asserts',
    high             Nullable(Int64)                     COMMENT 'upper end of the interval, null when open',
    scope            LowCardinality(String)              COMMENT 'total, subset, partial_area or increment',
    claimant         LowCardinality(Nullable(String))    COMMENT 'who says it, null when nobody is named',
    anonymous        Bool                                COMMENT 'the claimant asked not to be named',
    victims          Nullable(String)                    COMMENT 'victim group as stated',
    place            LowCardinality(Nullable(String))    COMMENT 'place as named in the text',
    place_kind       LowCardinality(Nullable(String))    COMMENT 'country, region, city or unknown',
    place_country    LowCardinality(Nullable(String))    COMMENT 'country of the place, ISO 3166 alpha-2',
    geoname_id       Nullable(Int64)                     COMMENT 'GeoNames id of the place',
    admin1           LowCardinality(Nullable(String))    COMMENT 'first-order division of the place',
    latitude         Nullable(Float64)                   COMMENT 'degrees north',
    longitude        Nullable(Float64)                   COMMENT 'degrees east',
    cause            LowCardinality(Nullable(String))    COMMENT 'what did the harm: quake, attack, flood',
    other_event      Bool                                COMMENT 'toll of another, past event: kept out of every incident',
    revision         LowCardinality(String)              COMMENT 'none, raised, lowered (a labelled correction) or prior (a quoted old figure)',
    from_value       Nullable(Int64)                     COMMENT 'number it replaces, if said',
    evidence         String                              COMMENT 'exact words it was read from',
    start            Int64                               COMMENT 'where the evidence starts in the text of the update, in characters',
    `end`            Int64                               COMMENT 'where the evidence ends',
    copy_of          Nullable(String) CODEC(ZSTD(1))     COMMENT 'claim of the update that its update copies; when that is another, the claim is told again',
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
ORDER BY (desk, story, update_id, claim_id, event_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every figure that somebody said: one row per FigureClaimed event, of one claim_id the latest counts';

CREATE TABLE IF NOT EXISTS claims_withdrawn
(
    event_id         String CODEC(ZSTD(1))               COMMENT 'id of the ClaimWithdrawn event, 32 hex digits',
    claim_id         String CODEC(ZSTD(1))               COMMENT 'claim that counts no more',
    update_id        String CODEC(ZSTD(1))               COMMENT 'recalled update that it stands in',
    desk             LowCardinality(String)              COMMENT 'key of the event: focus country, or ZZ/story without one',
    published_at     DateTime64(3, 'UTC')                COMMENT 'when the recall was made known',
    reason           String                              COMMENT 'why it was recalled',
    withdrawn_by     LowCardinality(Nullable(String))    COMMENT 'carrier or editor who recalled it',
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
ORDER BY (desk, update_id, claim_id, event_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Claims whose update was recalled: one row per ClaimWithdrawn event';
