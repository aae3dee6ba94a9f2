/*
 * listed.h - /staff/list: what the hall publishes, who changed it last and what is remarkable
 * about it, changes that are proposed; files that propose one; /staff/list/versions.
 */
#ifndef CGI_LISTED_H
#define CGI_LISTED_H

#include "list/proposal.h"

/* clang-format off */
#define LISTED(X) \
	X(all) /* they may propose for every window */ \
	X(stopped) /* hallgen does not run */ \
	X(newest) /* version, 0 without one */ \
	X(id) /* of the proposal that is looked at */ \
	X(own) /* it is one's own */ \
	X(eyes) /* and hall.conf wants another person to publish it */ \
	X(orphans) /* bookings that it takes the time from: JSON */ \
	/* of a quick edit: the file, the row, its line, 0 for a new one */ \
	X(on) X(key) X(line) X(version) X(text)
/* clang-format on */

struct listed {
	VIEW_CELLS(LISTED);
};

extern const struct view_type listed_view;

/* What all of its pages have. */
void listed_fill(struct call *c, struct listed *p);
/* The page that `show` makes, with that status and what is wrong. Always false. */
bool listed_refuse(struct call *c, int status, enum message what, void (*show)(struct call *c));

#endif
