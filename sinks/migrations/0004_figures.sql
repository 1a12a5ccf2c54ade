CREATE TABLE IF NOT EXISTS figures
(
    event_id         String CODEC(ZSTD(1))               COMMENT 'id of the FigureReconciled event, 32 hex digits',
    incident_id      String CODEC(ZSTD(1))               COMMENT 'id of the incident',
    aliases          Array(String)                       COMMENT 'ids that the incident had before',
    superseded_by    Nullable(String) CODEC(ZSTD(1))     COMMENT 'incident it became part of: its figures are then void',
    desk             LowCardinality(String)              COMMENT 'key of the event: focus country, or ZZ/story without one',
    country          LowCardinality(Nullable(String))    COMMENT 'country of the incident, ISO 3166 alpha-2',
    place            LowCardinality(Nullable(String))    COMMENT 'place of the incident as named',
    place_kind       LowCardinality(Nullable(String))    COMMENT 'country, region, city or unknown',
    place_country    LowCardinality(Nullable(String))    COMMENT 'country of the place, ISO 3166 alpha-2',
    geoname_id       Nullable(Int64)                     COMMENT 'GeoNames id of the place',
    admin1           LowCardinality(Nullable(String))    COMMENT 'first-order division of the place',
    latitude         Nullable(Float64)                   COMMENT 'degrees north',
    longitude        Nullable(Float64)                   COMMENT 'degrees east',
    cause            LowCardinality(Nullable(String))    COMMENT 'what did the harm: quake, attack, flood',
    category         LowCardinality(String)              COMMENT 'killed, injured, missing, unidentified, hospitalized, detained, displaced, rescued, other',
    policy           LowCardinality(String)              COMMENT 'rules that reconciled it: house, ucdp, acled, gtd',
    low              Nullable(Int64)                     COMMENT 'lowest floor that stands',
    best             Nullable(Int64)                     COMMENT 'number to print, null when none can be given',
    best_qualifier   LowCardinality(Nullable(String))    COMMENT 'qualifier to print with best',
    high             Nullable(Int64)                     COMMENT 'highest end, null when open',
    disputed         Bool                                COMMENT 'two standing independent claims contradict each other',
    flags            Array(LowCardinality(String))       COMMENT 'from_parts, revised_down, inconsistent',
    voices           Array(Tuple(
                         claimant Nullable(String),
                         carriers Array(String),
                         claim_id String,
                         update_id String,
                         value Nullable(Int64),
                         qualifier LowCardinality(String),
                         low Nullable(Int64),
                         high Nullable(Int64),
                         scope LowCardinality(String),
                         published_at DateTime64(3, 'UTC'),
                         standing Bool,
                         why String))                    COMMENT 'latest word of each claimant, whether it stands, and why',
    explanation      Array(String) CODEC(ZSTD(1))        COMMENT 'how the figure was reached, step by step',
    updated_at       DateTime64(3, 'UTC')                COMMENT 'published time of the word that last changed the figure',
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
ORDER BY (desk, incident_id, category, policy, event_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'Every reconciliation of every figure: one row per FigureReconciled event';
