/* statements_month.pml: the statements that a worker runs. Each inline bears its statement's name. */

#ifdef FAULT_DELIVERY_TAKES_OVER
#define TAKEABLE(k) (WAITS(slot[k].month) && (MONTH(k).status == QUEUED || MONTH(k).due)) || MONTH(k).status == PROCESSING
#else
#define TAKEABLE(k) (WAITS(slot[k].month) && (MONTH(k).status == QUEUED || MONTH(k).due)) || MONTH(k).token == TOKEN(k)
#endif

inline month_claim(K, C)
{
    ours = MONTH(K).job == slot[K].job && (TAKEABLE(K)) && (MONTH(K).crash_count < SUSPECTED || slot[K].alone) &&
           (!paused || MONTH(K).token == TOKEN(K));
    if
    :: ours ->
        HOLDS(taken_holds, MONTH(K).status != PROCESSING || MONTH(K).token == TOKEN(K));
        HOLDS(alone_holds, MONTH(K).crash_count < SUSPECTED || ALONE(K, C));
        MONTH(K).status = PROCESSING;
        MONTH(K).owner = consumer[C].id;
        MONTH(K).token = TOKEN(K);
        MONTH(K).checkpoint = false;
        MONTH(K).due = false;
        HOLDS(attempt_holds, !MONTH(K).attempt_running || slot[K].at == CLAIM);
        MONTH(K).attempt_running = true
    :: else
    fi
}

/* Why there was no claim, or why it was lost. A month that could be claimed now keeps its delivery; another
 * that waits for a message all the same gets one. */
#define READY(m) (log[m].status == QUEUED || (log[m].status == RETRY && log[m].due))

inline month_explain_and_announce(K, claims)
{
    each_month = slot[K].month;
    each_job = slot[K].job;
    find_announced(each_month, each_job);
    if
    :: log[each_month].job == each_job && claims && READY(each_month) ->
        slot[K].at = (log[each_month].crash_count >= SUSPECTED && !slot[K].alone -> SUSPECT : NEW)
    :: else ->
        if
        :: log[each_month].job == each_job && WAITS(each_month) && !found -> announce(each_month)
        :: else
        fi;
        slot[K].at = SETTLED
    fi
}

inline month_announce_later(K)
{
    each_month = slot[K].month;
    each_job = slot[K].job;
    found = false;
    for (i : 0 .. ROWS - 1) {
        if
        :: outbox[i].state == WAITING && outbox[i].kind == GO && outbox[i].month == each_month && outbox[i].job == each_job -> found = true
        :: else
        fi
    }
    if
    :: log[each_month].job == each_job && WAITS(each_month) && !found -> insert_outbox(GO, each_month, each_job, 0, WAITING)
    :: else
    fi
}

inline month_store_answer(K, new_answer)
{
    fence(K);
    if
    :: ours ->
        store_checkpoint(K, 1);
        MONTH(K).answer = new_answer
    :: else
    fi
}

inline month_store_books(K)
{
    fence(K);
    if
    :: ours -> store_checkpoint(K, 2)
    :: else
    fi
}

inline month_store_resolutions(K)
{
    fence(K);
    if
    :: ours -> store_checkpoint(K, 3)
    :: else
    fi
}

inline month_complete(K)
{
    fence(K);
    if
    :: ours ->
        each_month = slot[K].month;
        log[each_month].status = COMPLETED;
        no_owner(each_month);
        log[each_month].crash_count = 0;
#ifndef FAULT_ISBNS_APART
        hand_over(each_month)
#endif
    :: else
    fi
}

/* fails: the last charged failure; charged: a retry; else deferred, or (due) released to the queue. */
inline month_give_up(K, charges, releases)
{
    fence(K);
    if
    :: ours ->
        each_month = slot[K].month;
        log[each_month].retry_count = log[each_month].retry_count + (charges -> 1 : 0);
        no_owner(each_month);
        if
        :: charges && log[each_month].retry_count >= RETRY_MAX ->
            log[each_month].status = FAILED;
            insert_outbox(LETTER, each_month, log[each_month].job, 0, DUE)
        :: else ->
            log[each_month].status = (releases -> QUEUED : RETRY);
#ifndef FAULT_ANNOUNCE_APART
            announce(each_month)
#endif
        fi
    :: else
    fi
}
