-- Open a provider by hand: its closing and its failures are forgotten, and the months and ISBNs that were put
-- off because of it are due now, also where it is open by now or only its budget was spent.
--   $1 provider  $2 who  $3 why, or NULL
--   columns: was_closed months_due isbns_due
--   changes: backfill_log enrichment_state operator_action outbox provider_state
WITH opened AS (
    SELECT before, was_closed, months_due FROM provider_open(ARRAY[$1::text])
), action AS (
    INSERT INTO operator_action (actor, action, subject, detail)
    SELECT $2, 'provider open', $1, (coalesce((SELECT before FROM opened), '{}') - 'why')
           || jsonb_strip_nulls(jsonb_build_object('why', $3::text, 'closed_why', (SELECT before -> 'why' FROM opened)))
)
SELECT coalesce((SELECT was_closed FROM opened), false) AS was_closed,
       coalesce((SELECT months_due FROM opened), 0) AS months_due,
       (SELECT count(*) FROM enrichment_state s -- as they were before
         WHERE s.status = 'waiting' AND s.due_at > clock_timestamp() AND s.waits_for IS NOT NULL AND $1::text = ANY (s.waits_for)) AS isbns_due
