-- en: Articles, characters, claims and programmes by month
-- zh: 各月文章数、字数、数字陈述与具名政策
SELECT month, count(*) AS articles, sum(characters)::BIGINT AS characters, sum(claims)::BIGINT AS claims,
       sum(programmes)::BIGINT AS programmes, count(repost_of) AS reposts
FROM articles
GROUP BY month
ORDER BY month
