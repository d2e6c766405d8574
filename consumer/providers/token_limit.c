/* token_limit.c: reads the number of tokens out of a sentence. Every server has a sentence of its
 * own, and what differs least is which numbers stand in it: ours, the model's, and those of the
 * question. */
#include "token_limit.h"

#include "answers/body.h"
#include "answers/provider_error.h"

#include <string.h>

enum { NUMBERS_MAX = 16, TOKENS_MAX = 100000000, DIGITS_MAX = 9 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The number at this place, with commas between its digits or not. */
static int number_at(const char **at)
{
    int64_t value = 0;
    int digits = 0;
    while (is_digit(**at) || (**at == ',' && digits > 0 && is_digit((*at)[1]))) {
        if (**at != ',' && digits++ < DIGITS_MAX)
            value = value * 10 + (**at - '0');
        (*at)++;
    }
    return value < TOKENS_MAX ? (int)value : TOKENS_MAX;
}

/* The first number behind these words; 0: there is none near. */
static int number_behind(const char *words, const char *before)
{
    enum { NEAR = 40 };
    const char *at = strstr(words, before);
    if (!at)
        return 0;
    at += strlen(before);
    for (int i = 0; i < NEAR && *at && *at != '\n'; i++, at++)
        if (is_digit(*at))
            return number_at(&at);
    return 0;
}

/* The number that stands before these words; 0: none does. */
static int number_before(const char *words, const char *behind)
{
    const char *at = strstr(words, behind);
    if (!at)
        return 0;
    const char *begin = at;
    while (begin > words && (is_digit(begin[-1]) || begin[-1] == ','))
        begin--;
    return begin < at ? number_at(&begin) : 0;
}

static int first_of(const char *words, int (*find)(const char *, const char *),
                    const char *const *phrases)
{
    int number = 0;
    for (; *phrases && number == 0; phrases++)
        number = find(words, *phrases);
    return number;
}

/* How many tokens the context leaves beside the question; -1: it is not about a context. */
static int left_of_context(const char *words, int asked)
{
    static const char *const contexts[] = {"context length is",      "context length of",
                                           "context window is",      "context window of",
                                           "context size is",        "context size of",
                                           "maximum context length", "n_ctx",
                                           "available context size", NULL};
    static const char *const questions[] = {" in the messages",
                                            " in your prompt",
                                            " in the prompt",
                                            " input tokens",
                                            " prompt tokens",
                                            " tokens from the input",
                                            NULL};
    static const char *const totals[] = {"requested", "requires", "in total", NULL};
    static const char *const counts[] = {"prompt contains at least", "prompt contains",
                                         "n_prompt_tokens", "input length", NULL};
    const int context = first_of(words, number_behind, contexts);
    int question = first_of(words, number_before, questions);
    if (question == 0)
        question = first_of(words, number_behind, counts);
    if (context == 0)
        return -1;
    const int total = first_of(words, number_behind, totals);
    if (question == 0 && total > asked)
        question = total - asked;
    if (question == 0)
        return context / 2 < asked ? context / 2 : asked / 2;
    return context - question < asked ? context - question : asked / 2;
}

/* The largest number below ours; 0: there is none. */
static int largest_below(const char *words, int asked)
{
    int largest = 0;
    for (const char *at = words; *at;) {
        const bool inside = at > words && (is_digit(at[-1]) || at[-1] == '.' || at[-1] == '-');
        if (!is_digit(*at)) {
            at++;
            continue;
        }
        const int number = number_at(&at);
        const bool word = *at >= 'a' && *at <= 'z'; /* of a name such as 4o */
        if (!inside && !word && number < asked && number > largest)
            largest = strncmp(at, " (exclusive)", 12) == 0 ? number - 1 : number;
    }
    return largest;
}

int provider_token_limit(const struct http_response *response, int asked)
{
    CLEANUP(provider_error_done) struct provider_error reply = {0};
    const struct provider_settings nobody = {.name = ""};
    if (body_is_html(response))
        return -1;
    provider_error_read(&nobody, response, &reply);
    if (reply.status != 400 && reply.status != 413 && reply.status != 422 && reply.status != 500)
        return -1;
    if (!provider_error_says(&reply, PROVIDER_SAYS_TOKENS))
        return -1;
    const char *words = text_of(&reply.words);
    if (provider_error_says(&reply, "unsupported parameter|unknown parameter|not supported|"
                                    "unknown name|unrecognized|extra inputs|not permitted"))
        return 0;
    int limit = left_of_context(words, asked);
    if (limit == -1) {
        limit = largest_below(words, asked);
        limit = limit > 0 ? limit : asked / 2;
    }
    return limit >= TOKEN_LIMIT_MIN && limit < asked ? limit : -1;
}
