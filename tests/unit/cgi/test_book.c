#include "hall.h"

#include <signal.h>
#include <sys/resource.h>

static void saturday_until_friday_17(void **state)
{
	struct hall *h = *state;
	const char *page;

	set_clock(h, "2026-11-27T17:00");
	assert_int_equal(book(h, form(h, "2026-11-28T09:00", "13812345678"), &page), 422);
	assert_shows(page, "11月28日（星期六）已过预约时间");
	assert_int_equal(bookings(h), 0);
	set_clock(h, "2026-11-27T16:59:59");
	assert_int_equal(book(h, form(h, "2026-11-28T09:00", "13812345678"), &page), 303);
	assert_int_equal(bookings(h), 1);
}

static void past_unknown_and_noon_slots(void **state)
{
	struct hall *h = *state;
	const char *page, *body;

	assert_int_equal(book(h, form(h, "2026-11-26T09:00", "13812345678"), &page), 422);
	assert_has(page, "这一天已经过去");
	assert_int_equal(book(h, form(h, "2026-11-28T09:07", "13812345678"), &page), 422);
	assert_has(page, "这个时间不接受网上预约");
	assert_int_equal(book(h, form(h, "2026-11-28T12:30", "13812345678"), &page), 422);
	body = form(h, "2026-11-30T12:30", "13812345678");
	assert_int_equal(book(h, body, &page), 303);
	/* window 16's item is not served at noon */
	body = arena_printf(&h->arena, "%.61s%s", form(h, "2026-11-30T12:30", "13912345678"),
			    "item=74&slot=2026-11-30T12:30&name=A&phone=13912345678")
		       .s;
	assert_int_equal(book(h, body, &page), 422);
	assert_has(page, "这个时间不接受网上预约");
	assert_has(page, "公积金提取");
	assert_int_equal(bookings(h), 1);
}

static void full_keeps_values(void **state)
{
	struct hall *h = *state;
	const char *page;

	assert_int_equal(book(h, form(h, "2026-11-28T09:00", "13800000001"), &page), 303);
	assert_int_equal(book(h, form(h, "2026-11-28T09:00", "13800000002"), &page), 303);
	assert_int_equal(book(h, form(h, "2026-11-28T09:00", "13800000003"), &page), 422);
	assert_has(page, "<title>错误：网上预约");
	assert_shows(page, "9:00刚刚约满");
	assert_has(page, "value=\"张三\"");
	assert_has(page, "value=\"13800000003\"");
	assert_int_equal(bookings(h), 2);
	/* the third place is not for the public, places 1 and 2 are taken in this order */
	assert_int_equal(fixture_int(h->app.live->store, "SELECT max(place) FROM booking"), 2);
}

static void crowd_never_exceeds(void **state)
{
	struct hall *h = *state;
	struct exchange *list[100];
	char phone[12];
	int good = 0;

	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 100; i++) {
			snprintf(phone, sizeof phone, "138%08d", round * 100 + i);
			list[i] = post(h, "/book", form(h, "2026-11-29T14:30", phone));
		}
		route_answer_batch(&h->app, list, 100);
		for (int i = 0; i < 100; i++) {
			good += list[i]->response.status == 303;
			if (list[i]->response.status != 303)
				assert_int_equal(list[i]->response.status, 422);
			take_body(h, list[i]);
		}
	}
	assert_int_equal(good, 2);
	assert_int_equal(bookings(h), 2);
}

static void same_form_is_one_booking(void **state)
{
	struct hall *h = *state;
	const char *body = form(h, "2026-11-28T09:00", "13812345678");
	struct exchange *x[3] = { post(h, "/book", body), post(h, "/book", body),
				  post(h, "/book", body) };

	route_answer_batch(&h->app, x, 2);
	set_clock(h, "2026-11-27T16:00"); /* long after the token's two hours */
	x[2]->request.now_utc_s = h->now_s;
	send(h, x[2]);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(x[i]->response.status, 303);
		assert_true(str_eq(x[i]->response.location, x[0]->response.location));
		take_body(h, x[i]);
	}
	assert_int_equal(bookings(h), 1);
}

