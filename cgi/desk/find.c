#include "desk/pages.h"

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
	FIND_MOST = 31,	  /* one more than the page shows */
};

#define FIND(X) X(q) X(ids) /* the newest, a JSON list, or empty */

VIEW(find, FIND);
STAFF_PAGE(find, "find.html", find);

static bool is_beside_digits(int32_t cp)
{
	return unicode_is_blank(cp) || unicode_is_dash(cp) || unicode_is_ignorable(cp) ||
	       cp == '+' || cp == '.';
}

/* The digits that a number ends with, however it is written; empty when q is no number. */
static struct str tail_of(struct call *c, struct str q)
{
	struct phone phone;

	if (phone_parse(q, &phone) == PHONE_OK && phone.digits > LOCAL_DIGITS)
		q = str_of(phone.text);
	q = unicode_plain(q, is_beside_digits, c->arena);
	return str_is_of(q, STR_DIGITS) && q.len >= TAIL_MIN_DIGITS && q.len <= TAIL_MAX_DIGITS
		       ? q
		       : STR("");
}

static bool show_found(struct call *c, struct str q, struct str ids)
{
	const struct find p = { .q = q, .ids = ids };

	return call_page(c, 200, &find_page, p.cell);
}

bool find_show(struct call *c)
{
	return show_found(c, STR(""), STR(""));
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

static bool to_booking(struct call *c, int64_t id)
{
	return call_redirect(c, "/staff/bookings/%lld", (long long)id);
}

static struct str find_text(struct call *c, struct str q)
{
	struct str tail = tail_of(c, q);
	struct name name;

	name_parse(c->arena, q, &name); /* in the form that names are kept in, right or not */
	return stmt_get_text(
		store_bind(c->store, LEDGER_FIND, ARG(":window", staff_window(c->staff, ACT_READ)),
			   ARG(":tail", tail), ARG(":name", tail.len ? STR("") : name.text),
			   ARG(":most", FIND_MOST)),
		c->arena);
}

static bool is_beside_letters(int32_t cp)
{
	return unicode_is_blank(cp) || unicode_is_ignorable(cp) || cp == '\'' || cp == 0x2019;
}

/* What is typed of a name's pinyin, without blanks and marks; empty when q is nothing such. */
static struct str letters_of(struct call *c, struct str q)
{
	q = unicode_plain(q, is_beside_letters, c->arena);
	return str_is_of(q, STR_LOWER) && q.len <= PINYIN_TYPED_MAX ? q : STR("");
}

static struct str find_letters(struct call *c, struct str letters)
{
	const struct pinyin *pinyin = pinyin_open(c->arena);
	struct stmt *st = store_bind(c->store, LEDGER_FIND_NAMES,
				     ARG(":window", staff_window(c->staff, ACT_READ)));
	struct buf ids = BUF_INIT;
	struct str list;
	int n = 0;

	while (n < FIND_MOST && stmt_step(st) == DB_ROW)
		if (pinyin_is_typed(pinyin, stmt_text(st, 1), letters))
			buf_printf(&ids, "%c%lld", n++ ? ',' : '[', (long long)stmt_int(st, 0));
	stmt_reset(st);
	list = arena_printf(c->arena, "%.*s%s", STR_ARG(buf_str(&ids)), n ? "]" : "");
	buf_release(&ids);
	return list;
}

static void find(struct call *c)
{
	struct str q = str_trim(call_text(c, FORM_Q)), letters = letters_of(c, q), ids;
	int64_t only;

	ids = letters.len ? find_letters(c, letters) : q.len ? find_text(c, q) : STR("");
	if (ids.len && str_to_int(str_head(str_from(ids, 1), ids.len - 2), INT64_MAX, &only))
		to_booking(c, only);
	else
		show_found(c, q, ids);
}

bool find_make(struct call *c)
{
	int64_t id =
		find_reference(c, str_trim(call_text(c, FORM_Q)), staff_window(c->staff, ACT_READ));

	return id ? to_booking(c, id) : reader_ask(c, LANE_PAGES, find);
}
