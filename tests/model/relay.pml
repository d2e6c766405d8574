/* relay.pml: one row of the outbox on its way to the broker. */

#define TAKE(c) \
    :: d_step { outbox[r].state == DUE && consumer[c].alive -> relay_take(r, c) }

#ifdef RESTORES
/* The message id of ISBNs follows from the job and the ISBNs. */
#ifdef FAULT_ID_OF_JOB
#define ID(m, j, isbns) AT(m, j)
byte body[QUEUES];
#else
#define ID(m, j, isbns) (4 * AT(m, j) + (isbns))
byte body[4 * QUEUES];
#endif
#endif

/* The broker has the message. */
inline arrive(R)
{
    each_month = outbox[R].month;
    each_job = outbox[R].job;
    if
    :: outbox[R].kind == GO ->
        ready[AT(each_month, each_job)]++;
        HOLDS(bound_holds, ready[AT(each_month, each_job)] < 8)
    :: outbox[R].kind == ISBNS ->
        published = published | outbox[R].isbns;
#ifdef RESTORES
        HOLDS(body_holds, body[ID(each_month, each_job, outbox[R].isbns)] == 0 || body[ID(each_month, each_job, outbox[R].isbns)] == outbox[R].isbns);
        body[ID(each_month, each_job, outbox[R].isbns)] = outbox[R].isbns;
#endif
    :: outbox[R].kind == LETTER -> letter[each_month] = letter[each_month] | (1 << each_job)
    fi
}

proctype relay(byte r)
{
end:
    do
    TAKE(0)
#if CONSUMERS > 1
    TAKE(1)
#endif
    :: d_step { outbox[r].state == SENT ->
        arrive(r);
        outbox[r].state = THERE }
    :: d_step { outbox[r].state == THERE -> relay_published(r) }
#ifdef FAULT_DELETE_EARLY
    :: d_step { outbox[r].state == SENT -> relay_published(r) }
#endif
    /* The connection is lost: before the broker has the message, or before its confirm is here. */
    :: d_step { (outbox[r].state == SENT || outbox[r].state == THERE) && TROUBLE(LOST_CONFIRMS) ->
        troubles--;
        outbox[r].state = DUE;
        outbox[r].sender = 0 }
    /* No queue is bound, or the broker refuses. */
    :: d_step { outbox[r].state == SENT && TROUBLE(RETURNS) ->
        troubles--;
        outbox[r].state = RETURNED }
    :: d_step { outbox[r].state == RETURNED ->
#ifdef FAULT_RETURN_IGNORED
        relay_published(r)
#else
        relay_refused(r)
#endif
        }
    /* Its time has come. That of a retry comes with the retry's. */
    :: d_step { outbox[r].state == WAITING &&
                (outbox[r].kind != GO || log[outbox[r].month].job != outbox[r].job ||
                 log[outbox[r].month].status != RETRY || log[outbox[r].month].due) ->
        outbox[r].state = DUE }
    od
}
