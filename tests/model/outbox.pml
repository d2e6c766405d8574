/* outbox.pml: rows of outbox, as the statements write them. */

#if ROWS == 3
#define ANY_ROW(is) (is(0) || is(1) || is(2))
#elif ROWS == 4
#define ANY_ROW(is) (is(0) || is(1) || is(2) || is(3))
#elif ROWS == 5
#define ANY_ROW(is) (is(0) || is(1) || is(2) || is(3) || is(4))
#else
#define ANY_ROW(is) (is(0) || is(1) || is(2) || is(3) || is(4) || is(5))
#endif

/* Does this row announce the present job of month m? */
#define ANNOUNCES(r) (outbox[r].state != FREE && outbox[r].kind == GO && outbox[r].month == m && outbox[r].job == log[m].job)

/* Is there a row that announces this job? */
inline find_announced(M, J)
{
    found = false;
    for (i : 0 .. ROWS - 1) {
        if
        :: outbox[i].state != FREE && outbox[i].kind == GO && outbox[i].month == M && outbox[i].job == J -> found = true
        :: else
        fi
    }
}

inline insert_outbox(new_kind, M, J, new_isbns, new_state)
{
    i = 0;
    do
    :: i < ROWS && outbox[i].state != FREE -> i++
    :: else -> break
    od;
    HOLDS(bound_holds, i < ROWS);
    outbox[i].state = new_state;
    outbox[i].kind = new_kind;
    outbox[i].month = M;
    outbox[i].job = J;
    outbox[i].isbns = new_isbns
}

/* A month's message, now or when its retry is due. */
inline announce(M)
{
    insert_outbox(GO, M, log[M].job, 0, (log[M].status == RETRY && !log[M].due -> WAITING : DUE))
}

inline clear_row(row)
{
    row.state = FREE;
    row.kind = 0;
    row.month = 0;
    row.job = 0;
    row.isbns = 0;
    row.sender = 0
}
