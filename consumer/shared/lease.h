/* lease.h: how long this process may count on its claims without asking the database.
 *
 * Others take its months over when its heartbeat has not changed for janitor.takeover_ms. A process
 * that was frozen, or whose machine was suspended, does not notice by itself: it goes on where it
 * stood. So each heartbeat that the database takes renews the lease, and one that comes too late
 * breaks it: a claim that was seen before has to be confirmed then before anything is paid for it.
 *
 * Times are of clock_boot_ms. Any thread may ask; one renews. */
#pragma once
#include "core/base.h"

struct lease;

/** A lease that does not run before it is renewed.
 *  in   length_ms  after which others may take over
 *  out  owned by the caller: lease_free */
struct lease *lease_new(int64_t length_ms) MUST_CHECK;

void lease_free(struct lease *lease);

/* A heartbeat that the database has taken. */
struct lease_renewal {
    int64_t begun_ms, ended_ms; /* around the statement */
    int64_t moment_ms;          /* in it, by the database's clock */
};

/** Renew the lease. */
void lease_renew(struct lease *lease, const struct lease_renewal *renewal) NONNULL_ALL;

/** The claims that were seen before now have to be confirmed, whatever the heartbeats say. */
void lease_break(struct lease *lease, int64_t now_ms) NONNULL_ALL;

/** What the database's clock says. Where it has come a lease further since the last heartbeat, our
 *  clock stood still: the lease runs no more until it is renewed.
 *  in  lease  NULL: there is none */
void lease_compare(struct lease *lease, int64_t moment_ms);

/** Is a claim that the database confirmed at seen_ms sure to hold now, as far as can be known?
 *  Either no heartbeat has been late since, or it was confirmed a moment ago.
 *  in  lease    NULL: nobody takes anything from this process
 *      seen_ms  just before the statement; 0: it never was */
bool lease_covers(struct lease *lease, int64_t seen_ms, int64_t now_ms) MUST_CHECK;
