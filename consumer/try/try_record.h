/* try_record.h: a call as files that a user can send us: its request and its answer, without
 * keys. */
#pragma once
#include "gate/gate.h"

/** Make a folder, if it is not there, and see that files can be written into it. Called before a
 *  call that costs money.
 *  err   CONFIG they cannot */
bool try_record_folder(const char *folder, struct error *err) NONNULL_ALL MUST_CHECK;

/** Write NAME-request.http and, if there is an answer, NAME-answer.http into a folder. Files of an
 *  earlier call are replaced.
 *  err   CONFIG the folder or a file cannot be written */
bool try_record(const struct service *service, const struct http_call *call, const char *folder,
                struct error *err) NONNULL_ALL MUST_CHECK;

/** Append bytes to ret, with stars in place of the key, wherever and however it stands, and
 *  REDACTED in place of what follows "key=".
 *  in    key  NULL: there is none */
void try_redact(const char *bytes, size_t count, const char *key, struct text *ret)
    __attribute__((nonnull(1, 4)));
