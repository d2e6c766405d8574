/* properties.pml: what must hold, each with a name. A violated one is named by spin. */

/* A lost owner changes nothing: a statement of a worker finds the worker's own token in the row. */
bool fence_holds = true;
/* A month is taken only from an owner that is dead, was cut off from the database, or stood still. */
bool taken_holds = true;
/* A generator is paid once a generation, and once more for each owner that was lost before it stored the answer. */
bool paid_holds = true;
/* A delivery is acknowledged only after the transaction that decides about its month. */
bool ack_holds = true;
/* An outbox row is deleted only when the broker has confirmed its message. */
bool outbox_holds = true;
/* A message id has one body, for ever. */
bool body_holds = true;
/* No month waits without a message unless a purge or a restore took it: announcing it again after minutes is
 * the last net, never a part of the way. */
bool message_holds = true;
/* An attempt runs as long as its claim lasts, and ends with it. */
bool attempt_holds = true;
/* A suspect runs alone in its process. */
bool alone_holds = true;
/* At the end of every run each month is completed, failed or pending. */
bool month_holds = true;
/* Each ISBN of a completed month was published. */
bool isbns_holds = true;
/* A failed month has its dead letter in the queue. */
bool letter_holds = true;
/* The bounds of the model are large enough. No property of the protocol. */
bool bound_holds = true;

#define HOLDS(property, condition) property = (condition); assert(property)

/* ---- an attempt ends with its claim ---- */

#define ATTEMPT_ENDED(m) HOLDS(attempt_holds, log[m].status == PROCESSING || !log[m].attempt_running)

/* ---- where a run ends ---- */

proctype end_of_run()
{
end:
    if
    :: timeout ->
        d_step {
            for (each_month : 0 .. MONTHS - 1) {
                HOLDS(month_holds, log[each_month].status == COMPLETED || log[each_month].status == FAILED ||
                                   (log[each_month].status == PENDING && jobs[each_month] == JOBS));
                ATTEMPT_ENDED(each_month);
                HOLDS(isbns_holds, log[each_month].status != COMPLETED || (log[each_month].answer & ~published & 3) == 0);
                HOLDS(letter_holds, log[each_month].status != FAILED || (letter[each_month] & (1 << log[each_month].job)) != 0)
            }
            found = false
        }
    fi;
/* Here a run rests. It rests nowhere else, and goes in no circle: spin looks for circles without progress. */
progress_over:
end_over:
    false
}
