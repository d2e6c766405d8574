/* catalog_source.c: Latin-1 and UTF-16 become UTF-8 on the way from a file to the reader of CSV. */
#include "model/catalog_source.h"

#include <string.h>

enum { CHUNK_BYTES = 16 * 1024, SAMPLE_BYTES = 1024, CHARACTER_MAX = 4 };

void catalog_source_done(struct catalog_source *source)
{
    text_done(&source->ready);
}

/* ---- which encoding ---- */

/* What stands for 0x80 to 0x9f in Windows-1252, which nearly every file in "Latin-1" is in. 0: it
 * is not used. */
static const uint16_t windows[32] = {
    0x20ac, 0,      0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,  0x2030, 0x160,
    0x2039, 0x152,  0,      0x17d,  0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0,      0x17e,  0x178,
};

/* Two zeros of three bytes at the same places are what ASCII looks like in UTF-16. */
static int encoding_of_start(const unsigned char *bytes, size_t count)
{
    size_t zeros[2] = {0, 0};
    if (count >= 2 && bytes[0] == 0xff && bytes[1] == 0xfe)
        return SOURCE_UTF_16_LE;
    if (count >= 2 && bytes[0] == 0xfe && bytes[1] == 0xff)
        return SOURCE_UTF_16_BE;
    for (size_t i = 0; i < count; i++)
        zeros[i % 2] += bytes[i] == 0;
    if (zeros[1] > count / 3 && zeros[0] == 0)
        return SOURCE_UTF_16_LE;
    return zeros[0] > count / 3 && zeros[1] == 0 ? SOURCE_UTF_16_BE : SOURCE_UTF_8;
}

/* What the bytes beyond ASCII are. */
struct tally {
    size_t utf8, letters, others;
};

static void count_span(struct tally *tally, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        tally->utf8 += (unsigned char)bytes[i] >= 0x80;
}

/* Count what a chunk holds. Returns how many bytes at its end may be the first of a character. */
static size_t count_chunk(struct tally *tally, const char *bytes, size_t count, bool last)
{
    while (count > 0) {
        const size_t good = text_utf8_span(bytes, count);
        count_span(tally, bytes, good);
        bytes += good;
        count -= good;
        if (count == 0 || (count < CHARACTER_MAX && !last))
            break;
        const unsigned char odd = (unsigned char)*bytes;
        const bool letter = odd >= 0x80 && odd != 0xff && (odd >= 0xa0 || windows[odd - 0x80]);
        tally->letters += letter;
        tally->others += !letter;
        bytes++;
        count--;
    }
    return count;
}

static bool is_latin_1(FILE *file)
{
    char chunk[CHUNK_BYTES];
    struct tally tally = {0};
    size_t kept = 0, got = 0;
    while ((got = fread(chunk + kept, 1, sizeof(chunk) - kept, file)) > 0) {
        const size_t count = kept + got;
        kept = count_chunk(&tally, chunk, count, /* last= */ false);
        memmove(chunk, chunk + count - kept, kept);
    }
    (void)count_chunk(&tally, chunk, kept, /* last= */ true); /* nothing is left */
    return tally.letters > 0 && tally.others == 0 && tally.utf8 == 0;
}

void catalog_source_init(struct catalog_source *ret, FILE *file, bool is_regular)
{
    unsigned char start[SAMPLE_BYTES];
    *ret = (struct catalog_source){.file = file};
    if (!is_regular)
        return;
    const size_t count = fread(start, 1, sizeof(start), file);
    const int encoding = encoding_of_start(start, count);
    rewind(file);
    ret->encoding = (unsigned)encoding;
    if (encoding == SOURCE_UTF_8 && is_latin_1(file))
        ret->encoding = SOURCE_LATIN_1;
    rewind(file);
}

const char *catalog_source_name(const struct catalog_source *source)
{
    static const char *const names[] = {NULL, "Latin-1 (Windows-1252)", "UTF-16", "UTF-16"};
    return names[source->encoding];
}

