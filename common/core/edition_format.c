/* edition_format.c: the words that name a format, the more specific ones first. */
#include "core/edition_format.h"

#include <string.h>

#include "core/text_fold.h"

static const struct rule {
    const char *words; /* folded; they stand side by side in the binding */
    enum edition_format format;
    bool non_book;
} rules[] = {
    {"cd rom", FORMAT_OTHER, true},
    {"cdrom", FORMAT_OTHER, true},
    {"dvd", FORMAT_OTHER, true},
    {"dvd rom", FORMAT_OTHER, true},
    {"blu ray", FORMAT_OTHER, true},
    {"vhs", FORMAT_OTHER, true},
    {"video", FORMAT_OTHER, true},
    {"calendar", FORMAT_OTHER, true},
    {"calendars", FORMAT_OTHER, true},
    {"sheet music", FORMAT_OTHER, true},
    {"dumpbin", FORMAT_OTHER, true},
    {"dump bin", FORMAT_OTHER, true},
    {"cover mount", FORMAT_OTHER, true},
    {"covermount", FORMAT_OTHER, true},
    {"poster", FORMAT_OTHER, true},
    {"toy", FORMAT_OTHER, true},
    {"game", FORMAT_OTHER, true},
    {"software", FORMAT_OTHER, true},
    {"merchandise", FORMAT_OTHER, true},
    {"misc supplies", FORMAT_OTHER, true},
    {"office product", FORMAT_OTHER, true},
    {"library binding", FORMAT_LIBRARY_BINDING, false},
    {"school and library binding", FORMAT_LIBRARY_BINDING, false},
    {"turtleback", FORMAT_LIBRARY_BINDING, false},
    {"prebound", FORMAT_LIBRARY_BINDING, false},
    {"mass market", FORMAT_MASS_MARKET, false},
    {"massmarket", FORMAT_MASS_MARKET, false},
    {"mass paperback", FORMAT_MASS_MARKET, false},
    {"board book", FORMAT_BOARD_BOOK, false},
    {"boardbook", FORMAT_BOARD_BOOK, false},
    {"board", FORMAT_BOARD_BOOK, false},
    {"pappbilderbuch", FORMAT_BOARD_BOOK, false},
    {"spiral", FORMAT_SPIRAL, false},
    {"spiral bound", FORMAT_SPIRAL, false},
    {"ring bound", FORMAT_SPIRAL, false},
    {"ringbound", FORMAT_SPIRAL, false},
    {"comb bound", FORMAT_SPIRAL, false},
    {"plastic comb", FORMAT_SPIRAL, false},
    {"wire bound", FORMAT_SPIRAL, false},
    {"audio", FORMAT_AUDIOBOOK, false},
    {"audiobook", FORMAT_AUDIOBOOK, false},
    {"audible", FORMAT_AUDIOBOOK, false},
    {"horbuch", FORMAT_AUDIOBOOK, false},
    {"audiolibro", FORMAT_AUDIOBOOK, false},
    {"audiocassette", FORMAT_AUDIOBOOK, false},
    {"cassette", FORMAT_AUDIOBOOK, false},
    {"mp3", FORMAT_AUDIOBOOK, false},
    {"mp3 cd", FORMAT_AUDIOBOOK, false},
    {"cd", FORMAT_AUDIOBOOK, false},
    {"preloaded digital audio player", FORMAT_AUDIOBOOK, false},
    {"kindle", FORMAT_EBOOK, false},
    {"ebook", FORMAT_EBOOK, false},
    {"e book", FORMAT_EBOOK, false},
    {"ebooks", FORMAT_EBOOK, false},
    {"epub", FORMAT_EBOOK, false},
    {"pdf", FORMAT_EBOOK, false},
    {"nook", FORMAT_EBOOK, false},
    {"digital", FORMAT_EBOOK, false},
    {"electronic resource", FORMAT_EBOOK, false},
    {"hardcover", FORMAT_HARDCOVER, false},
    {"hardback", FORMAT_HARDCOVER, false},
    {"hard cover", FORMAT_HARDCOVER, false},
    {"hard back", FORMAT_HARDCOVER, false},
    {"hardbound", FORMAT_HARDCOVER, false},
    {"hc", FORMAT_HARDCOVER, false},
    {"hbk", FORMAT_HARDCOVER, false},
    {"cloth", FORMAT_HARDCOVER, false},
    {"leather bound", FORMAT_HARDCOVER, false},
    {"imitation leather", FORMAT_HARDCOVER, false},
    {"bonded leather", FORMAT_HARDCOVER, false},
    {"gebunden", FORMAT_HARDCOVER, false},
    {"gebundene ausgabe", FORMAT_HARDCOVER, false},
    {"relie", FORMAT_HARDCOVER, false},
    {"cartonne", FORMAT_HARDCOVER, false},
    {"tapa dura", FORMAT_HARDCOVER, false},
    {"capa dura", FORMAT_HARDCOVER, false},
    {"copertina rigida", FORMAT_HARDCOVER, false},
    {"rilegato", FORMAT_HARDCOVER, false},
    {"inbunden", FORMAT_HARDCOVER, false},
    {"paperback", FORMAT_PAPERBACK, false},
    {"paper back", FORMAT_PAPERBACK, false},
    {"trade paper", FORMAT_PAPERBACK, false},
    {"softcover", FORMAT_PAPERBACK, false},
    {"soft cover", FORMAT_PAPERBACK, false},
    {"softback", FORMAT_PAPERBACK, false},
    {"pb", FORMAT_PAPERBACK, false},
    {"pbk", FORMAT_PAPERBACK, false},
    {"perfect", FORMAT_PAPERBACK, false},
    {"taschenbuch", FORMAT_PAPERBACK, false},
    {"broschiert", FORMAT_PAPERBACK, false},
    {"broche", FORMAT_PAPERBACK, false},
    {"poche", FORMAT_PAPERBACK, false},
    {"tapa blanda", FORMAT_PAPERBACK, false},
    {"capa mole", FORMAT_PAPERBACK, false},
    {"capa comum", FORMAT_PAPERBACK, false},
    {"rustica", FORMAT_PAPERBACK, false},
    {"brossura", FORMAT_PAPERBACK, false},
    {"copertina flessibile", FORMAT_PAPERBACK, false},
    {"bunko", FORMAT_PAPERBACK, false},
    {"loose leaf", FORMAT_OTHER, false},
    {"pamphlet", FORMAT_OTHER, false},
    {"staple bound", FORMAT_OTHER, false},
    {"stapled", FORMAT_OTHER, false},
    {"comic", FORMAT_OTHER, false},
    {"microfilm", FORMAT_OTHER, false},
    {"microform", FORMAT_OTHER, false},
    {"map", FORMAT_OTHER, true},
    {"cards", FORMAT_OTHER, true},
};

