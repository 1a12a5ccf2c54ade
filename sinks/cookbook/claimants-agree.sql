-- Where claimants agree and where they do not
-- Each pair of claimants whose words on one total stand: what each says, and whether both can be true.
-- Parameters: category.
SELECT
    place,
    category,
    one.claimant AS claimant,
    concat(toString(one.low), ' to ', ifNull(toString(one.high), 'open')) AS says,
    other.claimant AS other_claimant,
    concat(toString(other.low), ' to ', ifNull(toString(other.high), 'open')) AS other_says,
    toBool(one.low <= ifNull(other.high, one.low) AND other.low <= ifNull(one.high, other.low)) AS both_can_be_true
FROM
(
    SELECT
        incident_id,
        place,
        category,
        arrayFilter(v -> v.standing AND v.scope = 'total' AND v.claimant IS NOT NULL AND v.low IS NOT NULL, voices) AS totals
    FROM current_figures
    WHERE policy = 'house' AND ({category:Nullable(String)} IS NULL OR category = {category:Nullable(String)})
)
ARRAY JOIN totals AS one
ARRAY JOIN totals AS other
WHERE one.claimant < other.claimant
ORDER BY incident_id, category, claimant, other_claimant
