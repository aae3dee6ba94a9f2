/* How much one address may book, what it may ask, and how staff undo it. */
#include "staff_fixture.h"

#include "page/throttle.h"
#include "store/backup.h"
#include "store/segment.h"

enum { HOUR = 3600, DAY = 86400 };

static const char *form_of(struct hall *h, const char *slot, int phone)
{
	char token[FORM_TOKEN_TEXT];

	form_token_make(h->app.key, h->now_s, token);
	return arena_printf(&h->arena, "token=%s&item=9&slot=%s&name=%%E5%%BC%%A0&phone=138%08d",
			    token, slot, phone)
		.s;
}

/* Sends a form from an address; *page, and where it leads in *x. */
static struct exchange *from(struct hall *h, const char *address, const char *path,
			     const char *body, const char **page)
{
	struct exchange *x = hall_exchange(h, METHOD_POST, path);

	x->request.remote_addr = str_of(address);
	x->request.body = str_of(body);
	hall_answer(h, x, page);
	return x;
}

static int book_from(struct hall *h, const char *address, const char *slot, int phone,
		     const char **page)
{
	return from(h, address, "/book", form_of(h, slot, phone), page)->response.status;
}

/* The n-th place of those that the public may take, from tomorrow on. */
static const char *slot(int n)
{
	static const char *const day[] = { "2026-11-28", "2026-11-29", "2026-11-30", "2026-12-01" };
	static const char *const time[] = { "09:00", "09:30", "14:30" };
	static char text[4][20];
	char *out = text[n % 4];

	snprintf(out, sizeof text[0], "%sT%s", day[n / 6], time[n / 2 % 3]);
	return out;
}

static int few(void **state)
{
	struct hall *h;

	setup(state);
	h = *state;
	h->app.live->bookings_per_hour = 4;
	h->app.live->bookings_per_day = 6;
	return 0;
}

static void an_hour_and_a_day(void **state)
{
	struct hall *h = *state;
	struct exchange *x;
	const char *page;

	for (int i = 0; i < 4; i++) {
		h->now_s += 60;
		assert_int_equal(book_from(h, "192.0.2.1", slot(i), i, &page), 303);
	}
	x = from(h, "192.0.2.1", "/book", form_of(h, slot(4), 4), &page);
	assert_int_equal(x->response.status, 429);
	assert_int_equal(x->response.retry_after_s, HOUR - 180);
	assert_non_null(strstr(page, "提交太频繁，请 57 分钟后再试，或打窗口电话 <a class=\"nb\" "
				     "href=\"tel:+867976827737\">"));
	assert_non_null(strstr(page, "value=\"张\""));
	assert_non_null(strstr(page, "value=\"13800000004\""));
	assert_non_null(strstr(page, "2026-11-28T14:30\" checked"));
	/* others may, and a network of IPv6 is one */
	assert_int_equal(book_from(h, "192.0.2.2", slot(4), 5, &page), 303);
	for (int i = 0; i < 4; i++)
		assert_int_equal(book_from(h, arena_printf(&h->arena, "2001:db8::%d:1", i).s,
					   slot(6 + i), 20 + i, &page),
				 303);
	assert_int_equal(book_from(h, "2001:db8::9", slot(10), 30, &page), 429);
	assert_int_equal(book_from(h, "2001:db8:0:1::9", slot(10), 30, &page), 303);
	/* the hour ends with its first booking's, the day holds */
	h->now_s += HOUR - 180;
	assert_int_equal(book_from(h, "192.0.2.1", slot(12), 6, &page), 303);
	h->now_s += HOUR;
	assert_int_equal(book_from(h, "192.0.2.1", slot(13), 7, &page), 303);
	x = from(h, "192.0.2.1", "/book", form_of(h, slot(14), 8), &page);
	assert_int_equal(x->response.status, 429);
	assert_non_null(strstr(page, "小时后再试"));
}

/* What was not made does not count; what was given back does. */
static void only_bookings_count(void **state)
{
	struct hall *h = *state;
	const char *page;

	for (int i = 0; i < 2; i++)
		assert_int_equal(book_from(h, "192.0.2.9", slot(0), i, &page), 303);
	for (int i = 0; i < 10; i++) {
		assert_int_equal(book_from(h, "192.0.2.1", slot(0), 50 + i, &page), 422); /* full */
		assert_int_equal(book_from(h, "192.0.2.1", "2026-11-30T08:00", 50 + i, &page), 422);
	}
	for (int i = 0; i < 4; i++)
		assert_int_equal(book_from(h, "192.0.2.1", slot(6 + i), 60 + i, &page), 303);
	assert_int_equal(book_from(h, "192.0.2.1", slot(10), 70, &page), 429);
	assert_int_equal(hall_int(h, "SELECT count(*) FROM booking"), 6);
	assert_int_equal(hall_int(h, "SELECT count(*) FROM source"), 6);
}

