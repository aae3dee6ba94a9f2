#include "hall.h"

#include <signal.h>
#include <sys/resource.h>

static int send_to(struct hall *h, const char *path, const char *verb, const char *body,
		   const char **page)
{
	struct exchange *x = post(h, arena_printf(&h->arena, "%s/%s", path, verb).s, body);

	send(h, x);
	if (x->response.status == 303)
		*page = arena_cstr(&h->arena, str_from(x->response.location, strlen("/zwfw")));
	else
		*page = take_body(h, x);
	buf_release(&x->response.body);
	return x->response.status;
}

static const char *move_form(struct hall *h, const char *slot)
{
	char token[FORM_TOKEN_TEXT];

	form_token_make(h->app.key, h->now_s, token);
	return arena_printf(&h->arena, "token=%s&slot=%s", token, slot).s;
}

static int64_t count(struct hall *h, const char *where)
{
	return fixture_int(
		h->app.live->store,
		arena_printf(&h->arena, "SELECT count(*) FROM booking WHERE %s", where).s);
}

static void move_keeps_all_but_the_time(void **state)
{
	struct hall *h = *state;
	const char *page, *next, *path = booked(h);

	assert_int_equal(get(h, arena_printf(&h->arena, "%s/move", path).s, "", &page), 200);
	assert_shows(page, "现在约的是11月28日（星期六）9:30—10:00");
	assert_shows(page, "张* 138****5678");
	assert_has(page, "/move?day=2026-11-29#times");
	assert_hasnt(page, "13812345678");
	assert_int_equal(send_to(h, path, "move", move_form(h, "2026-11-29T14:30"), &next), 303);
	assert_string_not_equal(next, path);
	assert_int_equal(get(h, next, "", &page), 200);
	assert_shows(page, "已改到新的时间11月29日（星期日）14:30");
	assert_shows(page, "张* 138****5678");
	assert_hasnt(page, "11月28日");
	assert_int_equal(get(h, path, "", &page), 200);
	assert_has(page, next);
	assert_shows(page, "已改期改到11月29日（星期日）14:30原来的时间已让出");
	assert_hasnt(page, "11月28日");
	assert_int_equal(count(h, "state = 'moved' AND start = '2026-11-28T09:30'"), 1);
	assert_int_equal(count(h,
			       "state = 'booked' AND start = '2026-11-29T14:30' AND name = '张三'"
			       " AND phone = '13812345678' AND item = 9 AND moved_from = 1"),
			 1);
	/* the old link leads to what says where it is, and can do nothing more */
	assert_int_equal(get(h, arena_printf(&h->arena, "%s/move", path).s, "", &page), 303);
	assert_int_equal(send_to(h, path, "move", move_form(h, "2026-11-30T09:00"), &page), 303);
	assert_string_equal(page, path);
	assert_int_equal(send_to(h, path, "cancel", "", &page), 303);
	assert_int_equal(send_to(h, path, "erase", "", &page), 303);
	assert_int_equal(count(h, "name = '张三'"), 2);
}

/* 、 alone in the list is no number. */
static void receipt_without_a_number(void **state)
{
	struct hall *h = *state;
	const char *page, *path = booked(h);

	assert_ok(db_exec(store_db(h->app.live->store), "UPDATE booking SET window_phone = ''",
			  &terr));
	assert_int_equal(get(h, path, "", &page), 200);
	assert_hasnt(page, "href=\"tel:\"");
}

static void receipt_of_other_numbers(void **state)
{
	struct hall *h = *state;
	const char *page, *path = booked(h);

	assert_ok(db_exec(store_db(h->app.live->store),
			  "UPDATE booking SET window_phone = '0797-6812345、13812345678'", &terr));
	assert_int_equal(get(h, path, "", &page), 200);
	assert_has(page, "href=\"tel:+867976812345\">0797-6812345</a>、");
	assert_has(page, "href=\"tel:+8613812345678\">13812345678</a>");
}

/* Window 4 is closed on Sunday afternoon. */
static void close_sunday(struct hall *h)
{
	assert_ok(db_exec(store_db(h->app.live->store),
			  "INSERT INTO closure(window, day, from_time, to_time, reason, made_at,"
			  " made_by) VALUES(4, '2026-11-29', '14:00', '18:00', '停电', 1, 'x')",
			  &terr));
}