static void same_matter_twice(void **state)
{
	struct hall *h = *state;
	const char *page;

	assert_int_equal(book(h, form(h, "2026-11-28T09:00", "13812345678"), &page), 303);
	assert_int_equal(book(h, form(h, "2026-11-28T14:30", "%2B86+138+1234+5678"), &page), 422);
	assert_has(page, "这个电话已经约过这件事");
	assert_hasnt(page, "09:00</dd>");
	assert_int_equal(bookings(h), 1);
}

static void limit_per_phone(void **state)
{
	static const char *const slot[] = { "2026-11-28T09:00", "2026-11-29T09:00",
					    "2026-11-30T09:00", "2026-12-01T09:00" };
	struct hall *h = *state;
	const char *page;

	for (int i = 0; i < 3; i++)
		assert_int_equal(book(h, form(h, slot[i], "13812345678"), &page), 303);
	assert_int_equal(book(h, form(h, slot[3], "13812345678"), &page), 422);
	assert_has(page, "这个电话已有 3 个未办理的预约");
	/* once one of them is over it counts no more */
	set_clock(h, "2026-11-28T09:30");
	assert_int_equal(book(h, form(h, slot[3], "13812345678"), &page), 303);
}

static void closure_takes_slots_away(void **state)
{
	struct hall *h = *state;
	const char *page;

	assert_ok(db_exec(store_db(h->app.live->store),
			  "INSERT INTO closure(window, day, from_time, to_time, reason, made_at,"
			  " made_by) VALUES(0, '2026-11-28', '00:00', '12:00', '停电', 1, 'admin')",
			  &terr));
	assert_int_equal(book(h, form(h, "2026-11-28T09:00", "13812345678"), &page), 422);
	assert_has(page, "停电");
	assert_int_equal(book(h, form(h, "2026-11-28T14:30", "13812345678"), &page), 303);
	assert_ok(db_exec(store_db(h->app.live->store), "UPDATE closure SET to_time = '24:00'",
			  &terr));
	assert_int_equal(get(h, "/book", "item=9", &page), 200);
	assert_shows(page, "11月28日停办");
	assert_hasnt(page, "day=2026-11-28");
}

static void malformed_is_400(void **state)
{
	static const char *const bad[] = { "&name=B",	"&note=%FF%FE", "&note=%ED%A0%80",
					   "&note=%00", "&note=%1B",	"&note=%4",
					   "&x=%zz" };
	struct hall *h = *state;
	const char *page, *body = form(h, "2026-11-28T09:00", "13812345678");
	struct exchange *x;

	body = arena_printf(&h->arena, "%.*s", (int)(strstr(body, "&agent=") - body), body).s;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		const char *text = arena_printf(&h->arena, "%s%s", body, bad[i]).s;

		assert_int_equal(book(h, text, &page), 400);
	}
	x = post(h, "/book", body);
	x->request.bad = true;
	send(h, x);
	assert_int_equal(x->response.status, 400);
	take_body(h, x);
	x = post(h, "/book", body);
	x->request.content_type = STR("text/plain");
	send(h, x);
	assert_int_equal(x->response.status, 400);
	take_body(h, x);
	assert_int_equal(bookings(h), 0);
	assert_int_equal(book(h, body, &page), 303);
}

static void wrong_fields_are_422(void **state)
{
	struct hall *h = *state;
	const char *page, *body = form(h, "2026-11-28T09:00", "138123456");
	const char *at = strstr(body, "&name=");

	body = arena_printf(&h->arena, "%.*s&name=%%3Cb%%3E&phone=138123456&note=a%%E2%%80%%AEb",
			    (int)(at - body), body)
		       .s;
	assert_int_equal(book(h, body, &page), 422);
	assert_has(page, "有 3 处需要改正");
	assert_has(page, "姓名里有不能使用的符号“&lt;”");
	assert_has(page, "手机号码应为 11 位，您填了 9 位");
	assert_has(page, "说明里有看不见的符号");
	assert_has(page, "value=\"&lt;b&gt;\"");
	assert_hasnt(page, "value=\"<b>");
	assert_has(page, "id=\"s2026-11-28T09:00\" value=\"2026-11-28T09:00\" checked");
	assert_int_equal(bookings(h), 0);
}

