/* title.c: taking a title apart.
 *
 * The title is cut into pieces (title_cut.c), the pieces are folded (title_fold.c), and each is put
 * where it belongs by what it says (title_piece.c). What an edition is beside the book
 * (title_nature) is found in title_nature.c. */
#include "match/title.h"

#include "match/title_private.h"

#include <string.h>

void title_done(struct title *title)
{
    text_done(&title->folded);
    for (size_t i = 0; i < ARRAY_LEN(title->parts); i++)
        text_done(&title->parts[i]);
    *title = (struct title){0};
}

/* ---- articles ---- */

bool title_is_article(struct word word)
{
    static const char *const articles[] = {
        "the", "a",   "an",  "el",  "la",  "los", "las", "le",  "les", "l", "der",
        "die", "das", "un",  "une", "una", "il",  "lo",  "gli", "i",   "o", "os",
        "as",  "um",  "uma", "de",  "het", "een", "den", "det", "en",
    };
    return WORD_IN(word, articles);
}

bool title_is_foreign_article(struct word word)
{
    return title_is_article(word) && !WORD_AMONG(word, "the a an");
}

/* At the beginning of a title some words are other words more often than articles. */
static bool is_leading_article(struct word word)
{
    return title_is_article(word) && !WORD_AMONG(word, "i as en");
}

/* ---- lists of words ---- */

static void remove_words(struct word_list *list, size_t first, size_t count)
{
    list->count -= count;
    memmove(list->items + first, list->items + first + count,
            (list->count - first) * sizeof(*list->items));
}

static struct word_span span_of(const struct word_list *list)
{
    return (struct word_span){list->items, list->count};
}

static void append(struct word_list *list, const struct word *words, size_t count)
{
    for (size_t i = 0; i < count && list->count < WORD_LIST_MAX; i++)
        if (!word_is(words[i], "nr"))
            list->items[list->count++] = words[i];
}

/* ---- folding the pieces ---- */

static void split_pieces(const char *folded, struct title_pieces *pieces)
{
    size_t used = 0;
    for (size_t i = 0; i < pieces->count; i++) {
        struct title_piece *piece = &pieces->items[i];
        const size_t count = words_split(folded + piece->folded, piece->folded_bytes,
                                         pieces->words + used, TITLE_WORDS_MAX - used);
        piece->words = (struct word_span){pieces->words + used, count};
        used += count;
    }
}

/* All pieces are folded into one buffer before words point into it, because it moves as it grows:
 * first those outside brackets, in their order. */
static void fold_pieces(struct title *title, struct title_pieces *pieces)
{
    text_clear(&title->folded);
    text_clear(&title->parts[2]);
    for (int bracket = 0; bracket <= 1; bracket++) {
        for (size_t i = 0; i < pieces->count; i++) {
            struct title_piece *piece = &pieces->items[i];
            if (piece->bracket != (bracket != 0))
                continue;
            piece->folded = title->folded.count;
            title_piece_fold(title->parts[1].bytes + piece->raw, &title->parts[0], &title->folded);
            piece->folded_bytes = title->folded.count - piece->folded;
            if (!piece->bracket)
                text_add_bytes(&title->parts[2], title->parts[0].bytes, title->parts[0].count);
            text_add(&title->folded, " ");
        }
        if (bracket == 0)
            title->outside.count = title->folded.count;
    }
    const char *folded = text_of(&title->folded);
    split_pieces(folded, pieces);
    title->outside.at = folded;
    title->plain = (struct word){text_of(&title->parts[2]), title->parts[2].count};
    size_t head = pieces->items[0].folded_bytes;
    for (size_t i = 1; i < pieces->count && pieces->items[i].mark <= MARK_COMMA; i++)
        if (!pieces->items[i].bracket)
            head = pieces->items[i].folded + pieces->items[i].folded_bytes;
    title->head = (struct word){folded, head};
}

/* ---- putting the pieces where they belong ---- */

static void set_series(struct title *title, const struct title_piece *piece,
                       const struct title_said *said)
{
    append(&title->series, piece->words.items + said->first, said->count);
    if (title->series_number == 0)
        title->series_number = said->number;
}

