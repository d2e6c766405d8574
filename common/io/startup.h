/* startup.h: the first thing that main does, the same for every program that holds secrets. */
#pragma once

/** Protect the secrets of this process: it dumps no core, other processes of the same user cannot
 *  read its memory, no socket gets one of the descriptors 0 to 2, and SIGPIPE does not end it. What
 *  the system refuses stays as it was. */
void startup_secure(void);
