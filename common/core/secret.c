/* secret.c: finds secrets in bytes, however they are written.
 *
 * Text and secret are read in the same way: character by character, without backslashes, and with
 * escapes decoded. So they are the same where one is an encoding of the other, and encodings of an
 * encoding need no code. The last SECRET_RUN_BYTES that were read are one number, which is looked
 * for among those of the secrets. Every byte is read once, whatever a service sends. */
#include "core/secret.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"

/* ---- reading ---- */

/* One character of a text: what it stands for, and where it stands. */
struct unit {
    size_t begin, end;
    unsigned char bytes[3];
    size_t count;
};

/* Read so many hexadecimal digits. */
static bool hex(const char *at, const char *end, int digits, unsigned *ret)
{
    unsigned value = 0;
    for (int i = 0; i < digits; i++) {
        const unsigned char byte = at + i < end ? (unsigned char)at[i] : 0;
        if (!isxdigit(byte))
            return false;
        value = value * 16 + (unsigned)(isdigit(byte) ? byte - '0' : tolower(byte) - 'a' + 10);
    }
    *ret = value;
    return true;
}

static void set_code(struct unit *unit, unsigned code)
{
    if (code < 0x80) {
        unit->bytes[unit->count++] = (unsigned char)code;
    } else if (code < 0x800) {
        unit->bytes[unit->count++] = (unsigned char)(0xc0 | code >> 6);
        unit->bytes[unit->count++] = (unsigned char)(0x80 | (code & 0x3f));
    } else {
        unit->bytes[unit->count++] = (unsigned char)(0xe0 | code >> 12);
        unit->bytes[unit->count++] = (unsigned char)(0x80 | (code >> 6 & 0x3f));
        unit->bytes[unit->count++] = (unsigned char)(0x80 | (code & 0x3f));
    }
}

/* Read what stands behind a '%': two digits, behind any number of "25", which are '%' again.
 * Returns the end. */
static const char *read_percent(const char *at, const char *end, unsigned char *ret)
{
    const char *digits = at;
    unsigned code = 0;
    while (end - digits >= 2 && memcmp(digits, "25", 2) == 0)
        digits += 2;
    const bool encoded = hex(digits, end, 2, &code);
    *ret = encoded ? (unsigned char)code : '%';
    return encoded ? digits + 2 : digits;
}

/* Read the next character of a text. A blank and '+' are the same, as in forms.
 * in   at  where the one before ended
 * out  false: there is none */
static bool next_unit(const char *bytes, size_t count, size_t at, struct unit *ret)
{
    const char *from = bytes + at, *end = bytes + count;
    unsigned code = 0;
    if (from < end && *from != '\\' && *from != '%') { /* nearly all of them */
        *ret = (struct unit){.begin = at, .end = at + 1, .count = 1};
        ret->bytes[0] = (unsigned char)(*from == '+' ? ' ' : *from);
        return true;
    }
    while (from < end && *from == '\\')
        from++;
    if (from == end)
        return false;
    *ret = (struct unit){.begin = at};
    if (*from == 'u' && from > bytes + at && hex(from + 1, end, 4, &code)) {
        set_code(ret, code);
        from += 5;
    } else if (*from == '%') {
        from = read_percent(from + 1, end, &ret->bytes[ret->count++]);
    } else {
        ret->bytes[ret->count++] = (unsigned char)*from++;
    }
    if (ret->bytes[0] == '+')
        ret->bytes[0] = ' ';
    ret->end = (size_t)(from - bytes);
    return true;
}

/* The bytes that were read last. */
struct window {
    uint64_t run;
    size_t begins[SECRET_RUN_BYTES]; /* where each stands, in a ring */
    size_t seen;
};

/* true: the window is full. */
static bool shift(struct window *window, unsigned char byte, size_t begin)
{
    window->run = window->run << 8 | byte;
    window->begins[window->seen++ % SECRET_RUN_BYTES] = begin;
    return window->seen >= SECRET_RUN_BYTES;
}

/* ---- secrets ---- */

static void add_runs(struct secrets *secrets, const char *bytes, size_t count)
{
    struct window window = {.run = 0};
    struct unit unit = {.end = 0};
    while (next_unit(bytes, count, unit.end, &unit))
        for (size_t i = 0; i < unit.count; i++)
            if (shift(&window, unit.bytes[i], unit.begin))
                secrets->runs[secrets->count++] = window.run;
}

/* Add a secret as it is read where every one of its characters is escaped. One that holds a '%' or
 * a backslash itself is read differently where it stands as it is. */
static void add_plain_runs(struct secrets *secrets, const char *secret)
{
    struct window window = {.run = 0};
    for (const char *at = secret; *at; at++)
        if (shift(&window, (unsigned char)(*at == '+' ? ' ' : *at), 0))
            secrets->runs[secrets->count++] = window.run;
}

/* Add what base64 makes of a secret before which so many other bytes stand: those of its characters
 * that depend on the secret alone. */
