/* command_dlq.h: what the commands of 'dlq' share. */
#pragma once
#include "shared/command.h"

/** The number of a letter, the only operand. err USAGE */
bool dlq_parse_id(const struct operands *operands, int64_t *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** There is none of this number: the exit code, and err says so. */
int dlq_no_letter(int64_t id, struct error *err) NONNULL_ALL;
