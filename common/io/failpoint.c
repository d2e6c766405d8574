/* failpoint.c: what happens at failpoints. The rules are read from the environment when the first
 * failpoint is passed. Part of test builds only. */
#include "io/failpoint.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/text.h"

#define RULES_MAX 16
#define NAME_BYTES 96

enum action { ACTION_KILL, ACTION_STOP, ACTION_ABORT, ACTION_EXIT, ACTION_SLEEP, ACTION_ERROR };

struct rule {
    char name[NAME_BYTES];
    enum action action;
    int64_t argument;
    int64_t at;  /* the first time that it acts, counted from 1 */
    bool always; /* it acts every time after that, too */
    atomic_int_fast64_t passed;
};

static struct rule rules[RULES_MAX]; /* written once, by read_rules */
static size_t rule_count;
static int trace_fd = -1;

/* The places are in a section of their own, which does not exist where no file has one. */
extern const struct failpoint __start_failpoints[] __attribute__((weak));
extern const struct failpoint __stop_failpoints[] __attribute__((weak));

const char *failpoint_name(size_t i)
{
    return i < (size_t)(__stop_failpoints - __start_failpoints) ? __start_failpoints[i].name : NULL;
}

/* ---- reading the environment ---- */

static NORETURN void refuse(const char *rule)
{
    (void)fprintf(stderr, "BACKFILL_TEST_FAILPOINTS: '%s' is no failpoint=action\n", rule);
    _exit(2);
}

/* Is the text this action?
 * out  ret_argument  200 of "sleep(200)" */
static bool is_action(const char *text, const char *name, bool has_argument, int64_t *ret_argument)
{
    const size_t length = strlen(name), whole = strlen(text);
    char digits[24] = "";
    if (strncmp(text, name, length) != 0)
        return false;
    if (!has_argument)
        return whole == length;
    if (whole < length + 3 || whole - length - 2 >= sizeof(digits) || text[length] != '(' ||
        text[whole - 1] != ')')
        return false;
    memcpy(digits, text + length + 1, whole - length - 2);
    return text_to_int(digits, 0, 3600000, ret_argument);
}

static bool read_action(const char *text, struct rule *rule)
{
    static const struct {
        const char *name;
        enum action action;
        bool has_argument;
    } known[] = {
        {"kill", ACTION_KILL, false},   {"stop", ACTION_STOP, false},
        {"abort", ACTION_ABORT, false}, {"error", ACTION_ERROR, false},
        {"exit", ACTION_EXIT, true},    {"sleep", ACTION_SLEEP, true},
    };
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (is_action(text, known[i].name, known[i].has_argument, &rule->argument)) {
            rule->action = known[i].action;
            return true;
        }
    return false;
}

/* Read a rule such as "name=action@3+". The text is cut into pieces. */
static bool read_rule(char *text, struct rule *rule)
{
    char *action = strchr(text, '=');
    if (!action || action == text || action - text >= NAME_BYTES)
        return false;
    *action++ = '\0';
    text_copy(rule->name, sizeof(rule->name), text);
    rule->at = 1;
    char *count = strchr(action, '@');
    if (count) {
        *count++ = '\0';
        rule->always = *count && count[strlen(count) - 1] == '+';
        if (rule->always)
            count[strlen(count) - 1] = '\0';
        if (!text_to_int(count, 1, 1000000, &rule->at))
            return false;
    }
    return read_action(action, rule);
}

static void read_rules(void)
{
    static char text[4096];
    const char *given = getenv("BACKFILL_TEST_FAILPOINTS"), *trace = getenv("BACKFILL_TEST_TRACE");
    if (trace)
        trace_fd = open(trace, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (!given)
        return;
    if (strlen(given) >= sizeof(text))
        refuse(given);
    text_copy(text, sizeof(text), given);
    for (char *next = text; next;) {
        char *one = next + strspn(next, " ");
        next = strchr(one, ';');
        if (next)
            *next++ = '\0';
        if (!*one)
            continue;
        if (rule_count == RULES_MAX || !read_rule(one, &rules[rule_count]))
            refuse(one);
        rule_count++;
    }
}

/* ---- passing ---- */

static void write_trace(const char *name)
{
    char line[NAME_BYTES + 2];
    int length = snprintf(line, sizeof(line), "%s\n", name);
    if (trace_fd >= 0 && length > 0)
        (void)!write(trace_fd, line, (size_t)length); /* a test notices a line that is missing */
}

/* Do what a rule says. false: the step must fail. */
static bool act(const struct rule *rule)
{
    switch (rule->action) {
    case ACTION_KILL:
        (void)kill(getpid(), SIGKILL);
        return true;
    case ACTION_STOP:
        /* To this very thread: a signal to the process may be taken by another one, while this one
         * goes on for a moment. */
        (void)pthread_kill(pthread_self(), SIGSTOP);
        return true;
    case ACTION_ABORT:
        abort();
    case ACTION_EXIT:
        _exit((int)rule->argument);
    case ACTION_SLEEP:
        clock_sleep_ms(rule->argument);
        return true;
    case ACTION_ERROR:
        return false;
    }
    UNREACHABLE("action of a failpoint");
}

static bool pass(const char *name)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, read_rules);
    write_trace(name);
    bool good = true;
    for (size_t i = 0; i < rule_count; i++) {
        if (strcmp(rules[i].name, name) != 0)
            continue;
        const int64_t passed = atomic_fetch_add(&rules[i].passed, 1) + 1;
        if (passed == rules[i].at || (rules[i].always && passed > rules[i].at))
            good = act(&rules[i]) && good;
    }
    return good;
}

void failpoint_pass(const struct failpoint *site)
{
    (void)pass(site->name);
}

bool failpoint_step(const char *step, const char *when, struct error *err)
{
    char name[NAME_BYTES];
    (void)snprintf(name, sizeof(name), "%s.%s", step, when);
    return pass(name) ||
           error_set(err, ERROR_OWN_SERVERS, 0, "failpoint %s: the connection is lost", name);
}