/* A piece that names a series is often followed by the number of the book in another one. */
struct placing {
    size_t level;       /* of the piece before; 0: the main title */
    bool series_before; /* the piece before names a series */
};

static void begin_level(struct title *title, enum title_mark mark)
{
    if (title->level_count < TITLE_LEVELS_MAX &&
        (title->level_count == 0 || title->levels[title->level_count - 1] < title->rest.count))
        title->levels[title->level_count++] = title->rest.count;
    title->other_name = title->other_name || mark == MARK_OTHER_NAME;
    if (mark == MARK_LIST && title->listed == SIZE_MAX)
        title->listed = title->rest.count;
}

static void add_words(struct title *title, const struct title_piece *piece, struct placing *placing)
{
    if (piece->mark >= MARK_LEVEL) {
        begin_level(title, piece->mark);
        placing->level++;
    }
    if (placing->level == 0 && piece->mark == MARK_COMMA && title->main_commas++ == 0)
        title->main_comma = title->main.count;
    append(placing->level ? &title->rest : &title->main, piece->words.items, piece->words.count);
}

/* Is the last level the name of a series whose number follows, as in "A Game of Thrones: A Song of
 * Ice and Fire, Book 1"? "A Memoir, Book 1" is none. */
static bool is_series_level(const struct title *title, const struct title_said *said)
{
    if (title->level_count == 0 || said->kind != TITLE_BOOK)
        return false;
    const size_t first = title->levels[title->level_count - 1];
    const size_t count = title->rest.count - first;
    return count > 1 && (count > 3 || !WORD_AMONG(title->rest.items[first], "a an"));
}

static void place_volume(struct title *title, const struct title_said *said,
                         const struct placing *placing)
{
    if (placing->series_before && title->series_number == 0) {
        title->series_number = said->number;
        return;
    }
    if (!is_series_level(title, said)) {
        title->volume_of_rest = title->volume == 0 && title->rest.count > 0;
        title_set_volume(title, said->number, said->kind);
        return;
    }
    const size_t first = title->levels[--title->level_count];
    append(&title->series, title->rest.items + first, title->rest.count - first);
    title->rest.count = first;
    if (title->series_number == 0)
        title->series_number = said->number;
}

static void keep_range(struct title *title, const struct title_said *said)
{
    if (title->set_first == 0) {
        title->set_first = said->number;
        title->set_last = said->last;
    }
}

/* Put a piece outside brackets, which is not the first one, where it belongs. */
static void place(struct title *title, const struct title_piece *piece, struct placing *placing)
{
    const struct title_said said = title_piece_says(piece);
    bool series = false;
    switch (said.saying) {
    case SAYS_TITLE:
        if (placing->series_before && piece->words.count == 2 && title->series_number == 0 &&
            word_number(piece->words.items[1]) > 0)
            title->series_number = word_number(piece->words.items[1]); /* "Day One" */
        else
            add_words(title, piece, placing);
        break;
    case SAYS_NOTHING:
        break;
    case SAYS_VOLUME:
        place_volume(title, &said, placing);
        break;
    case SAYS_SERIES:
        set_series(title, piece, &said);
        series = true;
        break;
    case SAYS_SET:
    case SAYS_RANGE:
        title->nature |= TITLE_SET;
        keep_range(title, &said);
        break;
    case SAYS_SPLIT:
        title->nature |= TITLE_SPLIT;
        title_set_volume(title, said.number, said.kind);
        break;
    }
    placing->series_before = series;
}

/* Does the main title itself say that it holds several works? */
static bool is_collection(const struct word_list *main)
{
    for (size_t i = 0; i < main->count && i < 2; i++)
        if (WORD_AMONG(main->items[i], "complete collected"))
            return true;
    return false;
}

/* Are two names the same without their leading articles? */
static bool names_same(const struct word_list *one, const struct word_list *other)
{
    const size_t left = one->count > 1 && title_is_article(one->items[0]);
    const size_t right = other->count > 1 && title_is_article(other->items[0]);
    return words_same(one->items + left, one->count - left, other->items + right,
                      other->count - right);
}

/* Several books of a series are the set that is called as the series, or one with a name of its
 * own. */
