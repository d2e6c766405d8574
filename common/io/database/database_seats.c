/* database_seats.c: who may use which connection of a pool, in the order in which they came.
 *
 * Each waiting thread has a condition of its own, so that a free seat wakes only the thread whose
 * turn it is. */
#include "io/database/database_seats.h"

#include "core/mem.h"

enum waiting { WAITING, SEATED, DISMISSED };

/* A thread that waits. The struct is on its stack. */
struct waiter {
    struct waiter *next;
    pthread_cond_t wake;
    enum waiting state;
    struct database *db; /* the connection that it gets */
};

void database_seats_init(struct database_seats *seats, size_t size)
{
    *seats = (struct database_seats){.size = size, .free = size};
    seats->idle = mem_new(size, sizeof(struct database *));
    (void)pthread_mutex_init(&seats->lock, NULL); /* never fails on Linux, nor do those below */
}

void database_seats_done(struct database_seats *seats)
{
    if (seats->free != seats->size)
        UNREACHABLE("a pool is freed while threads use it");
    for (size_t i = 0; i < seats->idle_count; i++)
        database_close(seats->idle[i]);
    mem_free(seats->idle);
    (void)pthread_mutex_destroy(&seats->lock);
}

/* Wait for a seat. The caller holds the lock. */
static bool queue_up(struct database_seats *seats, struct database **ret)
{
    struct waiter self = {.state = WAITING};
    (void)pthread_cond_init(&self.wake, NULL);
    if (seats->last)
        seats->last->next = &self;
    else
        seats->first = &self;
    seats->last = &self;
    while (self.state == WAITING)
        (void)pthread_cond_wait(&self.wake, &seats->lock);
    (void)pthread_cond_destroy(&self.wake);
    *ret = self.db;
    return self.state == SEATED;
}

/* Wake the thread that has waited longest. The caller holds the lock, and a thread waits. */
static void call_first(struct database_seats *seats, enum waiting state, struct database *db)
{
    struct waiter *first = seats->first;
    seats->first = first->next;
    if (!seats->first)
        seats->last = NULL;
    first->state = state;
    first->db = db;
    (void)pthread_cond_signal(&first->wake);
}

bool database_seat_take(struct database_seats *seats, struct database **ret)
{
    bool seated = true;
    (void)pthread_mutex_lock(&seats->lock);
    if (seats->free > 0) { /* while a seat is free, nobody waits */
        seats->free--;
        *ret = seats->idle_count > 0 ? seats->idle[--seats->idle_count] : NULL;
    } else {
        seated = queue_up(seats, ret);
    }
    (void)pthread_mutex_unlock(&seats->lock);
    return seated;
}

void database_seat_give(struct database_seats *seats, struct database *db)
{
    if (db && !database_alive(db)) {
        database_close(db);
        db = NULL;
    }
    (void)pthread_mutex_lock(&seats->lock);
    if (seats->first) {
        call_first(seats, SEATED, db);
    } else {
        seats->free++;
        if (db)
            seats->idle[seats->idle_count++] = db;
    }
    (void)pthread_mutex_unlock(&seats->lock);
}

void database_seats_dismiss(struct database_seats *seats)
{
    (void)pthread_mutex_lock(&seats->lock);
    while (seats->first)
        call_first(seats, DISMISSED, NULL);
    (void)pthread_mutex_unlock(&seats->lock);
}