static void old_links_tell_where_it_is_now(void **state)
{
	struct hall *h = *state;
	const char *page, *first = booked(h), *second, *third, *old[2];

	assert_int_equal(send_to(h, first, "move", move_form(h, "2026-11-30T09:00"), &second), 303);
	assert_int_equal(send_to(h, second, "move", move_form(h, "2026-11-29T14:30"), &third), 303);
	old[0] = first;
	old[1] = second;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(get(h, old[i], "", &page), 200);
		assert_has(page, "改到<a");
		assert_has(page, third);
		assert_shows(page, "11月29日（星期日）14:30");
		assert_hasnt(page, "停办");
	}
	close_sunday(h);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(get(h, old[i], "", &page), 200);
		assert_shows(page, "但改到的时间停办，请再改日期");
	}
	assert_int_equal(send_to(h, third, "cancel", "", &page), 303);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(get(h, old[i], "", &page), 200);
		assert_shows(page, "改期后又取消了，不用来了");
		assert_hasnt(page, "14:30");
	}
}

static void closed_time_is_said_and_leads_on(void **state)
{
	struct hall *h = *state;
	const char *page, *path = booked(h);

	sql(h, "INSERT INTO closure(window, day, reason, made_at, made_by)"
	       " VALUES(0, '2026-11-28', '台风', 1, 'li')");
	assert_int_equal(get(h, path, "", &page), 200);
	assert_has(page, "<title>停办，请改日期");
	assert_shows(page, "约的时间停办，请改日期11月28日（星期六）停办：台风"
			   "原来约的是 9:30—10:00，不用来了。");
	assert_shows(page, "窗口会打 138****5678 通知您");
	assert_has(page, arena_printf(&h->arena, "%s/move\">改日期", path).s);
	for (size_t i = 0; i < 3; i++) {
		static const char *const never[] = { "预约成功", "截图", ".ics" };

		assert_hasnt(page, never[i]);
	}
	assert_int_equal(get(h, arena_printf(&h->arena, "%s/move", path).s, "", &page), 200);
	assert_shows(page, "11月28日（星期六）停办：台风。请选其他日子");
}

static void visit_is_rated_afterwards(void **state)
{
	struct hall *h = *state;
	const char *page, *path = booked(h);

	assert_int_equal(get(h, path, "", &page), 200);
	assert_hasnt(page, "rate.example");
	set_clock(h, "2026-11-28T10:00");
	sql(h, "UPDATE booking SET state = 'done', changed_by = 'li'");
	assert_int_equal(get(h, path, "", &page), 200);
	assert_shows(page, "办理结果：已办结");
	assert_has(page, "href=\"https://rate.example/\">好差评");
}

static void large_version_stays_large(void **state)
{
	struct hall *h = *state;
	const char *page, *next, *path = booked(h);
	const char *large = arena_printf(&h->arena, "/large%s", path).s;

	assert_int_equal(get(h, large, "", &page), 200);
	assert_has(page, "class=\"large\"");
	assert_has(page, arena_printf(&h->arena, "href=\"/zwfw%s\">标准版", path).s);
	assert_has(page, arena_printf(&h->arena, "href=\"/zwfw%s/move\"", large).s);
	assert_int_equal(send_to(h, large, "move", move_form(h, "2026-11-29T14:30"), &next), 303);
	assert_memory_equal(next, "/large/booking/", strlen("/large/booking/"));
	assert_int_equal(get(h, path, "", &page), 200);
	assert_hasnt(page, "class=\"large\"");
	assert_int_equal(get(h, "/large/staff/", "", &page), 404);
}

static void move_twice_is_one(void **state)
{
	struct hall *h = *state;
	const char *path = booked(h), *body = move_form(h, "2026-11-29T14:30");
	const char *move = arena_printf(&h->arena, "%s/move", path).s;
	struct exchange *x[3] = { post(h, move, body), post(h, move, body), post(h, move, body) };

	route_answer_batch(&h->app, x, 2);
	send(h, x[2]);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(x[i]->response.status, 303);
		assert_true(str_eq(x[i]->response.location, x[0]->response.location));
		take_body(h, x[i]);
	}
	assert_int_equal(bookings(h), 2);
}

static void two_tabs_move_once(void **state)
{
	struct hall *h = *state;
	const char *page, *path = booked(h);

	assert_int_equal(send_to(h, path, "move", move_form(h, "2026-11-29T14:30"), &page), 303);
	assert_int_equal(send_to(h, path, "move", move_form(h, "2026-11-30T09:00"), &page), 303);
	assert_string_equal(page, path);
	assert_int_equal(bookings(h), 2);
}

