-- What the catalogue holds.
--   columns: editions titles notable_books notable_months first_month last_month bytes
SELECT (SELECT count(*) FROM catalog_edition) AS editions,
       (SELECT count(DISTINCT main_title_key) FROM catalog_edition) AS titles,
       (SELECT count(*) FROM catalog_notable) AS notable_books,
       (SELECT count(DISTINCT year * 12 + month) FROM catalog_notable) AS notable_months,
       (SELECT min(year * 12 + month) FROM catalog_notable) AS first_month,
       (SELECT max(year * 12 + month) FROM catalog_notable) AS last_month,
       (SELECT pg_total_relation_size('catalog_edition') + pg_total_relation_size('catalog_notable')) AS bytes
