/* test_match_title.c: titles taken apart, how they relate, and what they say of an edition. */
#include "match/match_bigrams.h"
#include "match/match_title.h"
#include "match/title_phrase.h"
#include "test.h"

/* ---- taking apart ---- */

static void add_list(struct text *text, const char *name, const struct word_list *list)
{
    if (list->count > 0)
        text_add_format(text, "|%s", name);
    for (size_t i = 0; i < list->count; i++)
        text_add_format(text, " %.*s", (int)list->items[i].count, list->items[i].at);
}

/* "main|rest …|in …|v3" */
static void write_parts(const struct title *title, struct text *ret)
{
    text_clear(ret);
    add_list(ret, "main", &title->main);
    add_list(ret, "rest", &title->rest);
    add_list(ret, "in", &title->brackets);
    if (title->volume)
        text_add_format(ret, "|v%d", title->volume);
}

static void title_parse__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *input, *parts;
    } rows[] = {
        {"plain", "Gone Girl", "|main gone girl"},
        {"article", "The Tent", "|main tent"},
        {"an article alone", "The", "|main the"},
        {"article behind", "Tent, The", "|main tent"},
        {"foreign article", "El guardián", "|main guardian"},
        {"colon", "Shadow: The History", "|main shadow|rest the history"},
        {"colon of a time", "4:50 from Paddington", "|main 4 50 from paddington"},
        {"dash", "Shadow - The History", "|main shadow|rest the history"},
        {"long dash", "Shadow — The History", "|main shadow|rest the history"},
        {"hyphen", "Spider-Man", "|main spider man"},
        {"question mark", "What If? Serious Answers", "|main what if|rest serious answers"},
        {"question mark at the end", "What If?", "|main what if"},
        {"marks within", "Yakitate!!Japan", "|main yakitate japan"},
        {"alternative", "Moby-Dick; or, The Whale", "|main moby dick|rest the whale"},
        {"comma", "Red, White and Royal Blue", "|main red white and royal blue"},
        {"brackets", "Dune (Dune Chronicles, #1)", "|main dune|in dune chronicles 1"},
        {"square brackets", "Dune [Large Print]", "|main dune|in large print"},
        {"two brackets", "Dune (Red)(Blue)", "|main dune|in red blue"},
        {"brackets and rest", "Dune (Dune #1): The Graphic Novel",
         "|main dune|rest the graphic novel|in dune 1"},
        {"colon in brackets", "Dune (Dune: Part)", "|main dune|in dune part"},
        {"a bracket that is not closed", "Dune (Dune", "|main dune|in dune"},
        {"a bracket within a word", "Wo(man)", "|main wo man"},
        {"a bracket at the beginning", "(Re)arranged Marriage", "|main re arranged marriage"},
        {"nothing but a bracket", "(500)", "|main 500"},
        {"marks before the title", "*** : Stars", "|main stars"},
        {"full width", "三体：地球往事（上）", "|main 三体|rest 地球往事|in 上|v1"},
        {"a novel", "Dune: A Novel", "|main dune"},
        {"an edition", "Dune: 50th Anniversary Edition", "|main dune"},
        {"volume", "Bleach Volume 13", "|main bleach|v13"},
        {"volume short", "Bleach, Vol. 13", "|main bleach|v13"},
        {"volume in French", "Bleach Tome 13", "|main bleach|v13"},
        {"volume in words", "Angel Tower, Part Two", "|main angel tower|v2"},
        {"volume in Roman numbers", "Works, Volume XIV", "|main works|v14"},
        {"volume behind the colon", "Bleach: Volume 13", "|main bleach|v13"},
        {"volume and rest", "Bleach Vol. 13: The Undead", "|main bleach|rest the undead|v13"},
        {"number at the end", "Fullmetal Alchemist 3", "|main fullmetal alchemist|v3"},
        {"large number at the end", "Fahrenheit 451", "|main fahrenheit 451"},
        {"number alone", "1984", "|main 1984"},
        {"no one", "No One Gets Out Alive", "|main no one gets out alive"},
        {"I", "The Book I Never Wrote", "|main book i never wrote"},
        {"nothing but a volume", "Book One", "|main book one"},
        {"series number behind the colon", "Dare: Rose Mystery #8", "|main dare"},
        {"ampersand", "Rhythm & Blues", "|main rhythm and blues"},
        {"punctuation only", "?!", ""},
        {"empty", "", ""},
    };
    CLEANUP(title_done) struct title title = {0};
    CLEANUP(text_done) struct text parts = {0};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        title_parse(rows[i].input, &title);
        write_parts(&title, &parts);
        if (strcmp(text_of(&parts), rows[i].parts) != 0)
            fail_msg("row '%s': %s", rows[i].name, text_of(&parts));
    }
}

