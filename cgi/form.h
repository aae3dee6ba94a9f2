/*
 * form.h - form bodies (application/x-www-form-urlencoded), read strictly, and
 * queries, of which nothing may break a page. Which fields there are and how long they may be is a
 * closed table.
 */
#ifndef CGI_FORM_H
#define CGI_FORM_H

#include "base/arena.h"
#include "base/str.h"

enum form_field {
	FORM_ITEM,
	FORM_WINDOW,
	FORM_DAY,   /* of a button or link: the day that is wanted */
	FORM_SHOWN, /* the day that the form stands at */
	FORM_SLOT,
	FORM_NAME,
	FORM_PHONE,
	FORM_AGENT,
	FORM_NOTE,
	FORM_TOKEN,
	FORM_WEBSITE, /* the trap: people do not see it, and leave it empty */
	FORM_REFERENCE,
	FORM_TAIL,
	/* the desk */
	FORM_TIME,    /* of day, HH:MM */
	FORM_CHANNEL, /* 窗口 or 电话 */
	FORM_REMARK,
	FORM_PICK, /* the item chosen among those that `asked` may mean */
	FORM_ASKED,
	FORM_MEANT,  /* id of a booking that was warned of */
	FORM_SAVED,  /* id of the booking just made */
	FORM_RESULT, /* code of a state */
	FORM_PICKUP,
	FORM_WHY,
	FORM_MAIL,
	FORM_ADDRESS,
	FORM_BACK, /* where the answer leads: to today */
	FORM_UPTO, /* id of the newest booking shown */
	FORM_VERSION, /* of the booking that the form was made from */
	FORM_WAS,     /* the remark that stood there when the form was made */
	FORM_BY,      /* who cancels: applicant, hall */
	FORM_LOOK,    /* only show what is free */
	FORM_PAGE,    /* of a long list, from 1 */
	FORM_CARRIED, /* `next` is the address of a POST that the session's end has stopped */
	FORM_Q,
	FORM_FROM,
	FORM_TO,
	/* roster, closures, log, calls */
	FORM_MONTH, /* YYYY-MM */
	FORM_HALF,  /* all, am, pm */
	FORM_REASON,
	FORM_NAMES,   /* persons, separated by 、 */
	FORM_TEXT,    /* of the log; rows of a roster */
	FORM_POST,    /* ROLE-WINDOW or ROLE-CATEGORY */
	FORM_PURPOSE, /* of a call */
	FORM_DONE,    /* rows that the change before made */
	FORM_KIND,    /* of a settlement */
	FORM_FRONT,
	FORM_BACKOFFICE,
	/* staff */
	FORM_USER,
	FORM_PASSWORD,
	FORM_CODE,
	FORM_NEW,
	FORM_AGAIN,
	FORM_CSRF,
	FORM_NEXT,    /* where to go after signing in: path?query */
	FORM_DO,      /* which of a page's buttons */
	FORM_ACCOUNT, /* name of another account */
	FORM_ROLE,
	FORM_ID,
	FORM_BEFORE, /* rows below this number */
	FORM_AUTO,   /* the page asked by itself: no sign of a person */
	FORM__MAX
};

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
