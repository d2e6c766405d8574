/* notify.h: telling systemd how we are (sd_notify's protocol, written by hand: one datagram). */
#pragma once
#include "core/base.h"

/** Send "READY=1", "STOPPING=1", "WATCHDOG=1" … to $NOTIFY_SOCKET; nothing without one. Failures
 *  are of no consequence. */
void notify_send(const char *state) NONNULL_ALL;
