/* test_text_fold.c: folding of titles and names. */
#include "core/text_fold.h"
#include "test.h"

static void text_fold__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *input, *folded;
    } rows[] = {
        /* ASCII */
        {"small letters, one blank", "The  Hobbit,\tor There", "the hobbit or there"},
        {"no blanks at the ends", "  (The Hobbit!)  ", "the hobbit"},
        {"apostrophe", "The Handmaid's Tale", "the handmaids tale"},
        {"grave accent for an apostrophe", "Schindler`s List", "schindlers list"},
        {"ampersand", "Romeo & Juliet", "romeo and juliet"},
        {"ampersand within a word", "AT&T", "at and t"},
        {"ampersand alone", "&", "and"},
        {"ampersands", "&&", "and and"},
        {"ampersand at the end", "Black & ", "black and"},
        {"figures", "1984: Nineteen", "1984 nineteen"},
        {"hyphen and underscore", "Catch-22_x", "catch 22 x"},
        {"no letter", "?!...", ""},
        {"empty", "", ""},
        /* Latin */
        {"accents", "Les Misérables à Ĉiam", "les miserables a ciam"},
        {"accents as marks of their own", "Mise\u0301rables", "miserables"},
        {"marks upon marks", "Việt Nam", "viet nam"},
        {"letters of their own", "Ærø Łódź Œuvre þorn Đà Guðrún Ħal",
         "aero lodz oeuvre thorn da gudrun hal"},
        {"capitals of these", "ÆØŁŒÞÐĐ", "aeoloethdd"},
        {"accent on ash", "Ǽ", "ae"},
        {"sharp s", "Straße STRAẞE", "strasse strasse"},
        {"Turkish i", "İstanbul ıssız", "istanbul issiz"},
        {"ligatures", "ﬁnal ﬀ Ĳ", "final ff ij"},
        {"full width", "ＡＢＣ１２３＆ｄ", "abc123 and d"},
        {"typographic apostrophes", "O’Brien ‘n’ D′Arcy ʻOkina Qurʾān",
         "obrien n darcy okina quran"},
        {"acute for an apostrophe", "L´Étranger", "letranger"},
        {"quotes and dashes", "“Emma”—a «novel»…", "emma a novel"},
        {"no-break space", "a\u00a0b\u2003c", "a b c"},
        {"soft hyphen, zero width", "co\u00adop\u200bera\ufefftion", "cooperation"},
        {"figures above", "E=mc²", "e mc2"},
        {"fraction", "8½ Weeks", "8 1 2 weeks"},
        {"trade mark", "Lego™ ®", "lego"},
        {"Roman numeral", "Henry Ⅷ", "henry viii"},
        {"emoji", "Cats 🐈 and 1️⃣", "cats and 1"},
        /* Greek, Cyrillic */
        {"Greek", "Ὀδύσσεια ΛΟΓΟΣ", "οδυσσεια λογοσ"},
        {"Cyrillic", "Война и мир: Ёлка, Чайковский", "воина и мир елка чаиковскии"},
        /* marks that are letters */
        {"kana with their marks", "がぎぐ", "がぎぐ"},
        {"kana without", "かきく", "かきく"},
        {"kana as parts", "か\u3099", "が"},
        {"half width kana", "ｶﾞｷﾞ", "ガギ"},
        {"marks in canonical order", "か\u0301\u3099", "が\u0301"},
        {"Hangul", "채식주의자", "채식주의자"},
        {"Hangul as parts", "\u1112\u1161\u11ab", "한"},
        {"Devanagari", "गोदान", "गोदान"},
        {"Devanagari with nukta", "क़िला", "क\u093cिला"},
        {"Thai", "สี่แผ่นดิน", "สี่แผ่นดิน"},
        {"Chinese", "紅樓夢・上", "紅樓夢 上"},
        /* vowel points */
        {"Hebrew", "שָׁלוֹם", "שלום"},
        {"Arabic", "الْعَرَبِيَّةُ", "العربية"},
        {"Arabic alef with hamza stays", "أحمد آب", "أحمد آب"},
        {"Arabic stretched", "كتـــاب", "كتاب"},
        /* floods */
        {"marks without a letter", "\u0301\u0301\u3099", ""},
        {"marks behind a blank", "ab \u3099c", "ab c"},
        {"mark on a figure", "1\u0301", "1"},
        {"turned direction", "\u202eabc", "abc"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(text_done) struct text folded = {0};
        text_fold(rows[i].input, &folded);
        EXPECT_ROW(rows[i].name, strcmp(text_of(&folded), rows[i].folded) == 0);
        CLEANUP(text_done) struct text again = {0};
        text_fold(text_of(&folded), &again);
        EXPECT_ROW(rows[i].name, strcmp(text_of(&again), text_of(&folded)) == 0);
    }
}

static void text_fold__appends(void **state)
{
    (void)state;
    CLEANUP(text_done) struct text folded = {0};
    text_add(&folded, "key=");
    text_fold("ÉTÉ", &folded);
    text_add(&folded, "|");
    text_fold(" Hiver ", &folded);
    assert_string_equal(text_of(&folded), "key=ete|hiver");
}

/* The short way of ASCII and the long way give the same: a character that folds to nothing forces
 * the long one. */
static void text_fold__gives_ascii_the_same_by_both_ways(void **state)
{
    (void)state;
    uint32_t seed = 12345;
    for (int round = 0; round < 2000; round++) {
        char input[600] = "";
        const size_t count = seed % 590;
        for (size_t i = 0; i < count; i++) {
            seed = seed * 1664525U + 1013904223U;
            const char *set = "abcXYZ019 &&&&'`-.,;\t\x7f\x01";
            input[i] = set[(seed >> 16) % strlen(set)];
        }
        input[count] = '\0';
        CLEANUP(text_done) struct text short_way = {0};
        CLEANUP(text_done) struct text long_way = {0};
        text_fold(input, &short_way);
        memcpy(input + count, "\u00ad", 3); /* soft hyphen */
        text_fold(input, &long_way);
        EXPECT_ROW(input, strcmp(text_of(&short_way), text_of(&long_way)) == 0);
        seed++;
    }
}

/* Hostile length: a flood of marks whose order would have to be sorted, and the character that
 * grows most. */
static void text_fold__bounds_floods(void **state)
{
    (void)state;
    CLEANUP(text_done) struct text flood = {0};
    text_add(&flood, "か");
    for (int i = 0; i < 200000; i++)
        text_add(&flood, i % 2 ? "\u3099" : "\u0f71");
    CLEANUP(text_done) struct text folded = {0};
    text_fold(text_of(&flood), &folded);
    assert_in_range(folded.count, 3, 64);

    text_clear(&flood);
    text_clear(&folded);
    for (int i = 0; i < 1000; i++)
        text_add(&flood, "\ufdfa");
    text_fold(text_of(&flood), &folded);
    assert_true(text_is_utf8(folded.bytes, folded.count));
    assert_in_range(folded.count, 1000, 1000 * 18 * 2);
}

TEST_MAIN(cmocka_unit_test(text_fold__table), cmocka_unit_test(text_fold__appends),
          cmocka_unit_test(text_fold__gives_ascii_the_same_by_both_ways),
          cmocka_unit_test(text_fold__bounds_floods))
