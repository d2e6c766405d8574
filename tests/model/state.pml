/* state.pml: what the database holds, what the broker holds, and what a consumer keeps in its memory. */

/* ---- bounds ---- */

#define SLOTS (CONSUMERS * WIDTH)
#define PROCESSES (CONSUMERS + TROUBLES + 1) /* identities 1 .. PROCESSES - 1; 0: none */
#define QUEUES (MONTHS * JOBS)
#define AT(month, job) ((month) * JOBS + (job) - 1)

/* Scratch of single steps: no part of the state. */
hidden byte each_month, each_job, each_consumer, each_slot, each_row, i;
hidden byte found, ours;

/* ---- database ---- */

#define PENDING 0
#define QUEUED 1
#define PROCESSING 2
#define RETRY 3
#define COMPLETED 4
#define FAILED 5

/* A claim token is made anew for each claim, so what counts is whether a worker still has it: the row
 * holds the worker's number plus one, or GONE when no worker has it any more. */
#define NO_TOKEN 0
#define GONE 7
#define TOKEN(worker) ((worker) + 1)

/* A row of backfill_log. */
typedef log_row {
    unsigned status : 3;
    bool held;
    unsigned job : 2;
    unsigned owner : 3; /* a process's identity */
    unsigned token : 3;
    unsigned stage : 2;      /* 1 answered, 2 generated, 3 resolved */
    unsigned answer : 2;     /* the ISBNs that its books resolve to, a bit each */
    bool checkpoint;         /* this claim has committed one */
    unsigned crash_count : 2;
    unsigned retry_count : 2;
    bool due;                /* retry_at has passed */
    bool attempt_running;    /* the claim's row in backfill_attempt */
};

/* A row of outbox. SENT and THERE: a relay's transaction holds it; WAITING: its time has not come. */
#define FREE 0
#define WAITING 1
#define DUE 2
#define SENT 3     /* on its way to the broker */
#define THERE 4    /* the broker has it, its confirm is on its way */
#define RETURNED 5 /* the broker would not have it */
#define GO 0       /* destination backfill: a month's message */
#define ISBNS 1    /* destination enrichment */
#define LETTER 2   /* destination backfill_dead */
typedef outbox_row {
    unsigned state : 3;
    unsigned kind : 2;
    bit month;
    unsigned job : 2;
    unsigned isbns : 2;
    bit sender; /* the consumer whose relay has it in a transaction */
};

/* A row of process. */
typedef member_row {
    bool known;
    bool old;      /* its heartbeat is older than janitor.takeover */
    bool very_old; /* older than janitor.frozen */
};

log_row log[MONTHS];
outbox_row outbox[ROWS];
member_row process[PROCESSES];
byte enriched;     /* the ISBNs that have a row in enrichment, a bit each */
byte sequence = 1; /* the next process.id */
bool paused;

/* ---- broker ---- */

byte ready[QUEUES]; /* messages in BACKFILL_QUEUE that nobody has, by month and job */
byte published;     /* the ISBNs that ENRICHMENT_QUEUE was given, a bit each */
byte letter[MONTHS]; /* the jobs whose letter BACKFILL_DLQ was given, a bit each */

/* ---- a consumer's memory ---- */

typedef consumer_state {
    bool alive;
    bool session;    /* the janitor's, and with it the advisory lock of id */
    bool grace_over; /* that session is old enough to judge others */
    bool paused;     /* what the last beat read */
    bool cut_off;    /* its session was lost for so long that others may take it for dead */
    bool frozen;     /* it stood still for so long that others may take it for dead */
    unsigned id : 3;
};
consumer_state consumer[CONSUMERS];

/* ---- bounds of a run, and what the properties remember ---- */

byte troubles = TROUBLES, orders = ORDERS;
byte identities = 1;      /* the next identity; no restore sets it back */
byte jobs[MONTHS];        /* jobs so far; no restore sets them back */
byte credit[MONTHS];      /* calls of a generator that are explained and not made yet */
bool explained[MONTHS];   /* its message was lost by what no protocol prevents: a purge, a restore */

#ifdef RESTORES
bool dumped, restored;
log_row log_dump[MONTHS];
outbox_row outbox_dump[ROWS];
member_row members_dump[PROCESSES];
byte enriched_dump, sequence_dump;
bool paused_dump;
#endif

#ifdef FAULT_CANCEL_OLD_SNAPSHOT
bool snapshot[MONTHS], snapshot_attempt[MONTHS];
#endif
#ifdef FAULT_TOKENS_BEFORE_ROWS
bool not_held[CONSUMERS]; /* the janitor saw no token in its workers' hands */
#endif

/* ---- words for all ---- */

#define TROUBLE(kind) ((kind) && troubles > 0)
#define ORDER(kind) ((kind) && orders > 0)
#define MONTH(k) log[slot[k].month]
#define WAITS(m) (log[m].status == QUEUED || log[m].status == RETRY)
/* Its lock is held: by the session of a living consumer. */
#if CONSUMERS == 1
#define LOCKED(p) (consumer[0].session && consumer[0].id == (p))
#define LIVES(p) (consumer[0].alive && consumer[0].id == (p))
#else
#define LOCKED(p) ((consumer[0].session && consumer[0].id == (p)) || (consumer[1].session && consumer[1].id == (p)))
#define LIVES(p) ((consumer[0].alive && consumer[0].id == (p)) || (consumer[1].alive && consumer[1].id == (p)))
#endif

inline no_owner(M)
{
    log[M].owner = 0;
    log[M].token = NO_TOKEN;
    log[M].attempt_running = false;
    log[M].checkpoint = false
}
