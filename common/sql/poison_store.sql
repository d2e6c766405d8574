-- A message that can never be processed leaves for the dead-letter queue, bytes unchanged.
--   $1 destination  $2 type  $3 message_id  $4 correlation_id  $5 content_type  $6 headers (jsonb)  $7 body
--   changes: outbox
INSERT INTO outbox (destination, type, message_id, correlation_id, content_type, headers, body)
VALUES ($1, $2, $3, $4, $5, $6, $7)
