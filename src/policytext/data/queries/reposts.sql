-- en: Articles that were reposted most often
-- zh: 被转载最多的文章
SELECT o.id, o.title, o.source, o.published, count(*) AS reposts, list(r.source ORDER BY r.published) AS reposted_by
FROM articles AS r JOIN articles AS o ON o.id = r.repost_of
GROUP BY ALL
ORDER BY reposts DESC, o.id