/* Who has booked is not to be found out by trying telephones. */
static void telephones_cannot_be_tried(void **state)
{
	struct hall *h = *state;
	const char *page;

	assert_int_equal(book_from(h, "192.0.2.9", slot(0), 1, &page), 303);
	assert_int_equal(book_from(h, "192.0.2.1", slot(6), 99, &page), 303);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(book_from(h, "192.0.2.1", slot(2), 1, &page), 422);
		assert_non_null(strstr(page, "已经约过这件事"));
	}
	/* three answers and one booking are four */
	assert_int_equal(book_from(h, "192.0.2.1", slot(2), 1, &page), 429);
	assert_null(strstr(page, "已经约过这件事"));
}

static void stranger_asks_by_edit(void **state)
{
	struct hall *h = *state;
	const char *page, *path;
	struct exchange *x;
	int status = 0;

	assert_int_equal(book_from(h, "192.0.2.9", slot(6), 1, &page), 303);
	x = from(h, "192.0.2.1", "/book", form_of(h, slot(7), 99), &page);
	path = arena_printf(&h->arena, "%.*s/edit", STR_ARG(x->response.location)).s;
	for (int i = 0; i < 5; i++) {
		x = from(h, "192.0.2.1", path, "phone=13800000001", &page);
		status = x->response.status;
		assert_int_equal(status, i < 4 ? 422 : 429);
	}
	assert_true(x->response.retry_after_s > 0);
	x = from(h, "192.0.2.1", path, "name=B", &page);
	assert_int_equal(x->response.status, 303);
}

/* A move takes its source along, and is no new booking. */
static void moves_take_it_along(void **state)
{
	struct hall *h = *state;
	struct exchange *x = NULL;
	const char *page;
	char token[FORM_TOKEN_TEXT];

	for (int i = 0; i < 4; i++)
		x = from(h, "192.0.2.1", "/book", form_of(h, slot(i), i), &page);
	form_token_make(h->app.key, h->now_s, token);
	x = from(h, "192.0.2.7",
		 arena_printf(&h->arena, "%.*s/move", STR_ARG(x->response.location)).s,
		 arena_printf(&h->arena, "token=%s&slot=%s", token, slot(20)).s, &page);
	assert_int_equal(x->response.status, 303);
	assert_int_equal(hall_int(h, "SELECT count(*) FROM source"), 4);
	assert_int_equal(hall_int(h, "SELECT count(DISTINCT source) FROM source"), 1);
	assert_int_equal(hall_int(h, "SELECT count(*) FROM source WHERE booking = 5"), 1);
	assert_int_equal(book_from(h, "192.0.2.7", slot(10), 7, &page), 303);
}

