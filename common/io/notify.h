/* notify.h: telling systemd the state of this process, by the protocol of sd_notify. */
#pragma once
#include "core/base.h"

/** Send a state ("READY=1", "STOPPING=1", "WATCHDOG=1") to the socket that $NOTIFY_SOCKET names.
 *  Does nothing without that variable, or where the socket takes nothing. */
void notify_send(const char *state) NONNULL_ALL;

/** How often systemd wants to hear "WATCHDOG=1" of this process: half of its limit, in ms.
 *  0: never */
int64_t notify_watchdog_ms(void);
