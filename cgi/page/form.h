/*
 * form.h - form bodies (application/x-www-form-urlencoded), read strictly, and
 * queries, of which nothing may break a page. Which fields there are and how long they may be is a
 * closed table.
 */
#ifndef CGI_FORM_H
#define CGI_FORM_H

#include "base/arena.h"
#include "base/str.h"

/*
 * X(field, name, most bytes, OWN: not carried). The limits only keep senseless input
 * away; rules about fields are in field.c.
 */
/* clang-format off */
#define FORM_FIELDS(X) \
	X(ITEM, "item", 512, CARRIED) \
	X(WINDOW, "window", 64, CARRIED) \
	X(DAY, "day", 64, CARRIED) /* of a button or link: the day that is wanted */ \
	X(SHOWN, "shown", 64, CARRIED) /* the day that the form stands at */ \
	X(SLOT, "slot", 64, CARRIED) \
	X(NAME, "name", 1024, CARRIED) \
	X(PHONE, "phone", 256, CARRIED) \
	X(AGENT, "agent", 1024, CARRIED) \
	X(NOTE, "note", 4096, CARRIED) \
	X(TOKEN, "token", 128, CARRIED) \
	X(WEBSITE, "website", 1024, CARRIED) /* the trap: people do not see it, and leave it empty */ \
	X(REFERENCE, "reference", 128, CARRIED) \
	X(TAIL, "tail", 64, CARRIED) \
	/* the desk */ \
	X(TIME, "time", 16, CARRIED) /* of day, HH:MM */ \
	X(CHANNEL, "channel", 16, CARRIED) /* 窗口 or 电话 */ \
	X(REMARK, "remark", 4096, CARRIED) \
	X(PICK, "pick", 16, CARRIED) /* the item chosen among those that `asked` may mean */ \
	X(ASKED, "asked", 512, CARRIED) \
	X(MEANT, "meant", 32, CARRIED) /* id of a booking that was warned of */ \
	X(SAVED, "saved", 20, CARRIED) /* id of the booking just made */ \
	X(RESULT, "result", 16, CARRIED) /* code of a state */ \
	X(PICKUP, "pickup", 32, CARRIED) \
	X(WHY, "why", 4096, CARRIED) \
	X(MAIL, "mail", 8, CARRIED) \
	X(ADDRESS, "address", 4096, CARRIED) \
	X(BACK, "back", 8, CARRIED) /* where the answer leads: to today */ \
	X(UPTO, "upto", 20, CARRIED) /* id of the newest booking shown */ \
	X(VERSION, "version", 20, CARRIED) /* of the booking that the form was made from */ \
	X(WAS, "remark_was", 4096, CARRIED) /* the remark that stood there when the form was made */ \
	X(BY, "by", 16, CARRIED) /* who cancels: applicant, hall */ \
	X(LOOK, "look", 4, CARRIED) /* only show what is free */ \
	X(PAGE, "page", 8, CARRIED) /* of a long list, from 1 */ \
	X(CARRIED, "carried", 4, OWN) /* `next` is the address of a POST that the session's end has stopped */ \
	X(Q, "q", 512, CARRIED) \
	X(FROM, "from", 32, CARRIED) \
	X(TO, "to", 32, CARRIED) \
	/* roster, closures, log, calls */ \
	X(MONTH, "month", 16, CARRIED) /* YYYY-MM */ \
	X(HALF, "half", 8, CARRIED) /* all, am, pm */ \
	X(REASON, "reason", 1024, CARRIED) \
	X(NAMES, "names", 2048, CARRIED) /* persons, separated by 、 */ \
	X(TEXT, "text", 65536, CARRIED) /* of the log; rows of a roster */ \
	X(POST, "post", 128, CARRIED) /* ROLE-WINDOW or ROLE-CATEGORY */ \
	X(PURPOSE, "purpose", 16, CARRIED) /* of a call */ \
	X(DONE, "done", 8, CARRIED) /* rows that the change before made */ \
	X(KIND, "kind", 16, CARRIED) /* of a settlement */ \
	X(FRONT, "front", 4, CARRIED) \
	X(BACKOFFICE, "backoffice", 4, CARRIED) \
	/* staff */ \
	X(USER, "user", 64, OWN) \
	X(PASSWORD, "password", 1024, OWN) \
	X(CODE, "code", 64, OWN) \
	X(NEW, "new", 1024, OWN) \
	X(AGAIN, "again", 1024, OWN) \
	X(CSRF, "csrf", 64, OWN) \
	X(NEXT, "next", 512, OWN) /* where to go after signing in: path?query */ \
	X(DO, "do", 16, CARRIED) /* which of a page's buttons */ \
	X(ACCOUNT, "account", 64, CARRIED) /* name of another account */ \
	X(ROLE, "role", 16, CARRIED) \
	X(ID, "id", 16, CARRIED) \
	X(BEFORE, "before", 16, CARRIED) /* rows below this number */ \
	X(AUTO, "auto", 8, OWN) /* the page asked by itself: no sign of a person */
/* clang-format on */

#define FORM_ENUM(field, name, bytes, carried) FORM_##field,
enum form_field { FORM_FIELDS(FORM_ENUM) FORM__MAX };
#undef FORM_ENUM

struct form {
	struct str value[FORM__MAX]; /* null view (s == NULL) when not given */
};

/* The name that the field has in pages. */
struct str form_name(enum form_field f);

/*
 * Whether the field may be written into the sign-in page when a session has
 * ended, so that what was typed comes through: all but secrets and the fields
 * of that page itself.
 */
bool form_is_carried(enum form_field f);

/*
 * Decodes text into *out; memory from a. False when it is malformed: a %
 * without two hexadecimal digits, ill-formed UTF-8, NUL or another control
 * character (line ends and tabs may stand), a known field twice or longer than
 * its limit, or more than 64 fields. Unknown fields must be well-formed too,
 * and are then forgotten.
 */
bool form_parse(struct str text, struct arena *a, struct form *out);

/*
 * The same for the query of a page, of which others write a part (fbclid=, utm_...=,
 * WeChat's from=, a finder's GBK): what is malformed or too long counts as not
 * given, of a field given twice the first, behind 64 fields nothing.
 */
void form_parse_query(struct str text, struct arena *a, struct form *out);

#endif
