#pragma once

#include <jv.h>

#include "text.h"

/// Appends a value as JSON on one line, as `jv_dump_string` would, but copying what needs no escape as a whole: a fifth
/// of a message's way through jq was spent there. Stops once `t` is longer than `limit`; 0 where the value is nested too
/// deeply. Consumes `value`.
int write_json(text *t, jv value, size_t limit, int depth);
