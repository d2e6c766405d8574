/* edition_fold_dimensions.c: measures in millimetres and grams. ISBNdb writes an object, and a text
 * such as "Height: 9.25 Inches, Length: 6.25 Inches, Weight: 1.2 Pounds, Width: 1 Inches". */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/json_write.h"
#include "core/mem.h"
#include "io/json/json.h"
#include "model/edition_fold_private.h"

enum measure { HEIGHT, LENGTH, WIDTH, WEIGHT, MEASURE_COUNT };
static const char *const names[MEASURE_COUNT] = {"height", "length", "width", "weight"};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* How many millimetres or grams a unit has; 0: nobody knows it. */
static double unit_of(const char *unit, enum measure measure)
{
    static const struct {
        const char *begin;
        double size;
        bool weight;
    } units[] = {
        {"inch", 25.4, false},
        {"in", 25.4, false},
        {"cm", 10, false},
        {"centim", 10, false},
        {"mm", 1, false},
        {"millim", 1, false},
        {"pound", 453.592, true},
        {"lb", 453.592, true},
        {"ounce", 28.3495, true},
        {"oz", 28.3495, true},
        {"gram", 1, true},
        {"kg", 1000, true},
        {"kilo", 1000, true},
        {"g", 1, true},
        {"hundredths-pound", 4.53592, true},
        {"hundredths pound", 4.53592, true},
        {"hundredths-inch", 0.254, false},
        {"hundredths inch", 0.254, false},
    };
    size_t best = 0;
    double size = 0;
    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        const size_t bytes = strlen(units[i].begin);
        if (units[i].weight == (measure == WEIGHT) && bytes > best &&
            strncasecmp(unit, units[i].begin, bytes) == 0) {
            best = bytes;
            size = units[i].size;
        }
    }
    return size;
}

/* A book is not higher than 2 m, and not heavier than 50 kg. */
static int64_t measured(double number, const char *unit, enum measure measure)
{
    const double size = number * unit_of(unit, measure);
    return size >= 1 && size <= (measure == WEIGHT ? 50000 : 2000) ? (int64_t)(size + 0.5) : 0;
}

static void read_object(const struct json *object, int64_t ret[static MEASURE_COUNT])
{
    for (int i = 0; i < MEASURE_COUNT; i++) {
        const struct json *one = json_member(object, names[i]);
        const struct json *value = json_member(one, "value");
        const char *unit = json_string(json_member(one, "unit"), 40);
        const char *text = json_string(value, 20);
        double number = json_double_of(value);
        if (text && !text_to_double(text, 0, 100000, &number))
            continue;
        if (unit)
            ret[i] = measured(number, unit, (enum measure)i);
    }
}

static void read_text(const char *value, int64_t ret[static MEASURE_COUNT])
{
    for (int i = 0; i < MEASURE_COUNT; i++) {
        const char *at = strcasestr(value, names[i]);
        if (!at)
            continue;
        at += strlen(names[i]);
        at += strspn(at, ": =");
        char number[16];
        const size_t digits = strspn(at, "0123456789.");
        double parsed = 0;
        if (digits == 0 || digits >= sizeof(number))
            continue;
        memcpy(number, at, digits);
        number[digits] = '\0';
        at += digits + strspn(at + digits, " ");
        if (is_letter(*at) && text_to_double(number, 0, 100000, &parsed))
            ret[i] = measured(parsed, at, (enum measure)i);
    }
}

static void read_measures(const char *value, int64_t ret[static MEASURE_COUNT])
{
    static const struct json_limits limits = {
        .bytes = EDITION_VALUE_MAX, .depth = 6, .tokens = 200};
    struct error err = {0};
    CLEANUP(json_free) struct json *json = NULL;
    if ((*value == '{' || *value == '[') && json_parse(value, strlen(value), &limits, &json, &err))
        read_object(json_type_of(json) == JSON_ARRAY ? json_element(json, 0) : json, ret);
    else
        read_text(value, ret);
}

static char *write_measures(const int64_t measures[static MEASURE_COUNT])
{
    CLEANUP(text_done) struct text out = {0};
    bool any = false;
    json_write_open(&out, NULL, '{');
    for (int i = 0; i < MEASURE_COUNT; i++) {
        char key[16];
        snprintf(key, sizeof(key), "%s_%s", names[i], i == WEIGHT ? "g" : "mm");
        if (measures[i] > 0)
            json_write_int(&out, key, measures[i]);
        any = any || measures[i] > 0;
    }
    json_write_close(&out, '}');
    return any ? mem_text(text_of(&out)) : NULL;
}

void fold_dimensions(struct folding *folding)
{
    const struct said *winner = NULL;
    FOLD_EACH(folding, EDITION_DIMENSIONS, said)
    {
        int64_t measures[MEASURE_COUNT] = {0};
        read_measures(said->value, measures);
        char *written = winner ? NULL : write_measures(measures);
        if (written) {
            folding->ret->dimensions = written;
            winner = said;
        } else if (!winner) {
            fold_lose(folding, said, LOSS_UNREADABLE);
        }
    }
    if (winner)
        fold_win(folding, winner);
}
