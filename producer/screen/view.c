/* view.c: each state of the view has one function for its keys, tried from the innermost: a
 * question, a filter that is typed, a page, the grid. */
#include "screen/view.h"

#include <stdio.h>
#include <string.h>

#define PAGE_YEARS 10
#define PAGE_LINES 10

/* ---- the cursor ---- */

static int number_of(struct month month)
{
    return month.year * 12 + month.month - 1;
}

static struct month month_of(int number)
{
    return (struct month){.year = number / 12, .month = number % 12 + 1};
}

static int clamped(int value, int min, int max)
{
    return value < min ? min : value > max ? max : value;
}

static void move_to(struct view *view, const struct snapshot *snapshot, int number)
{
    if (snapshot->first_year == 0)
        return;
    view->cursor =
        month_of(clamped(number, snapshot->first_year * 12, snapshot->last_year * 12 + 11));
}

/* To the next month that is within the filter, or that is there at all; it stays where none is. */
static void move_to_match(struct view *view, const struct snapshot *snapshot, int step)
{
    const int first = snapshot->first_year * 12, last = snapshot->last_year * 12 + 11;
    for (int at = number_of(view->cursor) + step; at >= first && at <= last; at += step) {
        const enum look look = snapshot_look(snapshot, month_of(at));
        if (view->filter == 0 ? look != LOOK_NONE : (LOOK_BIT(look) & view->filter) != 0) {
            view->cursor = month_of(at);
            return;
        }
    }
    (void)snprintf(view->note, sizeof(view->note), "No other month lies there.");
}

void view_begin(struct view *ret, const struct snapshot *snapshot)
{
    *ret = (struct view){.page = PAGE_OVERVIEW};
    move_to(ret, snapshot, snapshot->last_year * 12 + 11);
    if (snapshot->first_year != 0 && snapshot_look(snapshot, ret->cursor) == LOOK_NONE)
        move_to_match(ret, snapshot, -1);
    ret->note[0] = '\0';
}

void view_follow(struct view *view, const struct snapshot *snapshot)
{
    if (view->cursor.year == 0)
        view_begin(view, snapshot);
    else
        move_to(view, snapshot, number_of(view->cursor));
}

const struct month *view_opened(const struct view *view)
{
    return view->page == PAGE_MONTH ? &view->cursor : NULL;
}

/* ---- moving ---- */

/* Letters as in vi. */
static enum key_kind direction_of(struct key key)
{
    static const struct {
        char letter;
        enum key_kind kind;
    } letters[] = {{'h', KEY_LEFT},  {'j', KEY_DOWN}, {'k', KEY_UP},
                   {'l', KEY_RIGHT}, {'g', KEY_HOME}, {'G', KEY_END}};
    for (size_t i = 0; key.kind == KEY_CHARACTER && i < ARRAY_LEN(letters); i++)
        if (key.character == letters[i].letter)
            return letters[i].kind;
    return key.kind;
}

/* How many months a key moves the cursor by; 0: it is no such key. */
static int step_of(enum key_kind kind)
{
    static const struct {
        enum key_kind kind;
        int step;
    } steps[] = {{KEY_UP, -1},
                 {KEY_DOWN, 1},
                 {KEY_LEFT, -12},
                 {KEY_RIGHT, 12},
                 {KEY_PAGE_UP, -12 * PAGE_YEARS},
                 {KEY_PAGE_DOWN, 12 * PAGE_YEARS},
                 {KEY_HOME, -12 * SNAPSHOT_YEARS},
                 {KEY_END, 12 * SNAPSHOT_YEARS}};
    for (size_t i = 0; i < ARRAY_LEN(steps); i++)
        if (steps[i].kind == kind)
            return steps[i].step;
    return 0;
}

/* ---- filters ---- */

static void filter_by(struct view *view, const struct snapshot *snapshot, unsigned looks)
{
    view->filter = looks;
    if (looks != 0 && (LOOK_BIT(snapshot_look(snapshot, view->cursor)) & looks) == 0)
        move_to_match(view, snapshot, -1);
    view->note[0] = '\0';
}

/* The next state that some month has; behind the last one, all. */
static void filter_next(struct view *view, const struct snapshot *snapshot)
{
    enum look look = LOOK_NONE + 1;
    while (look < LOOKS && (view->filter >> look) != 0) /* behind all that are shown */
        look++;
    while (look < LOOKS && snapshot->counts[look] == 0)
        look++;
    filter_by(view, snapshot, look < LOOKS ? LOOK_BIT(look) : 0);
}

