#pragma once

#include <stddef.h>

/// A text that grows, ended by a NUL; `failed` where there was no memory for it.
typedef struct {
    char *bytes;
    size_t length, capacity;
    int failed;
} text;

void text_append(text *t, const char *bytes, size_t length);

/// Gives its memory back; it is empty after that.
void text_free(text *t);