static void title_nature__table(void **state)
{
    (void)state;
    static const struct {
        const char *title;
        unsigned nature;
    } rows[] = {
        {"Dune", 0},
        {"Notes on a Scandal", 0},
        {"Nightmares: A Collection of Stories", 0},
        {"Against Interpretation: Critical Essays", 0},
        {"Real Analysis", 0},
        {"Around the World in 80 Days: Companion to the PBS Series", 0},
        {"Brave Companions", 0},
        {"Dune: Study Guide", TITLE_ABOUT},
        {"Dune (Cliffs Notes)", TITLE_ABOUT},
        {"Dune: A Companion", TITLE_ABOUT},
        {"Dune: The Companion to the Novel", TITLE_ABOUT},
        {"Summary of Dune", TITLE_ABOUT},
        {"Dune: Boxed Set", TITLE_SET},
        {"Dune (3-Book Set)", TITLE_SET},
        {"Dune: The Graphic Novel", TITLE_OTHER_FORM},
        {"Dune (Abridged)", TITLE_ADAPTED},
        {"Dune: Young Readers Edition", TITLE_ADAPTED},
        {"Dune (Audio CD)", TITLE_AUDIO},
        {"Dune [Large Print]", TITLE_LARGE_PRINT},
        {"Dune (Abridged Audio)", TITLE_ADAPTED | TITLE_AUDIO},
    };
    CLEANUP(title_done) struct title title = {0};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        title_parse(rows[i].title, &title);
        EXPECT_ROW(rows[i].title, title_nature(&title) == rows[i].nature);
    }
}

/* ---- relating ---- */

static void title_relate__table(void **state)
{
    (void)state;
    static const struct {
        const char *one, *other;
        enum title_relation relation;
    } rows[] = {
        {"Gone Girl", "Gone Girl", TITLE_SAME},
        {"Gone Girl", "gone   girl!", TITLE_SAME},
        {"Gone Girl", "Gone Girl: A Novel", TITLE_SAME},
        {"Sapiens: A Brief History", "Sapiens A Brief History", TITLE_SAME},
        {"Blame!V ol. 8", "Blame! Vol. 8", TITLE_SAME},
        {"Educated", "Educated: A Life Between Two Worlds", TITLE_MAIN},
        {"Naruto", "Naruto, Vol. 1", TITLE_MAIN},
        {"1599: A Year in the Life", "A Year in the Life: 1599", TITLE_PART},
        {"Greek Tragedies: Aeschylus", "Aeschylus 2: The Persians", TITLE_DIFFERENT},
        {"Naruto, Vol. 1", "Naruto, Vol. 2", TITLE_OTHER_PART},
        {"Muhammad: A Biography of the Prophet", "Muhammad: A Prophet for Our Time",
         TITLE_OTHER_PART},
        {"Death of Ivan Ilych", "Death of Ivan Ilyich", TITLE_SPELT},
        {"Death of Ivan Ilyich", "Death of Iavn Ilyich", TITLE_SWAPPED},
        {"A Short History of World War I", "A Short History of World War II", TITLE_DIFFERENT},
        {"Ali and Nino", "Ali und Nino", TITLE_DIFFERENT},
        {"La peste", "The Peste", TITLE_DIFFERENT},
        {"", "", TITLE_DIFFERENT},
    };
    CLEANUP(title_done) struct title one = {0};
    CLEANUP(title_done) struct title other = {0};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        title_parse(rows[i].one, &one);
        title_parse(rows[i].other, &other);
        const enum title_relation relation = title_relate(&one, &other);
        if (relation != rows[i].relation || relation != title_relate(&other, &one))
            fail_msg("'%s' and '%s': %d", rows[i].one, rows[i].other, (int)relation);
    }
}

