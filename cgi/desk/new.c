#include "desk/pages.h"

#include "booking/posted.h"
#include "booking/reserve.h"
#include "desk/wanted.h"
#include "staff/audit.h"
#include "staff/staff.h"

/* The values of new.html. */
/* clang-format off */
#define NEW(X) \
	X(saved) /* id of the booking just made, or empty */ \
	X(match_list) X(first_match) X(other) /* of wanted.h */ \
	/* whose free places are shown, and for which item, when that is clear */ \
	X(for_window) X(for_item) X(for_no) X(noon) /* it has 错时 */ \
	X(for_day) X(for_time) /* chosen: YYYY-MM-DD, HH:MM; empty = the first that can be booked */ \
	X(from)    /* the first day that is shown */ \
	X(over)    /* what is full or late may be chosen, too */ \
	X(looked)  /* nothing was to be saved */ \
	X(counter) /* somebody has come */
/* clang-format on */
static VIEW_OF(new, NEW);

STAFF_PAGE(new, "new.html", new);

/* What was posted. */
struct entry {
	VIEW_CELLS(NEW);
	struct call *c;
	struct wish wish;
	struct posted posted;
};

/*
 * Whose free places are shown: of the item's window, else of the one that the link names,
 * else one's own; nobody's while the item may be of any window.
 */
static void show_places(struct entry *en)
{
	struct call *c = en->c;
	struct wish at = en->wish;
	int64_t window = call_number(c, FORM_WINDOW);

	if (!at.window.len) {
		if (!window || !staff_may(c->staff, ACT_ENTER, window))
			window = staff_window(c->staff, ACT_ENTER);
		wish_of_window(c, window, &at);
		at.noon = STR("0");
	}
	en->for_window = at.window;
	en->noon = at.noon.len ? at.noon : STR("0");
	if (en->wish.window.len) {
		en->for_item = en->wish.item_name;
		en->for_no = en->wish.item;
	}
}

/* The days that are shown: from where they began, or later ones, of which none is chosen yet. */
static void show_days(struct entry *en)
{
	struct str from = call_text(en->c, FORM_FROM), later = call_text(en->c, FORM_LOOK);
	int32_t day;

	en->from = date_parse(from, &day) ? from : str_of(en->c->today);
	if (!date_parse(later, &day))
		return;
	en->from = later;
	en->for_day = en->for_time = STR("");
}

static bool show(struct entry *en, int status)
{
	struct call *c = en->c;

	show_days(en);
	en->over = view_flag(str_eq(call_text(c, FORM_DO), STR("over")));
	posted_token(c, en->posted.ours);
	show_places(en);
	return call_page(c, status, &new_page, en->cell);
}

/* ---- what was posted ---- */

/* The window in whose ledger the row will stand. */
static bool may_enter(struct entry *en)
{
	int64_t window = 0;

	str_to_int(en->wish.window, 99, &window);
	if (staff_may(en->c->staff, ACT_ENTER, window))
		return true;
	en->wish.window = STR("");
	call_say(en->c, FORM_ITEM, message_plain(MSG_ITEM_OTHER_WINDOW));
	return false;
}

static bool read_item(struct entry *en)
{
	struct call *c = en->c;
	int64_t other = call_text(c, FORM_WINDOW).len ? call_number(c, FORM_WINDOW)
						      : c->staff->session.window;
	struct item_matches m;
	bool known = wanted_item(c, staff_window(c->staff, ACT_ENTER), other, &en->wish, &m);

	en->match_list = m.match_list;
	en->first_match = m.first_match;
	en->other = m.other;
	return known && may_enter(en);
}

static void read_channel(struct entry *en)
{
	struct str channel = call_text(en->c, FORM_CHANNEL);
	bool counter = str_eq(channel, STR("窗口")) || str_eq(channel, STR("counter"));

	en->wish.channel = counter ? STR("counter") : STR("phone");
	en->counter = view_flag(counter);
	if (!counter && channel.len && !str_eq(channel, STR("电话")) &&
	    !str_eq(channel, STR("phone")))
		call_say(en->c, FORM_FORM, message_plain(MSG_CHANNEL));
}

