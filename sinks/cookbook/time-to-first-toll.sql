-- Time to the first toll
-- For each incident: when the first figure of any kind came, and how many minutes until there was one of the dead,
-- until that one last changed, and until any did.
SELECT
    place,
    country,
    cause,
    min(published_at) AS first_word,
    dateDiff('minute', first_word, minIf(published_at, category = 'killed' AND best IS NOT NULL AND best > 0)) AS minutes_to_first_toll,
    dateDiff('minute', first_word, maxIf(published_at, category = 'killed' AND best IS DISTINCT FROM best_before)) AS minutes_to_final_toll,
    dateDiff('minute', first_word, max(published_at)) AS minutes_to_last_word
FROM figure_history
WHERE policy = 'house'
GROUP BY incident_id, place, country, cause
ORDER BY first_word, incident_id