/* ---- pairs of letters ---- */

static void title_bigrams_may_relate__passes_what_relates(void **state)
{
    (void)state;
    static const char *const titles[] = {
        "The Tent",
        "TheT ent",
        "Tent, The",
        "Tent",
        "Oilvia",
        "Olivia",
        "Emma Tome 3",
        "Emma, Vol. 3",
        "Love Mode Vol. 6",
        "Love oMde Vol. 6",
        "Love Mode Tome 6",
        "Kisso f Death",
        "Kiss of Death",
        "Spider-Man: Blue",
        "Spiderman Blue",
        "Percy Jackson and the Olympians: The Lightning Thief",
        "The Lightning Thief (Percy Jackson and the Olympians, #1)",
        "What If?",
        "What If? Serious Scientific Answers",
        "Moby-Dick; or, The Whale",
        "Moby Dick",
        "Rhythm & Blues",
        "Rhythm and Blues",
        "Les Misérables",
        "Les Miserables",
        "The Curious Incident of the Dog in the Night-Time",
        "Curious Incdient of the Dog in the Night-Tmie",
        "Sapiens: A Brief History of Humankind",
        "Sapiens A Brief History of Humankind",
        "Gone Girl",
        "Wolf Hall",
        "The Road",
        "Atonement",
    };
    CLEANUP(title_done) struct title one = {0};
    CLEANUP(title_done) struct title other = {0};
    for (size_t i = 0; i < ARRAY_LEN(titles); i++) {
        title_parse(titles[i], &one);
        const struct title_bigrams bigrams = title_bigrams_of(titles[i]);
        for (size_t j = 0; j < ARRAY_LEN(titles); j++) {
            title_parse(titles[j], &other);
            const struct title_bigrams other_bigrams = title_bigrams_of(titles[j]);
            EXPECT_ROW(titles[i], title_bigrams_may_relate(&bigrams, &other_bigrams) ||
                                      title_relate(&one, &other) <= TITLE_OTHER_PART);
        }
    }
}

static void title_bigrams_may_relate__stops_what_has_nothing_in_common(void **state)
{
    (void)state;
    static const char *const titles[] = {
        "A Visit from the Goon Squad",
        "The Brief Wondrous Life of Oscar Wao",
        "Wolf Hall Companion",
        "Midnight's Children",
        "Never Let Me Go",
        "The Corrections",
        "Gilead and Home",
        "Austerlitz",
    };
    for (size_t i = 0; i < ARRAY_LEN(titles); i++) {
        for (size_t j = 0; j < i; j++) {
            const struct title_bigrams one = title_bigrams_of(titles[i]),
                                       other = title_bigrams_of(titles[j]);
            EXPECT_ROW(titles[i], !title_bigrams_may_relate(&one, &other));
        }
    }
}

/* The tables are sorted by their first words; in one that is not, a phrase is never found. */
static void title_phrases__are_all_found(void **state)
{
    (void)state;
    const struct title_phrase *to_l = title_phrases_to_l((struct word){"2", 1});
    const struct title_phrase *from_m = title_phrases_from_m((struct word){"macmillan", 9});
    assert_non_null(to_l);
    assert_non_null(from_m);
    for (; to_l->nature; to_l++) {
        const struct title_phrase *found =
            title_phrases_to_l((struct word){to_l->first, strlen(to_l->first)});
        EXPECT_ROW(to_l->first, found && strcmp(found->first, to_l->first) == 0 && found <= to_l);
    }
    for (; from_m->nature; from_m++) {
        const struct title_phrase *found =
            title_phrases_from_m((struct word){from_m->first, strlen(from_m->first)});
        EXPECT_ROW(from_m->first,
                   found && strcmp(found->first, from_m->first) == 0 && found <= from_m);
    }
}

TEST_MAIN(cmocka_unit_test(title_parse__table), cmocka_unit_test(title_phrases__are_all_found),
          cmocka_unit_test(title_nature__table), cmocka_unit_test(title_relate__table),
          cmocka_unit_test(title_bigrams_may_relate__passes_what_relates),
          cmocka_unit_test(title_bigrams_may_relate__stops_what_has_nothing_in_common))
