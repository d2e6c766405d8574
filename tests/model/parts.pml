/* parts.pml: what several statements do in the same way. */

/* The first thing that a statement of a claimed month does: is it still this worker's? */
inline fence(K)
{
#ifdef FAULT_FENCING_OFF
    ours = true;
#else
    ours = (MONTH(K).token == TOKEN(K));
#endif
    HOLDS(fence_holds, !ours || MONTH(K).token == TOKEN(K))
}

/* Which step a claimed month goes on with: what is stored is not done again. */
inline go_on(K)
{
    if
#ifdef FAULT_CHECKPOINT_IGNORED
    :: true -> slot[K].at = ASK
#else
    :: MONTH(K).stage == 0 -> slot[K].at = ASK
    :: MONTH(K).stage == 1 -> slot[K].at = BOOKS
    :: MONTH(K).stage == 2 -> slot[K].at = RESOLVE
    :: MONTH(K).stage == 3 -> slot[K].at = COMPLETE
#endif
    fi
}

inline store_checkpoint(K, new_stage)
{
    MONTH(K).stage = new_stage;
    MONTH(K).checkpoint = true;
    MONTH(K).crash_count = 0
}

/* The ISBNs of the month that no month has handed over before, in one message. */
inline hand_over(M)
{
    if
    :: (log[M].answer & ~enriched & 3) != 0 ->
        insert_outbox(ISBNS, M, log[M].job, (log[M].answer & ~enriched & 3), DUE);
        enriched = enriched | log[M].answer
    :: else
    fi
}

/* A claim that ends without its worker's doing explains one more call, unless the answer is stored. */
inline explain_call(M)
{
    if
    :: log[M].status == PROCESSING && log[M].stage == 0 -> credit[M]++
    :: else
    fi
}

inline new_job(M)
{
    jobs[M]++;
    log[M].job = jobs[M];
    log[M].status = QUEUED;
    log[M].crash_count = 0;
    log[M].retry_count = 0;
    log[M].due = false;
    announce(M)
}
