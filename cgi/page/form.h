/*
 * form.h - form bodies (application/x-www-form-urlencoded), read strictly, and
 * queries, of which nothing may break a page. Which fields there are and how long they may be is a
 * closed table.
 */
#ifndef CGI_FORM_H
#define CGI_FORM_H

#include "base/arena.h"
#include "template/template.h"

enum {
	FORM_TEXT_BYTES = 65536,
	FORM_UPLOADS_MAX = 8,
	FORM_UPLOADS_BYTES = 128 * 1024, /* of all together */
};

/*
 * X(field, name, most bytes, OWN: not carried, MANY: may come several times, as boxes do,
 * and is one text with commas between, how it is read). The limits only keep senseless
 * input away; field_READ in field.h says what may stand there and brings it
 * into its normal form.
 */
/* clang-format off */
#define FORM_FIELDS(X) \
	X(FORM, "form", 0, OWN, any) /* no field: what is wrong with all of it */ \
	X(ITEM, "item", 512, CARRIED, any) \
	X(WINDOW, "window", 64, CARRIED, any) \
	X(DAY, "day", 64, CARRIED, any) /* of a button or link: the day that is wanted */ \
	X(SHOWN, "shown", 64, CARRIED, any) /* the day that the form stands at */ \
	X(SLOT, "slot", 64, CARRIED, any) \
	X(NAME, "name", 1024, CARRIED, name) \
	X(PHONE, "phone", 256, CARRIED, phone) \
	X(AGENT, "agent", 1024, CARRIED, agent) \
	X(NOTE, "note", 4096, CARRIED, note) \
	X(TOKEN, "token", 128, CARRIED, any) \
	X(WEBSITE, "website", 1024, CARRIED, any) /* the trap: people do not see it, and leave it empty */ \
	X(REFERENCE, "reference", 128, CARRIED, any) \
	X(TAIL, "tail", 64, CARRIED, any) \
	/* the desk */ \
	X(TIME, "time", 64, CARRIED, any) /* of day, HH:MM */ \
	X(CHANNEL, "channel", 16, CARRIED, any) /* 窗口 or 电话 */ \
	X(REMARK, "remark", 4096, CARRIED, line) \
	X(PICK, "pick", 16, CARRIED, any) /* the item chosen among those that `asked` may mean; windows to tick */ \
	X(ASKED, "asked", 512, CARRIED, any) \
	X(MEANT, "meant", 32, CARRIED, any) /* id of a booking that was warned of */ \
	X(SAVED, "saved", 20, CARRIED, any) /* id of the booking just made */ \
	X(RESULT, "result", 16, CARRIED, any) /* code of a state */ \
	X(PICKUP, "pickup", 64, CARRIED, any) \
	X(WHY, "why", 4096, CARRIED, line) \
	X(MAIL, "mail", 8, CARRIED, any) \
	X(ADDRESS, "address", 4096, CARRIED, line) \
	X(BACK, "back", 8, CARRIED, any) /* where the answer leads: to today */ \
	X(UPTO, "upto", 20, CARRIED, any) /* id of the newest booking shown */ \
	X(VERSION, "version", 20, CARRIED, any) /* of the booking that the form was made from */ \
	X(WAS, "remark_was", 4096, CARRIED, line) /* the remark that stood there when the form was made */ \
	X(BY, "by", 16, CARRIED, any) /* who cancels: applicant, hall */ \
	X(LOOK, "look", 16, CARRIED, any) /* only show what is free, from a day on; of calls: what is to be done */ \
	X(PAGE, "page", 8, CARRIED, any) /* of a long list, from 1 */ \
	X(CARRIED, "carried", 4, OWN, any) /* `next` is the address of a POST that the session's end has stopped */ \
	X(Q, "q", 512, CARRIED, any) \
	X(FROM, "from", 64, CARRIED, any) \
	X(TO, "to", 64, CARRIED, any) \
	/* roster, closures, log, calls */ \
	X(MONTH, "month", 64, CARRIED, any) /* YYYY-MM */ \
	X(REASON, "reason", 1024, CARRIED, line) \
	X(WINDOWS, "windows", 400, MANY, any) /* numbers */ \
	X(NAMES, "names", 2048, CARRIED, any) /* persons, separated by 、 */ \
	X(TEXT, "text", FORM_TEXT_BYTES, CARRIED, any) /* of the log; rows of a roster */ \
	X(POST, "post", 128, CARRIED, any) /* ROLE-WINDOW or ROLE-CATEGORY */ \
	X(GRID, "grid", 131072, CARRIED, any) /* cells of a table: form_parse() */ \
	X(PURPOSE, "purpose", 16, CARRIED, any) /* of the calls that are listed */ \
	X(DONE, "done", 24, CARRIED, any) /* how much the change before made; of the roster N.N.N */ \
	X(KIND, "kind", 16, CARRIED, any) /* of a settlement */ \
	X(FRONT, "front", 4, CARRIED, any) \
	X(BACKOFFICE, "backoffice", 4, CARRIED, any) \
	/* the list: a file and a row of it, its cells, and the buttons of a proposal */ \
	X(ON, "on", 64, CARRIED, any) \
	X(KEY, "key", 1024, CARRIED, any) \
	X(C1, "c1", 4096, CARRIED, any) \
	X(C2, "c2", 4096, CARRIED, any) \
	X(C3, "c3", 4096, CARRIED, any) \
	X(C4, "c4", 4096, CARRIED, any) \
	X(C5, "c5", 4096, CARRIED, any) \
	X(C6, "c6", 4096, CARRIED, any) \
	X(C7, "c7", 4096, CARRIED, any) \
	X(C8, "c8", 4096, CARRIED, any) \
	X(C9, "c9", 4096, CARRIED, any) \
	X(C10, "c10", 4096, CARRIED, any) \
	X(C11, "c11", 4096, CARRIED, any) \
	X(C12, "c12", 4096, CARRIED, any) \
	X(C13, "c13", 4096, CARRIED, any) \
	X(C14, "c14", 4096, CARRIED, any) \
	X(C15, "c15", 4096, CARRIED, any) \
	X(C16, "c16", 4096, CARRIED, any) \
	X(SEEN, "seen", 4, CARRIED, any) /* a box: what goes was looked at */ \
	X(PUBLISH, "publish", 4, CARRIED, any) \
	X(WITHDRAW, "withdraw", 4, CARRIED, any) \
	/* staff */ \
	X(USER, "user", 64, OWN, any) \
	X(PASSWORD, "password", 1024, OWN, any) \
	X(CODE, "code", 64, OWN, any) \
	X(NEW, "new", 1024, OWN, any) \
	X(AGAIN, "again", 1024, OWN, any) \
	X(CSRF, "csrf", 64, OWN, any) \
	X(NEXT, "next", 512, OWN, any) /* where to go after signing in: path?query */ \
	X(DO, "do", 16, CARRIED, any) /* which of a page's buttons */ \
	X(ACCOUNT, "account", 64, CARRIED, any) /* name of another account */ \
	X(ROLE, "role", 16, CARRIED, any) \
	X(ID, "id", 32, CARRIED, any) /* a number; today ID-VERSION; of a call: of its booking, -, its purpose */ \
	X(BEFORE, "before", 16, CARRIED, any) /* rows below this number */ \
	X(AUTO, "auto", 8, OWN, any) /* the page asked by itself: no sign of a person */
