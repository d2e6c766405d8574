-- oldest-program: 0.1.0
-- A letter whose own replay is under way is left alone, also by force: else two people who force the same letter
-- would take its month twice.

CREATE OR REPLACE FUNCTION dead_letter_verdict(d dead_letter, l backfill_log, p_force boolean) RETURNS text
    LANGUAGE sql STABLE
    AS $$
SELECT CASE WHEN d.id IS NULL THEN 'gone'
            WHEN d.state = 'discarded' THEN 'discarded'
            WHEN d.state = 'replayed' AND NOT p_force THEN 'replayed'
            WHEN d.state = 'replayed' AND d.replay_job_id = l.job_id AND l.status IN ('queued', 'processing', 'retry') THEN 'open'
            WHEN d.state = 'closed' AND NOT p_force THEN 'completed'
            WHEN l.year IS NULL AND d.body_bytes > octet_length(d.body) THEN 'no_body'
            WHEN l.year IS NULL THEN 'bytes'
            WHEN p_force THEN 'scheduled'
            WHEN l.held THEN 'held'
            WHEN l.status IN ('queued', 'processing', 'retry') THEN 'open'
            WHEN l.status = 'completed' THEN 'completed'
            ELSE 'scheduled' END
$$;
