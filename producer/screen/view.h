/* view.h: what the person before the screen looks at, and how keys change it. Pure: it neither
 * draws nor reads. */
#pragma once
#include "screen/keys.h"
#include "screen/snapshot.h"

enum view_page { PAGE_OVERVIEW, PAGE_MONTH, PAGE_HELP };

enum view_question { QUESTION_NONE, QUESTION_PAUSE, QUESTION_RESUME };

struct view {
    struct month cursor;
    enum view_page page;
    unsigned filter; /* the looks that are shown; 0: all */
    bool typing;     /* a filter is being typed */
    char typed[24];
    enum view_question question; /* waits for y or n */
    bool grid_only;              /* where there is no room for both, the grid is shown */
    int scroll;                  /* lines of a page that are above the screen */
    char note[200];              /* what the last key came to, in the footer; or "" */
};

enum view_action {
    ACTION_NONE, /* draw it again */
    ACTION_QUIT,
    ACTION_READ, /* read at once: another month is open */
    ACTION_PAUSE,
    ACTION_RESUME,
};

/** A view of the newest month. */
void view_begin(struct view *ret, const struct snapshot *snapshot) NONNULL_ALL;

/** Keep the cursor within a new snapshot. */
void view_follow(struct view *view, const struct snapshot *snapshot) NONNULL_ALL;

/** A key was pressed. */
enum view_action view_key(struct view *view, const struct snapshot *snapshot, struct key key)
    NONNULL_ALL;

/** The month whose details the view shows, or NULL. */
const struct month *view_opened(const struct view *view) NONNULL_ALL;