/* clang-format on */

#define FORM_ENUM(field, name, bytes, carried, read) FORM_##field,
enum form_field { FORM_FIELDS(FORM_ENUM) FORM__MAX };
#undef FORM_ENUM

enum { FORM_CELLS = 1 + 2 * FORM__MAX };

/* A file that came with the form. The name is the sender's: words, never a path. */
struct upload {
	struct str name, bytes;
};

struct form {
	struct str value[FORM__MAX]; /* as posted; null view (s == NULL) when not given */
	struct upload upload[FORM_UPLOADS_MAX]; /* multipart.h */
	size_t nuploads;
	/* for the form that is shown (again): the frame "form" around every page */
	union {
		struct {
			struct str errors;	     /* how many are wrong, or empty */
			struct str shown[FORM__MAX]; /* in_NAME: what stands in the field */
			struct str wrong[FORM__MAX]; /* err_NAME, or the null view */
		};
		struct str cell[FORM_CELLS];
	};
};

extern const struct view_type form_view;

/* Why something that is wanted cannot be had: the field that it is said at, and the words. */
struct refusal {
	enum form_field field;
	struct str text; /* null view: nothing is against it */
	int wait_s;	 /* by a limit (429), for how long */
	int64_t same;	 /* id of the booking that is warned of, or 0 */
};

extern const struct refusal not_refused;
struct refusal refusal_at(enum form_field field, struct str text);

/*
 * The field in its normal form, as the form then shows it; what is wrong with it stands
 * in form.wrong. A field that was not given is read as an empty one. Memory from a.
 */
struct str form_take(struct form *f, enum form_field field, struct arena *a);
/* How many fields have something wrong. */
int form_faults(const struct form *f);

/* The name that the field has in pages. */
struct str form_name(enum form_field f);

/*
 * Whether the field may be written into the sign-in page when a session has
 * ended, so that what was typed comes through: all but secrets and the fields
 * of that page itself.
 */
bool form_is_carried(enum form_field f);

/*
 * Decodes text into *out; memory from a. Fields grid.KEY become the field grid, a line
 * KEY<tab>VALUE each, in their order. False when it is malformed: a %
 * without two hexadecimal digits, ill-formed UTF-8, NUL or another control
 * character (line ends and tabs may stand), a known field twice or longer than
 * its limit, or more than 64 fields. Unknown fields must be well-formed too,
 * and are then forgotten.
 */
bool form_parse(struct str text, struct arena *a, struct form *out);

/* UTF-8 without NUL and control characters, but for line ends and tabs. */
bool form_is_clean(struct str s);
/* One field, decoded. False when it is not clean, known and given before, or too long. */
bool form_keep(struct form *out, struct str name, struct str value, struct arena *a);

/*
 * The same for the query of a page, of which others write a part (fbclid=, utm_...=,
 * WeChat's from=, a finder's GBK): what is malformed or too long counts as not
 * given, of a field given twice the first, behind 64 fields nothing.
 */
void form_parse_query(struct str text, struct arena *a, struct form *out);

#endif
