-- What the catalogue holds.
SELECT (SELECT count(*) FROM catalog_edition), (SELECT count(DISTINCT main_title_key) FROM catalog_edition),
       (SELECT count(*) FROM catalog_notable), (SELECT count(DISTINCT year * 12 + month) FROM catalog_notable),
       (SELECT min(year * 12 + month) FROM catalog_notable), (SELECT max(year * 12 + month) FROM catalog_notable),
       (SELECT pg_total_relation_size('catalog_edition') + pg_total_relation_size('catalog_notable'))
