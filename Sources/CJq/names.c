#include "names.h"

#include <stdint.h>
#include <string.h>

/// Bytes of a name that is kept.
static const size_t longest = 64;

static unsigned place_of(const char *bytes, size_t length) {
    // FNV-1a.
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)bytes[i]) * 16777619u;
    return (hash ^ hash >> 16) & 255;
}

jv names_get(names *n, const char *bytes, size_t length) {
    if (length > longest) return jv_string_sized(bytes, (int)length);
    unsigned place = place_of(bytes, length);
    if (n->known[place].bytes && n->known[place].length == length && memcmp(n->known[place].bytes, bytes, length) == 0)
        return jv_copy(n->known[place].string);
    jv string = jv_string_sized(bytes, (int)length);
    if (n->known[place].bytes) jv_free(n->known[place].string);
    n->known[place].string = jv_copy(string);
    n->known[place].bytes = jv_string_value(string);
    // What was no UTF-8 is another text now, and found by that only.
    n->known[place].length = (size_t)jv_string_length_bytes(jv_copy(string));
    return string;
}

void names_free(names *n) {
    for (size_t i = 0; i < sizeof n->known / sizeof *n->known; i++) {
        if (n->known[i].bytes) jv_free(n->known[i].string);
        n->known[i].bytes = NULL;
    }
}
