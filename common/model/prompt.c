/* prompt.c: a prompt variant: checking its text and rendering it for a month. It reads no files
 * (prompt_set.c does). */
#include "model/prompt.h"

#include <string.h>

#define SEPARATOR "\n---\n"

bool prompt_name_valid(const char *name)
{
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return length >= 1 && length <= 50 && name[length] == '\0' && name[0] != '-';
}

const char *prompt_default(struct month month)
{
    return month.year >= 2020 ? "contemporary-notable" : "baseline";
}

static const char *month_name(struct month month)
{
    static const char *const names[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
    return names[month.month - 1];
}

static const char *genre_of(struct month month)
{
    static const char *const genres[] = {"literary fiction",
                                         "history",
                                         "science fiction and fantasy",
                                         "biography and memoir",
                                         "crime and thriller",
                                         "science and nature",
                                         "poetry and drama",
                                         "children's books",
                                         "politics and society",
                                         "romance",
                                         "graphic novels and comics",
                                         "essays and travel"};
    return genres[month.month - 1];
}

static const char *const placeholders[] = {"year",  "month",  "month_name",
                                           "books", "decade", "genre"};

static void add_value(struct text *to, const char *name, size_t length, struct month month,
                      int books)
{
    const struct month_text name_of = month_text(month);
    const struct {
        const char *text;
        int number;
    } values[ARRAY_LEN(placeholders)] = {
        {NULL, month.year},           {name_of.text, 0},    {month_name(month), 0}, {NULL, books},
        {NULL, month.year / 10 * 10}, {genre_of(month), 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        if (strlen(placeholders[i]) != length || strncmp(placeholders[i], name, length) != 0)
            continue;
        if (values[i].text)
            text_add(to, values[i].text);
        else
            text_add_format(to, "%d", values[i].number);
        return;
    }
    text_add(to, "{"); /* a word that is no placeholder stays as it is */
    text_add_bytes(to, name, length);
    text_add(to, "}");
}

static bool placeholder_known(const char *name, size_t length)
{
    for (size_t i = 0; i < ARRAY_LEN(placeholders); i++)
        if (strlen(placeholders[i]) == length && memcmp(placeholders[i], name, length) == 0)
            return true;
    return false;
}

/* Only {word} counts as a placeholder, because a text may hold an example of JSON. */
static bool placeholders_known(const char *text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";
    for (const char *open = strchr(text, '{'); open; open = strchr(open + 1, '{')) {
        const size_t length = strspn(open + 1, letters);
        if (length > 0 && open[1 + length] == '}' && !placeholder_known(open + 1, length))
            return false;
    }
    return true;
}

/* What the model is asked: the part behind the separator, or the whole text where it has none. */
static const char *question_of(const char *text)
{
    const char *split = strstr(text, SEPARATOR);
    return split ? split + strlen(SEPARATOR) : text;
}

const char *prompt_text_fault(const char *text)
{
    const char *question = question_of(text);
    if (question[strspn(question, " \t\r\n")] == '\0')
        return "asks nothing";
    if (!placeholders_known(text))
        return "has an unknown placeholder: there are {year}, {month}, {month_name}, {books}, "
               "{decade} "
               "and {genre}";
    return NULL;
}

static void render_part(const char *from, size_t count, struct month month, int books,
                        struct text *to)
{
    const char *end = from + count;
    while (from < end) {
        const char *open = memchr(from, '{', (size_t)(end - from));
        const char *close = open ? memchr(open, '}', (size_t)(end - open)) : NULL;
        if (!close) {
            text_add_bytes(to, from, (size_t)(end - from));
            return;
        }
        text_add_bytes(to, from, (size_t)(open - from));
        add_value(to, open + 1, (size_t)(close - open - 1), month, books);
        from = close + 1;
    }
}

void prompt_render(const struct prompt *prompt, struct month month, int books, struct text *system,
                   struct text *user)
{
    const char *question = question_of(prompt->text);
    if (question > prompt->text)
        render_part(prompt->text, (size_t)(question - prompt->text) - strlen(SEPARATOR), month,
                    books, system);
    render_part(question, strlen(question), month, books, user);
}

/* FNV-1a with 64 bits, which is enough for a fingerprint that nobody attacks. */
void prompt_hash(const struct prompt *prompt, char ret[static 17])
{
    uint64_t hash = 14695981039346656037U;
    for (const char *c = prompt->text; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 1099511628211U;
    struct text digits = {0};
    text_add_format(&digits, "%016llx", (unsigned long long)hash);
    text_copy(ret, 17, text_of(&digits));
    text_done(&digits);
}
