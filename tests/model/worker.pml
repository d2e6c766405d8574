/* worker.pml: a delivery and the worker that has it: claim, generate, resolve, complete; then the
 * intake acknowledges. */

#define ANOTHER_WAITS(k) (WIDTH > 1 && slot[OTHER(k)].at == SUSPECT)

proctype worker(byte k, c)
{
end:
    do
    /* ---- claim ---- */
    :: d_step { slot[k].at == NEW || slot[k].at == CLAIM ->
        month_claim(k, c);
        if
        :: ours -> go_on(k)
        :: else -> slot[k].at = REFUSED
        fi }
    /* Committed, but the answer is lost: it is repeated with the same token. */
    :: d_step { slot[k].at == NEW && TROUBLE(LOST_REPLIES) ->
        troubles--;
        month_claim(k, c);
        slot[k].at = CLAIM }
    /* It is not repeated for ever: the delivery is done anew, with a new token. */
    :: d_step { slot[k].at == CLAIM ->
        forget_token(k);
        slot[k].at = NEW }
    :: d_step { slot[k].at == REFUSED ->
        month_explain_and_announce(k, true);
        consumer[c].paused = consumer[c].paused || paused }

    /* ---- a suspect ---- */
    :: d_step { slot[k].at == SUSPECT && ANOTHER_WAITS(k) -> slot[k].at = PUT_BACK }
    :: d_step { slot[k].at == SUSPECT && ALONE(k, c) ->
        slot[k].alone = true;
        slot[k].at = NEW }
    :: d_step { slot[k].at == PUT_BACK ->
        month_announce_later(k);
        slot[k].at = SETTLED }

    /* ---- generate: the call costs money, its answer is stored before anything else ---- */
    :: d_step { slot[k].at == ASK ->
        HOLDS(paid_holds, credit[slot[k].month] > 0);
        credit[slot[k].month]--;
        slot[k].at = PAID }
    :: d_step { slot[k].at == PAID ->
        month_store_answer(k, 1 + 2 * slot[k].month);
        slot[k].at = (ours -> BOOKS : LOST) }
#if ANSWERS > 1
    /* Asked again, a generator may name other books. */
    :: d_step { slot[k].at == PAID ->
        month_store_answer(k, 3 - 2 * slot[k].month);
        slot[k].at = (ours -> BOOKS : LOST) }
#endif
    :: d_step { slot[k].at == BOOKS ->
        month_store_books(k);
        slot[k].at = (ours -> RESOLVE : LOST) }
    :: d_step { slot[k].at == RESOLVE ->
        month_store_resolutions(k);
        slot[k].at = (ours -> COMPLETE : LOST) }

    /* ---- complete, or give up ---- */
    :: d_step { slot[k].at == COMPLETE ->
        month_complete(k);
#ifdef FAULT_ISBNS_APART
        slot[k].at = (ours -> OWES : LOST)
#else
        slot[k].at = (ours -> SETTLED : LOST)
#endif
        }
    /* Committed, but the answer is lost: repeated, it finds the token gone. */
    :: d_step { slot[k].at == COMPLETE && TROUBLE(LOST_REPLIES) ->
        troubles--;
        month_complete(k);
        slot[k].at = LOST }
    /* A failed call is charged. */
    :: d_step { slot[k].at == ASK && TROUBLE(FAILURES) ->
        troubles--;
        month_give_up(k, true, false);
#ifdef FAULT_ANNOUNCE_APART
        slot[k].at = (ours -> OWES : LOST)
#else
        slot[k].at = (ours -> SETTLED : LOST)
#endif
        }
    /* A closed provider defers. */
    :: d_step { slot[k].at == RESOLVE && TROUBLE(FAILURES) ->
        troubles--;
        month_give_up(k, false, false);
        slot[k].at = (ours -> SETTLED : LOST) }
    /* A stopping process, or a database that is away for long, releases. */
    :: d_step { (slot[k].at == ASK || slot[k].at == RESOLVE) && TROUBLE(RELEASES) ->
        troubles--;
        month_give_up(k, false, true);
        slot[k].at = (ours -> SETTLED : LOST) }
#if defined(FAULT_ANNOUNCE_APART) || defined(FAULT_ISBNS_APART)
    :: d_step { slot[k].at == OWES ->
        each_month = slot[k].month;
        if
        :: log[each_month].status == COMPLETED -> hand_over(each_month)
        :: WAITS(each_month) -> announce(each_month)
        :: else
        fi;
        slot[k].at = SETTLED }
#endif
    :: d_step { slot[k].at == LOST -> month_explain_and_announce(k, false) }

    /* ---- the intake ---- */
    :: d_step { slot[k].at == SETTLED ->
        HOLDS(ack_holds, slot[k].at == SETTLED);
        forget_token(k);
        next_in_turn(k);
        end_delivery(k) }
    /* While the fleet is paused, what no worker has begun goes back. */
    :: d_step { (slot[k].at == NEW || slot[k].at == KEPT || slot[k].at == SUSPECT) && !slot[k].alone && consumer[c].paused ->
        requeue(k);
#ifndef FAULT_KEPT_FORGOTTEN
        next_in_turn(k);
#endif
        end_delivery(k) }
    od
}
