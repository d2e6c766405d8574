-- The books of months that have a key of a work: those without ISBN are why it is synthetic, or are joined to it by the key.
--   $1 work key
--   columns: month position title authors isbn13
SELECT k.year || '-' || lpad(k.month::text, 2, '0') AS month, k.position, b.title, b.authors, k.isbn13
  FROM work_book k JOIN backfill_book b USING (year, month, generation, position)
 WHERE k.fine_key = $1 OR k.fine_key IN (SELECT a.alias_key FROM work_alias a WHERE a.work_key = $1)
 ORDER BY k.year, k.month, k.position LIMIT 1000
