/* statements_fleet.pml: the statements of processes, janitors and relays. Each inline bears its
 * statement's name, and so do the parts of enter_fleet. */

/* ---- processes ---- */

/* An identity is never given twice. Where it comes from a sequence, a restore sets it back. */
inline process_start(C)
{
#ifdef FAULT_ID_AGAIN
    HOLDS(bound_holds, sequence < PROCESSES);
    found = !process[sequence].known; /* else: a duplicate key, and it starts once more */
    if
    :: found -> consumer[C].id = sequence
    :: else
    fi;
    sequence++;
#else
    found = true;
    HOLDS(bound_holds, identities < PROCESSES);
    consumer[C].id = identities;
    identities++;
#endif
    if
    :: found ->
        process[consumer[C].id].known = true;
        process[consumer[C].id].old = false;
        process[consumer[C].id].very_old = false
    :: else
    fi
}

inline process_lock(C)
{
    consumer[C].session = true;
    consumer[C].grace_over = false
}

inline process_beat(C)
{
    process[consumer[C].id].known = true;
    process[consumer[C].id].old = false;
    process[consumer[C].id].very_old = false;
    consumer[C].paused = paused;
    consumer[C].cut_off = false;
    consumer[C].frozen = false
}

/* ---- janitors ---- */

#define P log[m].owner
#ifdef FAULT_TAKE_OVER_WITHOUT_LOCK
#define IS_FREE(p) true
#else
#define IS_FREE(p) !LOCKED(p)
#endif
#ifdef FAULT_TAKE_OVER_WITHOUT_HEARTBEAT
#define IS_OLD(p) true
#else
#define IS_OLD(p) (!process[p].known || process[p].old)
#endif
#define TAKEN_OVER(c, m) (log[m].status == PROCESSING && P != consumer[c].id \
    && ((process[P].known && process[P].very_old) || (IS_OLD(P) && IS_FREE(P))))

/* May the owner be taken for dead? */
#if CONSUMERS == 1
#define ALIVE_AND_WELL(p) (consumer[0].alive && consumer[0].id == (p) && !consumer[0].cut_off && !consumer[0].frozen)
#else
#define ALIVE_AND_WELL(p) ((consumer[0].alive && consumer[0].id == (p) && !consumer[0].cut_off && !consumer[0].frozen) \
    || (consumer[1].alive && consumer[1].id == (p) && !consumer[1].cut_off && !consumer[1].frozen))
#endif

inline janitor_take_over(C, M)
{
    HOLDS(taken_holds, !ALIVE_AND_WELL(P));
    explain_call(M);
    if
    :: !log[M].checkpoint -> log[M].crash_count++
    :: else
    fi;
    no_owner(M);
    if
    :: log[M].crash_count >= CRASH_MAX ->
        log[M].status = FAILED;
        insert_outbox(LETTER, M, log[M].job, 0, DUE)
    :: else ->
        log[M].status = QUEUED;
        announce(M)
    fi
}

/* Rows first, tokens after: a token that no worker had when the rows had been read never comes back. */
#define janitor_own_claims(c, m) (log[m].status == PROCESSING && log[m].owner == consumer[c].id)
#define HELD_HERE(c, m) (log[m].token > (c) * WIDTH && log[m].token <= (c) * WIDTH + WIDTH)

inline janitor_release(M)
{
    HOLDS(taken_holds, log[M].token == GONE);
    log[M].status = QUEUED;
    no_owner(M);
    announce(M)
}

/* The month waits, and nothing of it is anywhere: no row announces it, the queue is empty, nobody has a delivery
 * of it. That is what "announced minutes ago" stands for: what is in hand moves in a shorter time. */
#define IN_HAND(k) (slot[k].at != EMPTY && slot[k].month == m && slot[k].job == log[m].job)
#define janitor_silent(m) ((log[m].status == QUEUED || (log[m].status == RETRY && log[m].due)) \
    && !ANY_ROW(ANNOUNCES) && ready[AT(m, log[m].job)] == 0 && !ANY_SLOT(IN_HAND))

inline janitor_announce(M)
{
    HOLDS(message_holds, explained[M]);
    announce(M)
}

/* ---- relays ---- */

inline relay_take(R, C)
{
    outbox[R].sender = C;
    outbox[R].state = SENT
}

/* The rows that were confirmed. */
inline relay_published(R)
{
    HOLDS(outbox_holds, outbox[R].state == THERE);
    clear_row(outbox[R])
}

/* The row waits longer. */
inline relay_refused(R)
{
    outbox[R].state = WAITING;
    outbox[R].sender = 0
}
