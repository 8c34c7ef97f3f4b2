#include "CMime.h"

#include <gmime/gmime.h>

int inboxd_cmime_linked(void) {
    return 1;
}
