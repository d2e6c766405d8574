/* database_seats.h: who may use which connection of a pool, first come first served. A part of
 * database_pool.c, which opens the connections and knows whether the database is there. */
#pragma once
#include "io/database/database.h"

#include <pthread.h>

/* A seat is the right to one connection, which may not be open yet. */
struct database_seats {
    pthread_mutex_t lock; /* guards all that follows */
    struct waiter *first, *last;
    struct database **idle; /* connections of free seats; the last used is taken first */
    size_t idle_count;
    size_t free, size;
};

void database_seats_init(struct database_seats *seats, size_t size) NONNULL_ALL;
/** Close the idle connections. All seats must be free. */
void database_seats_done(struct database_seats *seats) NONNULL_ALL;

/** Wait for a seat.
 *  out  ret  its connection, the caller's until given back; NULL: none is open
 *  false: dismissed */
bool database_seat_take(struct database_seats *seats, struct database **ret) NONNULL_ALL MUST_CHECK;

/** Give the seat to who waits longest. db, which may be NULL, is closed if it is of no more use. */
void database_seat_give(struct database_seats *seats, struct database *db)
    __attribute__((nonnull(1)));

/** Send away all that wait now. */
void database_seats_dismiss(struct database_seats *seats) NONNULL_ALL;