static void refused_moves_change_nothing(void **state)
{
	static const char *const wrong[] = { "2026-11-29T09:07", "2026-11-26T09:00", "x", "" };
	struct hall *h = *state;
	const char *page, *path = booked(h);
	char phone[12];

	for (int i = 0; i < 2; i++) {
		snprintf(phone, sizeof phone, "139%08d", i);
		assert_int_equal(book(h, form(h, "2026-11-29T14:30", phone), &page), 303);
	}
	assert_int_equal(send_to(h, path, "move", move_form(h, "2026-11-29T14:30"), &page), 422);
	assert_shows(page, "14:30刚刚约满");
	assert_has(page, "<title>错误：改日期");
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_int_equal(send_to(h, path, "move", move_form(h, wrong[i]), &page), 422);
	/* to where it is already: number and link stay */
	assert_int_equal(send_to(h, path, "move", move_form(h, "2026-11-28T09:30"), &page), 422);
	assert_has(page, "现在约的就是这个时间，不用改");
	assert_int_equal(send_to(h, path, "move", "slot=2026-11-29T09:00", &page), 403);
	assert_has(page, "2026-11-29T09:00\" checked");
	assert_int_equal(send_to(h, path, "move", "day=2026-11-30", &page), 200);
	assert_shows(page, "11月30日（星期一）几点来");
	assert_int_equal(count(h, "state = 'booked'"), 3);
	assert_int_equal(bookings(h), 3);
	assert_int_equal(get(h, path, "", &page), 200);
	assert_has(page, "预约成功");
}

/* Three open bookings of one phone, and the same day and item: the row moved away counts no more.
 */
static void move_within_the_limits(void **state)
{
	struct hall *h = *state;
	const char *page, *path = booked(h);

	assert_int_equal(book(h, form(h, "2026-11-29T09:00", "13812345678"), &page), 303);
	assert_int_equal(book(h, form(h, "2026-11-30T09:00", "13812345678"), &page), 303);
	assert_int_equal(send_to(h, path, "move", move_form(h, "2026-11-28T14:30"), &path), 303);
	/* but not onto a day on which the phone has the same item already */
	assert_int_equal(send_to(h, path, "move", move_form(h, "2026-11-29T14:30"), &page), 422);
	assert_has(page, "已经约过这件事");
	assert_int_equal(count(h, "state = 'booked'"), 3);
}

static void nothing_changes_from_the_start_on(void **state)
{
	static const char *const pages[] = { "move", "edit" };
	struct hall *h = *state;
	const char *page, *path = booked(h);

	set_clock(h, "2026-11-28T09:30");
	for (size_t i = 0; i < COUNT(pages); i++)
		assert_int_equal(
			get(h, arena_printf(&h->arena, "%s/%s", path, pages[i]).s, "", &page), 303);
	assert_int_equal(send_to(h, path, "move", move_form(h, "2026-12-01T09:00"), &page), 409);
	assert_int_equal(send_to(h, path, "edit", "name=B", &page), 409);
	assert_int_equal(send_to(h, path, "erase", "", &page), 409);
	assert_int_equal(get(h, path, "", &page), 200);
	assert_shows(page, "预约的时间已到");
	assert_hasnt(page, "/cancel");
	assert_hasnt(page, "/erase");
	assert_ok(db_exec(store_db(h->app.live->store),
			  "UPDATE booking SET state = 'done', changed_by = 'li'", &terr));
	assert_int_equal(get(h, path, "", &page), 200);
	assert_has(page, "办理结果：已办结");
	assert_int_equal(count(h, "state = 'done' AND name = '张三'"), 1);
}

static void gone_item_cannot_be_moved(void **state)
{
	struct hall *h = *state;
	const char *page, *path = booked(h);
	char command[400];

	snprintf(command, sizeof command,
		 "cd '%s' && mkdir two && cp -P one/templates two/ && cp one/catalogue.db two/ && "
		 "sqlite3 two/catalogue.db \"UPDATE item SET gone = 1 WHERE no = 9\" && "
		 "ln -sfn two current",
		 h->f->releases);
	assert_int_equal(system(command), 0);
	serve_tick(&h->app);
	assert_int_equal(send_to(h, path, "move", move_form(h, "2026-11-29T14:30"), &page), 409);
	assert_has(page, "这件事已调整");
	assert_int_equal(get(h, path, "", &page), 200);
	assert_has(page, "预约成功");
	assert_int_equal(send_to(h, path, "cancel", "", &page), 303);
}

