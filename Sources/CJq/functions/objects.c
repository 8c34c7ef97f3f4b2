#include <limits.h>

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

// MARK: Lists

/// The places where `wanted` stands, or (a list) where its elements follow each other; up to `most` of them.
static jv places(jv list, jv wanted, int most) {
    if (jv_get_kind(wanted) != JV_KIND_ARRAY) wanted = jv_array_append(jv_array(), wanted);
    jv found = jv_array();
    int count = jv_array_length(jv_copy(list)), length = jv_array_length(jv_copy(wanted));
    for (int i = 0; length > 0 && i + length <= count && most > 0; i++) {
        int same = 0;
        while (same < length && jv_equal(jv_array_get(jv_copy(list), i + same), jv_array_get(jv_copy(wanted), same))) same++;
        if (same < length) continue;
        found = jv_array_append(found, jv_number(i));
        most--;
    }
    jv_free(list);
    jv_free(wanted);
    return found;
}

/// What there is to say without looking: of null null, of anything else an error. A list is given to `places`.
static jv no_places(jv value, jv wanted) {
    jv said = jv_get_kind(value) == JV_KIND_NULL
        ? jv_null() : jv_invalid_with_msg(jv_string("there are places in a list or a text only"));
    jv_free(value);
    jv_free(wanted);
    return said;
}

static int are_texts(jv value, jv wanted) {
    return jv_get_kind(value) == JV_KIND_STRING && jv_get_kind(wanted) == JV_KIND_STRING;
}

/// Where one text stands in another. The empty text stands nowhere: libjq would find it for ever.
static jv places_in_text(jv value, jv wanted) {
    if (jv_string_length_bytes(jv_copy(wanted)) > 0) return jv_string_indexes(value, wanted);
    jv_free(value);
    jv_free(wanted);
    return jv_null();
}

jv list_indices(jv value, jv wanted) {
    if (are_texts(value, wanted)) return places_in_text(value, wanted);
    return jv_get_kind(value) == JV_KIND_ARRAY ? places(value, wanted, INT_MAX) : no_places(value, wanted);
}

jv list_index(jv value, jv wanted) {
    int is_text = are_texts(value, wanted);
    if (!is_text && jv_get_kind(value) != JV_KIND_ARRAY) return no_places(value, wanted);
    jv found = is_text ? places_in_text(value, wanted) : places(value, wanted, 1);
    if (jv_get_kind(found) == JV_KIND_NULL) return found;
    jv first = jv_array_length(jv_copy(found)) > 0 ? jv_array_get(jv_copy(found), 0) : jv_null();
    jv_free(found);
    return first;
}
