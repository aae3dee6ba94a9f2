#include "desk/entry.h"

#include "base/utf8.h"
#include "booking/posted.h"
#include "booking/reserve.h"
#include "moment.h"
#include "page/field.h"
#include "staff/audit.h"
#include "staff/staff.h"
#include "unicode.h"

static VIEW_OF(entry, ENTRY);

const struct page_type entry_page = { STR_INIT("staff/entry.html"), &entry_view, &staff_view };

/* What was posted. */
struct entry {
	VIEW_CELLS(ENTRY);
	struct call *c;
	struct wish wish;
	struct posted posted;
};

/* Whose free places are shown: nobody's while the item may be of several windows. */
static void show_places(struct entry *en)
{
	const struct session *s = &en->c->staff->session;

	en->for_window = en->wish.window;
	en->for_name = en->wish.window_name;
	en->for_item = en->wish.item_name;
	en->noon = en->wish.noon.len ? en->wish.noon : STR("0");
	if (en->for_window.len || staff_may_all(en->c->staff, ACT_ENTER))
		return;
	en->for_window = arena_int(en->c->arena, s->window);
	en->for_name = s->window_name;
}

static bool show(struct entry *en, int status)
{
	en->now = str_of(en->c->now);
	posted_token(en->c, en->posted.ours);
	show_places(en);
	call_page(en->c, status, &entry_page, en->cell);
	return false;
}

bool entry_show(struct call *c)
{
	struct entry en = { .c = c };
	int64_t saved;

	if (str_to_int(call_text(c, FORM_SAVED), INT64_MAX, &saved))
		en.saved = call_text(c, FORM_SAVED);
	if (str_eq(call_text(c, FORM_CHANNEL), STR("counter")))
		en.counter = STR("1");
	return show(&en, 200);
}

/* ---- the item ---- */

/* Lower case, half width: character for character. */
static struct str plain(struct arena *a, struct str in)
{
	char *p = arena_alloc(a, in.len + 1);
	size_t n = 0;

	while (in.len) {
		int32_t cp = unicode_narrow(utf8_next(&in));

		if (cp >= 'A' && cp <= 'Z')
			cp = cp - 'A' + 'a';
		n += utf8_put(p + n, cp);
	}
	return (struct str){ p, n };
}

/* What was typed behind as many characters as `before` has. */
static struct str typed_behind(struct str typed, struct str before)
{
	for (size_t n = utf8_count(before); n && typed.len; n--)
		utf8_next(&typed);
	return typed;
}

static bool refuse_item(struct entry *en, struct str why)
{
	call_say(en->c, FORM_ITEM, why);
	return false;
}

/* The window in whose ledger the row will stand. */
static bool may_enter(struct entry *en)
{
	int64_t window = 0;

	str_to_int(en->wish.window, 99, &window);
	if (staff_may(en->c->staff, ACT_ENTER, window))
		return true;
	en->wish.window = STR("");
	return refuse_item(en, message_plain(MSG_ITEM_OTHER_WINDOW));
}

static bool take_item(struct entry *en, int64_t no)
{
	struct arena *a = en->c->arena;

	if (wish_of_item(en->c, no, &en->wish))
		return may_enter(en);
	return refuse_item(en, message_with(a, MSG_ITEM_NO_NUMBER, arena_int(a, no)));
}

/* 其他事项, with what it is, as it was typed behind `before`. */
static bool take_other(struct entry *en, struct str before)
{
	struct call *c = en->c;
	int64_t window = c->staff->session.window;
	struct str text, wrong;

	if (call_text(c, FORM_WINDOW).len)
		window = call_number(c, FORM_WINDOW);
	wrong = field_note(c->arena, typed_behind(call_text(c, FORM_ITEM), before), &text);
	if (wrong.len)
		return refuse_item(en, wrong);
	if (text.len == 0 && en->wish.note.len == 0)
		return refuse_item(en, message_plain(MSG_ITEM_OTHER));
	if (!wish_of_window(c, window, &en->wish))
		return refuse_item(en, message_plain(MSG_ITEM_WHERE));
	en->wish.item_name =
		arena_printf(c->arena, "其他事项%s%.*s", text.len ? "：" : "", STR_ARG(text));
	return may_enter(en);
}

/* By name, alias or initials: one that is meant, or a list to choose from. */
static bool take_word(struct entry *en, struct str word)
{
	struct call *c = en->c;
	int64_t window = staff_may_all(c->staff, ACT_ENTER) ? 0 : c->staff->session.window, no;

	call_fill(c,
		  store_bind(c->store, LEDGER_ITEM_MATCHES, ARG(":word", word),
			     ARG(":window", window)),
		  &entry_view, en->cell);
	if (!str_to_int(en->only_match, 999999, &no))
		return refuse_item(
			en, message_plain(en->first_match.len ? MSG_ITEM_SEVERAL : MSG_ITEM_NONE));
	en->match_list = en->first_match = STR("");
	return take_item(en, no);
}

