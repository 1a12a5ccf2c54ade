-- How well figures are attributed
-- Claims of each carrier by who stands behind them: a named claimant, an anonymous one, or nobody.
SELECT
    carrier,
    count() AS claims,
    countIf(claimant IS NOT NULL AND NOT anonymous) AS named,
    countIf(anonymous) AS not_to_be_named,
    countIf(claimant IS NULL AND NOT anonymous) AS nobody,
    toUInt8(round(100 * named / claims)) AS percent_named
FROM current_claims
WHERE NOT other_event
GROUP BY carrier
ORDER BY claims DESC, carrier
