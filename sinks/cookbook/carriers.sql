-- What each carrier contributes
-- Updates of each carrier by what they were, the part of them that copies others, and claims read out of them.
SELECT
    t.carrier AS carrier,
    count() AS updates,
    countIf(t.disposition = 'new') AS new,
    countIf(t.disposition = 'revision') AS revisions,
    countIf(t.disposition = 'correction') AS corrections,
    countIf(t.disposition = 'withdrawn') AS withdrawn,
    countIf(t.disposition = 'duplicate') AS copies,
    toUInt8(round(100 * copies / updates)) AS percent_copied,
    sum(c.claims) AS claims
FROM timeline AS t
LEFT JOIN (SELECT update_id, count() AS claims FROM current_claims GROUP BY update_id) AS c USING (update_id)
GROUP BY carrier
ORDER BY updates DESC, carrier
