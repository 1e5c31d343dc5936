-- en: Targets by the year they are set for: how many, and in how many articles
-- zh: 各年度目标：数量与涉及文章数
SELECT left(time_end, 4) AS year, count(*) AS targets, count(DISTINCT article) AS articles,
       count(DISTINCT measure) AS measures
FROM claims
WHERE status = 'target' AND time_end IS NOT NULL
GROUP BY ALL
ORDER BY year
