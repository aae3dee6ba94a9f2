#include "desk/entry.h"

#include "base/utf8.h"
#include "page/field.h"
#include "page/moment.h"
#include "staff/audit.h"
#include "staff/staff.h"
#include "unicode.h"

static const struct str entry_fields[ENTRY__MAX] = {
	[ENTRY_NOW] = STR_INIT("now"),
	[ENTRY_SAVED] = STR_INIT("saved"),
	[ENTRY_ITEM] = STR_INIT("item"),
	[ENTRY_MATCHES] = STR_INIT("match_list"),
	[ENTRY_FIRST] = STR_INIT("first_match"),
	[ENTRY_WINDOW] = STR_INIT("window"),
	[ENTRY_NAME] = STR_INIT("name"),
	[ENTRY_PHONE] = STR_INIT("phone"),
	[ENTRY_AGENT] = STR_INIT("agent"),
	[ENTRY_NOTE] = STR_INIT("note"),
	[ENTRY_REMARK] = STR_INIT("remark"),
	[ENTRY_DAY] = STR_INIT("day"),
	[ENTRY_TIME] = STR_INIT("time"),
	[ENTRY_FOR_WINDOW] = STR_INIT("for_window"),
	[ENTRY_FOR_NAME] = STR_INIT("for_name"),
	[ENTRY_FOR_ITEM] = STR_INIT("for_item"),
	[ENTRY_NOON] = STR_INIT("noon"),
	[ENTRY_FOR_DAY] = STR_INIT("for_day"),
	[ENTRY_LOOKED] = STR_INIT("looked"),
	[ENTRY_COUNTER] = STR_INIT("counter"),
	[ENTRY_TOKEN] = STR_INIT("token"),
	[ENTRY_MEANT] = STR_INIT("meant"),
	[ENTRY_ERRORS] = STR_INIT("errors"),
	[ENTRY_ERR_FORM] = STR_INIT("err_form"),
	[ENTRY_ERR_ITEM] = STR_INIT("err_item"),
	[ENTRY_ERR_NAME] = STR_INIT("err_name"),
	[ENTRY_ERR_PHONE] = STR_INIT("err_phone"),
	[ENTRY_ERR_SLOT] = STR_INIT("err_slot"),
	[ENTRY_ERR_AGENT] = STR_INIT("err_agent"),
	[ENTRY_ERR_NOTE] = STR_INIT("err_note"),
	[ENTRY_ERR_REMARK] = STR_INIT("err_remark"),
	[ENTRY_WARNING] = STR_INIT("warning"),
};

static const struct view_type entry_view = { STR_INIT("entry"), entry_fields, ENTRY__MAX };
const struct page_type entry_page = { STR_INIT("staff/entry.html"), &entry_view, &staff_view };

/* What was posted: the cells of the page, and those of reserve.c. */
struct entry {
	struct call *c;
	struct str cell[ENTRY__MAX];
	struct str book[BOOK__MAX];
	struct reserve_staff by;
	unsigned char nonce[NONCE_BYTES];
	bool has_nonce;
};

/* Whose free places are shown: nobody's while the item may be of several windows. */
static void show_places(struct entry *en)
{
	const struct session *s = &en->c->staff->session;
	struct str *cell = en->cell;

	cell[ENTRY_FOR_WINDOW] = en->book[BOOK_WINDOW];
	cell[ENTRY_FOR_NAME] = en->book[BOOK_WINDOW_NAME];
	cell[ENTRY_FOR_ITEM] = en->book[BOOK_ITEM_NAME];
	cell[ENTRY_NOON] = en->book[BOOK_NOON].len ? en->book[BOOK_NOON] : STR("0");
	if (cell[ENTRY_FOR_WINDOW].len || staff_may_all(en->c->staff, ACT_ENTER))
		return;
	cell[ENTRY_FOR_WINDOW] = arena_printf(en->c->arena, "%d", (int)s->window);
	cell[ENTRY_FOR_NAME] = s->window_name;
}

static void show(struct entry *en, int status)
{
	struct call *c = en->c;
	char token[FORM_TOKEN_TEXT];
	int errors = 0;

	for (int i = ENTRY_ERR_FORM; i < ENTRY__MAX; i++)
		errors += en->cell[i].len > 0;
	if (errors)
		en->cell[ENTRY_ERRORS] = arena_printf(c->arena, "%d", errors);
	en->cell[ENTRY_NOW] = str_of(c->now);
	en->cell[ENTRY_TOKEN] = call_text(c, FORM_TOKEN);
	if (!en->has_nonce) {
		form_token_make(c->app->key, c->q->now_utc_s, token);
		en->cell[ENTRY_TOKEN] = arena_str(c->arena, str_of(token));
	}
	show_places(en);
	call_page(c, status, &entry_page, en->cell);
}

