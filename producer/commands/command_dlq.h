/* command_dlq.h: what the commands of 'dlq' share. */
#pragma once
#include "shared/command.h"

/** Read the number of a letter, the only operand.
 *  err   USAGE it is none */
bool command_dlq_letter(const struct operands *operands, int64_t *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Say in err that the archive holds no letter of this number. Returns the exit code. */
int command_dlq_missing(int64_t id, struct error *err) NONNULL_ALL;
