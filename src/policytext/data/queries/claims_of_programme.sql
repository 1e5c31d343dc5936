-- en: Claims in the sentences that name a programme: claims_of_programme programme=乡村振兴
-- zh: 提到某项政策的句子里的数字陈述：claims_of_programme programme=乡村振兴
-- default: programme=高质量发展
SELECT DISTINCT c.published, c.subject, c.measure, c.text, c.direction, c.status, c.sentence, c.article
FROM claims AS c JOIN programmes AS p ON p.article = c.article AND p.sentence = c.sentence
WHERE p.text LIKE '%' || $programme || '%' OR p.canonical LIKE '%' || $programme || '%'
ORDER BY c.published, c.article