bool entry_show(struct call *c)
{
	struct entry en = { .c = c };
	int64_t saved;

	if (str_to_int(call_text(c, FORM_SAVED), INT64_MAX, &saved))
		en.cell[ENTRY_SAVED] = call_text(c, FORM_SAVED);
	if (str_eq(call_text(c, FORM_CHANNEL), STR("counter")))
		en.cell[ENTRY_COUNTER] = STR("1");
	show(&en, 200);
	return true;
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

/* Cells of an item, or of a window for 其他事项. False when there is none. */
static bool fill(struct entry *en, enum ledger_stmt id, const char *name, int64_t no)
{
	/* in the order of the statements item and desk_window */
	static const enum book_field column[] = {
		BOOK_ITEM,    BOOK_ITEM_NAME, BOOK_ITEM_PHONE, BOOK_ITEM_TEL,	 BOOK_NOON,
		BOOK_PROMISE, BOOK_MAILABLE,  BOOK_WINDOW,     BOOK_WINDOW_NAME, BOOK_FLOOR,
	};
	struct stmt *st = store_bind(en->c->live->store, id, ARG(name, no));
	bool found = stmt_step(st) == DB_ROW;

	for (size_t i = 0; found && i < COUNT(column); i++)
		en->book[column[i]] = arena_str(en->c->arena, stmt_text(st, (int)i));
	stmt_reset(st);
	return found;
}

/* The window in whose ledger the row will stand. */
static bool may_enter(struct entry *en)
{
	int64_t window = 0;

	str_to_int(en->book[BOOK_WINDOW], 99, &window);
	if (staff_may(en->c->staff, ACT_ENTER, window))
		return true;
	en->book[BOOK_WINDOW] = STR("");
	en->cell[ENTRY_ERR_ITEM] = message_plain(MSG_ITEM_OTHER_WINDOW);
	return false;
}

static bool take_item(struct entry *en, int64_t no)
{
	if (fill(en, LEDGER_ITEM, ":item", no))
		return may_enter(en);
	en->cell[ENTRY_ERR_ITEM] = message_with(en->c->arena, MSG_ITEM_NO_NUMBER,
						arena_printf(en->c->arena, "%lld", (long long)no));
	return false;
}

/* 其他事项, with what it is, as it was typed behind `before`. */
static bool take_other(struct entry *en, struct str before)
{
	struct call *c = en->c;
	int64_t window = c->staff->session.window;
	struct str text;

	if (call_text(c, FORM_WINDOW).len)
		window = call_number(c, FORM_WINDOW);
	en->cell[ENTRY_ERR_ITEM] =
		field_note(c->arena, typed_behind(call_text(c, FORM_ITEM), before), &text);
	if (en->cell[ENTRY_ERR_ITEM].len)
		return false;
	if (text.len == 0 && en->cell[ENTRY_NOTE].len == 0) {
		en->cell[ENTRY_ERR_ITEM] = message_plain(MSG_ITEM_OTHER);
		return false;
	}
	if (!fill(en, LEDGER_DESK_WINDOW, ":window", window)) {
		en->cell[ENTRY_ERR_ITEM] = message_plain(MSG_ITEM_WHERE);
		return false;
	}
	en->book[BOOK_ITEM_NAME] =
		arena_printf(c->arena, "其他事项%s%.*s", text.len ? "：" : "", STR_ARG(text));
	return may_enter(en);
}

/* By name, alias or initials: one that is meant, or a list to choose from. */
static bool take_word(struct entry *en, struct str word)
{
	struct call *c = en->c;
	struct stmt *st;
	int64_t window = staff_may_all(c->staff, ACT_ENTER) ? 0 : c->staff->session.window;
	int64_t n = 0, first = 0, whole = 0, first_whole = 0;
	struct str list = STR("[]");

	st = store_bind(c->live->store, LEDGER_ITEM_MATCHES, ARG(":word", word),
			ARG(":window", window));
	if (stmt_step(st) == DB_ROW) {
		list = arena_str(c->arena, stmt_text(st, 0));
		n = stmt_int(st, 1);
		first = stmt_int(st, 2);
		whole = stmt_int(st, 3);
		first_whole = stmt_int(st, 4);
	}
	stmt_reset(st);
	if (n == 1 || whole == 1)
		return take_item(en, whole == 1 ? first_whole : first);
	en->cell[ENTRY_ERR_ITEM] = message_plain(n ? MSG_ITEM_SEVERAL : MSG_ITEM_NONE);
	en->cell[ENTRY_MATCHES] = list;
	en->cell[ENTRY_FIRST] = arena_printf(c->arena, "%lld", (long long)first);
	return false;
}

static bool read_item(struct entry *en)
{
	struct call *c = en->c;
	struct str whole = plain(c->arena, call_text(c, FORM_ITEM)), word = str_trim(whole);
	size_t blanks = (size_t)(word.s - whole.s);
	int64_t no;

	if (word.len == 0) {
		en->cell[ENTRY_ERR_ITEM] = message_plain(MSG_ITEM_EMPTY);
		return false;
	}
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

	if (str_eq(channel, STR("窗口")) || str_eq(channel, STR("counter"))) {
		en->by.channel = STR("counter");
		en->cell[ENTRY_COUNTER] = STR("1");
	} else if (channel.len == 0 || str_eq(channel, STR("电话")) ||
		   str_eq(channel, STR("phone"))) {
		en->by.channel = STR("phone");
	} else {
		en->cell[ENTRY_ERR_FORM] = message_plain(MSG_CHANNEL);
	}
}

static void read_texts(struct entry *en)
{
	struct call *c = en->c;
	struct arena *a = c->arena;
	struct str *cell = en->cell;

	cell[ENTRY_ITEM] = call_text(c, FORM_ITEM);
	cell[ENTRY_WINDOW] = call_text(c, FORM_WINDOW);
	cell[ENTRY_ERR_NAME] = field_name(a, call_text(c, FORM_NAME), &cell[ENTRY_NAME]);
	cell[ENTRY_ERR_PHONE] = field_phone(a, call_text(c, FORM_PHONE), &cell[ENTRY_PHONE]);
	cell[ENTRY_ERR_AGENT] = field_agent(a, call_text(c, FORM_AGENT), &cell[ENTRY_AGENT]);
	cell[ENTRY_ERR_NOTE] = field_note(a, call_text(c, FORM_NOTE), &cell[ENTRY_NOTE]);
	cell[ENTRY_ERR_REMARK] = field_note(a, call_text(c, FORM_REMARK), &cell[ENTRY_REMARK]);
	en->book[BOOK_NAME] = cell[ENTRY_NAME];
	en->book[BOOK_PHONE] = cell[ENTRY_PHONE];
	en->book[BOOK_AGENT] = cell[ENTRY_AGENT];
	en->book[BOOK_NOTE] = cell[ENTRY_NOTE];
	en->by.remark = cell[ENTRY_REMARK];
	en->by.meant = call_text(c, FORM_MEANT);
	en->by.account = c->who;
	read_channel(en);
}

struct str entry_moment(struct call *c, struct str typed_day, struct str typed_time,
			struct str *day, struct str *time)
{
	char iso[DATE_TEXT], hour[TIME_TEXT];
	int32_t today;

	*day = *time = STR("");
	date_parse(str_of(c->today), &today);
	if (str_trim(typed_day).len) {
		if (!moment_day(typed_day, today, iso))
			return message_with(c->arena, MSG_DAY_WRONG, str_trim(typed_day));
		*day = arena_str(c->arena, str_of(iso));
	}
	if (str_trim(typed_time).len) {
		if (!moment_time(typed_time, hour))
			return message_with(c->arena, MSG_TIME_WRONG, str_trim(typed_time));
		*time = arena_str(c->arena, str_of(hour));
	}
	return STR("");
}

/* `slot` says day and time at once. */
static void read_moment(struct entry *en, bool has_item)
{
	struct call *c = en->c;
	struct str slot = call_text(c, FORM_SLOT), time;
	struct str *cell = en->cell;
	size_t t = str_find(slot, STR("T"));

	cell[ENTRY_DAY] = t != SIZE_MAX ? str_head(slot, t) : call_text(c, FORM_DAY);
	cell[ENTRY_TIME] = t != SIZE_MAX ? str_from(slot, t + 1) : call_text(c, FORM_TIME);
	cell[ENTRY_ERR_SLOT] =
		entry_moment(c, cell[ENTRY_DAY], cell[ENTRY_TIME], &cell[ENTRY_FOR_DAY], &time);
	if (!has_item || cell[ENTRY_ERR_SLOT].len)
		return;
	en->book[BOOK_SLOT] = reserve_next_slot(c, en->book, cell[ENTRY_FOR_DAY], time);
	if (en->book[BOOK_SLOT].len == 0)
		cell[ENTRY_ERR_SLOT] = message_plain(MSG_SLOT_NONE);
}

static void read_token(struct entry *en)
{
	struct call *c = en->c;
	int64_t made_s;

	en->has_nonce = form_token_read(c->app->key, call_text(c, FORM_TOKEN), &made_s, en->nonce);
	en->by.nonce = en->has_nonce ? en->nonce : NULL;
}

static void begin(struct entry *en, struct call *c)
{
	*en = (struct entry){ .c = c };
	read_token(en);
	read_texts(en);
	read_moment(en, read_item(en));
}

/* The page with the free places; what is not yet filled in is no fault. */
static bool look(struct entry *en)
{
	for (int i = ENTRY_ERR_FORM; i < ENTRY__MAX; i++)
		if (i != ENTRY_ERR_ITEM && i != ENTRY_ERR_SLOT)
			en->cell[i] = STR("");
	en->cell[ENTRY_LOOKED] = STR("1");
	show(en, 200);
	return false;
}

static bool has_errors(const struct entry *en)
{
	for (int i = ENTRY_ERR_FORM; i < ENTRY__MAX; i++)
		if (en->cell[i].len)
			return true;
	return false;
}

struct str entry_same_phone(struct call *c, const struct reserve_staff *by, struct str *meant)
{
	char shown[REFERENCE_SHOWN];

	if (!by->same)
		return STR("");
	*meant = arena_printf(c->arena, "%lld", (long long)by->same);
	if (!staff_may(c->staff, ACT_READ, by->same_window))
		return message_plain(MSG_SAME_PHONE_ELSEWHERE);
	reference_show(by->same_reference, shown);
	return message_with(c->arena, MSG_SAME_PHONE, str_of(shown));
}

/* What reserve.c found wrong, on the fields of this page. */
static void take_refusal(struct entry *en)
{
	struct str *cell = en->cell;

	cell[ENTRY_ERR_FORM] = en->book[BOOK_ERR_FORM];
	cell[ENTRY_ERR_SLOT] = en->book[BOOK_ERR_SLOT];
	cell[ENTRY_ERR_REMARK] = en->by.err_remark;
	cell[ENTRY_WARNING] = entry_same_phone(en->c, &en->by, &cell[ENTRY_MEANT]);
}

static void lead_on(struct entry *en, int64_t id)
{
	bool counter = en->cell[ENTRY_COUNTER].len > 0;

	call_redirect(en->c, arena_printf(en->c->arena, "/staff/new?saved=%lld%s", (long long)id,
					  counter ? "&channel=counter" : ""));
}

/* The form was sent before: its booking is the answer. */
static bool repeated(struct entry *en)
{
	struct stmt *st;
	int64_t id = 0;

	if (!en->has_nonce)
		return false;
	st = store_bind(en->c->live->store, LEDGER_BOOKING_OF_FORM,
			ARG_BLOB(":nonce", en->nonce, NONCE_BYTES));
	if (stmt_step(st) == DB_ROW)
		id = stmt_int(st, 0);
	stmt_reset(st);
	if (id)
		lead_on(en, id);
	return id != 0;
}

bool entry_make(struct call *c)
{
	struct entry en;
	struct link_of made;
	struct str id;

	begin(&en, c);
	if (call_text(c, FORM_LOOK).len)
		return look(&en);
	if (repeated(&en))
		return true;
	if (!has_errors(&en) && reserve_by_staff(c, en.book, &en.by, &made)) {
		id = arena_printf(c->arena, "%lld", (long long)made.id);
		if (!audit_add(c, AUDIT_BOOKING_MADE, id,
			       arena_printf(c->arena, "window=%.*s%s",
					    STR_ARG(en.book[BOOK_WINDOW]),
					    en.by.overridden ? " override" : "")))
			return false;
		lead_on(&en, made.id);
		return true;
	}
	if (!has_errors(&en))
		take_refusal(&en);
	show(&en, 422);
	return false;
}

bool entry_unsaved(struct call *c)
{
	struct entry en;

	begin(&en, c);
	en.cell[ENTRY_ERR_FORM] = message_with(c->arena, MSG_SAVE, c->live->complaint);
	show(&en, 503);
	return false;
}
