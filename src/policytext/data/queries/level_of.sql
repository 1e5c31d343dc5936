-- en: An indicator's reported amounts by year: level_of indicator=粮食产量
-- zh: 某指标历年数值：level_of indicator=粮食产量
-- default: indicator=生产总值
SELECT left(time_end, 4) AS year, subject, measure, unit, value, bound, status, published, article
FROM claims
WHERE measure LIKE '%' || $indicator || '%' AND direction IS NULL AND value IS NOT NULL
ORDER BY year, published
