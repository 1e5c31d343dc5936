-- en: Passages of each theme by month
-- zh: 各月各主题的段落数
SELECT month, theme, count(*) AS passages, count(DISTINCT article) AS articles
FROM passages
WHERE theme IS NOT NULL
GROUP BY ALL
ORDER BY month, passages DESC
