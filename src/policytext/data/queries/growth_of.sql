-- en: Growth of an indicator as it was reported: growth_of indicator=粮食产量
-- zh: 某指标的增长情况：growth_of indicator=粮食产量
-- default: indicator=生产总值
SELECT time_start, time_end, subject, measure, direction, value, low, high, unit, baseline, published, article
FROM claims
WHERE measure LIKE '%' || $indicator || '%' AND direction IS NOT NULL AND status = 'actual'
ORDER BY time_end, published