static void edit_changes_what_is_given(void **state)
{
	struct hall *h = *state;
	const char *page, *path = booked(h);

	assert_int_equal(get(h, arena_printf(&h->arena, "%s/edit", path).s, "", &page), 200);
	assert_has(page, "现在是 张*");
	assert_shows(page, "现在是 138****5678");
	assert_hasnt(page, "13812345678");
	assert_int_equal(send_to(h, path, "edit",
				 "name=&phone=139+1234+5678&agent=%E6%9D%8E%E5%9B%9B"
				 "&note=x",
				 &page),
			 303);
	assert_string_equal(page, path);
	assert_int_equal(count(h, "name = '张三' AND phone = '13912345678' AND agent = '李四' AND"
				  " note = 'x'"),
			 1);
	assert_int_equal(send_to(h, path, "edit", "name=A&phone=&agent=%E6%97%A0&note=", &page),
			 303);
	assert_int_equal(
		count(h, "name = 'A' AND phone = '13912345678' AND agent = '' AND note = ''"), 1);
	assert_int_equal(send_to(h, path, "edit", "name=%3Cb%3E&phone=1", &page), 422);
	assert_has(page, "有 2 处需要改正");
	assert_int_equal(count(h, "name = 'A'"), 1);
}

/* Or three, edited away, would be three more. */
static void edit_keeps_the_limits_of_a_phone(void **state)
{
	static const char *const slot[] = { "2026-11-29T09:00", "2026-11-30T09:00",
					    "2026-12-01T09:00" };
	struct hall *h = *state;
	const char *page, *path = booked(h);

	for (size_t i = 0; i < COUNT(slot); i++)
		assert_int_equal(book(h, form(h, slot[i], "13900000001"), &page), 303);
	assert_int_equal(send_to(h, path, "edit", "phone=13900000001", &page), 422);
	assert_has(page, "这个电话已有 3 个未办理的预约");
	assert_int_equal(count(h, "phone = '13812345678'"), 1);
}

static const char *calendar(struct hall *h, const char *path)
{
	const char *ics;

	assert_int_equal(get(h, arena_printf(&h->arena, "%s.ics", path).s, "", &ics), 200);
	return ics;
}

static void calendar_rings_only_for_what_is_to_come(void **state)
{
	struct hall *h = *state;
	const char *to, *path = booked(h), *ics = calendar(h, path);

	assert_has(ics, "METHOD:PUBLISH\r\n");
	assert_has(ics, "SEQUENCE:0\r\n");
	assert_has(ics, "BEGIN:VALARM\r\n");
	assert_int_equal(send_to(h, path, "move", move_form(h, "2026-11-29T14:30"), &to), 303);
	assert_int_equal(cancel(h, to), 303);
	for (int i = 0; i < 2; i++) { /* moved, and cancelled */
		ics = calendar(h, i ? to : path);
		assert_has(ics, "METHOD:CANCEL\r\n");
		assert_has(ics, "SEQUENCE:1\r\n");
		assert_has(ics, "STATUS:CANCELLED\r\n");
		assert_hasnt(ics, "VALARM");
	}
}

static void calendar_of_a_closed_time_does_not_ring(void **state)
{
	struct hall *h = *state;
	const char *to, *ics, *path = booked(h);

	assert_int_equal(send_to(h, path, "move", move_form(h, "2026-11-29T14:30"), &to), 303);
	close_sunday(h);
	ics = calendar(h, to);
	assert_has(ics, "STATUS:CANCELLED\r\n");
	assert_hasnt(ics, "VALARM");
}

static void erase_blanks_and_cancels(void **state)
{
	struct hall *h = *state;
	const char *page, *path = booked(h);

	assert_int_equal(send_to(h, path, "move", move_form(h, "2026-11-29T14:30"), &path), 303);
	assert_int_equal(send_to(h, path, "edit", "agent=B&note=c", &page), 303);
	assert_int_equal(send_to(h, path, "erase", "", &page), 303);
	assert_int_equal(send_to(h, path, "erase", "", &page), 303);
	assert_int_equal(count(h, "name = '' AND phone = '' AND agent = '' AND note = '' AND"
				  " erased_at IS NOT NULL"),
			 2);
	assert_int_equal(count(h, "state = 'cancelled'"), 1);
	assert_int_equal(get(h, path, "", &page), 200);
	assert_has(page, "姓名、电话和说明已删除");
	assert_has(page, "已取消");
	assert_hasnt(page, "张");
}

