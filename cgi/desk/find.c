#include "desk/pages.h"

#include "base/utf8.h"
#include "name.h"
#include "page/reader.h"
#include "phone.h"
#include "pinyin.h"
#include "staff/staff.h"
#include "store/token.h"
#include "unicode.h"

enum {
	TAIL_MIN_DIGITS = 4,
	TAIL_MAX_DIGITS = 15,
	LOCAL_DIGITS = 7, /* may be the end of a mobile number */
	FIND_MOST = 30,
};

#define FIND(X)                                                                                    \
	X(q)                                                                                       \
	X(ids)                                                                                     \
	X(more) /* there may be older ones */

VIEW(find, FIND);
STAFF_PAGE(find, "find.html", find);

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
	const struct find p = { .q = q, .ids = ids, .more = view_flag(more) };

	call_page(c, 200, &find_page, p.cell);
}

bool find_show(struct call *c)
{
	show_found(c, STR(""), STR(""), false);
	return true;
}

/* The booking of that number, 0 when it is none that they may see. */
static int64_t find_reference(struct call *c, struct str q, int64_t window)
{
	char reference[REFERENCE_TEXT];

	if (!reference_parse(q, reference))
		return 0;
	return store_int(c->store, LEDGER_FIND_REFERENCE, ARG(":reference", str_of(reference)),
			 ARG(":window", window));
}

static void to_booking(struct call *c, int64_t id)
{
	call_redirect(c, "/staff/bookings/%lld", (long long)id);
}

struct found {
	struct str ids; /* the newest, a JSON list; of none anything */
	int64_t n, newest;
};

static void find_text(struct call *c, struct str name, struct str tail, struct found *f)
{
	struct stmt *st =
		store_bind(c->store, LEDGER_FIND, ARG(":window", staff_window(c->staff, ACT_READ)),
			   ARG(":tail", tail), ARG(":name", tail.len ? STR("") : name),
			   ARG(":most", FIND_MOST));

	if (stmt_step(st) == DB_ROW) {
		f->ids = arena_str(c->arena, stmt_text(st, 0));
		f->n = stmt_int(st, 1);
		f->newest = stmt_int(st, 2);
	}
	stmt_reset(st);
}

/* What is typed of a name's pinyin, without blanks and marks; empty when q is nothing such. */
static struct str letters_of(struct call *c, struct str q)
{
	char letter[PINYIN_TYPED_MAX];
	size_t n = 0;

	while (q.len) {
		int32_t cp = unicode_narrow(utf8_next(&q));

		if (unicode_is_blank(cp) || unicode_is_ignorable(cp) || cp == '\'' || cp == 0x2019)
			continue;
		if (cp >= 'A' && cp <= 'Z')
			cp += 'a' - 'A';
		if (cp < 'a' || cp > 'z' || n == sizeof letter)
			return STR("");
		letter[n++] = (char)cp;
	}
	return arena_str(c->arena, (struct str){ letter, n });
}

static void find_letters(struct call *c, struct str letters, struct found *f)
{
	const struct pinyin *pinyin = pinyin_open(c->arena);
	struct stmt *st = store_bind(c->store, LEDGER_FIND_NAMES,
				     ARG(":window", staff_window(c->staff, ACT_READ)));
	struct buf ids = BUF_INIT;

	while (f->n <= FIND_MOST && stmt_step(st) == DB_ROW) {
		if (!pinyin_is_typed(pinyin, stmt_text(st, 1), letters))
			continue;
		if (f->n == 0)
			f->newest = stmt_int(st, 0);
		if (f->n < FIND_MOST)
			buf_printf(&ids, "%c%lld", f->n ? ',' : '[', (long long)stmt_int(st, 0));
		f->n++;
	}
	stmt_reset(st);
	if (f->n)
		f->ids = arena_printf(c->arena, "%.*s]", STR_ARG(buf_str(&ids)));
	buf_release(&ids);
}

static void find(struct call *c)
{
	struct str q = str_trim(call_text(c, FORM_Q)), letters = letters_of(c, q);
	struct found f = { STR(""), 0, 0 };
	struct name name;

	name_parse(c->arena, q, &name); /* in the form that names are kept in, right or not */
	if (letters.len)
		find_letters(c, letters, &f);
	else if (q.len)
		find_text(c, name.text, tail_of(c, q), &f);
	if (f.n == 1)
		to_booking(c, f.newest);
	else
		show_found(c, q, f.n ? f.ids : STR(""), f.n > FIND_MOST);
}

bool find_make(struct call *c)
{
	int64_t id =
		find_reference(c, str_trim(call_text(c, FORM_Q)), staff_window(c->staff, ACT_READ));

	if (!id)
		return reader_ask(c, LANE_PAGES, find);
	to_booking(c, id);
	return true;
}