static void place_range(struct title *title, const struct title_piece *piece, size_t count)
{
    struct word_list series = {.count = 0};
    append(&series, piece->words.items, count);
    const bool own_name = title->rest.count > 0 || !names_same(&series, &title->main);
    append(&title->series, series.items, series.count);
    title->nature |= own_name ? TITLE_DOUBTFUL : TITLE_SET;
}

static void place_bracket(struct title *title, const struct title_piece *piece)
{
    append(&title->brackets, piece->words.items, piece->words.count);
    if (piece->words.count == 1 && title_is_article(piece->words.items[0])) {
        title->article = piece->words.items[0];
        return;
    }
    const struct title_said said = title_piece_says(piece);
    switch (said.saying) {
    case SAYS_TITLE:
        append(&title->series, piece->words.items, piece->words.count);
        break;
    case SAYS_NOTHING:
        break;
    case SAYS_VOLUME:
        title->volume_bracketed = title->volume == 0;
        title_set_volume(title, said.number, said.kind);
        break;
    case SAYS_SERIES:
        set_series(title, piece, &said);
        break;
    case SAYS_SET: /* "The Complete Novels (5 Volumes)" is what it is called */
        title->nature |= is_collection(&title->main) ? 0U : TITLE_SET;
        keep_range(title, &said);
        break;
    case SAYS_SPLIT:
        title->nature |= TITLE_SPLIT;
        break;
    case SAYS_RANGE:
        place_range(title, piece, said.count);
        keep_range(title, &said);
        break;
    }
}

/* Take the article at the end of a main title that is written as libraries sort it: "Tent, The". */
static bool take_inverted_article(struct title *title, const struct title_piece *piece)
{
    if (piece->bracket || piece->mark != MARK_COMMA || piece->words.count != 1 ||
        title->level_count > 0 || !title_is_article(piece->words.items[0]))
        return false;
    title->article = piece->words.items[0];
    return true;
}

/* ---- what is left in main title and rest ---- */

static bool is_cjk(const struct word_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if ((unsigned char)list->items[i].at[0] < 0xe3)
            return false;
    return list->count > 0;
}

/* Drop a rest that repeats a title in Latin letters in its own script: "NARUTO―ナルト―". */
static void drop_parallel_rest(struct title *title)
{
    if (is_cjk(&title->rest) && title->main.count > 0 &&
        (unsigned char)title->main.items[0].at[0] < 0x80)
        title->rest.count = title->level_count = 0;
}

static void finish_main(struct title *title)
{
    if (title->main.count == 0) { /* "(500)", "*** : Stars" */
        title->main = title->rest.count ? title->rest : title->brackets;
        title->rest.count = title->level_count = 0;
    }
    const struct word_span main = span_of(&title->main);
    title->main.count -= title_edition_words(&main);
    if (title->article.count == 0 && title->main.count > 1 &&
        is_leading_article(title->main.items[0])) {
        title->article = title->main.items[0];
        remove_words(&title->main, 0, 1);
        title->main_comma -= title->main_comma > 0;
    }
    title_take_volumes(title);
    drop_parallel_rest(title);
}

void title_parse(const char *utf8, struct title *ret)
{
    struct title_pieces pieces;
    title_pieces_cut(utf8, &ret->parts[0], &ret->parts[1], &pieces);
    fold_pieces(ret, &pieces);
    ret->main.count = ret->rest.count = ret->brackets.count = ret->series.count = 0;
    ret->article = (struct word){0};
    ret->volume = ret->series_number = ret->set_first = ret->set_last = 0;
    ret->volume_kind = TITLE_VOLUME;
    ret->level_count = ret->main_comma = ret->main_commas = 0;
    ret->other_name = ret->volume_bracketed = ret->volume_of_rest = false;
    ret->listed = SIZE_MAX;
    ret->nature = 0;
    append(&ret->main, pieces.items[0].words.items, pieces.items[0].words.count);
    struct placing placing = {0};
    for (size_t i = 1; i < pieces.count; i++) {
        const struct title_piece *piece = &pieces.items[i];
        if (piece->bracket)
            place_bracket(ret, piece);
        else if (!take_inverted_article(ret, piece))
            place(ret, piece, &placing);
    }
    finish_main(ret);
}
