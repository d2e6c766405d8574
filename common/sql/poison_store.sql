-- A message that can never be processed leaves for the dead-letter queue, bytes unchanged.
--   $1 type  $2 message_id  $3 correlation_id  $4 content_type  $5 its own headers (jsonb)  $6 body
--   $7 letter id  $8 error class  $9 error message (a JSON string)  $10 worker  $11 when
--   $12 destination: of which queue's dead letters it is one
--   changes: outbox
INSERT INTO outbox (destination, type, message_id, correlation_id, content_type, headers, body)
VALUES ($12, $1, $2, $3, $4,
        dead_letter_headers($7, 'poison', $8, $9::jsonb #>> '{}', 1, $10, $11, $11) || $5::jsonb, $6)