/* ---- reading ---- */

/* in  point  up to U+10FFFF, no surrogate */
static void add_point(struct text *to, uint32_t point)
{
    const unsigned char two[] = {(unsigned char)(0xc0 | point >> 6),
                                 (unsigned char)(0x80 | (point & 0x3f))};
    const unsigned char three[] = {(unsigned char)(0xe0 | point >> 12),
                                   (unsigned char)(0x80 | (point >> 6 & 0x3f)), two[1]};
    const unsigned char four[] = {(unsigned char)(0xf0 | point >> 18),
                                  (unsigned char)(0x80 | (point >> 12 & 0x3f)), three[1], two[1]};
    const unsigned char one = (unsigned char)point;
    if (point < 0x80)
        text_add_bytes(to, &one, 1);
    else if (point < 0x800)
        text_add_bytes(to, two, sizeof(two));
    else if (point < 0x10000)
        text_add_bytes(to, three, sizeof(three));
    else
        text_add_bytes(to, four, sizeof(four));
}

static void add_latin_1(struct text *to, const unsigned char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const bool moved = bytes[i] >= 0x80 && bytes[i] < 0xa0 && windows[bytes[i] - 0x80] > 0;
        add_point(to, moved ? windows[bytes[i] - 0x80] : bytes[i]);
    }
}

static uint32_t unit_at(const struct catalog_source *source, const unsigned char *bytes)
{
    const bool little = source->encoding == SOURCE_UTF_16_LE;
    return (uint32_t)(little ? bytes[0] | bytes[1] << 8 : bytes[1] | bytes[0] << 8);
}

/* Half a character becomes a byte that is not UTF-8, so that its row is bad. */
static void add_half(struct text *to)
{
    text_add(to, "\xff");
}

/* Add whole characters. Returns how many bytes are left. */
static size_t add_utf_16(struct catalog_source *source, const unsigned char *bytes, size_t count)
{
    size_t at = 0;
    while (count - at >= 2) {
        uint32_t point = unit_at(source, bytes + at);
        const bool high = point >= 0xd800 && point < 0xdc00;
        if (high && count - at < 4)
            break;
        const uint32_t low = high ? unit_at(source, bytes + at + 2) : 0;
        const bool paired = low >= 0xdc00 && low < 0xe000;
        if (paired)
            point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
        if (!paired && point >= 0xd800 && point < 0xe000)
            add_half(&source->ready);
        else
            add_point(&source->ready, point);
        at += paired ? 4 : 2;
    }
    return count - at;
}

/* Read more of the file. false: its end. */
static bool read_more(struct catalog_source *source)
{
    unsigned char chunk[CHUNK_BYTES];
    const size_t kept = source->left_count;
    memcpy(chunk, source->left, kept);
    const size_t count = kept + fread(chunk + kept, 1, sizeof(chunk) - kept, source->file);
    text_clear(&source->ready);
    source->at = source->left_count = 0;
    if (count == kept && kept > 0)
        add_half(&source->ready); /* the file is cut off */
    if (count == kept)
        return kept > 0;
    if (source->encoding == SOURCE_LATIN_1) {
        add_latin_1(&source->ready, chunk, count);
        return true;
    }
    source->left_count = add_utf_16(source, chunk, count);
    memcpy(source->left, chunk + count - source->left_count, source->left_count);
    return true;
}

size_t catalog_source_read(void *context, char *to, size_t capacity)
{
    struct catalog_source *source = context;
    if (source->encoding == SOURCE_UTF_8)
        return fread(to, 1, capacity, source->file);
    while (source->at == source->ready.count)
        if (!read_more(source))
            return 0;
    const size_t left = source->ready.count - source->at;
    const size_t count = left < capacity ? left : capacity;
    memcpy(to, source->ready.bytes + source->at, count);
    source->at += count;
    return count;
}
