#ifndef INBOXD_CGUMBO_H
#define INBOXD_CGUMBO_H

/// Whether the system library is linked.
int inboxd_cgumbo_linked(void);

#endif
