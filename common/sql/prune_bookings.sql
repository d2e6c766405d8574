-- Prune the numbers of the last bookings of processes that book no more.
--   $1 booked longer ago than, days  $2 at most so many
--   changes: advisory_lock provider_booking
DELETE FROM provider_booking b
 WHERE b.gate IN (SELECT o.gate
                    FROM provider_booking o
                   WHERE o.booked_at < (SELECT clock_timestamp() - $1::int * interval '1 day')
                   ORDER BY o.booked_at
                   LIMIT $2::int
                     FOR UPDATE OF o SKIP LOCKED)
   AND (SELECT pg_try_advisory_xact_lock(hashtext(current_schema()), hashtext('prune')))
