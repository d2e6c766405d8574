/* setup.h: what the consumer and its `try` set up alike. */
#pragma once
#include "shared/consumer.h"

#define PROGRAM "backfill-consumer"
#define DESCRIPTORS_OWN 48 /* of the process itself: servers, log, health, libraries */

/** Start engine and gate for consumer->services, unless all of them are local. */
void setup_gate(struct consumer *consumer) NONNULL_ALL;
