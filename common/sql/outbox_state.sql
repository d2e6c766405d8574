-- What waits in the outbox.
--   columns: due later next
SELECT count(*) FILTER (WHERE available_at <= clock_timestamp()) AS due,
       count(*) FILTER (WHERE available_at > clock_timestamp()) AS later,
       to_char(min(available_at) FILTER (WHERE available_at > clock_timestamp()) AT TIME ZONE 'UTC',
               'YYYY-MM-DD HH24:MI:SS "UTC"') AS next
  FROM outbox
