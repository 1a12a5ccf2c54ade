-- Time to the first toll
-- For each incident, as its claims stand now: when the first figure of any kind was published, and how many minutes until
-- there was one of the dead, until the word that last changed the toll (as its explanation says), and until the last new
-- word on any figure. All by published time, whatever page came when; rulings do not count.
WITH heard AS
(
    SELECT
        incident_id,
        min(published_at) AS first_word,
        minOrNullIf(published_at, category = 'killed' AND scope IN ('total', 'partial_area') AND low > 0
            AND qualifier NOT IN ('up_to', 'fewer_than')) AS first_toll
    FROM current_claims
    WHERE incident_id IS NOT NULL AND revision != 'prior'
    GROUP BY incident_id
)
SELECT
    any(f.place) AS place,
    any(f.country) AS country,
    any(f.cause) AS cause,
    toStartOfMinute(any(h.first_word)) AS first_word,
    dateDiff('minute', first_word, any(h.first_toll)) AS minutes_to_first_toll,
    dateDiff('minute', first_word, anyIf(parseDateTimeBestEffortOrNull(substring(arrayLast(
        line -> match(line, '^[-0-9]{10} [:0-9]{5} UTC, .*: ') AND NOT match(line, ': (below best, which stays|set aside by)'),
        f.explanation
    ), 1, 16)), f.category = 'killed')) AS minutes_to_final_toll,
    dateDiff('minute', first_word, max(f.updated_at)) AS minutes_to_last_word
FROM current_figures AS f
INNER JOIN heard AS h ON h.incident_id = f.incident_id
WHERE f.policy = 'house'
GROUP BY f.incident_id
ORDER BY first_word, f.incident_id
