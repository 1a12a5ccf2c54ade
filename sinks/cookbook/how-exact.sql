-- How exact claimants are
-- For each claimant: exact counts, open or rounded ones, and bare words, of all totals it gave; copies left out.
SELECT
    ifNull(claimant, 'nobody named') AS who,
    count() AS totals,
    countIf(qualifier = 'exact') AS exact,
    countIf(qualifier IN ('at_least', 'more_than', 'up_to', 'fewer_than')) AS bounds,
    countIf(qualifier IN ('about', 'range')) AS rounded,
    countIf(value IS NULL) AS words,
    max(low) AS highest
FROM current_claims
WHERE scope = 'total' AND copy_of IS NULL AND revision != 'prior' AND NOT other_event
GROUP BY who
ORDER BY totals DESC, who