static void staff_cancel_one_source(void **state)
{
	struct hall *h = *state;
	struct person leader, clerk;
	const char *page;

	hall_account(h, "chen", "leader", 0);
	hall_account(h, "li", "clerk", 4);
	leader = hall_sign_in(h, "chen");
	clerk = hall_sign_in(h, "li");
	for (int i = 0; i < 4; i++)
		assert_int_equal(book_from(h, "192.0.2.1", slot(i), i, &page), 303);
	assert_int_equal(book_from(h, "192.0.2.2", slot(6), 9, &page), 303);
	assert_int_equal(hall_get(h, &leader, "/staff/bookings/2", "", &page), 200);
	assert_non_null(strstr(page, "staff/bookings/2/source\">同一来源的 4 个"));
	assert_int_equal(hall_get(h, &clerk, "/staff/bookings/2", "", &page), 200);
	assert_null(strstr(page, "同一来源"));
	assert_int_equal(hall_get(h, &clerk, "/staff/bookings/2/source", "", &page), 403);
	assert_int_equal(hall_post(h, &clerk, "/staff/bookings/2/source", "why=x", &page), 403);
	assert_int_equal(hall_get(h, &leader, "/staff/bookings/2/source", "", &page), 200);
	assert_non_null(strstr(page, "取消上面这 4 个"));
	assert_non_null(strstr(page, "name=\"upto\" value=\"4\""));
	assert_null(strstr(page, "192.0.2"));
	assert_int_equal(hall_get(h, &leader, "/staff/bookings/99/source", "", &page), 404);
	assert_int_equal(hall_post(h, &leader, "/staff/bookings/2/source", "upto=4&why=", &page),
			 422);
	assert_non_null(strstr(page, "请写明原因"));
	assert_int_equal(hall_int(h, "SELECT count(*) FROM booking WHERE state = 'cancelled'"), 0);
	assert_int_equal(hall_post(h, &leader, "/staff/bookings/2/source",
				   "upto=4&why=%E5%88%B7%E5%8F%B7", &page),
			 303);
	assert_int_equal(hall_int(h, "SELECT count(*) FROM booking WHERE state = 'cancelled' AND"
				     " changed_by = 'chen' AND change_why = '刷号'"),
			 4);
	assert_int_equal(hall_int(h, "SELECT count(*) FROM booking WHERE state = 'booked'"), 1);
	assert_int_equal(hall_int(h, "SELECT count(*) FROM to_call WHERE purpose = 'cancelled'"),
			 4);
	assert_int_equal(hall_int(h,
				  "SELECT count(*) FROM audit WHERE action = 'source.cancelled'"
				  " AND who = 'chen' AND object = '2' AND detail = 'bookings=4'"),
			 1);
	assert_int_equal(hall_get(h, &leader, "/staff/bookings/2/source", "done=4", &page), 200);
	assert_non_null(strstr(page, "已取消 4 个"));
	assert_null(strstr(page, "取消上面"));
	/* the places are free again */
	assert_int_equal(book_from(h, "192.0.2.2", slot(0), 20, &page), 303);
}

/* What came behind the page, and what did not fit on it, nobody has looked at. */
static void only_what_was_shown_is_cancelled(void **state)
{
	struct hall *h = *state;
	struct person leader;
	const char *page;

	h->app.live->bookings_per_hour = h->app.live->bookings_per_day = 1000;
	hall_account(h, "chen", "leader", 0);
	leader = hall_sign_in(h, "chen");
	for (int i = 0; i < 3; i++)
		assert_int_equal(book_from(h, "192.0.2.1", slot(i), i, &page), 303);
	assert_int_equal(hall_get(h, &leader, "/staff/bookings/1/source", "", &page), 200);
	assert_int_equal(book_from(h, "192.0.2.1", slot(6), 9, &page), 303);
	assert_int_equal(hall_post(h, &leader, "/staff/bookings/1/source", "upto=3&why=x", &page),
			 303);
	assert_int_equal(hall_int(h, "SELECT sum(id) FROM booking WHERE state = 'booked'"), 4);
	assert_int_equal(hall_get(h, &leader, "/staff/bookings/1/source", "done=3", &page), 200);
	assert_non_null(strstr(page, "已取消 3 个"));
	assert_non_null(strstr(page, "没有取消"));
	assert_non_null(strstr(page, "name=\"upto\" value=\"4\""));
	assert_non_null(strstr(page, "取消上面这 1 个"));
	/* a form that does not say what it showed, or shows what is cancelled, cancels nothing */
	assert_int_equal(hall_post(h, &leader, "/staff/bookings/1/source", "why=x", &page), 422);
	assert_int_equal(hall_post(h, &leader, "/staff/bookings/1/source", "upto=3&why=x", &page),
			 422);
	assert_non_null(strstr(page, "没有再取消"));
	assert_int_equal(hall_int(h, "SELECT count(*) FROM booking WHERE state = 'booked'"), 1);
	/* more than a page: the first 300, and how many there are beside them */
	assert_ok(db_exec(
		store_db(h->app.live->store),
		"WITH n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 310) "
		"INSERT INTO booking(window, window_name, floor, window_phone, item, item_name, "
		"day, start, end, day_label, place, channel, name, phone, created_at, "
		"changed_at, changed_by) SELECT window, window_name, floor, window_phone, item, "
		"item_name, day, start, end, day_label, 10 + i, channel, name, phone, "
		"created_at, changed_at, changed_by FROM booking, n WHERE id = 4",
		&terr));
	assert_ok(db_exec(
		store_db(h->app.live->store),
		"INSERT INTO source SELECT b.id, s.source, b.id, s.at FROM booking b, source s "
		"WHERE b.id > 4 AND s.booking = 4",
		&terr));
	assert_int_equal(hall_get(h, &leader, "/staff/bookings/1/source", "", &page), 200);
	assert_non_null(strstr(page, "name=\"upto\" value=\"303\""));
	assert_non_null(strstr(page, "取消上面这 300 个"));
	assert_non_null(strstr(page, "还有 11 个"));
	assert_int_equal(hall_post(h, &leader, "/staff/bookings/1/source", "upto=303&why=x", &page),
			 303);
	assert_int_equal(hall_int(h, "SELECT count(*) FROM booking WHERE state = 'booked'"), 11);
	assert_int_equal(hall_post(h, &leader, "/staff/bookings/1/source", "upto=999&why=x", &page),
			 303);
	assert_int_equal(hall_int(h, "SELECT count(*) FROM booking WHERE state = 'booked'"), 0);
}

