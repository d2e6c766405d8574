/* command_provider.h: the command of the group "provider" that has a file of its own. */
#pragma once
#include "shared/command.h"

extern const struct command command_provider_log;
