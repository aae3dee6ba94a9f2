/*
 * message.h - what hallbook tells people when something is wrong: the one home
 * of these texts. Labels and other fixed words stand in the templates.
 */
#ifndef CGI_MESSAGE_H
#define CGI_MESSAGE_H

#include "base/arena.h"

enum message {
	MSG_ITEM_EMPTY,
	MSG_ITEM_GONE,
	MSG_DAY_LATE, /* {} the day */
	MSG_DAY_PAST,
	MSG_DAY_FULL,
	MSG_DAY_SHUT, /* {} the day */
	MSG_DAY_NOT,  /* {} the day */
	MSG_DAY_FAR,  /* {} the last day */
	MSG_SLOT_EMPTY,
	MSG_SLOT_FULL,	 /* {} the time */
	MSG_SLOT_CLOSED, /* {} the reason */
	MSG_SLOT_GONE,
	/* staff */
	MSG_ITEM_OTHER_WINDOW,
	MSG_ITEM_OTHER,
	MSG_ITEM_WHERE,
	MSG_ITEM_SEVERAL,
	MSG_ITEM_NONE,
	MSG_ITEM_NO_NUMBER, /* {} as typed */
	MSG_CHANNEL,
	MSG_SLOT_NONE,
	MSG_SLOT_PAST,
	MSG_LATE,
	MSG_OVERFULL,	/* {} the time */
	MSG_SAME_PHONE, /* {} the other's number */
	MSG_SAME_PHONE_ELSEWHERE,
	MSG_RESULT_NOT,	  /* {} the state */
	MSG_RESULT_EARLY, /* {} the state asked for, {} from when on */
	MSG_OLDER,	  /* {} who noted what, and when */
	MSG_UNDO_NOT,
	MSG_REMARK_NEEDED,
	MSG_MOVE_WHERE,
	MSG_MOVE_SAME,
	MSG_DAY_WRONG,	/* {} as typed */
	MSG_TIME_WRONG, /* {} as typed */
	MSG_WHY,
	MSG_SOURCE_NONE,
	MSG_PICKUP,
	MSG_PICKUP_DAY,
	MSG_ADDRESS,
	MSG_PERIOD,
	MSG_WORKBOOK_LONG,
	MSG_EXPORT_FAILED,
	/* fields */
	MSG_NAME_EMPTY,
	MSG_NAME_LONG,
	MSG_NAME_CHARS, /* {} the character */
	MSG_AGENT_LONG,
	MSG_AGENT_CHARS, /* {} the character */
	MSG_PHONE_EMPTY,
	MSG_PHONE_MOBILE, /* {} digits given */
	MSG_PHONE_FIXED,
	MSG_PHONE_CHARS,
	MSG_NOTE_LONG,	/* {} characters given */
	MSG_NOTE_CHARS, /* {} the character */
	MSG_FORM_OLD,
	MSG_FORM_TRAP,
	MSG_MOVE_OLD,
	MSG_MOVE_GONE,	 /* {} phone */
	MSG_DUP,	 /* {} phone */
	MSG_LIMIT,	 /* {} bookings, {} phone */
	MSG_RATE,	 /* {} how long, {} phone */
	MSG_SAVE,	 /* {} phone */
	MSG_CLOCK,	 /* {} phone */
	MSG_LOOKUP_NONE, /* {} phone */
	MSG_LOOKUP_WAIT, /* {} phone */
	MSG_SIGNIN_WRONG,
	MSG_SIGNIN_WAIT,
	MSG_SIGNIN_BUSY,
	MSG_PASSWORD_SHORT,
	MSG_PASSWORD_LONG,
	MSG_PASSWORD_COMMON,
	MSG_PASSWORD_AGAIN,
	MSG_PASSWORD_SAME,
	MSG_PASSWORD_WRONG,
	MSG_TOTP_BEGUN,
	MSG_TOTP_ON,
	MSG_TOTP_CODES,
	MSG_TOTP_OFF,
	MSG_TOTP_IS_ON,
	MSG_TOTP_IS_OFF,
	MSG_TOTP_WRONG,
	MSG_ACCOUNT_NAME,
	MSG_ACCOUNT_TAKEN,
	MSG_ACCOUNT_ROLE,
	MSG_ACCOUNT_WINDOW,
	MSG_ACCOUNT_NONE,
	MSG_ACCOUNT_OWN,
	MSG_ACCOUNT_LAST,
	MSG_ACCOUNT_DISABLED, /* {} the account */
	MSG_ACCOUNT_ENABLED,  /* {} the account */
	MSG_ACCOUNT_ENDED,    /* {} the account */
	/* roster, closures, log, calls */
	MSG_WINDOW_NONE,
	MSG_DAY_NONE,
	MSG_HALF_NONE,
	MSG_REASON_EMPTY,
	MSG_CALL_GONE,
	MSG_TEXT_EMPTY,
	MSG_TEXT_LONG, /* {} characters given */
	MSG_LOG_DAY,
	MSG_POST_NONE,	 /* {} the day */
	MSG_PERSON_NONE, /* {} the name */
	MSG_SPAN_NONE,
	MSG_NAMES_EMPTY,
	MSG_WEEK_NONE,
	MSG_CSV_CELL,  /* {} row, column, header, text */
	MSG_CSV_HEAD,  /* {} header */
	MSG_CSV_QUOTE, /* {} row */
	MSG_CSV_DAY,   /* {} text */
	MSG_CSV_ROLE,  /* {} text */
	MSG_CSV_EMPTY,
	MSG_CSV_MANY,
	MSG_PERSON_WRONG,
	MSG_SETTLE_GONE,
	MSG_SETTLE_KIND,
	/* whole pages: a heading, and below it what to do */
	MSG_400,
	MSG_400_P,
	MSG_403,
	MSG_403_P,
	MSG_404,
	MSG_404_P, /* {} phone */
	MSG_405,
	MSG_405_P,
	MSG_409,
	MSG_409_P, /* {} phone */
	MSG_413,
	MSG_413_P,
	MSG_LOCKED,
	MSG_LOCKED_P, /* {} phone */
	MSG_500,
	MSG_500_P, /* {} phone */
	MSG_503,
	MSG_MAY_NOT,
	MSG_MAY_NOT_P,
	MSG__MAX
};

/* The text with each {} replaced by an argument, in order; memory from a. */
struct str message_text(struct arena *a, enum message id, const struct str *arg, size_t nargs);
/* The same with one argument. */
struct str message_with(struct arena *a, enum message id, struct str arg);
/* The same without any. */
struct str message_plain(enum message id);

#endif
