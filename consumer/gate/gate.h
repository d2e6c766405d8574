/* gate.h: nothing is sent to a provider but through here: at the fleet's rate, within the day's
 * budget, every call counted.
 *
 * The gate reserves slots just in time, for the calls that wait longest, at most one second of a
 * provider's rate ahead; PostgreSQL keeps the schedule for all processes. While the database is
 * away nothing is sent. */
#pragma once
#include "gate/call_batch.h"
#include "gate/meter.h"
#include "io/http/http.h"
#include "shared/service.h"

struct gate;

struct gate *gate_start(const struct config *config, const struct services *services,
                        struct http_engine *engine) NONNULL_ALL MUST_CHECK;
void gate_stop(struct gate *gate);

/** Queue a call; it ends in its batch: answered, failed, or refused by the gate. */
void gate_submit(struct gate *gate, struct ask *ask) NONNULL_ALL;

/** Take back what still waits for a slot: it ends with CANCELLED. What is on its way goes on. */
void gate_withdraw(struct gate *gate, struct call_batch *batch) NONNULL_ALL;

/** Book the outcome of an ended call; one that was not sent is given back. */
void gate_record(struct gate *gate, struct ask *ask, const struct outcome *outcome) NONNULL_ALL;

/** Close a provider for the fleet: for that long, or (0) until the next midnight of its day. */
void gate_close_provider(struct gate *gate, const struct service *service, int64_t ms,
                         enum error_class class, const char *why) NONNULL_ALL;

/** Look at providers again that are closed for their configuration. */
void gate_look_again(struct gate *gate) NONNULL_ALL;
