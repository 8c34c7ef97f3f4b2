#include "CIcal.h"

#include <libical/ical.h>

int inboxd_cical_linked(void) {
    return 1;
}
