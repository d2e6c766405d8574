-- oldest-program: 0.1.0
-- The total of what calls have cost stops at what its column holds. A sum that does not fit was an error of
-- the statement that records calls, which was repeated for ever, and no call went out any more.

CREATE OR REPLACE FUNCTION provider_total_add() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    more numeric := NEW.cost;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        more := NEW.cost - OLD.cost;
    END IF;
    INSERT INTO provider_total AS t (provider, cost) VALUES (NEW.provider, more)
        ON CONFLICT (provider) DO UPDATE SET cost = least(t.cost + excluded.cost, 9999999999.999999);
    RETURN NULL;
END
$$;