static void other_sites_and_tokens(void **state)
{
	struct hall *h = *state;
	const char *page, *body = form(h, "2026-11-28T09:00", "13812345678");
	struct exchange *x = post(h, "/book", body);

	x->request.sec_fetch_site = STR("cross-site");
	send(h, x);
	assert_int_equal(x->response.status, 403);
	take_body(h, x);
	x = post(h, "/book", body);
	x->request.sec_fetch_site = STR("");
	x->request.origin = STR("https://evil.example");
	send(h, x);
	assert_int_equal(x->response.status, 403);
	take_body(h, x);
	/* a token that is not ours: the form again, with everything in it */
	assert_int_equal(book(h, strchr(body, '&') + 1, &page), 403);
	assert_has(page, "value=\"张三\"");
	/* an old one: the same as 422 */
	set_clock(h, "2026-11-27T12:00");
	assert_int_equal(book(h, body, &page), 422);
	assert_has(page, "页面打开的时间太久了");
	assert_has(page, "value=\"13812345678\"");
	/* the trap */
	body = form(h, "2026-11-28T09:00", "13812345678");
	assert_int_equal(book(h, arena_printf(&h->arena, "%shttp://x", body).s, &page), 422);
	assert_int_equal(bookings(h), 0);
}

static void failed_commit_says_so(void **state)
{
	struct hall *h = *state;
	struct exchange *x[2] = { post(h, "/book", form(h, "2026-11-28T09:00", "13800000001")),
				  post(h, "/book", form(h, "2026-11-28T09:00", "13800000002")) };
	struct rlimit old, small;

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = old;
	small.rlim_cur = 1;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	route_answer_batch(&h->app, x, 2);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	for (int i = 0; i < 2; i++) {
		const char *page = take_body(h, x[i]);

		assert_int_equal(x[i]->response.status, 503);
		assert_int_equal(x[i]->response.location.len, 0);
		assert_true(x[i]->response.retry_after_s > 0);
		assert_has(page, "没有保存成功，预约还没有生效");
		assert_has(page, "value=\"张三\"");
		x[i]->response = (struct response){ 0 };
	}
	assert_int_equal(bookings(h), 0);
	/* the same forms work afterwards */
	route_answer_batch(&h->app, x, 2);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(x[i]->response.status, 303);
		take_body(h, x[i]);
	}
	assert_int_equal(bookings(h), 2);
}

static void location_holds_nothing_personal(void **state)
{
	struct hall *h = *state;
	struct exchange *x = post(h, "/book", form(h, "2026-11-28T09:00", "13812345678"));
	struct str location;

	send(h, x);
	location = x->response.location;
	assert_true(str_starts(location, STR("/zwfw/booking/")));
	assert_int_equal(location.len, strlen("/zwfw/booking/") + LINK_TEXT - 1);
	assert_false(str_contains(location, STR("13812345678")));
	take_body(h, x);
}

static void receipt_says_when_and_where(void **state)
{
	struct hall *h = *state;
	const char *page, *path = booked(h), *ics, *png;

	assert_int_equal(get(h, path, "", &page), 200);
	assert_has(page, "id=\"reference\">");
	assert_shows(
		page,
		"预约成功11月28日（星期六）9:30—10:00宁都县政务服务大厅一楼宁都县公安局户政大队");
	assert_has(page, "href=\"tel:+867976827737\">0797-6827737</a>");
	assert_shows(page, "张* 138****5678");
	assert_hasnt(page, "13812345678");
	assert_hasnt(page, "张三");
	assert_int_equal(get(h, arena_printf(&h->arena, "%s.ics", path).s, "", &ics), 200);
	assert_has(ics, "DTSTART:20261128T013000Z\r\n");
	assert_has(ics, "DTEND:20261128T020000Z\r\n");
	assert_has(ics, "STATUS:CONFIRMED\r\n");
	assert_int_equal(get(h, arena_printf(&h->arena, "%s/qr.png", path).s, "", &png), 200);
	assert_memory_equal(png, "\x89PNG", 4);
}

static void wrong_links_are_404(void **state)
{
	struct hall *h = *state;
	char *path = (char *)(uintptr_t)booked(h);
	const char *page;

	for (size_t i = strlen("/booking/"); path[i]; i++) {
		char right = path[i];

		path[i] = right == 'A' ? 'B' : 'A';
		assert_int_equal(get(h, path, "", &page), 404);
		path[i] = right;
	}
	assert_int_equal(get(h, path, "", &page), 200);
	assert_int_equal(get(h, "/booking/x", "", &page), 404);
}

