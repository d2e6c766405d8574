/* operator.pml: what people and timers order. */

/* A relay's transaction holds a row of this job: the cancel waits for it. */
#define HELD_BY_RELAY(r) (outbox[r].state >= SENT && ANNOUNCES(r))
#define RELAYED ANY_ROW(HELD_BY_RELAY)
#define CANCELLABLE (log[m].status != PENDING && log[m].status != COMPLETED && !log[m].held)

proctype operator(byte m)
{
end:
    do
    :: d_step { log[m].status == RETRY && !log[m].due -> log[m].due = true }
    :: d_step { log[m].status == PENDING && !log[m].held && jobs[m] < JOBS -> schedule(m) }
    :: d_step { log[m].held && jobs[m] < JOBS -> month_unhold(m) }
    :: d_step { ORDER(REPLAYS) && log[m].status == FAILED && (letter[m] & (1 << log[m].job)) != 0 && jobs[m] < JOBS ->
        orders--;
        operation_advance(m) }
#ifdef FAULT_CANCEL_OLD_SNAPSHOT
    /* The statement begins: what it reads besides the rows that it waits for is of this moment. */
    :: d_step { ORDER(CANCELS) && CANCELLABLE ->
        orders--;
        snapshot[m] = true;
        snapshot_attempt[m] = log[m].attempt_running }
    :: d_step { snapshot[m] && CANCELLABLE && !RELAYED -> month_cancel(m) }
    :: d_step { snapshot[m] && !CANCELLABLE -> snapshot[m] = false; snapshot_attempt[m] = false }
#else
    /* Locked by month_lock in a first statement, changed in a second, whose snapshot is newer. */
    :: d_step { ORDER(CANCELS) && CANCELLABLE && !RELAYED ->
        orders--;
        month_cancel(m) }
#endif
    :: d_step { ORDER(RESETS) && log[m].status == PROCESSING ->
        orders--;
        reset_stuck(m) }
    od
}

/* Orders to the whole fleet, and what happens to the database as a whole. */
proctype fleet()
{
end:
    do
    :: d_step { ORDER(PAUSES) && !paused ->
        orders--;
        pause(true) }
    :: d_step { paused -> pause(false) }
    :: d_step { TROUBLE(DATABASE_RESTARTS) ->
        lose_database();
        troubles-- }
#ifdef RESTORES
    :: d_step { !dumped -> dump() }
    :: d_step { dumped && !restored -> restore() }
#endif
    od
}
