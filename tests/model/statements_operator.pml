/* statements_operator.pml: the statements behind an operator's commands. Each inline bears its statement's
 * name. */

inline schedule(M)
{
    new_job(M)
}

/* A letter of a failed month: a new job, checkpoints kept. */
inline operation_advance(M)
{
    new_job(M)
}

inline month_cancel(M)
{
    explain_call(M);
    for (i : 0 .. ROWS - 1) {
        if
        :: outbox[i].state != FREE && outbox[i].kind == GO && outbox[i].month == M && outbox[i].job == log[M].job -> clear_row(outbox[i])
        :: else
        fi
    }
    log[M].status = PENDING;
    log[M].held = true;
    log[M].job = 0;
    log[M].crash_count = 0;
    log[M].retry_count = 0;
    log[M].due = false;
    log[M].owner = 0;
    log[M].token = NO_TOKEN;
    log[M].checkpoint = false;
#ifdef FAULT_CANCEL_OLD_SNAPSHOT
    log[M].attempt_running = log[M].attempt_running && !snapshot_attempt[M];
    snapshot[M] = false;
    snapshot_attempt[M] = false;
#else
    log[M].attempt_running = false;
#endif
    ATTEMPT_ENDED(M)
}

inline month_unhold(M)
{
    log[M].held = false
}

/* Taken back from whoever has it, dead or alive. */
inline reset_stuck(M)
{
    explain_call(M);
    log[M].status = QUEUED;
    no_owner(M);
    announce(M)
}

inline pause(new_paused)
{
    paused = new_paused
}
