#include "functions.h"

static int is_absent(jv value) {
    jv_kind kind = jv_get_kind(value);
    return kind == JV_KIND_NULL || (kind == JV_KIND_STRING && jv_string_length_bytes(jv_copy(value)) == 0);
}

jv object_present(jv object) {
    if (jv_get_kind(object) != JV_KIND_OBJECT) {
        jv_free(object);
        return jv_invalid_with_msg(jv_string("present takes an object"));
    }
    int absent = 0;
    jv present = jv_object();
    for (int i = jv_object_iter(object); jv_object_iter_valid(object, i); i = jv_object_iter_next(object, i)) {
        jv value = jv_object_iter_value(object, i);
        if (is_absent(value)) {
            absent++;
            jv_free(value);
        } else {
            present = jv_object_set(present, jv_object_iter_key(object, i), value);
        }
    }
    // Mostly there is nothing to leave out, and the object may be one that nobody else holds.
    jv_free(absent > 0 ? object : present);
    return absent > 0 ? present : object;
}