static void cancelling(void **state)
{
	struct hall *h = *state;
	const char *page, *path = booked(h);

	assert_int_equal(cancel(h, path), 303);
	assert_int_equal(cancel(h, path), 303);
	assert_int_equal(get(h, path, "", &page), 200);
	assert_shows(page, "已取消，不用来了");
	assert_hasnt(page, "/cancel");
	assert_int_equal(fixture_int(h->app.live->store, "SELECT count(*) FROM history"), 2);
	assert_int_equal(fixture_int(h->app.live->store, "SELECT count(*) FROM taken"), 0);
	assert_int_equal(cancel(h, "/booking/AAAAAAAAAAAAAAAAAAAAAAAAAAA"), 404);
	path = booked(h);
	set_clock(h, "2026-11-28T09:30");
	assert_int_equal(cancel(h, path), 409);
	assert_int_equal(get(h, path, "", &page), 200);
	assert_shows(page, "预约的时间已到");
}

static int look_up(struct hall *h, const char *reference, const char *tail, struct exchange **out)
{
	struct exchange *x = post(
		h, "/booking", arena_printf(&h->arena, "reference=%s&tail=%s", reference, tail).s);

	send(h, x);
	take_body(h, x);
	if (out)
		*out = x;
	return x->response.status;
}

static void looking_up(void **state)
{
	struct hall *h = *state;
	const char *path = booked(h);
	struct exchange *x;
	char number[12], shown[12];

	assert_ok(db_get_text(store_db(h->app.live->store), "SELECT reference FROM booking", number,
			      sizeof number, &terr));
	snprintf(shown, sizeof shown, "%.3s-%.3s-%.2s", number, number + 3, number + 6);
	assert_int_equal(look_up(h, shown, "5678", &x), 303);
	assert_true(str_eq(x->response.location, arena_printf(&h->arena, "/zwfw%s", path)));
	assert_int_equal(look_up(h, number, "５６７８", NULL), 303);
	assert_int_equal(look_up(h, number, "0000", NULL), 422);
	assert_int_equal(look_up(h, "12345678", "5678", NULL), 422);
}

static void choosing(void **state)
{
	struct hall *h = *state;
	const char *page;

	assert_int_equal(get(h, "/book", "", &page), 200);
	assert_has(page, "book?item=9\"");
	assert_has(page, "book?item=74\"");
	assert_hasnt(page, "book?item=10\""); /* the duplicate stands once */
	assert_int_equal(get(h, "/book", "window=4", &page), 200);
	assert_has(page, "宁都县公安局户政大队");
	assert_int_equal(get(h, "/book", "window=16", &page), 200);
	assert_has(page, "公积金提取");
	assert_has(page, "name=\"slot\"");
	assert_int_equal(get(h, "/book", "item=9", &page), 200);
	assert_shows(page, "11月27日（星期五）17:00 前可约");
	assert_hasnt(page, "2026-11-27T"); /* today: too late */
	assert_int_equal(get(h, "/book", "item=9&day=2026-11-30", &page), 200);
	assert_has(page, "value=\"2026-11-30T12:30\"");
	assert_int_equal(get(h, "/book", "item=9&day=2026-11-27", &page), 200);
	assert_has(page, "value=\"2026-11-28T09:00\"");
	assert_int_equal(get(h, "/book", "item=83", &page), 404);
	assert_int_equal(get(h, "/book", "item=9%27", &page), 404);
	assert_int_equal(get(h, "/book", "window=5", &page), 404);
	assert_int_equal(get(h, "/book", "item=9&item=83", &page), 200);
}

