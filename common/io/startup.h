/* startup.h: the first thing that main does, the same for every program. */
#pragma once

/** Protect the secrets of this process: it dumps no core, other processes of the same user cannot
 *  read its memory, no library writes down the keys of its connections, no socket gets one of the
 *  descriptors 0 to 2, and SIGPIPE does not end it. What the system refuses stays as it was. */
void startup_secure(void);

/** Let SIGTERM, SIGINT, SIGHUP and SIGQUIT end this process at once where it is process 1, as in a
 *  container. Linux drops them there until the process handles them. Whoever handles or blocks them
 *  later replaces this. */
void startup_end_by_signals(void);
