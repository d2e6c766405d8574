/* login.h: POST /login, POST /logout and GET /api/v1/me, which the server itself answers. */
#pragma once
#include "serve/auth.h"

/** Answer a request that is for one of these.
 *  in    caller  of auth_identify
 *  out   false: it is for another path, and ret is untouched */
bool login_answer(const struct auth *auth, const struct web_request *request,
                  const struct caller *caller, struct web_answer *ret) NONNULL_ALL MUST_CHECK;
