/* command_reread_say.c: what is told of a month whose answers were read again. */
#include <string.h>

#include "commands/command_reread.h"
#include "core/json_write.h"
#include "shared/output.h"

void reread_count(const struct reread *reread, struct reread_counts *ret)
{
    ret->months++;
    ret->go_on += reread->goes_on;
    ret->gained += (int64_t)(reread->list.count - reread->stored);
    ret->lost += (int64_t)reread->lost;
    ret->reworded += (int64_t)reread->reworded;
    ret->kept_words += (int64_t)reread->kept_words;
    ret->isbns += (int64_t)reread->isbns;
    ret->refused += (int64_t)reread->refused;
    ret->handed += reread->handed;
    for (size_t i = 0; i < reread->answer_count; i++)
        ret->unreadable += reread->answers[i].state == REREAD_UNREADABLE;
}

/* What is told of a book. */
enum book_news {
    NEWS_NONE,
    NEWS_GAINED,
    NEWS_LOST,
    NEWS_REWORDED,
    NEWS_KEEPS_WORDS,
    NEWS_ISBN,
    NEWS_REFUSED
};

static enum book_news news_of(const struct reread *reread, size_t at)
{
    const struct reread_book *book = &reread->books[at];
    if (at >= reread->stored)
        return NEWS_GAINED;
    if (book->is_refused)
        return NEWS_REFUSED;
    if (book->is_lost)
        return NEWS_LOST;
    if (book->now)
        return book->has_isbn ? NEWS_KEEPS_WORDS : NEWS_REWORDED;
    return *book->isbn.text ? NEWS_ISBN : NEWS_NONE;
}

static const struct {
    const char *name;  /* in JSON */
    const char *words; /* behind the title, for people */
} news[] = {
    [NEWS_NONE] = {"same", ""},
    [NEWS_GAINED] = {"gained", "gained"},
    [NEWS_LOST] = {"lost", "no answer names it any more; it stays"},
    [NEWS_REWORDED] = {"reworded", "in other words, and without an ISBN: it takes them"},
    [NEWS_KEEPS_WORDS] = {"kept", "in other words, but with an ISBN: it keeps its own"},
    [NEWS_ISBN] = {"isbn", "its ISBN is found in the local catalogue"},
    [NEWS_REFUSED] = {"refused", "its ISBN would be refused now; it stays"},
};

/* ---- for people ---- */

static void add_book_line(const struct reread *reread, size_t at, struct text *out)
{
    const struct book *book = &reread->list.items[at];
    const struct book *now = reread->books[at].now;
    text_add_format(out, "    %s", output_shown(book->title));
    if (book->authors)
        text_add_format(out, " / %s", output_shown(book->authors));
    text_add_format(out, ": %s", news[news_of(reread, at)].words);
    if (now && !text_equal(now->title, book->title))
        text_add_format(out, ", now '%s'", output_shown(now->title));
    if (*reread->books[at].isbn.text)
        text_add_format(out, ", %s", reread->books[at].isbn.text);
    text_add(out, "\n");
}

static bool is_news(const struct reread_answer *answer)
{
    return answer->differs || answer->state >= REREAD_UNREADABLE;
}

static void add_answer_line(const struct reread_answer *answer, struct text *out)
{
    text_add_format(out, "    answer of %s: ", answer->provider);
    switch (answer->state) {
    case REREAD_NAMES_BOOKS:
        text_add_format(out, "it was %s, and names %s\n", answer->was,
                        output_count((int64_t)answer->named, "book", "books"));
        break;
    case REREAD_REFUSED:
        text_add_format(out, "it was %s, and declines\n", answer->was);
        break;
    case REREAD_UNREADABLE:
        text_add_format(out, "it cannot be read: %s\n", output_shown(answer->why.message));
        break;
    case REREAD_PRUNED:
        text_add(out, "it was pruned\n");
        break;
    case REREAD_UNKNOWN:
        text_add(out, "the configuration names no such provider\n");
        break;
    }
}

static void add_lines(const struct reread *reread, struct reread_counts *counts, struct text *out)
{
    for (size_t i = 0; i < reread->answer_count; i++)
        if (is_news(&reread->answers[i]))
            add_answer_line(&reread->answers[i], out);
    for (size_t i = 0; i < reread->list.count; i++)
        if (news_of(reread, i) != NEWS_NONE && counts->listed++ < REREAD_LISTED_MAX)
            add_book_line(reread, i, out);
}

void reread_add_text(const struct reread *reread, struct reread_counts *counts, struct text *out)
{
    CLEANUP(text_done) struct text lines = {0};
    add_lines(reread, counts, &lines);
    if (lines.count > 0 || reread->gains)
        text_add_format(out, "%s  %s%s\n%s", month_text(reread->month).text, reread->status,
                        reread->goes_on ? ", needs no generator any more" : "", text_of(&lines));
}

/* ---- for programs ---- */

static void add_answers(const struct reread *reread, struct text *out)
{
    json_write_open(out, "answers", '[');
    for (size_t i = 0; i < reread->answer_count; i++) {
        const struct reread_answer *answer = &reread->answers[i];
        const bool is_bad = answer->state == REREAD_UNREADABLE;
        json_write_open(out, NULL, '{');
        json_write_text(out, "provider", answer->provider);
        json_write_text(out, "was", answer->was);
        json_write_text(out, "reads", reread_state_name(answer->state));
        json_write_int(out, "books", (int64_t)answer->named);
        json_write_text(out, "why", is_bad ? answer->why.message : NULL);
        json_write_close(out, '}');
    }
    json_write_close(out, ']');
}

static const char *isbn_of(const struct reread *reread, size_t at)
{
    const struct reread_book *book = &reread->books[at];
    return *book->isbn.text ? book->isbn.text : NULL;
}

static void add_books(const struct reread *reread, struct reread_counts *counts, struct text *out)
{
    json_write_open(out, "books", '[');
    for (size_t i = 0; i < reread->list.count; i++) {
        const struct book *book = &reread->list.items[i];
        const struct book *now = reread->books[i].now;
        if (news_of(reread, i) == NEWS_NONE || counts->listed++ >= REREAD_LISTED_MAX)
            continue;
        json_write_open(out, NULL, '{');
        json_write_text(out, "title", book->title);
        json_write_text(out, "authors", book->authors);
        json_write_text(out, "news", news[news_of(reread, i)].name);
        json_write_text(out, "title_now", now ? now->title : NULL);
        json_write_text(out, "isbn_gained", isbn_of(reread, i));
        json_write_close(out, '}');
    }
    json_write_close(out, ']');
}

void reread_add_json(const struct reread *reread, bool stored, struct reread_counts *counts,
                     struct text *out)
{
    json_write_open(out, NULL, '{');
    json_write_text(out, "month", month_text(reread->month).text);
    json_write_text(out, "status", reread->status);
    json_write_int(out, "generation", reread->generation);
    json_write_bool(out, "gains", reread->gains);
    json_write_bool(out, "stored", stored);
    json_write_bool(out, "needs_no_generator", reread->goes_on);
    json_write_int(out, "isbns_handed_over", reread->handed);
    add_answers(reread, out);
    add_books(reread, counts, out);
    json_write_close(out, '}');
}