static void add_base64(struct secrets *secrets, const char *secret, size_t before)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    CLEANUP(text_done) struct text coded = {0};
    const size_t bits = 8 * strlen(secret);
    for (size_t at = (6 - 8 * before % 6) % 6; at + 6 <= bits; at += 6) {
        const unsigned high = (unsigned char)secret[at / 8];
        const unsigned low = (unsigned char)secret[at / 8 + 1]; /* or the NUL behind it */
        const unsigned digit = (high << 8 | low) >> (10 - at % 8) & 0x3f;
        text_add_bytes(&coded, &digits[digit], 1);
    }
    add_runs(secrets, text_of(&coded), coded.count);
    if (coded.bytes)
        explicit_bzero(coded.bytes, coded.count);
}

static int by_run(const void *one, const void *other)
{
    const uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;
    return a < b ? -1 : a > b;
}

/* A multiplication spreads the bits of a run over the highest ones. */
static unsigned hash_of(uint64_t run)
{
    return (unsigned)(run * 0x9e3779b97f4a7c15ULL >> 52);
}

static bool is_run(const struct secrets *secrets, uint64_t run)
{
    return (secrets->hashes[hash_of(run) / 64] >> hash_of(run) % 64 & 1) != 0 &&
           bsearch(&run, secrets->runs, secrets->count, sizeof(run), by_run);
}

void secrets_add(struct secrets *secrets, const char *secret)
{
    const size_t length = secret ? strlen(secret) : 0;
    if (length < SECRET_RUN_BYTES)
        return;
    /* At most two for each byte, as it is and escaped, and 4/3 for each form in base64. */
    secrets->runs = mem_resize(secrets->runs, secrets->count + 6 * length, sizeof(*secrets->runs));
    add_runs(secrets, secret, length);
    if (strpbrk(secret, "%\\"))
        add_plain_runs(secrets, secret);
    for (size_t before = 0; before < 3; before++)
        add_base64(secrets, secret, before);
    qsort(secrets->runs, secrets->count, sizeof(*secrets->runs), by_run);
    for (size_t i = 0; i < secrets->count; i++)
        secrets->hashes[hash_of(secrets->runs[i]) / 64] |= 1ULL << hash_of(secrets->runs[i]) % 64;
}

/* Of "user:password" what has at least one byte of the password in each run: a user's name is no
 * secret, and may be a word of any text. Where there is no password, a token may stand in its
 * place. NULL: nothing is secret. */
static const char *secret_part(const char *login, bool may_be_token)
{
    const char *colon = strchr(login, ':');
    if (!colon)
        return may_be_token ? login : NULL;
    const size_t before = (size_t)(colon - login) + 1;
    return login + (before > SECRET_RUN_BYTES - 1 ? before - (SECRET_RUN_BYTES - 1) : 0);
}

void secrets_add_login(struct secrets *secrets, const char *url)
{
    CLEANUP(text_done) struct text login = {0};
    const char *scheme = url ? strstr(url, "://") : NULL;
    const char *from = scheme ? scheme + 3 : url;
    const char *end = from ? strrchr(from, '@') : NULL;
    if (!end)
        return;
    for (const char *at = from; at < end;) {
        unsigned code = 0;
        const bool encoded = *at == '%' && hex(at + 1, end, 2, &code) && code != 0;
        const char byte = encoded ? (char)code : *at;
        text_add_bytes(&login, &byte, 1);
        at += encoded ? 3 : 1;
    }
    secrets_add(secrets, secret_part(text_of(&login), scheme && strncmp(url, "http", 4) == 0));
    if (login.bytes)
        explicit_bzero(login.bytes, login.count);
}

void secrets_done(struct secrets *secrets)
{
    if (secrets->runs)
        explicit_bzero(secrets->runs, secrets->count * sizeof(*secrets->runs));
    mem_free(secrets->runs);
    *secrets = (struct secrets){.runs = NULL, .hashes = {0}};
}

/* ---- masking ---- */

static bool is_inside_character(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

/* Whole characters become stars, so that UTF-8 stays UTF-8. */
static void star(char *bytes, size_t count, size_t from, size_t to)
{
    for (int i = 0; i < 3 && from > 0 && is_inside_character(bytes[from]); i++)
        from--;
    for (int i = 0; i < 3 && to < count && is_inside_character(bytes[to]); i++)
        to++;
    memset(bytes + from, '*', to - from);
}

/* What is behind the window was read before, so its stars change nothing that is still to be read,
 * but for the last character, which ends here. */
void secrets_mask(const struct secrets *secrets, char *bytes, size_t count)
{
    struct window window = {.run = 0};
    struct unit unit = {.end = 0};
    while (secrets->count > 0 && next_unit(bytes, count, unit.end, &unit))
        for (size_t i = 0; i < unit.count; i++) {
            if (shift(&window, unit.bytes[i], unit.begin) && is_run(secrets, window.run))
                star(bytes, count, window.begins[window.seen % SECRET_RUN_BYTES], unit.end);
        }
}
