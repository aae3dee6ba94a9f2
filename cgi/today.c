#include "today.h"

#include "audit.h"
#include "staff.h"
#include "token.h"
#include "utf8.h"

#include <string.h>

enum { TAIL_MIN_DIGITS = 4, TAIL_MAX_DIGITS = 12 };

static const struct str today_fields[TODAY__MAX] = {
	[TODAY_DAY] = STR_INIT("day"),		 [TODAY_LABEL] = STR_INIT("label"),
	[TODAY_NEXT] = STR_INIT("next"),	 [TODAY_NEXT_LABEL] = STR_INIT("next_label"),
	[TODAY_NEWEST] = STR_INIT("newest"),	 [TODAY_NOW] = STR_INIT("now"),
	[TODAY_WINDOW] = STR_INIT("for_window"),
};

const struct view_type today_view = { STR_INIT("today"), today_fields, TODAY__MAX };

static const struct str find_fields[FIND__MAX] = {
	[FIND_Q] = STR_INIT("q"),
	[FIND_IDS] = STR_INIT("ids"),
};

const struct view_type find_view = { STR_INIT("find"), find_fields, FIND__MAX };

bool today_to(struct call *c)
{
	call_redirect(c, STR("/staff/"));
	return true;
}

static void fill_days(struct call *c, struct str *cell)
{
	struct stmt *st = store_stmt(c->live->store, LEDGER_TODAY);

	store_bind_text(st, ":today", str_of(c->today));
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
	cell[TODAY_WINDOW] = arena_printf(c->arena, "%d", (int)window);
	fill_days(c, cell);
	call_page(c, 200, PAGE_KIND_TODAY, cell);
	return true;
}

bool today_seen(struct call *c)
{
	struct stmt *st = store_stmt(c->live->store, LEDGER_SEE);
	int64_t upto = 0, window = call_number(c, FORM_WINDOW);

	str_to_int(call_text(c, FORM_UPTO), INT64_MAX, &upto);
	if (!staff_guard(c, ACT_ENTER, window))
		return true;
	store_bind_int(st, ":upto", upto);
	store_bind_int(st, ":window", window);
	store_bind_int(st, ":now_s", c->q->now_utc_s);
	if (!stmt_run(st))
		return false;
	call_redirect(c, arena_printf(c->arena, "/staff/?window=%d", (int)window));
	return true;
}

static void show_found(struct call *c, struct str q, struct str ids)
{
	const struct str cell[FIND__MAX] = { [FIND_Q] = q, [FIND_IDS] = ids };

	call_page(c, 200, PAGE_KIND_FIND, cell);
}

bool find_show(struct call *c)
{
	show_found(c, STR(""), STR("[]"));
	return true;
}

/* The digits of q, full-width ones too; empty when q holds anything but digits, blanks, dashes. */
static struct str tail_of(struct call *c, struct str q)
{
	char digit[TAIL_MAX_DIGITS];
	size_t n = 0;

	while (q.len) {
		int32_t cp = utf8_next(&q);

		if (cp >= 0xFF10 && cp <= 0xFF19)
			cp = cp - 0xFF10 + '0';
		if (cp == ' ' || cp == '-')
			continue;
		if (cp < '0' || cp > '9' || n == TAIL_MAX_DIGITS)
			return STR("");
		digit[n++] = (char)cp;
	}
	return n < TAIL_MIN_DIGITS ? STR("") : arena_str(c->arena, (struct str){ digit, n });
}

bool find_make(struct call *c)
{
	struct str q = str_trim(call_text(c, FORM_Q)), tail = tail_of(c, q), ids;
	struct stmt *st = store_stmt(c->live->store, LEDGER_FIND);
	char reference[REFERENCE_TEXT];
	int64_t n = 0, only = 0;

	store_bind_text(st, ":reference", reference_parse(q, reference) ? str_of(reference) : q);
	store_bind_text(st, ":tail", tail);
	store_bind_text(st, ":name", tail.len ? STR("") : q);
	store_bind_int(st, ":window",
		       staff_may_all(c->staff, ACT_READ) ? 0 : c->staff->session.window);
	ids = STR("[]");
	if (q.len && stmt_step(st) == DB_ROW) {
		ids = arena_str(c->arena, stmt_text(st, 0));
		n = stmt_int(st, 1);
		only = stmt_int(st, 2);
	}
	stmt_reset(st);
	if (n == 1)
		call_redirect(c, arena_printf(c->arena, "/staff/bookings/%lld", (long long)only));
	else
		show_found(c, q, ids);
	return true;
}
