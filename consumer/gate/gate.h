/* gate.h: the one way to a provider: a call waits here for its slot, at the rate of the whole fleet
 * and within the budget of the day, and its outcome is recorded.
 *
 * Slots are reserved in PostgreSQL, which keeps one schedule for all processes, just before they
 * are needed and at most one second of the provider's rate at once. They go to the calls that wait
 * longest. While the database is away, or refuses what a worker would store or the gate record, no
 * call is sent.
 *
 * Every function may be called on any thread. */
#pragma once
#include "gate/call_batch.h"
#include "gate/meter.h"
#include "io/http/http.h"
#include "shared/service.h"

struct gate;

/** A gate whose calls wait until gate_thread serves it.
 *  in   config, services, engine  borrowed for its life
 *  out  owned by the caller: gate_free, when every call has ended */
struct gate *gate_new(const struct config *config, const struct services *services,
                      struct http_engine *engine) NONNULL_ALL MUST_CHECK;

void gate_free(struct gate *gate);

/** Queue an ask. It ends in its batch, once: answered, failed, or refused by the gate.
 *  in  ask  its service, batch, units and deadline_ms are set, and its call is prepared
 *           (service_prepare_call); borrowed until it ends */
void gate_submit(struct gate *gate, struct ask *ask) NONNULL_ALL;

/** End the calls of a batch that still wait for a slot, with CANCELLED. A call that has its slot
 *  goes on, and ends as if nothing had happened. */
void gate_withdraw(struct gate *gate, struct call_batch *batch) NONNULL_ALL;

/** Record the outcome of a call that has ended, so that it counts in its provider's day. Does
 *  nothing for a call that has no slot, or whose outcome was recorded already.
 *  in  outcome  its name is a literal, and stays; why is copied */
void gate_record(struct gate *gate, struct ask *ask, const struct outcome *outcome) NONNULL_ALL;

/** Close a provider for the whole fleet because of what it answered. Slots that this process has in
 *  hand for it are void from now on.
 *  in  ms     for how long; 0: until the next midnight of its day
 *      class  of the error that closes it
 *      why    copied */
void gate_close_provider(struct gate *gate, const struct service *service, int64_t ms,
                         enum error_class class, const char *why) NONNULL_ALL;

/** Open the providers that are closed for an error of the configuration: perhaps it is mended, and
 *  the next call shows it. */
void gate_open_after_reload(struct gate *gate) NONNULL_ALL;