static void full_slots_and_days_are_shown(void **state)
{
	struct hall *h = *state;
	static const char *const slot[] = { "2026-11-28T09:00", "2026-11-28T09:30",
					    "2026-11-28T14:30" };
	const char *page;
	char phone[12];

	for (int i = 0; i < 6; i++) {
		if (i == 5) {
			assert_int_equal(get(h, "/book", "item=9&day=2026-11-28", &page), 200);
			assert_has(page, "value=\"2026-11-28T09:00\" disabled");
			assert_shows(page, "9:00 已满");
		}
		snprintf(phone, sizeof phone, "138%08d", i);
		assert_int_equal(book(h, form(h, slot[i / 2], phone), &page), 303);
	}
	assert_int_equal(get(h, "/book", "item=9", &page), 200);
	assert_shows(page, "11月28日已约满");
	assert_shows(page, "11月29日（星期日）几点来");
	assert_int_equal(book(h, form(h, slot[0], "13912345678"), &page), 422);
	assert_shows(page, "11月28日（星期六）刚刚约满");
}

static void another_day_keeps_what_was_typed(void **state)
{
	struct hall *h = *state;
	const char *page, *body = form(h, "2026-11-28T09:00", "13812345678");

	body = arena_printf(&h->arena, "day=2026-11-30&%s", body).s;
	assert_int_equal(book(h, body, &page), 200);
	assert_shows(page, "11月30日（星期一）几点来");
	assert_has(page, "value=\"张三\"");
	assert_int_equal(bookings(h), 0);
}

static void clock_set_back(void **state)
{
	struct hall *h = *state;
	const char *page;

	assert_int_equal(book(h, form(h, "2026-11-30T09:00", "13812345678"), &page), 303);
	set_clock(h, "2026-11-27T08:59");
	assert_int_equal(book(h, form(h, "2026-11-30T09:30", "13812345679"), &page), 422);
	assert_has(page, "系统时间不对");
	assert_int_equal(get(h, "/book", "", &page), 503);
	set_clock(h, "2026-11-27T09:00");
	assert_int_equal(book(h, form(h, "2026-11-30T09:30", "13812345679"), &page), 303);
}

static void other_process_books(void **state)
{
	struct hall *h = *state;
	const char *page;
	struct db *other;

	assert_int_equal(book(h, form(h, "2026-11-28T09:00", "13800000001"), &page), 303);
	assert_ok((other = db_open(h->f->ledger, DB_WRITE, &terr)) != NULL);
	assert_ok(db_exec(other,
			  "INSERT INTO booking(window, window_name, floor, window_phone, item,"
			  " item_name, day, start, end, day_label, place, channel, name, phone,"
			  " created_at, changed_at, changed_by) SELECT window, window_name, floor,"
			  " window_phone, item, item_name, day, start, end, day_label, 2, 'phone',"
			  " name, phone, 1, 1, 'li' FROM booking",
			  &terr));
	db_close(other);
	/* the board does not know yet, the ledger does */
	assert_int_equal(book(h, form(h, "2026-11-28T09:00", "13800000002"), &page), 422);
	assert_shows(page, "9:00刚刚约满");
	serve_tick(&h->app);
	assert_int_equal(get(h, "/book", "item=9&day=2026-11-28", &page), 200);
	assert_has(page, "value=\"2026-11-28T09:00\" disabled");
}

/* A cancelled place is offered again, an undone booking leaves none taken. */
static void board_follows_the_ledger(void **state)
{
	struct hall *h = *state;
	struct store *s = h->app.live->store;
	const char *page, *path;

	assert_int_equal(get(h, "/book", "item=9", &page), 200);
	path = booked(h);
	assert_int_equal(book(h, form(h, "2026-11-28T09:30", "13812345678"), &page), 422);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(fixture_int(s, "SELECT count(*) FROM (SELECT window, start, free"
						" FROM board EXCEPT SELECT window, start, free FROM"
						" slot_now)"),
				 0);
		assert_int_equal(fixture_int(s, "SELECT count(*) FROM (SELECT * FROM board_day"
						" EXCEPT SELECT * FROM board_day_now)"),
				 0);
		assert_int_equal(fixture_int(s, "SELECT free FROM board_day WHERE window = 4 AND"
						" noon = 1 AND day = '2026-11-28'"),
				 5 + i);
		if (i == 0)
			assert_int_equal(cancel(h, path), 303);
	}
}

