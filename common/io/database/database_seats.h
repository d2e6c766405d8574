/* database_seats.h: who may use which connection of a pool, in the order in which they came. Only
 * database_pool.c uses it; it opens the connections, and knows whether the database is there. */
#pragma once
#include "io/database/database.h"

#include <pthread.h>

/* A seat is the right to one connection, which may not be open yet. */
struct database_seats {
    pthread_mutex_t lock; /* guards all that follows */
    struct waiter *first, *last;
    struct database **idle; /* open connections of free seats; the last one is taken first */
    size_t idle_count;
    size_t free, size;
};

void database_seats_init(struct database_seats *seats, size_t size) NONNULL_ALL;
/** Close the idle connections. All seats must be free. */
void database_seats_done(struct database_seats *seats) NONNULL_ALL;

/** Wait for a seat, until database_seats_dismiss ends the waiting.
 *  out   false: the waiting was ended
 *        ret  the connection, which the caller uses until it gives the seat back; NULL: none is
 *             open */
bool database_seat_take(struct database_seats *seats, struct database **ret) NONNULL_ALL MUST_CHECK;

/** Give a seat to the thread that has waited longest, or leave it free.
 *  in    db  its connection, which is closed if it must not be used any more; NULL: none is open */
void database_seat_give(struct database_seats *seats, struct database *db)
    __attribute__((nonnull(1)));

/** End the waiting of all threads that wait now. */
void database_seats_dismiss(struct database_seats *seats) NONNULL_ALL;
