-- en: The measures claimed most often, with units and the years they speak of
-- zh: 最常见的指标及其单位和年份
SELECT measure, mode(unit) AS unit, count(*) AS claims, count(DISTINCT article) AS articles,
       min(left(time_start, 4)) AS since, max(left(time_end, 4)) AS until
FROM claims
WHERE measure IS NOT NULL
GROUP BY measure
ORDER BY claims DESC, measure
LIMIT 100
