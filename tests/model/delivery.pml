/* delivery.pml: the deliveries that a consumer has in hand. */

/* A delivery in hand, and the worker that has it. */
#define EMPTY 0
#define NEW 1       /* delivered; the worker draws a token and claims */
#define KEPT 2      /* a second delivery of a job that is in hand: it waits for the first to finish */
#define CLAIM 3     /* the answer to the claim was lost */
#define REFUSED 4   /* the claim found no row */
#define SUSPECT 5   /* waits until it is alone */
#define PUT_BACK 6  /* a suspect while another one waits */
#define ASK 7       /* the month is claimed; the generator is asked next */
#define PAID 8      /* its answer is in memory only */
#define BOOKS 9
#define RESOLVE 10
#define COMPLETE 11
#define LOST 12     /* a statement found another token */
#define OWES 13     /* of planted faults: a second transaction is to follow */
#define SETTLED 14  /* the intake is to acknowledge */
typedef delivery {
    unsigned at : 4;
    bit month;
    unsigned job : 2;
    bool valid; /* its tag is of the present connection */
    bool alone; /* a suspect that runs alone */
};
delivery slot[SLOTS];

#if CONSUMERS * WIDTH == 2
#define ANY_SLOT(is) (is(0) || is(1))
#else
#define ANY_SLOT(is) (is(0) || is(1) || is(2) || is(3))
#endif
#define SAME(k, m, j) (slot[k].at != EMPTY && slot[k].at != KEPT && slot[k].month == (m) && slot[k].job == (j))
#define VALID(k) (slot[k].at != EMPTY && slot[k].valid)
#define RUNS_ALONE(k) (slot[k].at == SUSPECT || slot[k].alone)
#define FIRST(c) ((c) * WIDTH)
#define OTHER(k) ((k) ^ 1)
#define CONSUMES(c) (consumer[c].alive && !consumer[c].paused && WANTS(c))

#if WIDTH == 1
#define WANTS(c) (!VALID(FIRST(c)) && !RUNS_ALONE(FIRST(c)))
#define FREE_SLOT(c) FIRST(c)
#define HAS(c, m, j) SAME(FIRST(c), m, j)
#define WHICH(c, m, j) FIRST(c)
#define ALONE(k, c) true
#else
#define WANTS(c) (VALID(FIRST(c)) + VALID(FIRST(c) + 1) < WIDTH && !RUNS_ALONE(FIRST(c)) && !RUNS_ALONE(FIRST(c) + 1))
#define FREE_SLOT(c) (slot[FIRST(c)].at == EMPTY -> FIRST(c) : FIRST(c) + 1)
#define HAS(c, m, j) (SAME(FIRST(c), m, j) || SAME(FIRST(c) + 1, m, j))
#define WHICH(c, m, j) (SAME(FIRST(c), m, j) -> FIRST(c) : FIRST(c) + 1)
/* Nothing else is in flight in this process. A second delivery of the same job that is kept does not count:
 * it cannot finish before the first one. */
#ifdef FAULT_KEPT_COUNTS
#define ALONE(k, c) (slot[OTHER(k)].at == EMPTY)
#else
#define ALONE(k, c) (slot[OTHER(k)].at == EMPTY || slot[OTHER(k)].at == KEPT)
#endif
#endif

#define HAS_ROOM(c) (slot[FREE_SLOT(c)].at == EMPTY)

/* The worker has no use for its token any more: who holds it in a row holds one that is gone. */
inline forget_token(K)
{
    for (i : 0 .. MONTHS - 1) {
        if
        :: log[i].token == TOKEN(K) -> log[i].token = GONE
        :: else
        fi;
#ifdef RESTORES
        if
        :: log_dump[i].token == TOKEN(K) -> log_dump[i].token = GONE
        :: else
        fi
#endif
    }
}

/* However a delivery ends, the one that was kept because of it has its turn then. */
inline next_in_turn(K)
{
#if WIDTH > 1
    if
    :: slot[OTHER(K)].at == KEPT && slot[OTHER(K)].month == slot[K].month && slot[OTHER(K)].job == slot[K].job ->
        slot[OTHER(K)].at = NEW
    :: else
    fi
#else
    skip
#endif
}

inline end_delivery(K)
{
    slot[K].at = EMPTY;
    slot[K].month = 0;
    slot[K].job = 0;
    slot[K].valid = false;
    slot[K].alone = false
}

/* The broker delivers again what this connection has not acknowledged. */
inline requeue(K)
{
    if
    :: VALID(K) ->
        ready[AT(slot[K].month, slot[K].job)]++;
        HOLDS(bound_holds, ready[AT(slot[K].month, slot[K].job)] < 8)
    :: else
    fi
}