static bool read_item(struct entry *en)
{
	struct call *c = en->c;
	struct str whole = plain(c->arena, call_take(c, FORM_ITEM)), word = str_trim(whole);
	size_t blanks = (size_t)(word.s - whole.s);
	int64_t no;

	if (word.len == 0)
		return refuse_item(en, message_plain(MSG_ITEM_EMPTY));
	if (call_text(c, FORM_PICK).len &&
	    str_eq(call_text(c, FORM_ITEM), call_text(c, FORM_ASKED)))
		return take_item(en, call_number(c, FORM_PICK));
	if (str_starts(word, STR("其他事项")))
		return take_other(en, str_head(whole, blanks + STR("其他事项").len +
							      str_starts(word, STR("其他事项:"))));
	if (str_eq(word, STR("0")) || str_starts(word, STR("0 ")))
		return take_other(en, str_head(whole, blanks + 1));
	if (str_to_int(word, 999999, &no))
		return take_item(en, no);
	return take_word(en, word);
}

/* ---- the rest of the form ---- */

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

/* In normal form, empty when nothing was typed; what cannot be read is said. */
static struct str day_of(struct call *c, struct str typed)
{
	char iso[DATE_TEXT] = "";
	int32_t today, day;

	date_parse(str_of(c->today), &today);
	if (typed.len && moment_day(typed, today, &day))
		date_format(day, iso);
	else if (typed.len)
		call_say(c, FORM_SLOT, message_with(c->arena, MSG_DAY_WRONG, typed));
	return arena_str(c->arena, str_of(iso));
}

static struct str time_of(struct call *c, struct str typed)
{
	int minute;

	if (typed.len && moment_time(typed, &minute))
		return arena_printf(c->arena, "%02d:%02d", minute / 60, minute % 60);
	if (typed.len)
		call_say(c, FORM_SLOT, message_with(c->arena, MSG_TIME_WRONG, typed));
	return STR("");
}

bool entry_moment(struct call *c, struct str *day, struct str *time)
{
	struct str slot = call_text(c, FORM_SLOT);
	size_t t = str_find(slot, STR("T"));

	call_show(c, FORM_DAY, t != SIZE_MAX ? str_head(slot, t) : call_text(c, FORM_DAY));
	call_show(c, FORM_TIME, t != SIZE_MAX ? str_from(slot, t + 1) : call_text(c, FORM_TIME));
	*time = time_of(c, str_trim(c->form.shown[FORM_TIME]));
	*day = day_of(c, str_trim(c->form.shown[FORM_DAY])); /* said instead, when both are wrong */
	return !c->form.wrong[FORM_SLOT].len;
}

static void read_moment(struct entry *en, bool has_item)
{
	struct str time;

	if (!entry_moment(en->c, &en->for_day, &time) || !has_item)
		return;
	en->wish.slot = reserve_next_slot(en->c, &en->wish, en->for_day, time);
	if (en->wish.slot.len == 0)
		call_say(en->c, FORM_SLOT, message_plain(MSG_SLOT_NONE));
}

static void begin(struct entry *en, struct call *c)
{
	*en = (struct entry){
		.c = c,
		.posted = posted_read(c),
		.wish = { .by = c->who,
			  .sees_window =
				  staff_may_all(c->staff, ACT_READ) ? 0 : c->staff->session.window,
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

/* The page with the free places; what is not yet filled in is no fault. */
static bool look(struct entry *en)
{
	struct str *wrong = en->c->form.wrong;

	for (int i = 0; i < FORM__MAX; i++)
		if (i != FORM_ITEM && i != FORM_SLOT)
			wrong[i] = STR("");
	en->looked = STR("1");
	return show(en, 200);
}

static bool lead_on(struct entry *en, int64_t id)
{
	call_redirect(en->c, arena_printf(en->c->arena, "/staff/new?saved=%lld%s", (long long)id,
					  en->counter.len ? "&channel=counter" : ""));
	return true;
}

bool entry_make(struct call *c)
{
	struct entry en;
	struct made made;

	begin(&en, c);
	if (call_text(c, FORM_LOOK).len)
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

bool entry_unsaved(struct call *c)
{
	struct entry en;

	begin(&en, c);
	call_say(c, FORM_FORM, message_with(c->arena, MSG_SAVE, c->live->complaint));
	return show(&en, 503);
}
