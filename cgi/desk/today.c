#include "desk/pages.h"

#include "desk/booking.h"
#include "staff/staff.h"

/* clang-format off */
#define TODAY(X) \
	X(day) X(label) /* 11月28日（星期六） */ \
	X(kind_text) X(duty) /* a day off, on which somebody is on duty */ \
	X(hours) /* 8:30—12:00，14:30—17:30 */ \
	X(next) X(next_label) /* the next duty day, empty when the calendar ends */ \
	X(newest) /* id of the newest booking: what 已看 is about */ \
	X(clock) /* 9:05 */ \
	X(for_window) X(window_name) /* whose bookings are shown, 0 = of all */ \
	X(at) /* id of the booking that is chosen, or 0 */
/* clang-format on */

VIEW(today, TODAY);
STAFF_PAGE(today, "today.html", today);

bool today_to(struct call *c)
{
	return call_redirect(c, "/staff/");
}

static bool show(struct call *c, int status, int64_t at)
{
	int64_t window = staff_window_asked(c);
	struct today p = {
		.day = str_of(c->today),
		.clock = str_from(str_of(c->now), c->now[11] == '0' ? 12 : 11),
		.for_window = arena_int(c->arena, window),
		.at = arena_int(c->arena, at),
	};

	if (!staff_guard(c, ACT_READ, window))
		return false;
	call_fill(c,
		  store_bind(c->store, LEDGER_TODAY, ARG(":today", str_of(c->today)),
			     ARG(":window", window)),
		  &today_view, p.cell);
	return call_page(c, status, &today_page, p.cell);
}

bool today_show(struct call *c)
{
	return show(c, 200, call_number(c, FORM_ID));
}

/* Letters alone get into an address. */
static bool open_booking(struct call *c, int64_t id)
{
	struct str part = call_text(c, FORM_DO);

	if (!str_is_of(part, STR_LOWER))
		part.len = 0;
	return call_redirect(c, "/staff/bookings/%lld%s%.*s", (long long)id, part.len ? "#" : "",
			     STR_ARG(part));
}

/* What stands against it alone; where more is asked the booking's page does. */
static bool show_why(struct call *c, int64_t id)
{
	struct str why = c->form.wrong[FORM_FORM];

	if (!why.len)
		return true;
	call_say(c, FORM_FORM,
		 arena_printf(c->arena, "%.*s：%.*s", STR_ARG(c->form.shown[FORM_NAME]),
			      STR_ARG(why)));
	return show(c, c->r->status, id);
}

bool today_note(struct call *c)
{
	struct str version = call_text(c, FORM_ID), row = str_cut(&version, '-');
	const struct booking_asked asked = {
		.id = row,
		.version = version.s ? version : STR("0"), /* is no booking's */
		.to = call_text(c, FORM_RESULT),
	};
	int64_t id, window = staff_window_asked(c);

	if (!str_to_int(row, INT64_MAX, &id)) {
		call_say(c, FORM_FORM, message_plain(MSG_NO_ROW));
		return show(c, 422, 0);
	}
	if (!asked.to.len)
		return open_booking(c, id);
	if (!booking_change(c, &asked))
		return show_why(c, id);
	id = store_int(c->store, LEDGER_NEXT_OPEN, ARG(":id", id), ARG(":window", window));
	return call_redirect(c, "/staff/?window=%lld&id=%lld#b%lld", (long long)window,
			     (long long)id, (long long)id);
}

bool today_seen(struct call *c)
{
	int64_t upto = 0, window = call_number(c, FORM_WINDOW);

	str_to_int(call_text(c, FORM_UPTO), INT64_MAX, &upto);
	if (window == 0 || window != c->staff->session.window)
		return staff_refuse(c);
	return store_run(c->store, LEDGER_SEE, ARG(":from", 0), ARG(":upto", upto),
			 ARG(":window", window), ARG(":now_s", c->q->now_utc_s)) &&
	       call_redirect(c, "/staff/?window=%d", (int)window);
}
