-- Who revised down
-- Every claimant whose number on an incident fell from one word to the next, labelled as a correction or not, with the words.
-- Parameters: category.
SELECT
    category,
    claimant,
    if(revision = 'lowered', ifNull(from_value, value_before), value_before) AS before,
    value AS after,
    toBool(revision = 'lowered') AS labelled,
    published_at,
    carrier,
    evidence
FROM
(
    SELECT
        *,
        lagInFrame(value) OVER
        (
            PARTITION BY incident_id, category, claimant
            ORDER BY published_at, position DESC, claim_id
            ROWS BETWEEN 1 PRECEDING AND CURRENT ROW
        ) AS value_before
    FROM current_claims
    WHERE incident_id IS NOT NULL AND scope = 'total' AND revision != 'prior' AND NOT other_event AND copy_of IS NULL
        AND claimant IS NOT NULL AND value IS NOT NULL
        AND ({category:Nullable(String)} IS NULL OR category = {category:Nullable(String)})
        -- the difference that a correction states ("three had been counted twice") is no total of its own
        AND (update_id, category, claimant, value) NOT IN
        (
            SELECT update_id, category, claimant, from_value - value
            FROM current_claims
            WHERE revision = 'lowered' AND from_value IS NOT NULL AND claimant IS NOT NULL
        )
)
WHERE value < before
ORDER BY published_at, category, claimant
