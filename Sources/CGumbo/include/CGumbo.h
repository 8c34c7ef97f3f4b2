#pragma once

#include <stddef.h>

/// A parsed HTML document (HTML5, as browsers read it), walked once from its beginning to its end. For one thread at a
/// time. The parser and its clean-up recurse, one frame a level: bound the nesting of what you give it.
typedef struct cgumbo_tree cgumbo_tree;

/// What a step of the walk came to.
typedef enum {
    CGUMBO_END = 0,
    /// The start of an element: see `cgumbo_name` and `cgumbo_attribute_…`.
    CGUMBO_OPEN = 1,
    /// The end of the element that was opened last and not closed yet.
    CGUMBO_CLOSE = 2,
    /// Text, with its entities decoded: see `cgumbo_text`.
    CGUMBO_TEXT = 3,
} cgumbo_event;

/// Parses `length` bytes of UTF-8, which must stay as they are until `cgumbo_free`. NULL where memory is out.
cgumbo_tree *cgumbo_parse(const char *bytes, size_t length);

void cgumbo_free(cgumbo_tree *tree);

/// Goes on to the next event. Comments are left out; elements that the source only implies are not.
cgumbo_event cgumbo_next(cgumbo_tree *tree);

/// The name of the element just opened, in lower case; empty where HTML does not know it. Lives as long as the process.
const char *cgumbo_name(const cgumbo_tree *tree);

/// The text just met, terminated by a zero byte. Lives as long as the tree, as attributes do.
const char *cgumbo_text(const cgumbo_tree *tree);

/// How many attributes the element just opened has.
size_t cgumbo_attribute_count(const cgumbo_tree *tree);
/// The name of one of them, in lower case.
const char *cgumbo_attribute_name(const cgumbo_tree *tree, size_t index);
/// Its value, with entities decoded; empty where it has none.
const char *cgumbo_attribute_value(const cgumbo_tree *tree, size_t index);
