-- The names that an update prints and the day that it gives, by which two pages on one event are known.

ALTER TABLE claims ADD COLUMN IF NOT EXISTS
    names Array(String)
    COMMENT 'names that its update prints, folded: by them two pages on one event are known'
    AFTER place_printed;

ALTER TABLE claims ADD COLUMN IF NOT EXISTS
    happened_on LowCardinality(Nullable(String)) DEFAULT NULL
    COMMENT 'day that its update gives the event, YYYY-MM-DD'
    AFTER names;

ALTER TABLE claims ADD COLUMN IF NOT EXISTS
    without_office Bool DEFAULT false
    COMMENT 'the claimant holds no office: relatives, witnesses, rebels, a party, a count of a paper'
    AFTER happened_on;

CREATE OR REPLACE VIEW current_claims AS
SELECT * FROM {database}.claims_as_of(as_of = '2299-12-31 00:00:00')
COMMENT 'Claims that count now, each with its incident: those of recalled updates left out';

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
    COMMENT COLUMN names 'names that its update prints, folded: by them two pages on one event are known',
    COMMENT COLUMN happened_on 'day that its update gives the event, YYYY-MM-DD',
    COMMENT COLUMN without_office 'the claimant holds no office: relatives, witnesses, rebels, a party',
    COMMENT COLUMN cause_topic 'topic of the input that this follows from',
    COMMENT COLUMN cause_partition 'partition of that input',
    COMMENT COLUMN cause_offset 'offset of that input',
    COMMENT COLUMN pipeline_version 'version of the rules that decided it',
    COMMENT COLUMN recorded_at 'when the log took the event',
    COMMENT COLUMN incident_id 'incident that it speaks of, by the id that it has now; null of another event, and where nothing tells it';
