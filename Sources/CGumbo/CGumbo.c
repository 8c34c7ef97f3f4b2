#include "CGumbo.h"

#include <gumbo.h>

int inboxd_cgumbo_linked(void) {
    return 1;
}
