-- oldest-program: 0.1.0
-- Dead letters that died of the same are one group. Rewrites dead_letter, with its bodies.

-- Without what differs from letter to letter: URLs, ids, quoted texts, hosts, numbers (ISBNs, months and
-- times among them), in that order.
CREATE FUNCTION dead_letter_pattern(message text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(message,
       '[a-z][a-z0-9+.-]*://[^\s''"]*', '<url>', 'gi'),
       '\m[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\M', '<id>', 'gi'),
       '"[^"]*"', '<text>', 'g'),
       '''[^'']*''', '<text>', 'g'),
       '\m([a-z0-9-]+\.){2,}[a-z0-9-]+(:\d+)?\M|\m[a-z0-9.-]+:\d+\M', '<host>', 'gi'),
       '\d([\d.,:-]*\d)?', '<n>', 'g')
$$;
COMMENT ON FUNCTION dead_letter_pattern IS 'What the error messages of one group have in common.';

CREATE FUNCTION dead_letter_fingerprint(reason text, error_class text, message text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
SELECT left(md5(reason || '|' || coalesce(error_class, '') || '|' || coalesce(dead_letter_pattern(message), '')), 12)
$$;
COMMENT ON FUNCTION dead_letter_fingerprint IS
    'The name of the group of a dead letter. Another definition needs the column fingerprint made anew.';

ALTER TABLE dead_letter
    ADD COLUMN fingerprint text NOT NULL
    GENERATED ALWAYS AS (dead_letter_fingerprint(reason, error_class, error_message)) STORED;
COMMENT ON COLUMN dead_letter.fingerprint IS 'Its group: letters with the same have died of the same.';
CREATE INDEX dead_letter_fingerprint ON dead_letter (fingerprint, id);

CREATE TABLE dead_letter_group (
    fingerprint text PRIMARY KEY,
    note        text,
    fix         text,
    fixed_at    timestamptz,
    changed_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    changed_by  text NOT NULL,
    CONSTRAINT dead_letter_group_fixed CHECK ((fix IS NULL) = (fixed_at IS NULL))
);
COMMENT ON TABLE dead_letter_group IS 'What operators know of a group of dead letters. It outlives the letters.';
COMMENT ON COLUMN dead_letter_group.fix IS 'What mended the cause. Letters that died after fixed_at say that it did not, or not for long.';

-- The filters of every command that looks for dead letters; NULL: any.
CREATE FUNCTION dead_letter_matches(d dead_letter, p_queue text, p_class text, p_from integer, p_to integer,
                                    p_since_ms bigint, p_until_ms bigint, p_text text, p_group text) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
SELECT (p_queue IS NULL OR d.queue = p_queue)
   AND (p_class IS NULL OR d.error_class = p_class)
   AND (p_from IS NULL OR d.year * 12 + d.month >= p_from)
   AND (p_to IS NULL OR d.year * 12 + d.month <= p_to)
   AND (p_since_ms IS NULL OR d.archived_at >= now() - p_since_ms * interval '1 ms')
   AND (p_until_ms IS NULL OR d.archived_at <= now() - p_until_ms * interval '1 ms')
   AND (p_text IS NULL OR strpos(lower(coalesce(d.error_message, '') || ' ' || d.reason), lower(p_text)) > 0)
   AND (p_group IS NULL OR d.fingerprint = p_group)
$$;
COMMENT ON FUNCTION dead_letter_matches IS 'Does a dead letter fit all filters? Months are compared as year * 12 + month.';