const char *edition_format_name(enum edition_format format)
{
    static const char *const names[FORMAT_COUNT_] = {
        [FORMAT_NONE] = NULL,
        [FORMAT_HARDCOVER] = "hardcover",
        [FORMAT_PAPERBACK] = "paperback",
        [FORMAT_MASS_MARKET] = "mass_market",
        [FORMAT_EBOOK] = "ebook",
        [FORMAT_AUDIOBOOK] = "audiobook",
        [FORMAT_LIBRARY_BINDING] = "library_binding",
        [FORMAT_BOARD_BOOK] = "board_book",
        [FORMAT_SPIRAL] = "spiral",
        [FORMAT_OTHER] = "other",
    };
    return names[format];
}

/* Are they whole words of the text? */
static bool has_words(const char *text, const char *words)
{
    const size_t count = strlen(words);
    for (const char *at = strstr(text, words); at; at = strstr(at + 1, words))
        if ((at == text || at[-1] == ' ') && (at[count] == ' ' || at[count] == '\0'))
            return true;
    return false;
}

enum edition_format edition_format_of(const char *binding, bool *ret_non_book)
{
    CLEANUP(text_done) struct text folded = {0};
    text_fold(binding, &folded);
    if (ret_non_book)
        *ret_non_book = false;
    for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
        if (!has_words(text_of(&folded), rules[i].words))
            continue;
        if (ret_non_book)
            *ret_non_book = rules[i].non_book;
        return rules[i].format;
    }
    return FORMAT_NONE;
}
