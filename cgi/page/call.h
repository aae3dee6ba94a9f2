/*
 * call.h - one request on its way through route.c and a handler, and the
 * answers that handlers give.
 */
#ifndef CGI_CALL_H
#define CGI_CALL_H

#include "date.h"
#include "http/request.h"
#include "page/app.h"
#include "page/form.h"
#include "page/message.h"

extern const struct view_type message_view;
extern const struct page_type message_page;

struct staff;	      /* staff.h */
struct exchange;      /* loop.h */
struct password_work; /* password.h */

struct call {
	struct app *app;
	struct live *live;   /* of app, for the length of the call */
	struct store *store; /* of live */
	struct request *q;
	struct response *r;
	struct arena *arena;	      /* of the request */
	struct str variant;	      /* "/large" in the large version, else empty */
	struct str path;	      /* of the request, without the variant: "/book" */
	struct str arg;		      /* what stands for * in the route's pattern: TOKEN */
	const struct page_type *page; /* the first of the route's row, or NULL */
	struct form form;	      /* of the body for POST, else of the query */
	char now[MINUTE_TEXT];	      /* hall time */
	char today[DATE_TEXT];
	char last[DATE_TEXT];	 /* last day that may be booked: booking.horizon_days */
	struct str who;		 /* the account that is signed in, on staff pages; else empty */
	const struct str *frame; /* values around those of a staff page (page_type.frame) */
	const struct page_type *message;  /* what call_message() shows */
	struct staff *staff;		  /* what staff.h knows of `who`, else NULL */
	struct exchange *x;		  /* for worker.h */
	const struct password_work *work; /* done, when that was asked for */
	struct str next; /* set by the sign-in: the page that was wanted, as the form says it */
	/* Once all that the POST has changed is on disk; false: that was not done, route.unsaved.
	 */
	bool (*after)(struct call *c);
	void *after_ctx;
	bool has_twin;	       /* the page is there in the other variant, too */
	struct str asked;      /* the query that leads to it there: "item=9"; empty: none */
	struct view_mark mark; /* of the page's cells, when the handler sets one */
	int limited_s;	       /* set by a limit: how long to wait, for a 429 */
	bool unsaved; /* what the POST wrote was lost: nothing is written, the form says so */
	bool failed;  /* no answer could be made; route.c says so */
	const struct err *why; /* and this in the log, if there is more to say */
};

/* Makes the answer. True: what it wrote stands; false: it is undone. */
typedef bool handler(struct call *c);

/* Fills what follows from the request; the form is left to the caller. */
void call_begin(struct call *c, struct app *app, struct request *q, struct response *r);

/* Takes back everything said so far, about the form too. */
void call_reset(struct call *c);

/*
 * The answers. Each returns what the handler may then return: what it wrote stands, unless the
 * status is that of a refusal (400 and more) or there is no answer.
 */

/* None can be made, because of that. */
bool call_fail(struct call *c, const struct err *why);
/* A page, `cell` the values of its view; fails when it cannot be rendered. 429 and 503 say when
 * to come again. */
bool call_page(struct call *c, int status, const struct page_type *page, const struct str *cell);

/* The same behind what there is of the answer: a piece of a long one. */
bool call_append(struct call *c, const struct page_type *page, const struct str *cell);

/* A picture of the code for a text, `scale` dots a module. */
bool call_qr(struct call *c, struct str text, int scale);

/* A page that says what is wrong: heading, and text below it. */
bool call_message(struct call *c, int status, enum message heading, struct str text);
/* The same of a text without {}. */
bool call_refuse(struct call *c, int status, enum message heading, enum message text);
/* 404 in the usual words. */
bool call_not_found(struct call *c);

/* Begins a file to take away, of a name put together as by printf; its bytes are the caller's. */
void call_download(struct call *c, struct str type, const char *name, ...)
	__attribute__((format(printf, 3, 4)));

/* 303 to a path below the base and the variant, put together as by printf; nothing personal. */
bool call_redirect(struct call *c, const char *path, ...) __attribute__((format(printf, 2, 3)));

/*
 * The columns of a statement's row into the cells of their names; a column without a cell is
 * left out, and a cell without a column stays as it is. False without a row.
 */
bool call_fill(struct call *c, struct stmt *st, const struct view_type *type, struct str *cell);

/*
 * The columns of a statement's first row as texts; NULL, and all of them where there is no
 * row, as the null view. False without a row.
 */
#define call_row(c, st, cell) call_columns((c), (st), (cell), COUNT(cell))
bool call_columns(struct call *c, struct stmt *st, struct str *cell, size_t n);

/* form_take() of the call's form. */
struct str call_take(struct call *c, enum form_field f);
/* What stands in a field, when the form is shown. */
void call_show(struct call *c, enum form_field f, struct str text);
/* What is wrong with a field, when the form is shown again. */
void call_say(struct call *c, enum form_field f, struct str text);
/* Whether nothing is against it; else that is said, and that a booking warned of is meant. */
bool call_let(struct call *c, struct refusal r);

/* A number from the form, 0 when it is not one. */
int64_t call_number(const struct call *c, enum form_field f);
/* The field's text, empty when not given. */
struct str call_text(const struct call *c, enum form_field f);

/* A day and a time as people type them (moment.h) as YYYY-MM-DD and HH:MM, or empty when none. */
struct str call_day(const struct call *c, struct str typed);
struct str call_time(const struct call *c, struct str typed);

/* Whether the release has a window of that number. */
bool call_window_exists(struct call *c, int64_t window);

#endif
