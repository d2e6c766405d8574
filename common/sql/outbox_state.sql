-- What waits in the outbox.
SELECT count(*) FILTER (WHERE available_at <= clock_timestamp()),
       count(*) FILTER (WHERE available_at > clock_timestamp()),
       to_char(min(available_at) FILTER (WHERE available_at > clock_timestamp()) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"')
  FROM outbox
