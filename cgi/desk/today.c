#include "desk/today.h"

#include "staff/staff.h"

/* clang-format off */
#define TODAY(X) \
	X(day) X(label) /* 11月28日（星期六） */ \
	X(next) X(next_label) /* the next duty day, empty when the calendar ends */ \
	X(newest) /* id of the newest booking: what 已看 is about */ \
	X(now) X(now_s) \
	X(for_window) /* whose bookings are shown, 0 = of all */
/* clang-format on */

struct today_page {
	VIEW_CELLS(TODAY);
};

static VIEW_OF(today, TODAY);
const struct page_type today_page = { STR_INIT("staff/today.html"), &today_view, &staff_view };

bool today_to(struct call *c)
{
	call_redirect(c, STR("/staff/"));
	return true;
}

bool today_show(struct call *c)
{
	int64_t window = c->staff->session.window;
	struct today_page p = {
		.day = str_of(c->today),
		.now = str_of(c->now),
		.now_s = arena_int(c->arena, c->q->now_utc_s),
	};

	if (c->form.value[FORM_WINDOW].s)
		window = call_number(c, FORM_WINDOW);
	if (!staff_guard(c, ACT_READ, window))
		return false;
	p.for_window = arena_int(c->arena, window);
	call_fill(c, store_bind(c->store, LEDGER_TODAY, ARG(":today", str_of(c->today))),
		  &today_view, p.cell);
	call_page(c, 200, &today_page, p.cell);
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
	if (!store_run(c->store, LEDGER_SEE, ARG(":from", 0), ARG(":upto", upto),
		       ARG(":window", window), ARG(":now_s", c->q->now_utc_s)))
		return false;
	call_redirect(c, arena_printf(c->arena, "/staff/?window=%d", (int)window));
	return true;
}
