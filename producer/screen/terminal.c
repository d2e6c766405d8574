/* terminal.c: plain ANSI sequences, those that every terminal of today knows. What gives the
 * terminal back may be called by a signal handler: it only writes and sets modes. */
#include "screen/terminal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "core/clock.h"

/* alternate screen, no cursor, no wrapping at the right edge; and all of it back */
#define ENTER "\033[?1049h\033[?25l\033[?7l\033[2J"
#define LEAVE "\033[?2026l\033[0m\033[?7h\033[?25h\033[?1049l"
/* A terminal that knows them shows what is between them at once (DEC mode 2026). */
#define SYNC_BEGIN "\033[?2026h\033[H"
#define SYNC_END "\033[?2026l"

static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
static const int crashing[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};

static volatile sig_atomic_t taken; /* the terminal is ours */
static volatile sig_atomic_t ended, redraw, busy_now;
static struct termios before, own;

/* ---- what may be asked at any time ---- */

bool terminal_is_there(void)
{
    const char *term = getenv("TERM");
    return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && term && *term &&
           strcmp(term, "dumb") != 0;
}

bool terminal_shows_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const char *locale = getenv(names[i]);
        if (locale && *locale)
            return strcasestr(locale, "UTF-8") || strcasestr(locale, "UTF8");
    }
    return false;
}

bool terminal_shows_colour(void)
{
    const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR");
    return isatty(STDOUT_FILENO) && (!no_color || !*no_color) && term && *term &&
           strcmp(term, "dumb") != 0;
}

int terminal_columns(void)
{
    struct winsize size = {0};
    return isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

void terminal_size(int *ret_width, int *ret_height)
{
    struct winsize size = {0};
    const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0;
    *ret_width = known && size.ws_col > 0 ? size.ws_col : 80;
    *ret_height = known && size.ws_row > 0 ? size.ws_row : 24;
}

/* ---- taking and giving back; signal handlers call these ---- */

static void write_all(const char *bytes, size_t count)
{
    while (count > 0) {
        const ssize_t done = write(STDOUT_FILENO, bytes, count);
        if (done < 0 && errno != EINTR && errno != EAGAIN)
            return; /* the terminal is gone, and nothing can be given back */
        if (done > 0) {
            bytes += done;
            count -= (size_t)done;
        }
    }
}

static void set_modes(const struct termios *modes)
{
    while (tcsetattr(STDIN_FILENO, TCSADRAIN, modes) != 0 && errno == EINTR)
        ;
}

static void take(void)
{
    set_modes(&own);
    write_all(ENTER, sizeof(ENTER) - 1);
    taken = 1;
}

static void give_back(void)
{
    if (!taken)
        return;
    taken = 0;
    write_all(LEAVE, sizeof(LEAVE) - 1);
    set_modes(&before);
}

/* ---- signals ---- */

static void on_end(int number)
{
    (void)number;
    ended = 1;
    if (!busy_now)
        return;
    give_back();
    _exit(0); /* nothing was written, and what was printed has left */
}

static void on_crash(int number)
{
    give_back();
    (void)signal(number, SIG_DFL);
    (void)raise(number);
}

static void on_resize(int number)
{
    (void)number;
    redraw = 1;
}

static void handle(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(number, &action, NULL);
}

/* Stop as the shell expects it, with the terminal as it was; what follows the raise is done when
 * we go on. */
static void on_stop(int number)
{
    const int saved = errno;
    sigset_t stop;
    give_back();
    handle(number, SIG_DFL);
    (void)raise(number);
    (void)sigemptyset(&stop);
    (void)sigaddset(&stop, number);
    (void)sigprocmask(SIG_UNBLOCK, &stop, NULL); /* here it stops */
    handle(number, on_stop);
    take();
    redraw = 1;
    errno = saved;
}

/* Stopped by SIGSTOP we could not give it back, and the shell may have set it otherwise. */
static void on_continue(int number)
{
    (void)number;
    const int saved = errno;
    if (taken)
        take();
    redraw = 1;
    errno = saved;
}

static void watch_signals(void)
{
    for (size_t i = 0; i < ARRAY_LEN(ending); i++)
        handle(ending[i], on_end);
    for (size_t i = 0; i < ARRAY_LEN(crashing); i++)
        handle(crashing[i], on_crash);
    handle(SIGWINCH, on_resize);
    handle(SIGTSTP, on_stop);
    handle(SIGCONT, on_continue);
}

/* ---- its life ---- */

bool terminal_open(struct error *err)
{
    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return error_set(err, ERROR_TRANSIENT, errno, "the terminal: %s", strerrordesc_np(errno));
    own = before;
    own.c_lflag &= ~(tcflag_t)(ICANON | ECHO | IEXTEN); /* Ctrl-C and Ctrl-Z stay signals */
    own.c_iflag &= ~(tcflag_t)(IXON | ICRNL);
    own.c_cc[VMIN] = 0;
    own.c_cc[VTIME] = 0;
    (void)atexit(give_back); /* out of memory ends the program, too */
    watch_signals();
    take();
    return true;
}

void terminal_close(void)
{
    give_back();
    handle(SIGTSTP, SIG_DFL);
    handle(SIGCONT, SIG_DFL);
}

void terminal_busy(bool busy)
{
    busy_now = busy;
    if (busy && ended)
        on_end(SIGTERM); /* it came just before */
}

bool terminal_show(const struct text *picture)
{
    CLEANUP(text_done) struct text all = {0};
    const char *line = text_of(picture);
    text_add(&all, SYNC_BEGIN);
    for (int row = 1;; row++) {
        const size_t bytes = strcspn(line, "\n");
        /* Cleared first: behind a full line the cursor still stands on its last column. */
        text_add_format(&all, "\033[%d;1H\033[K", row);
        text_add_bytes(&all, line, bytes);
        if (line[bytes] == '\0')
            break;
        line += bytes + 1;
    }
    text_add(&all, SYNC_END);
    errno = 0;
    write_all(text_of(&all), all.count);
    return errno == 0 || errno == EINTR || errno == EAGAIN;
}

enum terminal_event terminal_wait(int64_t ms, char *ret, size_t capacity, size_t *ret_count)
{
    const int64_t until = clock_monotonic_ms() + ms;
    *ret_count = 0;
    for (;;) {
        struct pollfd fd = {.fd = STDIN_FILENO, .events = POLLIN};
        const int64_t left = until - clock_monotonic_ms();
        if (ended)
            return TERMINAL_ENDED;
        if (redraw) {
            redraw = 0;
            return TERMINAL_REDRAW;
        }
        const int slice = left > 50 ? 50 : left > 0 ? (int)left : 0; /* a signal may come before */
        const int ready = poll(&fd, 1, slice);
        if (ready > 0) {
            const ssize_t count = read(STDIN_FILENO, ret, capacity);
            if (count <= 0 && (count == 0 || errno != EINTR))
                return TERMINAL_ENDED;
            *ret_count = count > 0 ? (size_t)count : 0;
            return TERMINAL_KEYS;
        }
        if (left <= 0)
            return TERMINAL_TIME;
    }
}