static void key_of_filter(struct view *view, const struct snapshot *snapshot, struct key key)
{
    const size_t length = strlen(view->typed);
    if (key.kind == KEY_CHARACTER && length + 1 < sizeof(view->typed)) {
        view->typed[length] = key.character;
        view->typed[length + 1] = '\0';
    } else if (key.kind == KEY_BACKSPACE && length > 0) {
        view->typed[length - 1] = '\0';
    } else if (key.kind == KEY_ESCAPE) {
        view->typing = false;
    } else if (key.kind == KEY_ENTER) {
        const unsigned looks = looks_typed(view->typed);
        view->typing = false;
        filter_by(view, snapshot, looks);
        if (looks == 0 && length > 0)
            (void)snprintf(view->note, sizeof(view->note), "No state begins with '%s'.",
                           view->typed);
    }
}

/* ---- pages ---- */

static void open_page(struct view *view, enum view_page page)
{
    view->page = page;
    view->scroll = 0;
}

static enum view_action key_of_page(struct view *view, const struct snapshot *snapshot,
                                    struct key key)
{
    const enum key_kind kind = direction_of(key);
    const bool back = kind == KEY_ENTER || kind == KEY_ESCAPE ||
                      (key.kind == KEY_CHARACTER && key.character == '?');
    if (back)
        open_page(view, PAGE_OVERVIEW);
    else if (kind == KEY_UP || kind == KEY_PAGE_UP)
        view->scroll -= kind == KEY_UP ? 1 : PAGE_LINES;
    else if (kind == KEY_DOWN || kind == KEY_PAGE_DOWN)
        view->scroll += kind == KEY_DOWN ? 1 : PAGE_LINES;
    if (view->scroll < 0)
        view->scroll = 0;
    if (view->page != PAGE_MONTH || (kind != KEY_LEFT && kind != KEY_RIGHT))
        return ACTION_NONE;
    view->scroll = 0;
    move_to(view, snapshot, number_of(view->cursor) + (kind == KEY_LEFT ? -1 : 1));
    return ACTION_READ;
}

/* ---- the overview ---- */

static enum view_action letter(struct view *view, const struct snapshot *snapshot, char character)
{
    switch (character) {
    case '?':
        open_page(view, PAGE_HELP);
        return ACTION_NONE;
    case '/':
        view->typing = true;
        view->typed[0] = '\0';
        return ACTION_NONE;
    case 'f':
        filter_next(view, snapshot);
        return ACTION_NONE;
    case 'n':
    case 'N':
        move_to_match(view, snapshot, character == 'n' ? 1 : -1);
        return ACTION_NONE;
    case 'p':
        view->question = snapshot->paused ? QUESTION_RESUME : QUESTION_PAUSE;
        return ACTION_NONE;
    default:
        return ACTION_NONE;
    }
}

static enum view_action key_of_overview(struct view *view, const struct snapshot *snapshot,
                                        struct key key)
{
    const enum key_kind kind = direction_of(key);
    const int step = step_of(kind);
    if (step != 0)
        move_to(view, snapshot, number_of(view->cursor) + step);
    else if (kind == KEY_ESCAPE)
        view->filter = 0;
    else if (kind == KEY_TAB)
        view->grid_only = !view->grid_only;
    else if (kind == KEY_CHARACTER)
        return letter(view, snapshot, key.character);
    if (kind != KEY_ENTER || view->cursor.year == 0)
        return ACTION_NONE;
    open_page(view, PAGE_MONTH);
    return ACTION_READ;
}

/* Only y is a yes: a hand that slips pauses nothing. */
static enum view_action key_of_question(struct view *view, struct key key)
{
    const enum view_question question = view->question;
    const bool yes = key.kind == KEY_CHARACTER && (key.character == 'y' || key.character == 'Y');
    view->question = QUESTION_NONE;
    if (!yes) {
        (void)snprintf(view->note, sizeof(view->note), "Nothing is changed.");
        return ACTION_NONE;
    }
    return question == QUESTION_PAUSE ? ACTION_PAUSE : ACTION_RESUME;
}

enum view_action view_key(struct view *view, const struct snapshot *snapshot, struct key key)
{
    if (key.kind == KEY_NONE)
        return ACTION_NONE;
    view->note[0] = '\0';
    if (view->question != QUESTION_NONE)
        return key_of_question(view, key);
    if (view->typing) {
        key_of_filter(view, snapshot, key);
        return ACTION_NONE;
    }
    if (key.kind == KEY_CHARACTER && key.character == 'q')
        return ACTION_QUIT;
    return view->page == PAGE_OVERVIEW ? key_of_overview(view, snapshot, key)
                                       : key_of_page(view, snapshot, key);
}
