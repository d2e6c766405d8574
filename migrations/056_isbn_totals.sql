-- oldest-program: 0.1.0
-- How many ISBNs were handed over, published and enriched is asked all the time: it is kept as sums, in the way of
-- migrations/055_usage_totals.sql.

CREATE TABLE enrichment_total (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    year        smallint NOT NULL,
    month       smallint NOT NULL,
    generation  integer NOT NULL,
    isbns       bigint NOT NULL,
    published   bigint NOT NULL,
    enriched    bigint NOT NULL,
    unannounced bigint NOT NULL
) WITH (fillfactor = 70);
COMMENT ON TABLE enrichment_total IS 'The rows of enrichment by the generation that handed them over: the sum of the rows of each. There may be several, because nobody waits for another who changes one.';
COMMENT ON COLUMN enrichment_total.published IS 'So many were published.';
COMMENT ON COLUMN enrichment_total.enriched IS 'So many are enriched.';
COMMENT ON COLUMN enrichment_total.unannounced IS 'So many are enriched that the database does not know as published, as after an older dump was restored.';
CREATE INDEX enrichment_total_month ON enrichment_total (year, month, generation);

CREATE FUNCTION enrichment_total_merge(p_changes enrichment_total[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH change AS MATERIALIZED (
        SELECT c.year, c.month, c.generation, sum(c.isbns) AS isbns, sum(c.published) AS published, sum(c.enriched) AS enriched,
               sum(c.unannounced) AS unannounced
          FROM unnest(p_changes) c
         GROUP BY c.year, c.month, c.generation
        HAVING sum(c.isbns) <> 0 OR sum(c.published) <> 0 OR sum(c.enriched) <> 0 OR sum(c.unannounced) <> 0
    ), place AS MATERIALIZED (
        SELECT c.*, t.id
          FROM change c
          LEFT JOIN LATERAL (SELECT e.id
                               FROM enrichment_total e
                              WHERE e.year = c.year AND e.month = c.month AND e.generation = c.generation
                              LIMIT 1
                                FOR NO KEY UPDATE SKIP LOCKED) t ON true
    ), added AS (
        UPDATE enrichment_total e
           SET isbns = e.isbns + p.isbns, published = e.published + p.published, enriched = e.enriched + p.enriched,
               unannounced = e.unannounced + p.unannounced
          FROM place p
         WHERE e.id = p.id
    )
    INSERT INTO enrichment_total (year, month, generation, isbns, published, enriched, unannounced)
    SELECT p.year, p.month, p.generation, p.isbns, p.published, p.enriched, p.unannounced FROM place p WHERE p.id IS NULL;
END
$$;
COMMENT ON FUNCTION enrichment_total_merge IS 'Adds numbers, negative ones too, to the sums of ISBNs.';

CREATE FUNCTION enrichment_total_add() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    changes enrichment_total[];
BEGIN
    CASE TG_OP
    WHEN 'TRUNCATE' THEN
        DELETE FROM enrichment_total;
    WHEN 'INSERT' THEN
        SELECT array_agg(ROW(0, c.year, c.month, c.generation, c.isbns, c.published, c.enriched, c.unannounced)::enrichment_total)
          INTO changes
          FROM (SELECT f.year, f.month, f.generation, count(*) AS isbns, count(f.published_at) AS published, count(f.enriched_at) AS enriched,
                       count(f.enriched_at) FILTER (WHERE f.published_at IS NULL) AS unannounced
                  FROM fresh f
                 GROUP BY 1, 2, 3) c;
    WHEN 'DELETE' THEN
        SELECT array_agg(ROW(0, c.year, c.month, c.generation, -c.isbns, -c.published, -c.enriched, -c.unannounced)::enrichment_total)
          INTO changes
          FROM (SELECT g.year, g.month, g.generation, count(*) AS isbns, count(g.published_at) AS published, count(g.enriched_at) AS enriched,
                       count(g.enriched_at) FILTER (WHERE g.published_at IS NULL) AS unannounced
                  FROM gone g
                 GROUP BY 1, 2, 3) c;
    ELSE
        SELECT array_agg(ROW(0, c.year, c.month, c.generation, c.isbns, c.published, c.enriched, c.unannounced)::enrichment_total)
          INTO changes
          FROM (SELECT f.year, f.month, f.generation, count(*) AS isbns, count(f.published_at) AS published, count(f.enriched_at) AS enriched,
                       count(f.enriched_at) FILTER (WHERE f.published_at IS NULL) AS unannounced
                  FROM fresh f
                 GROUP BY 1, 2, 3
                 UNION ALL
                SELECT g.year, g.month, g.generation, -count(*), -count(g.published_at), -count(g.enriched_at),
                       -count(g.enriched_at) FILTER (WHERE g.published_at IS NULL)
                  FROM gone g
                 GROUP BY 1, 2, 3) c;
    END CASE;
    IF changes IS NOT NULL THEN -- else the statement changed no row
        PERFORM enrichment_total_merge(changes);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION enrichment_total_add IS 'Trigger of enrichment: keeps the sums.';
CREATE TRIGGER enrichment_inserted AFTER INSERT ON enrichment
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION enrichment_total_add();
CREATE TRIGGER enrichment_updated AFTER UPDATE ON enrichment
    REFERENCING OLD TABLE AS gone NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION enrichment_total_add();
CREATE TRIGGER enrichment_deleted AFTER DELETE ON enrichment
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION enrichment_total_add();
CREATE TRIGGER enrichment_truncated AFTER TRUNCATE ON enrichment
    FOR EACH STATEMENT EXECUTE FUNCTION enrichment_total_add();

INSERT INTO enrichment_total (year, month, generation, isbns, published, enriched, unannounced)
SELECT e.year, e.month, e.generation, count(*), count(e.published_at), count(e.enriched_at),
       count(e.enriched_at) FILTER (WHERE e.published_at IS NULL)
  FROM enrichment e
 GROUP BY 1, 2, 3;
