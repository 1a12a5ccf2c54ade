-- Updates per hour
-- How many updates each hour brought, how many of them were copies, and how many claims were read out of them.
-- Parameters: story (slug).
SELECT
    toStartOfHour(t.published_at) AS hour,
    count() AS updates,
    countIf(t.disposition = 'duplicate') AS copies,
    uniqExact(t.carrier) AS carriers,
    sum(c.claims) AS claims
FROM timeline AS t
LEFT JOIN (SELECT update_id, count() AS claims FROM current_claims GROUP BY update_id) AS c USING (update_id)
WHERE {story:Nullable(String)} IS NULL OR t.story = {story:Nullable(String)}
GROUP BY hour
ORDER BY hour