static void erase_of_a_past_one_keeps_the_result(void **state)
{
	struct hall *h = *state;
	const char *page, *path = booked(h);

	assert_ok(db_exec(store_db(h->app.live->store),
			  "UPDATE booking SET state = 'done', changed_by = 'li'", &terr));
	set_clock(h, "2026-11-28T12:00");
	assert_int_equal(send_to(h, path, "erase", "", &page), 409);
	set_clock(h, "2026-11-29T00:00");
	assert_int_equal(send_to(h, path, "erase", "", &page), 303);
	assert_int_equal(count(h, "state = 'done' AND name = ''"), 1);
}

static void other_sites_and_links(void **state)
{
	static const char *const verbs[] = { "move", "edit", "erase", "cancel" };
	struct hall *h = *state;
	const char *page, *path = booked(h);

	for (size_t i = 0; i < COUNT(verbs); i++) {
		struct exchange *x =
			post(h, arena_printf(&h->arena, "%s/%s", path, verbs[i]).s, "name=B");

		x->request.sec_fetch_site = STR("cross-site");
		send(h, x);
		assert_int_equal(x->response.status, 403);
		take_body(h, x);
		x = post(h, arena_printf(&h->arena, "%s/%s", path, verbs[i]).s, "name=B");
		x->request.sec_fetch_site = STR("");
		x->request.origin = STR("null");
		send(h, x);
		assert_int_equal(x->response.status, 403);
		take_body(h, x);
		assert_int_equal(
			send_to(h, "/booking/AAAAAAAAAAAAAAAAAAAAAAAAAAA", verbs[i], "", &page),
			404);
	}
	assert_int_equal(count(h, "state = 'booked' AND name = '张三'"), 1);
}

static void move_that_is_not_saved(void **state)
{
	struct hall *h = *state;
	const char *page, *path = booked(h), *body = move_form(h, "2026-11-29T14:30");
	struct rlimit old, small;

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = old;
	small.rlim_cur = 1;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(send_to(h, path, "move", body, &page), 503);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_has(page, "没有保存成功");
	assert_has(page, "2026-11-29T14:30\" checked");
	assert_int_equal(count(h, "state = 'booked'"), 1);
	assert_int_equal(send_to(h, path, "move", body, &page), 303);
}

int main(void)
{
#define T(title, f)                                                                                \
	{                                                                                          \
		title, f, setup, teardown, NULL                                                    \
	}
	const struct CMUnitTest tests[] = {
		T("a window without a number: the receipt shows none", receipt_without_a_number),
		T("the window's number has changed since: those of then can be called",
		  receipt_of_other_numbers),
		T("move: name, phone and item stay, the old link shows where it went",
		  move_keeps_all_but_the_time),
		T("改日期: every old link tells where the booking is now, and when it is no more",
		  old_links_tell_where_it_is_now),
		T("日历: a time that is closed does not ring",
		  calendar_of_a_closed_time_does_not_ring),
		T("a time that is closed says so on the receipt and on the move",
		  closed_time_is_said_and_leads_on),
		T("好差评: when there is a result, as hall.conf says", visit_is_rated_afterwards),
		T("the large version keeps its prefix", large_version_stays_large),
		T("move: the same form sent again leads to the same page", move_twice_is_one),
		T("move: a second tab with another time changes nothing", two_tabs_move_once),
		T("move: full, past, unknown times and foreign tokens leave the booking alone",
		  refused_moves_change_nothing),
		T("move: the booking moved away counts for no limit", move_within_the_limits),
		T("from the start on nothing changes, and the result is shown",
		  nothing_changes_from_the_start_on),
		T("move: an item that is gone is said, cancelling stays possible",
		  gone_item_cannot_be_moved),
		T("edit: what is left empty stays, the page shows only masked data",
		  edit_changes_what_is_given),
		T("edit: another phone keeps its limits", edit_keeps_the_limits_of_a_phone),
		T("calendar: a moved or cancelled booking is struck and rings no more",
		  calendar_rings_only_for_what_is_to_come),
		T("erase: blanks the booking and those before it, cancels it first",
		  erase_blanks_and_cancels),
		T("erase: a past booking keeps its result; not on the day itself",
		  erase_of_a_past_one_keeps_the_result),
		T("other sites are 403, foreign links 404", other_sites_and_links),
		T("move: COMMIT fails: 503 in words, the old booking stays",
		  move_that_is_not_saved),
	};

	return cmocka_run_group_tests_name("manage", tests, NULL, NULL);
}
