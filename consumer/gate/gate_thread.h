/* gate_thread.h: the thread that serves the gate: it writes to the database what was recorded,
 * reserves slots for the calls that wait, and asks providers for their own usage. */
#pragma once
#include "shared/consumer.h"

/** Start the HTTP engine, the gate and its thread for consumer->services, and set http, gate and
 *  gate_thread of the consumer; when all services are local these stay NULL. */
void gate_thread_start(struct consumer *consumer) NONNULL_ALL;

/** Stop the engine, write what is still to be recorded, stop the thread, and free all three. When
 *  the database is away, what is not recorded stays reserved, so that it counts in its day all the
 *  same. Every call has ended by then. */
void gate_thread_stop(struct consumer *consumer) NONNULL_ALL;