static void methods(void **state)
{
	struct hall *h = *state;
	struct exchange *x = exchange(h, METHOD_OTHER, "/book");

	route_answer(&h->app, x);
	assert_int_equal(x->response.status, 405);
	assert_true(str_eq(x->response.allow, STR("GET, HEAD, POST")));
	take_body(h, x);
	x = post(h, "/healthz", "");
	send(h, x);
	assert_int_equal(x->response.status, 405);
	assert_true(str_eq(x->response.allow, STR("GET, HEAD")));
	take_body(h, x);
	x = post(h, "/nothing", "");
	send(h, x);
	assert_int_equal(x->response.status, 404);
	assert_has(take_body(h, x), "没有找到这个页面");
}

static void health(void **state)
{
	struct hall *h = *state;
	struct store *other;
	const char *body;

	assert_int_equal(get(h, "/healthz", "", &body), 200);
	assert_string_equal(body, "ok\n");
	assert_ok((other = store_open(h->f->ledger, NULL, STORE_WRITE, &terr)) != NULL);
	assert_ok(db_exec(store_db(other), "BEGIN IMMEDIATE", &terr));
	assert_int_equal(get(h, "/healthz", "", &body), 503);
	store_close(other);
}

static void new_release(void **state)
{
	struct hall *h = *state;
	struct live *before = h->app.live;
	char command[400];
	const char *page;

	snprintf(command, sizeof command,
		 "cd '%s' && mkdir two && cp one/catalogue.db two/ && ln -sfn two current",
		 h->f->releases);
	assert_int_equal(system(command), 0);
	serve_tick(&h->app);
	assert_ptr_equal(h->app.live, before); /* no templates: the old one stays */
	assert_has(h->logged, "templates");
	snprintf(command, sizeof command,
		 "cd '%s' && cp -RP one/templates two/ && rm -r one && sqlite3 two/catalogue.db "
		 "\"UPDATE item SET name = '新名称' WHERE no = 9\"",
		 h->f->releases);
	assert_int_equal(system(command), 0);
	serve_tick(&h->app);
	assert_int_equal(get(h, "/book", "item=9", &page), 200);
	assert_has(page, "新名称");
}

int main(void)
{
#define T(title, f)                                                                                \
	{                                                                                          \
		title, f, setup, teardown, NULL                                                    \
	}
	const struct CMUnitTest tests[] = {
		T("提前一个工作日: Friday 17:00 cannot book Saturday, 16:59 can",
		  saturday_until_friday_17),
		T("a past day, an unknown time, noon without 错时: 422",
		  past_unknown_and_noon_slots),
		T("all public places taken: 422, everything typed is kept", full_keeps_values),
		T("200 people for the last two places: two get them", crowd_never_exceeds),
		T("the same form sent again, together or hours later: one booking, one page",
		  same_form_is_one_booking),
		T("same phone, item and day from another form: refused", same_matter_twice),
		T("a phone has at most three open bookings", limit_per_phone),
		T("a closure takes its slots away at once and says why", closure_takes_slots_away),
		T("duplicate field, bad UTF-8, controls, bad escapes: 400, nothing written",
		  malformed_is_400),
		T("wrong fields: 422 with a message each, escaped", wrong_fields_are_422),
		T("other sites, foreign and old tokens, the trap", other_sites_and_tokens),
		T("COMMIT fails: 503 in words, values kept, nothing claimed",
		  failed_commit_says_so),
		T("the address after booking holds nothing personal",
		  location_holds_nothing_personal),
		T("the receipt says when and where, name and phone masked",
		  receipt_says_when_and_where),
		T("a link with any character changed is 404", wrong_links_are_404),
		T("cancel: once or twice, until the start; 409 after", cancelling),
		T("look-up: number and last four", looking_up),
		T("choosing item, window and day; unknown ones are 404", choosing),
		T("full times are disabled, full days are no links", full_slots_and_days_are_shown),
		T("another day after an error keeps what was typed",
		  another_day_keeps_what_was_typed),
		T("a clock an hour before the newest event books nothing", clock_set_back),
		T("another process takes the last place: refused, and shown after the next tick",
		  other_process_books),
		T("the board of free places follows bookings, refusals and cancelling",
		  board_follows_the_ledger),
		T("405 with Allow, 404 in words", methods),
		T("healthz needs a read and the writer lane", health),
		T("a new release takes over when it is whole", new_release),
	};

	return cmocka_run_group_tests_name("book", tests, NULL, NULL);
}
