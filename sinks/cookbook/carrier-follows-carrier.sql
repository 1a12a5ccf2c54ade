-- How fast a carrier follows another
-- For each pair of carriers: how many updates of the one are copies of the other's, and after how many minutes.
SELECT
    original.carrier AS first,
    copy.carrier AS follower,
    count() AS copies,
    round(quantileExact(0.5)(dateDiff('second', original.published_at, copy.published_at)) / 60, 1) AS median_minutes,
    round(max(dateDiff('second', original.published_at, copy.published_at)) / 60, 1) AS longest_minutes
FROM timeline AS copy
INNER JOIN timeline AS original ON copy.same_as = original.update_id
WHERE copy.disposition = 'duplicate' AND copy.carrier != original.carrier
GROUP BY first, follower
ORDER BY copies DESC, median_minutes, first, follower
