/* broker.pml: what BACKFILL_QUEUE delivers, and what the intake does with a delivery. */

inline take_in(C, M, J, how)
{
    each_slot = FREE_SLOT(C);
    slot[each_slot].month = M;
    slot[each_slot].job = J;
    slot[each_slot].valid = true;
    slot[each_slot].at = how;
#ifdef FAULT_ACK_EARLY
    HOLDS(ack_holds, slot[each_slot].at == SETTLED);
#endif
    each_slot = 0
}

/* A delivery of a job that is in hand already, whether the first one came over this connection or an earlier
 * one: it is kept until the first one has finished, and then has its own turn. */
#define FIRST_IS_VALID(c) slot[WHICH(c, m, j)].valid
#ifdef FAULT_SECOND_ACKNOWLEDGED
#define IS_ACKNOWLEDGED(c) FIRST_IS_VALID(c)
#else
#define IS_ACKNOWLEDGED(c) false
#endif
#ifdef FAULT_TAG_ADOPTED
#define IS_ADOPTED(c) !FIRST_IS_VALID(c)
#else
#define IS_ADOPTED(c) false
#endif
#define DELIVER_AGAIN(c) \
    :: d_step { ready[AT(m, j)] > 0 && CONSUMES(c) && HAS(c, m, j) && (HAS_ROOM(c) || IS_ACKNOWLEDGED(c) || IS_ADOPTED(c)) -> \
        ready[AT(m, j)]--; \
        if \
        :: IS_ACKNOWLEDGED(c) \
        :: IS_ADOPTED(c) -> slot[WHICH(c, m, j)].valid = true \
        :: else -> take_in(c, m, j, KEPT) \
        fi }

#define DELIVER(c) \
    :: d_step { ready[AT(m, j)] > 0 && CONSUMES(c) && !HAS(c, m, j) && HAS_ROOM(c) -> \
        ready[AT(m, j)]--; \
        take_in(c, m, j, NEW) }

proctype queue(byte m, j)
{
end:
    do
    DELIVER(0)
    DELIVER_AGAIN(0)
#if CONSUMERS > 1
    DELIVER(1)
    DELIVER_AGAIN(1)
#endif
    /* An operator purges the queue. */
    :: d_step { TROUBLE(PURGES) && ready[AT(m, j)] > 0 ->
        troubles--;
        ready[AT(m, j)] = 0;
        explained[m] = true }
    od
}