static void read_moment(struct entry *en, bool has_item)
{
	if (!wanted_moment(en->c, &en->for_day, &en->for_time) || !has_item)
		return;
	en->wish.slot = reserve_next_slot(en->c, &en->wish, en->for_day, en->for_time);
	if (en->wish.slot.len == 0)
		call_say(en->c, FORM_SLOT, message_plain(MSG_SLOT_NONE));
}

static void begin(struct entry *en, struct call *c)
{
	*en = (struct entry){
		.c = c,
		.posted = posted_read(c),
		.wish = { .by = c->who,
			  .sees_window = staff_window(c->staff, ACT_READ),
			  .meant = call_text(c, FORM_MEANT) },
	};
	if (en->posted.ours)
		en->wish.nonce = en->posted.nonce;
	call_take(c, FORM_WINDOW);
	wish_take_person(c, &en->wish);
	en->wish.remark = call_take(c, FORM_REMARK);
	read_channel(en);
	read_moment(en, read_item(en));
}

/* Whose and what, from a booking that they may enter, for another one. */
static void copy(struct entry *en, int64_t id)
{
	struct call *c = en->c;
	struct str other = STR("其他事项：");
	int64_t window = 0, item = 0;
	struct wish w = { .by = c->who };

	if (!wish_of_booking(c, id, &w) || !str_to_int(w.window, 99, &window) ||
	    !staff_may(c->staff, ACT_ENTER, window))
		return;
	str_to_int(w.item, INT64_MAX, &item);
	if (!item && str_starts(w.item_name, other))
		w.item =
			arena_printf(c->arena, "0 %.*s", STR_ARG(str_from(w.item_name, other.len)));
	if (!item || wish_of_item(c, item, &en->wish))
		call_show(c, FORM_ITEM, w.item);
	call_show(c, FORM_NAME, w.name);
	call_show(c, FORM_PHONE, w.phone);
	call_show(c, FORM_AGENT, w.agent);
	en->looked = STR("1");
}

bool new_show(struct call *c)
{
	struct entry en = { .c = c };
	int64_t id;

	if (str_to_int(call_text(c, FORM_SAVED), INT64_MAX, &id))
		en.saved = call_text(c, FORM_SAVED);
	en.counter = view_flag(str_eq(call_text(c, FORM_CHANNEL), STR("counter")));
	if (str_to_int(call_text(c, FORM_ID), INT64_MAX, &id))
		copy(&en, id);
	if (!wanted_moment(c, &en.for_day, &en.for_time))
		call_say(c, FORM_SLOT, STR(""));
	return show(&en, 200);
}

/* The page with the free places; what is not yet filled in is no fault. */
static bool look(struct entry *en)
{
	struct str *wrong = en->c->form.wrong;

	for (int i = 0; i < FORM__MAX; i++)
		if (i != FORM_SLOT && !(i == FORM_ITEM && call_text(en->c, FORM_ITEM).len))
			wrong[i] = STR("");
	en->looked = STR("1");
	return show(en, 200);
}

static bool lead_on(struct entry *en, int64_t id)
{
	return call_redirect(en->c, "/staff/new?saved=%lld%s", (long long)id,
			     en->counter.len ? "&channel=counter" : "");
}

bool new_make(struct call *c)
{
	struct entry en;
	struct made made;

	begin(&en, c);
	if (c->unsaved)
		call_say(c, FORM_FORM, message_with(c->arena, MSG_SAVE, c->live->complaint));
	else if (call_text(c, FORM_LOOK).len)
		return look(&en);
	if (posted_made(c, &en.posted, &made.link))
		return lead_on(&en, made.link.id);
	if (form_faults(&c->form) || !call_let(c, reserve(c, &en.wish, &made)))
		return show(&en, 422);
	return audit_add(c, AUDIT_BOOKING_MADE, arena_int(c->arena, made.link.id),
			 arena_printf(c->arena, "window=%.*s%s", STR_ARG(en.wish.window),
				      made.override ? " override" : "")) &&
	       lead_on(&en, made.link.id);
}
