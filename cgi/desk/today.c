#include "desk/today.h"

#include "base/utf8.h"
#include "name.h"
#include "page/reader.h"
#include "phone.h"
#include "staff/staff.h"
#include "store/token.h"
#include "unicode.h"

#include <string.h>

enum {
	TAIL_MIN_DIGITS = 4,
	TAIL_MAX_DIGITS = 15,
	LOCAL_DIGITS = 7, /* may be the end of a mobile number */
	FIND_MOST = 30,
};

static const struct str today_fields[TODAY__MAX] = {
	[TODAY_DAY] = STR_INIT("day"),	     [TODAY_LABEL] = STR_INIT("label"),
	[TODAY_NEXT] = STR_INIT("next"),     [TODAY_NEXT_LABEL] = STR_INIT("next_label"),
	[TODAY_NEWEST] = STR_INIT("newest"), [TODAY_NOW] = STR_INIT("now"),
	[TODAY_NOW_S] = STR_INIT("now_s"),   [TODAY_WINDOW] = STR_INIT("for_window"),
};

static const struct view_type today_view = { STR_INIT("today"), today_fields, TODAY__MAX };

static const struct str find_fields[FIND__MAX] = {
	[FIND_Q] = STR_INIT("q"),
	[FIND_IDS] = STR_INIT("ids"),
	[FIND_MORE] = STR_INIT("more"),
};

static const struct view_type find_view = { STR_INIT("find"), find_fields, FIND__MAX };
const struct page_type today_page = { STR_INIT("staff/today.html"), &today_view, &staff_view };
const struct page_type find_page = { STR_INIT("staff/find.html"), &find_view, &staff_view };

bool today_to(struct call *c)
{
	call_redirect(c, STR("/staff/"));
	return true;
}

static void fill_days(struct call *c, struct str *cell)
{
	struct stmt *st = store_bind(c->live->store, LEDGER_TODAY, ARG(":today", str_of(c->today)));

	if (stmt_step(st) == DB_ROW)
		for (int i = TODAY_LABEL; i <= TODAY_NEWEST; i++)
			cell[i] = arena_str(c->arena, stmt_text(st, i - TODAY_LABEL));
	stmt_reset(st);
}

bool today_show(struct call *c)
{
	struct str cell[TODAY__MAX] = { { NULL, 0 } };
	int64_t window = c->staff->session.window;

	if (c->form.value[FORM_WINDOW].s)
		window = call_number(c, FORM_WINDOW);
	if (!staff_guard(c, ACT_READ, window))
		return false;
	cell[TODAY_DAY] = str_of(c->today);
	cell[TODAY_NOW] = str_of(c->now);
	cell[TODAY_NOW_S] = arena_printf(c->arena, "%lld", (long long)c->q->now_utc_s);
	cell[TODAY_WINDOW] = arena_printf(c->arena, "%d", (int)window);
	fill_days(c, cell);
	call_page(c, 200, &today_page, cell);
	return true;
}

bool today_seen(struct call *c)
{
	int64_t upto = 0, window = call_number(c, FORM_WINDOW);

	str_to_int(call_text(c, FORM_UPTO), INT64_MAX, &upto);
	if (window == 0 || window != c->staff->session.window) {
		staff_refuse(c);
		return true;
	}
	if (!store_run(c->live->store, LEDGER_SEE, ARG(":from", 0), ARG(":upto", upto),
		       ARG(":window", window), ARG(":now_s", c->q->now_utc_s)))
		return false;
	call_redirect(c, arena_printf(c->arena, "/staff/?window=%d", (int)window));
	return true;
}

/* The digits that a number ends with, however it is written; empty when q is no number. */
static struct str tail_of(struct call *c, struct str q)
{
	char digit[TAIL_MAX_DIGITS];
	struct phone phone;
	size_t n = 0;

	if (phone_parse(q, &phone) == PHONE_OK && phone.digits > LOCAL_DIGITS)
		q = str_of(phone.text);
	while (q.len) {
		int32_t cp = unicode_narrow(utf8_next(&q));

		if (unicode_is_blank(cp) || unicode_is_dash(cp) || unicode_is_ignorable(cp) ||
		    cp == '+' || cp == '.')
			continue;
		if (cp < '0' || cp > '9' || n == TAIL_MAX_DIGITS)
			return STR("");
		digit[n++] = (char)cp;
	}
	return n < TAIL_MIN_DIGITS ? STR("") : arena_str(c->arena, (struct str){ digit, n });
}

static void show_found(struct call *c, struct str q, struct str ids, bool more)
{
	call_page(c, 200, &find_page,
		  (const struct str[FIND__MAX]){
			  [FIND_Q] = q,
			  [FIND_IDS] = ids,
			  [FIND_MORE] = more ? STR("1") : STR(""),
		  });
}

bool find_show(struct call *c)
{
	show_found(c, STR(""), STR("[]"), false);
	return true;
}

/* The booking of that number, 0 when it is none that they may see. */
static int64_t find_reference(struct call *c, struct str q, int64_t window)
{
	char reference[REFERENCE_TEXT];

	if (!reference_parse(q, reference))
		return 0;
	return store_int(c->live->store, LEDGER_FIND_REFERENCE,
			 ARG(":reference", str_of(reference)), ARG(":window", window));
}

static void to_booking(struct call *c, int64_t id)
{
	call_redirect(c, arena_printf(c->arena, "/staff/bookings/%lld", (long long)id));
}

/* Whose bookings they may see; 0 = all. */
static int64_t their_window(const struct call *c)
{
	return staff_may_all(c->staff, ACT_READ) ? 0 : c->staff->session.window;
}

static void find(struct call *c)
{
	struct str q = str_trim(call_text(c, FORM_Q)), tail = tail_of(c, q), ids = STR("[]");
	int64_t n = 0, only = 0;
	struct name name;
	struct stmt *st;

	name_parse(c->arena, q, &name); /* in the form that names are kept in, right or not */
	st = store_bind(c->live->store, LEDGER_FIND, ARG(":window", their_window(c)),
			ARG(":tail", tail), ARG(":name", tail.len ? STR("") : name.text),
			ARG(":most", FIND_MOST));
	if (q.len && stmt_step(st) == DB_ROW) {
		ids = arena_str(c->arena, stmt_text(st, 0));
		n = stmt_int(st, 1);
		only = stmt_int(st, 2);
	}
	stmt_reset(st);
	if (n == 1)
		to_booking(c, only);
	else
		show_found(c, q, ids, n > FIND_MOST);
}

bool find_make(struct call *c)
{
	int64_t id = find_reference(c, str_trim(call_text(c, FORM_Q)), their_window(c));

	if (!id)
		return reader_ask(c, LANE_PAGES, find);
	to_booking(c, id);
	return true;
}
