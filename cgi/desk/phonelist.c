#include "desk/pages.h"

#include "desk/booking.h"
#include "staff/audit.h"
#include "staff/staff.h"

/* clang-format off */
#define CALLS(X) \
	X(all) /* the calls of every window are theirs */ \
	X(of_window) X(of_purpose) X(open) /* the filter: 0, empty and empty for none */ \
	X(filter) /* the same as a query */ \
	X(at) X(asks) /* id of the booking whose row is open, and for what: move, cancel */ \
	X(saved) /* id of the booking that was moved or cancelled just now, or 0 */
/* clang-format on */

VIEW(calls, CALLS);
STAFF_PAGE(phonelist, "phonelist.html", calls);

/* The word when it is one of them: only these get into an address. */
static struct str known(struct str word, const char *words)
{
	struct str rest = str_of(words);

	while (rest.s)
		if (str_eq(str_cut(&rest, ' '), word))
			return word;
	return STR("");
}

static struct str known_purpose(struct call *c)
{
	return known(call_text(c, FORM_PURPOSE), "orphaned restored cancelled reminder");
}

/* Which calls are listed, as the form or the address says; kept by all forms of the page. */
static struct str filter_of(struct call *c)
{
	int64_t page = call_number(c, FORM_PAGE);

	return arena_printf(c->arena, "window=%d&purpose=%.*s&look=%s&page=%d",
			    (int)call_number(c, FORM_WINDOW), STR_ARG(known_purpose(c)),
			    call_text(c, FORM_LOOK).len ? "1" : "", (int)(page ? page : 1));
}

static bool show(struct call *c, int status)
{
	int64_t booking = 0;
	struct str id = call_text(c, FORM_ID);
	struct calls p = {
		.all = view_flag(staff_may_all(c->staff, ACT_PHONELIST)),
		.of_window = arena_int(c->arena, call_number(c, FORM_WINDOW)),
		.of_purpose = known_purpose(c),
		.open = call_text(c, FORM_LOOK).len ? STR("1") : STR(""),
		.filter = filter_of(c),
		.asks = known(call_text(c, FORM_DO), "move cancel"),
		.saved = arena_int(c->arena, call_number(c, FORM_SAVED)),
	};

	str_to_int(str_cut(&id, '-'), INT64_MAX / 16, &booking);
	p.at = arena_int(c->arena, booking);
	return call_page(c, status, &phonelist_page, p.cell);
}

bool phonelist_show(struct call *c)
{
	return show(c, 200);
}

/* 303 to the list as the fields of the form choose it, at that row. */
static bool go_on(struct call *c, int64_t row)
{
	return call_redirect(c, "/staff/calls?%.*s#c%lld", STR_ARG(filter_of(c)), (long long)row);
}

/* ---- what is posted ---- */

/* Whom it is about: the booking, and why they are on the list, as the form says. */
struct due {
	struct call *c;
	int64_t booking, window; /* window 0: nobody need be rung for that */
	struct str purpose, version;
};

static struct due read_due(struct call *c)
{
	struct due d = { .c = c, .purpose = call_text(c, FORM_ID) };
	struct str id = str_cut(&d.purpose, '-');
	struct str cell[2];

	if (!str_to_int(id, INT64_MAX / 16, &d.booking) || !d.purpose.s)
		return d;
	call_row(c,
		 store_bind(c->store, LEDGER_TO_CALL, ARG(":booking", d.booking),
			    ARG(":purpose", d.purpose)),
		 cell);
	d.window = str_int(cell[0]);
	d.version = cell[1];
	return d;
}

static bool gone(struct call *c, enum message what)
{
	call_say(c, FORM_FORM, message_plain(what));
	return show(c, 422);
}

static bool note(const struct due *d, struct str outcome)
{
	return audit_add(d->c, AUDIT_CALLED, arena_int(d->c->arena, d->booking),
			 arena_printf(d->c->arena, "%.*s %.*s", STR_ARG(d->purpose),
				      STR_ARG(outcome))) &&
	       go_on(d->c, d->booking);
}

static bool tell(const struct due *d, struct str outcome)
{
	struct call *c = d->c;

	return store_run(c->store, LEDGER_INSERT_CALL, ARG(":booking", d->booking),
			 ARG(":purpose", d->purpose), ARG(":outcome", outcome),
			 ARG(":now_s", c->q->now_utc_s), ARG(":by", c->who)) &&
	       note(d, outcome);
}

static bool undo(const struct due *d)
{
	struct call *c = d->c;

	if (!store_run(c->store, LEDGER_UNDO_CALL, ARG(":booking", d->booking),
		       ARG(":purpose", d->purpose), ARG(":now_s", c->q->now_utc_s),
		       ARG(":by", c->who)))
		return false;
	return db_changes(store_db(c->store)) ? note(d, STR("undo")) : gone(c, MSG_CALL_KEPT);
}

/* As the booking's own page does it, to the booking as it is now. */
static bool change(const struct due *d, struct str to)
{
	struct call *c = d->c;
	bool cancel = str_eq(to, STR("cancelled"));
	const struct booking_asked asked = { arena_int(c->arena, d->booking), d->version, to,
					     cancel };
	int64_t now = booking_change(c, &asked);

	return !now || call_redirect(c, "/staff/calls?%.*s&saved=%lld#c%lld", STR_ARG(filter_of(c)),
				     (long long)now, (long long)d->booking);
}

/* The row opens for what the key asks. */
static bool ask(const struct due *d, struct str verb)
{
	struct call *c = d->c;

	return call_redirect(c, "/staff/calls?%.*s&id=%lld&do=%.*s#c%lld", STR_ARG(filter_of(c)),
			     (long long)d->booking, STR_ARG(verb), (long long)d->booking);
}

static bool answer(const struct due *d, struct str verb)
{
	if (known(verb, "told missed wrong").len)
		return tell(d, verb);
	if (str_eq(verb, STR("undo")))
		return undo(d);
	if (str_eq(verb, STR("open")))
		return call_redirect(d->c, "/staff/bookings/%lld", (long long)d->booking);
	if (str_eq(verb, STR("cancelled")))
		return change(d, verb);
	if (str_eq(verb, STR("move")) && call_text(d->c, FORM_SLOT).len)
		return change(d, STR("moved"));
	return known(verb, "move cancel").len ? ask(d, verb) : gone(d->c, MSG_CALL_GONE);
}

bool phonelist_tick(struct call *c)
{
	struct due d = read_due(c);

	if (d.window && !staff_may(c->staff, ACT_PHONELIST, d.window)) {
		/* whether it is to be called is not for others: the same words, and a note */
		gone(c, MSG_CALL_GONE);
		audit_refusal(c, AUDIT_REFUSED, c->q->path);
		return true;
	}
	if (!d.window)
		return gone(c, call_text(c, FORM_ID).len ? MSG_CALL_GONE : MSG_CALL_WHOM);
	return answer(&d, call_text(c, FORM_DO));
}
