-- en: The programmes named most often, by month
-- zh: 各月提及最多的具名政策
SELECT month, programme, mentions, articles
FROM (SELECT month, coalesce(canonical, text) AS programme, count(*) AS mentions,
             count(DISTINCT article) AS articles
      FROM programmes GROUP BY ALL)
QUALIFY row_number() OVER (PARTITION BY month ORDER BY mentions DESC, programme) <= 20
ORDER BY month, mentions DESC, programme
