/* janitor.pml: heartbeat, rescue, announcing again. */

#if CONSUMERS == 1
#define ALL_ARE_BACK true
#else
#define BACK(c) (!consumer[c].alive || consumer[c].session || consumer[c].cut_off)
#define ALL_ARE_BACK (BACK(0) && BACK(1))
#endif
#ifdef FAULT_NO_GRACE
#define MAY_JUDGE(c) consumer[c].session
#else
#define MAY_JUDGE(c) (consumer[c].session && consumer[c].grace_over)
#endif

/* The newcomer's lock is free: its identity is new. With one that comes again it waits for the lock, and
 * ends when it has waited for long; here it then never started. */
inline enter_fleet(C)
{
    process_start(C);
    if
    :: found && !LOCKED(consumer[C].id) ->
        consumer[C].alive = true;
        process_lock(C);
        consumer[C].paused = paused
    :: else -> consumer[C].id = 0
    fi
}

proctype janitor(byte c)
{
end:
    do
    :: d_step { consumer[c].session &&
                (!process[consumer[c].id].known || process[consumer[c].id].old || process[consumer[c].id].very_old ||
                    consumer[c].paused != paused || consumer[c].frozen || consumer[c].cut_off) ->
        process_beat(c) }
    /* A lost session: it takes its lock again, and beats. */
    :: d_step { consumer[c].alive && !consumer[c].session && !LOCKED(consumer[c].id) ->
        process_lock(c);
        process_beat(c) }
    /* The grace is longer than a living process needs to come back. */
    :: d_step { consumer[c].session && !consumer[c].grace_over && ALL_ARE_BACK -> consumer[c].grace_over = true }
    od
}

/* What a janitor does for one month. */
proctype rescue(byte c, m)
{
end:
    do
    :: d_step { MAY_JUDGE(c) && TAKEN_OVER(c, m) -> janitor_take_over(c, m) }
#ifdef FAULT_TOKENS_BEFORE_ROWS
    :: d_step { consumer[c].session && !not_held[c] && !HELD_HERE(c, m) && WAITS(m) -> not_held[c] = true }
    :: d_step { consumer[c].session && not_held[c] && janitor_own_claims(c, m) ->
        not_held[c] = false;
        janitor_release(m) }
#else
    :: d_step { consumer[c].session && janitor_own_claims(c, m) && !HELD_HERE(c, m) -> janitor_release(m) }
#endif
    :: d_step { consumer[c].session && janitor_silent(m) -> janitor_announce(m) }
    od
}