static void forgotten_after_seven_days(void **state)
{
	struct hall *h = *state;
	const char *page;
	struct err e;

	assert_int_equal(book_from(h, "192.0.2.1", slot(0), 1, &page), 303);
	h->now_s += 7 * DAY;
	assert_true(upkeep_step(&h->app.upkeep, h->app.live->store, h->now_s, &e));
	assert_int_equal(hall_int(h, "SELECT count(*) FROM source"), 1);
	h->now_s += HOUR;
	assert_true(upkeep_step(&h->app.upkeep, h->app.live->store, h->now_s, &e));
	assert_int_equal(hall_int(h, "SELECT count(*) FROM source"), 0);
}

/* Whether a file holds these bytes. */
static bool holds(const char *path, const unsigned char *bytes, size_t n)
{
	static char text[1 << 20];
	FILE *f = fopen(path, "r");
	size_t len;

	assert_non_null(f);
	len = fread(text, 1, sizeof text, f);
	fclose(f);
	return memmem(text, len, bytes, n) != NULL;
}

/* Neither a row nor what is left of one. */
static void no_backup_and_no_log_has_it(void **state)
{
	struct hall *h = *state;
	unsigned char source[MAC_BYTES];
	const char *page, *file = arena_printf(&h->arena, "%s/copy.db", h->f->dir).s;
	struct db *copy;
	int64_t n = -1;

	for (int i = 0; i < 4; i++)
		assert_int_equal(book_from(h, "192.0.2.1", slot(i), i, &page), 303);
	crypto_mac(h->app.key, PARTS(STR("source"), STR("192.0.2.1")), source, MAC_BYTES);
	assert_ok(db_exec(store_db(h->app.live->store), "DELETE FROM source WHERE booking = 2",
			  &terr));
	assert_ok(backup_make(store_db(h->app.live->store), h->f->ledger, file, 1795838400, &terr));
	assert_ok((copy = db_open(file, DB_READ, &terr)) != NULL);
	assert_ok(db_get_int(copy, "SELECT count(*) FROM source", &n, &terr));
	assert_int_equal(n, 0);
	assert_ok(db_get_int(copy, "SELECT count(*) FROM booking", &n, &terr));
	assert_int_equal(n, 4);
	db_close(copy);
	assert_false(holds(file, source, sizeof source));
	assert_false(holds(segment_path(h->f->ledger, 1, &h->arena).s,
			   (const unsigned char *)"source", 6));
	assert_true(holds(segment_path(h->f->ledger, 1, &h->arena).s,
			  (const unsigned char *)"booking", 7));
	assert_ok(db_exec(store_db(h->app.live->store), "PRAGMA wal_checkpoint(TRUNCATE)", &terr));
	assert_true(holds(h->f->ledger, source, sizeof source)); /* the test can find it */
}

int main(void)
{
#define T(title, f)                                                                                \
	{                                                                                          \
		title, f, few, teardown, NULL                                                      \
	}
	const struct CMUnitTest tests[] = {
		T("source: so many an hour, so many a day; all that was typed is kept",
		  an_hour_and_a_day),
		T("source: full times and what is wrong do not count", only_bookings_count),
		T("source: telephones that have booked cannot be found by trying",
		  telephones_cannot_be_tried),
		T("source: nor by editing", stranger_asks_by_edit),
		T("source: a move takes it along", moves_take_it_along),
		T("source: a leader cancels all of one in one step; each is to be called",
		  staff_cancel_one_source),
		T("source: what came behind the page or did not fit on it stays, and is said",
		  only_what_was_shown_is_cancelled),
		T("source: forgotten after seven days", forgotten_after_seven_days),
		T("source: no backup and no log has it", no_backup_and_no_log_has_it),
	};

	return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
