/* startup.h: the first thing that main does, the same for every program that holds secrets. */
#pragma once

/** No core dump, no look into our memory by other processes of the same user, no descriptor 0 to 2
 *  that a socket could get, no end by SIGPIPE. Never fails: what the system refuses stays as it
 *  was. */
void startup_secure(void);
