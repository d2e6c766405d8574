-- Why a plan is stale, in as few words as tell it: where a month has another status, or is held now, the rest of
-- its row follows from that.

CREATE OR REPLACE FUNCTION schedule_changed(p_operation bigint) RETURNS TABLE (month text, changes text)
    LANGUAGE sql STABLE
    AS $$
SELECT i.year || '-' || lpad(i.month::text, 2, '0'),
       CASE WHEN l.year IS NULL THEN 'is not in the table any more'
            ELSE (SELECT coalesce(string_agg(d.words, ', ' ORDER BY d.key DESC) FILTER (WHERE d.key IN ('status', 'held')),
                                  string_agg(d.words, ', ' ORDER BY d.key))
                    FROM (SELECT was.key, was.key || ' was ' || coalesce(was.value, 'not set') || ' and is '
                                          || coalesce(now.value, 'not set') AS words
                            FROM jsonb_each_text(i.detail -> 'seen') was
                            JOIN jsonb_each_text(schedule_seen(l)) now USING (key)
                           WHERE was.value IS DISTINCT FROM now.value) d) END
  FROM operation_item i
  LEFT JOIN backfill_log l ON l.year = i.year AND l.month = i.month
 WHERE i.operation_id = p_operation AND i.state = 'waiting'
   AND (l.year IS NULL OR schedule_seen(l) <> i.detail -> 'seen')
 ORDER BY i.position
$$;
