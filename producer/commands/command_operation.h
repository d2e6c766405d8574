/* command_operation.h: what commands that begin an operation share. */
#pragma once
#include "core/error.h"

/** Read how fast an operation sends: "30/m" or "2/s".
 *  out   ret  1 .. 60000 a minute
 *  err   USAGE it is no such rate */
bool command_operation_rate(const char *typed, int64_t *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
