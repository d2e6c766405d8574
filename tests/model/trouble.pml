/* trouble.pml: what goes wrong. */

/* Its transactions are rolled back, its rows are free again. */
inline free_rows(C)
{
    for (i : 0 .. ROWS - 1) {
        if
        :: outbox[i].state >= SENT && outbox[i].sender == C ->
            outbox[i].state = DUE;
            outbox[i].sender = 0
        :: else
        fi
    }
}

inline crash(C)
{
    for (each_slot : FIRST(C) .. FIRST(C) + WIDTH - 1) {
        requeue(each_slot);
        forget_token(each_slot);
        end_delivery(each_slot)
    }
    free_rows(C);
    consumer[C].alive = false;
    consumer[C].session = false;
    consumer[C].grace_over = false;
    consumer[C].paused = false;
    consumer[C].cut_off = false;
    consumer[C].frozen = false;
    consumer[C].id = 0
}

/* Every session ends; nobody beats for minutes. */
inline lose_database()
{
    for (each_consumer : 0 .. CONSUMERS - 1) {
        free_rows(each_consumer);
        consumer[each_consumer].session = false;
        consumer[each_consumer].grace_over = false
    }
    for (each_row : 1 .. PROCESSES - 1) {
        process[each_row].old = process[each_row].known;
        process[each_row].very_old = process[each_row].known
    }
}

#ifdef RESTORES
inline copy_month(to, from)
{
    to.status = from.status;
    to.held = from.held;
    to.job = from.job;
    to.owner = from.owner;
    to.token = from.token;
    to.stage = from.stage;
    to.answer = from.answer;
    to.checkpoint = from.checkpoint;
    to.crash_count = from.crash_count;
    to.retry_count = from.retry_count;
    to.due = from.due;
    to.attempt_running = from.attempt_running
}

/* A row that a relay's transaction holds is in the dump as if it did not. */
inline copy_row(to, from)
{
    to.state = (from.state >= SENT -> DUE : from.state);
    to.kind = from.kind;
    to.month = from.month;
    to.job = from.job;
    to.isbns = from.isbns;
    to.sender = 0
}

inline copy_member(to, from)
{
    to.known = from.known;
    to.old = from.old;
    to.very_old = from.very_old
}

inline dump()
{
    dumped = true;
    for (each_month : 0 .. MONTHS - 1) { copy_month(log_dump[each_month], log[each_month]) }
    for (each_row : 0 .. ROWS - 1) { copy_row(outbox_dump[each_row], outbox[each_row]) }
    for (each_row : 0 .. PROCESSES - 1) { copy_member(members_dump[each_row], process[each_row]) }
    enriched_dump = enriched;
    sequence_dump = sequence;
    paused_dump = paused
}

/* A dump that is not needed any more distinguishes no states. */
inline clear_dump()
{
    for (each_month : 0 .. MONTHS - 1) {
        log_dump[each_month].status = 0;
        log_dump[each_month].held = false;
        log_dump[each_month].job = 0;
        log_dump[each_month].owner = 0;
        log_dump[each_month].token = NO_TOKEN;
        log_dump[each_month].stage = 0;
        log_dump[each_month].answer = 0;
        log_dump[each_month].checkpoint = false;
        log_dump[each_month].crash_count = 0;
        log_dump[each_month].retry_count = 0;
        log_dump[each_month].due = false;
        log_dump[each_month].attempt_running = false
    }
    for (each_row : 0 .. ROWS - 1) { clear_row(outbox_dump[each_row]) }
    for (each_row : 0 .. PROCESSES - 1) {
        members_dump[each_row].known = false;
        members_dump[each_row].old = false;
        members_dump[each_row].very_old = false
    }
    enriched_dump = 0;
    sequence_dump = 0;
    paused_dump = false
}

/* The database goes back to an earlier state; the broker and the living do not. Every session ends. */
inline restore()
{
    restored = true;
    for (each_month : 0 .. MONTHS - 1) {
        copy_month(log[each_month], log_dump[each_month]);
        explained[each_month] = true;
        if
        :: log[each_month].stage == 0 -> credit[each_month]++
        :: else
        fi
    }
    for (each_row : 0 .. ROWS - 1) { copy_row(outbox[each_row], outbox_dump[each_row]) }
    for (each_row : 0 .. PROCESSES - 1) { copy_member(process[each_row], members_dump[each_row]) }
    enriched = enriched_dump;
    sequence = sequence_dump;
    paused = paused_dump;
    lose_database();
    clear_dump()
}
#endif

proctype trouble(byte c)
{
end:
    do
    :: d_step { consumer[c].alive && TROUBLE(CRASHES) ->
        troubles--;
        crash(c) }
    :: d_step { !consumer[c].alive -> enter_fleet(c) }
    /* The connection that deliveries come over. */
    :: d_step { consumer[c].alive && TROUBLE(LOST_CONNECTIONS) ->
        for (each_slot : FIRST(c) .. FIRST(c) + WIDTH - 1) {
            requeue(each_slot);
            slot[each_slot].valid = false;
            if
            :: slot[each_slot].at == KEPT -> end_delivery(each_slot)
            :: else
            fi
        }
        troubles-- }
    /* The session with the lock. */
    :: d_step { consumer[c].session && TROUBLE(LOST_SESSIONS) ->
        troubles--;
        consumer[c].session = false;
        consumer[c].grace_over = false }
    /* It does not beat for a while. Whoever lost the session as well was cut off. */
    :: d_step { consumer[c].alive && !process[consumer[c].id].old && process[consumer[c].id].known && TROUBLE(LATE_BEATS) ->
        troubles--;
        process[consumer[c].id].old = true;
        consumer[c].cut_off = !consumer[c].session }
    /* It stands still, its lock in hand. */
    :: d_step { consumer[c].alive && process[consumer[c].id].old && !process[consumer[c].id].very_old && TROUBLE(LATE_BEATS) ->
        troubles--;
        process[consumer[c].id].very_old = true;
        consumer[c].frozen = true }
    od
}

/* The heartbeat of the dead grows old. */
proctype dead(byte p)
{
end:
    do
    :: d_step { process[p].known && !process[p].old && !LIVES(p) -> process[p].old = true }
    od
}
