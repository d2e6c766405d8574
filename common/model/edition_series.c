/* edition_series.c: a series and the number of a book in it. */
#include <string.h>
#include <strings.h>

#include "core/text_fold.h"
#include "model/edition_fold_private.h"

enum { NUMBER_BYTES_MAX = 6 };

void series_done(struct series *series)
{
    text_done(&series->name);
    text_done(&series->number);
    *series = (struct series){0};
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Where the text ends when blanks and marks at its end do not count. */
static size_t trimmed(const char *text, size_t count)
{
    while (count > 0 && strchr(" ,:;-", text[count - 1]))
        count--;
    return count;
}

/* Of "Discworld, #2; Rincewind, #2" the first. "Narnia ; 3" is one. */
static size_t first_part(const char *text)
{
    const char *semicolon = strchr(text, ';');
    if (semicolon && semicolon[1 + strspn(semicolon + 1, " #0123456789.")] != '\0')
        return trimmed(text, (size_t)(semicolon - text));
    return trimmed(text, strlen(text));
}

/* Where the name ends, when what stands before the number is a mark of one; 0: it is none. */
static size_t before_mark(const char *text, size_t count)
{
    static const char *const marks[] = {"#",     ";",      "book", "bk",   "bk.",    "vol",
                                        "vol.",  "volume", "no",   "no.",  "number", "part",
                                        "pt.",   "tome",   "t.",   "band", "bd.",    "tomo",
                                        "libro", "livre",  "nr.",  "n°",   "buch"};
    while (count > 0 && text[count - 1] == ' ')
        count--;
    for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
        const size_t bytes = strlen(marks[i]);
        const bool sign = bytes == 1;
        if (count > bytes && strncasecmp(text + count - bytes, marks[i], bytes) == 0 &&
            (sign || text[count - bytes - 1] == ' '))
            return trimmed(text, count - bytes);
    }
    return 0;
}

/* "01" is 1, and "1.0" is 1. */
static void add_number(const char *at, size_t count, struct text *ret)
{
    while (count > 1 && *at == '0' && is_digit(at[1])) {
        at++;
        count--;
    }
    if (count > 2 && strncmp(at + count - 2, ".0", 2) == 0)
        count -= 2;
    text_add_bytes(ret, at, count);
}

bool series_parse(const char *text, struct series *ret)
{
    const size_t count = first_part(text);
    size_t number = count, points = 0;
    while (number > 0 && (is_digit(text[number - 1]) || text[number - 1] == '.'))
        points += text[--number] == '.';
    while (number < count && text[number] == '.') { /* of "vol.3" */
        number++;
        points--;
    }
    const size_t digits = count - number;
    const bool readable = digits > 0 && digits <= NUMBER_BYTES_MAX && points <= 1;
    const size_t name = readable ? before_mark(text, number) : 0;
    text_add_bytes(&ret->name, text, name ? name : count);
    if (name > 0)
        add_number(text + number, digits, &ret->number);
    return name > 0;
}

bool series_is_publishers(const char *name)
{
    static const char *const known[] = {
        "penguin classics",
        "penguin modern classics",
        "penguin great ideas",
        "great ideas",
        "oxford world s classics",
        "oxford worlds classics",
        "norton critical editions",
        "norton critical edition",
        "vintage classics",
        "vintage international",
        "vintage contemporaries",
        "everyman s library",
        "everymans library",
        "modern library",
        "modern library classics",
        "library of america",
        "dover thrift editions",
        "bantam classics",
        "signet classics",
        "puffin classics",
        "wordsworth classics",
        "barnes and noble classics",
        "new york review books classics",
        "nyrb classics",
        "loeb classical library",
        "picador classics",
        "collins classics",
        "harper perennial modern classics",
        "virago modern classics",
        "folio",
        "bibliotheque de la pleiade",
        "reclams universal bibliothek",
    };
    CLEANUP(text_done) struct text folded = {0};
    text_fold(name, &folded);
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (strcmp(text_of(&folded), known[i]) == 0)
            return true;
    return false;
}
