/* answer.c: frees what an answer holds, and says that a generator has declined. */
#include "answer.h"

#include "redact.h"

#include <string.h>
#include <strings.h>

bool provider_served_by(const struct provider_settings *settings, const char *domain)
{
    const char *base = settings->base_url ? settings->base_url : "";
    const char *scheme = strstr(base, "://");
    const char *host = scheme ? scheme + 3 : base;
    const size_t count = strcspn(host, ":/?#"), wanted = strlen(domain);
    if (count < wanted || strncasecmp(host + count - wanted, domain, wanted) != 0)
        return false;
    return count == wanted || host[count - wanted - 1] == '.';
}

void generate_answer_done(struct generate_answer *answer)
{
    books_done(&answer->books);
}

bool generate_answer_refuse(const struct provider_settings *settings, const char *reason,
                            const char *message, struct generate_answer *ret)
{
    CLEANUP(text_done) struct text words = {0};
    text_add_format(&words, "%s%s%s", reason, *reason && *message ? ": " : "", message);
    ret->refused = true;
    redact_copy(settings->key, text_of(&words), ret->refusal, sizeof(ret->refusal));
    return true;
}
