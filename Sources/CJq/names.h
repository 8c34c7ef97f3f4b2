#pragma once

#include <jv.h>
#include <stddef.h>

/// The names of members that were read before: a channel's payloads have the same ones in every delivery, and a value that
/// is there need not be made, checked and hashed again. It belongs to one program, and holds at most 16 KB of text.
typedef struct {
    struct {
        jv string;
        const char *bytes;
        size_t length;
    } known[256];
} names;

/// The name as a value. Its bytes may be anything, as for jv_string_sized.
jv names_get(names *n, const char *bytes, size_t length);

void names_free(names *n);
