/* pace.c: reads rates and ramps. */
#include "shared/pace.h"

#include <string.h>

#define RATE_MAX 60000 /* letters a minute */
#define STEP_MAX 1000000
#define STEPS_MAX 100

bool pace_read_rate(const char *typed, int64_t *ret, struct error *err)
{
    static const struct {
        const char *unit;
        int64_t minute;
    } units[] = {{"/s", 60}, {"/m", 1}};
    CLEANUP(text_done) struct text number = {0};
    const size_t length = strcspn(typed, "/");
    int64_t count = 0;
    text_add_bytes(&number, typed, length);
    for (size_t i = 0; i < ARRAY_LEN(units); i++)
        if (strcmp(typed + length, units[i].unit) == 0 &&
            text_to_int(text_of(&number), 1, RATE_MAX / units[i].minute, &count)) {
            *ret = count * units[i].minute;
            return true;
        }
    return error_set(err, ERROR_USAGE, 0, "'%s' is not a rate such as 30/m or 2/s (1/m to 1000/s)",
                     typed);
}

/* One step of a ramp. */
static bool read_step(const char *from, size_t length, bool last, int64_t *ret)
{
    CLEANUP(text_done) struct text step = {0};
    text_add_bytes(&step, from, length);
    if (last && strcmp(text_of(&step), "all") == 0) {
        *ret = 0;
        return true;
    }
    return text_to_int(text_of(&step), 1, STEP_MAX, ret);
}

bool pace_read_ramp(const char *typed, struct text *ret, struct error *err)
{
    CLEANUP(text_done) struct text array = {0};
    const char *at = typed;
    for (int steps = 0; steps < STEPS_MAX; steps++) {
        const size_t length = strcspn(at, ",");
        const bool last = at[length] == '\0';
        int64_t letters = 0;
        if (!read_step(at, length, last, &letters))
            break;
        text_add_format(&array, "%s%lld", steps > 0 ? "," : "{", (long long)letters);
        if (last) {
            text_add_format(ret, "%s}", text_of(&array));
            return true;
        }
        at += length + 1;
    }
    return error_set(err, ERROR_USAGE, 0,
                     "'%s' is not a list such as 1,5,25,all (at most %d steps, each 1 to %d)",
                     typed, STEPS_MAX, STEP_MAX);
}
