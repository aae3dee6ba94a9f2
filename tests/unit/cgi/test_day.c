/* The day on the form: chosen it stays chosen, and one that cannot be had is said to be so. */
#include "hall.h"

#include <signal.h>
#include <sys/resource.h>

#define SATURDAY "11月28日（星期六）"
#define MONDAY "11月30日（星期一）"

/* The form of `page` stands at that day, with its times. */
#define assert_day(page, label) assert_shows(page, label "几点来")

static const char *token_of(struct hall *h)
{
	static char token[FORM_TOKEN_TEXT];

	form_token_make(h->app.key, h->now_s, token);
	return token;
}

/* What the form sends while it stands at Monday; `more` is the rest. */
static const char *at_monday(struct hall *h, const char *more)
{
	return arena_printf(&h->arena, "token=%s&item=9&shown=2026-11-30&%s", token_of(h), more).s;
}

#define PERSON "name=%E5%BC%A0%E4%B8%89&phone=13812345678"

static void chosen_day_survives_what_is_wrong(void **state)
{
	static const struct {
		const char *more;
		int status;
	} wrong[] = {
		{ PERSON, 422 },
		{ PERSON "&slot=", 422 },
		{ PERSON "&slot=x", 422 },
		{ PERSON "&slot=2026-11-30T08%3A59", 422 },
		{ "name=&phone=&slot=2026-11-30T09%3A00", 422 },
		{ PERSON "&website=x", 422 },
		{ PERSON "&note=a%E2%80%AEb&slot=2026-11-30T09:00", 422 },
	};
	struct hall *h = *state;
	const char *page;

	for (size_t i = 0; i < COUNT(wrong); i++) {
		assert_int_equal(book(h, at_monday(h, wrong[i].more), &page), wrong[i].status);
		assert_day(page, MONDAY);
		assert_has(page, "name=\"shown\" value=\"2026-11-30\"");
	}
	assert_int_equal(book(h, "item=9&shown=2026-11-30&" PERSON, &page), 403);
	assert_day(page, MONDAY);
	page = at_monday(h, PERSON);
	h->now_s += 3 * 3600;
	assert_int_equal(book(h, page, &page), 422);
	assert_has(page, "页面打开的时间太久了");
	assert_day(page, MONDAY);
	/* a button beats it */
	assert_int_equal(book(h, at_monday(h, "day=2026-12-01"), &page), 200);
	assert_day(page, "12月1日（星期二）");
	assert_int_equal(book(h, at_monday(h, "day=nonsense"), &page), 200);
	assert_day(page, MONDAY);
	assert_int_equal(bookings(h), 0);
}

/* The list may have been revised since the form was made: another item is chosen on the answer. */
static void chosen_day_survives_an_item_that_is_gone(void **state)
{
	static const char *const gone[] = { "item=99&slot=2026-11-30T09%3A00&" PERSON,
					    "item=&shown=2026-11-30&" PERSON,
					    "item=&day=2026-11-30&" PERSON };
	struct hall *h = *state;
	const char *page;

	for (size_t i = 0; i < COUNT(gone); i++) {
		book(h, arena_printf(&h->arena, "token=%s&%s", token_of(h), gone[i]).s, &page);
		assert_has(page, "<select id=\"item\"");
		assert_has(page, "name=\"shown\" value=\"2026-11-30\"");
		assert_has(page, "value=\"张三\"");
	}
	assert_int_equal(book(h, at_monday(h, PERSON), &page), 422);
	assert_day(page, MONDAY);
}

static void chosen_day_survives_what_is_not_saved(void **state)
{
	struct hall *h = *state;
	const char *page, *body = at_monday(h, PERSON "&slot=2026-11-30T09%3A00");
	struct rlimit old, small;

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small = old;
	small.rlim_cur = 1;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(book(h, body, &page), 503);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_day(page, MONDAY);
}

static int move(struct hall *h, const char *path, const char *more, const char **page)
{
	const char *body = arena_printf(&h->arena, "token=%s&%s", token_of(h), more).s;
	struct exchange *x = post(h, arena_printf(&h->arena, "%s/move", path).s, body);

	send(h, x);
	*page = take_body(h, x);
	return x->response.status;
}

static void chosen_day_survives_on_the_move(void **state)
{
	struct hall *h = *state;
	const char *page, *path = booked(h);

	assert_int_equal(get(h, arena_printf(&h->arena, "%s/move", path).s, "", &page), 200);
	assert_day(page, SATURDAY);
	assert_int_equal(move(h, path, "day=2026-11-30", &page), 200);
	assert_day(page, MONDAY);
	assert_int_equal(move(h, path, "shown=2026-11-30", &page), 422);
	assert_has(page, "请选择几点来");
	assert_day(page, MONDAY);
	assert_int_equal(move(h, path, "shown=2026-11-30&slot=2026-11-30T08%3A59", &page), 422);
	assert_day(page, MONDAY);
}

/* Takes every public place of window 4 on that day. */
static void fill(struct hall *h, const char *day)
{
	static const char *const time[] = { "09:00", "09:30", "14:30" };
	const char *page;
	static int n;

	for (int i = 0; i < 6; i++) {
		char slot[32], phone[12];

		snprintf(slot, sizeof slot, "%sT%s", day, time[i / 2]);
		snprintf(phone, sizeof phone, "139%08d", n++);
		assert_int_equal(book(h, form(h, slot, phone), &page), 303);
	}
}

static void full_day_has_no_form(void **state)
{
	struct hall *h = *state;
	const char *page, *body;

	body = arena_printf(&h->arena, "shown=2026-11-28&%s",
			    form(h, "2026-11-28T09:00", "13812345678"))
		       .s;
	fill(h, "2026-11-28");
	assert_int_equal(get(h, "/book", "item=9&day=2026-11-28", &page), 200);
	assert_shows(page, SATURDAY "已约满");
	assert_has(page, "day=2026-11-29#times");
	assert_hasnt(page, "id=\"name\"");
	assert_hasnt(page, "确认预约");
	assert_hasnt(page, "name=\"slot\"");
	/* filled while it was written: all of it goes along to another day */
	assert_int_equal(book(h, body, &page), 422);
	assert_shows(page, SATURDAY "刚刚约满，请选其他日子。您填的内容都还在");
	assert_has(page, "有 1 处需要改正");
	assert_has(page, "name=\"name\" value=\"张三\"");
	assert_has(page, "name=\"phone\" value=\"13812345678\"");
	assert_hasnt(page, "确认预约");
	assert_hasnt(page, "#times\">");
	/* what is wrong with fields is said, too */
	assert_int_equal(
		book(h,
		     arena_printf(&h->arena, "token=%s&item=9&shown=2026-11-28&name=&phone=1",
				  token_of(h))
			     .s,
		     &page),
		422);
	assert_has(page, "有 3 处需要改正");
	assert_has(page, "name=\"phone\" value=\"1\"");
	body = arena_printf(&h->arena, "day=2026-11-29&%s", body).s;
	assert_int_equal(book(h, body, &page), 200);
	assert_has(page, "id=\"name\" name=\"name\" value=\"张三\"");
	assert_has(page, "确认预约");
}

static void full_day_has_no_move(void **state)
{
	struct hall *h = *state;
	const char *page, *path = booked(h);

	fill(h, "2026-11-29");
	assert_int_equal(move(h, path, "day=2026-11-29", &page), 200);
	assert_shows(page, "11月29日（星期日）已约满，请选其他日子");
	assert_hasnt(page, "确定改期</button></p>");
	assert_has(page, "value=\"2026-11-30\"");
}

static void closed_day_says_why(void **state)
{
	struct hall *h = *state;
	const char *page;

	sql(h, "INSERT INTO closure(window, day, reason, made_at, made_by)"
	       " VALUES(0, '2026-11-28', '停电', 1, 'li')");
	assert_int_equal(get(h, "/book", "item=9&day=2026-11-28", &page), 200);
	assert_shows(page, SATURDAY "停办：停电。请选其他日子");
	assert_hasnt(page, "确认预约");
	assert_int_equal(book(h, form(h, "2026-11-28T09:00", "13812345678"), &page), 422);
	assert_has(page, "这个时间临时停止办理：停电");
	assert_has(page, "name=\"name\" value=\"张三\"");
}

/* A release in which nobody is there on Sunday, and nothing is booked online on Monday. */
static void release_without(struct hall *h)
{
	char command[700];

	snprintf(command, sizeof command,
		 "cd '%s' && mkdir two && cp -P one/templates two/ && cp one/catalogue.db two/ && "
		 "sqlite3 two/catalogue.db \""
		 "INSERT INTO period VALUES('2026-11-29',0,'00:00','24:00','','closed',1,1),"
		 "('2026-11-30',0,'09:00','12:00','','normal',1,1);"
		 "DELETE FROM plan_slot WHERE day IN ('2026-11-29', '2026-11-30')\" && "
		 "ln -sfn two current",
		 h->f->releases);
	assert_int_equal(system(command), 0);
	serve_tick(&h->app);
}

static void day_that_cannot_be_had_is_named(void **state)
{
	static const struct {
		const char *day, *note;
	} asked[] = {
		{ "2026-11-27", "11月27日（星期五）已过预约时间" },
		{ "2026-11-26", "这一天已经过去" },
		{ "1999-01-01", "这一天已经过去" },
		{ "2027-06-01", "现在只能约到12月1日（星期二）" },
		{ "2026-11-30", "11月30日（星期一）不接受网上预约，可直接到窗口办理" },
		{ "2026-11-29", "11月29日（星期日）不办理" },
	};
	struct hall *h = *state;
	const char *page, *path = booked(h);

	release_without(h);
	h->app.live->horizon_days = 4;
	for (size_t i = 0; i < COUNT(asked); i++) {
		const char *query = arena_printf(&h->arena, "item=9&day=%s", asked[i].day).s;

		for (int again = 0; again < 2; again++) { /* kept, or not */
			assert_int_equal(get(h, "/book", query, &page), 200);
			assert_shows(page, asked[i].note);
			assert_shows(page, "最近可以约的是" SATURDAY);
			assert_day(page, SATURDAY);
		}
		assert_int_equal(
			book(h, at_monday(h, arena_printf(&h->arena, "day=%s", asked[i].day).s),
			     &page),
			200);
		assert_shows(page, asked[i].note);
		assert_int_equal(
			move(h, path, arena_printf(&h->arena, "day=%s", asked[i].day).s, &page),
			200);
		assert_shows(page, asked[i].note);
	}
	assert_int_equal(book(h, form(h, "2026-11-27T14:30", "13812345679"), &page), 422);
	assert_shows(page, "11月27日（星期五）已过预约时间");
	assert_shows(page, "最近可以约的是" SATURDAY);
	assert_int_equal(get(h, "/book", "item=9&day=nonsense", &page), 200);
	assert_hasnt(page, "最近可以约的是");
}

static void places_are_not_counted_for_citizens(void **state)
{
	struct hall *h = *state;
	const char *page, *all;

	assert_int_equal(get(h, "/book", "item=9", &page), 200);
	assert_hasnt(page, "可约 ");
	booked(h);
	assert_int_equal(get(h, "/book", "item=9", &all), 200);
	/* one place fewer changes nothing but the token */
	for (const char *a = page, *b = all; *a; a++, b++)
		if (*a != *b) {
			a = strstr(a, "\">");
			b = strstr(b, "\">");
			assert_true(a && b && strcmp(a, b) == 0);
			break;
		}
}

static void duty_days_stand_first(void **state)
{
	struct hall *h = *state;
	const char *page, *off, *work;

	assert_int_equal(get(h, "/book", "item=9", &page), 200);
	off = strstr(page, "<h3>双休日、节假日");
	work = strstr(page, "<h3>工作日");
	assert_true(off && work && off < work);
	assert_true(strstr(page, "day=2026-11-29") < work);
	assert_true(strstr(page, "day=2026-11-30") > work);
}

/* From a list of items, of a window or of all, and back to it by another item. */
static void chosen_day_survives_the_choice_of_an_item(void **state)
{
	static const char *const choice[] = { "day=2026-11-29", "day=2026-11-29&q=%E8%A1%A5" };
	struct hall *h = *state;
	const char *page;

	for (size_t i = 0; i < COUNT(choice); i++) {
		assert_int_equal(get(h, "/book", choice[i], &page), 200);
		assert_shows(page, "11月29日（星期日）");
		assert_has(page, "book?item=9&amp;day=2026-11-29\"");
	}
	assert_int_equal(get(h, "/book", "item=9&day=2026-11-29", &page), 200);
	assert_has(page, "book?window=4&amp;day=2026-11-29\">换一件事");
	assert_int_equal(get(h, "/book", "day=nonsense", &page), 200);
	assert_has(page, "book?item=9\"");
}

/* As many links to days, by their words. */
static int tiles(const char *page, const char *words)
{
	int n = 0;

	for (page = strstr(page, "<fieldset id=\"day\""); page; n++) {
		page = strstr(page + 1, words);
		if (!page)
			return n;
	}
	return n;
}

/* Full days stand among those near, and six days with a time free at weekends, if there are. */
static void near_days_have_room(void **state)
{
	struct hall *h = *state;
	const char *page, *more;

	fill(h, "2026-11-29");
	assert_int_equal(get(h, "/book", "item=9", &page), 200);
	more = strstr(page, "更多日子");
	assert_shows(page, "11月29日已约满");
	assert_true(!more || strstr(page, "11月29日") < more);
	assert_int_equal(tiles(page, "aria-current"), 2); /* of one day, as link and as button */
	assert_hasnt(page, "现在没有可以网上预约的时间");
	sql(h, "INSERT INTO closure(window, day, reason, made_at, made_by)"
	       " SELECT 0, day, '台风', 1, 'li' FROM cat.day");
	assert_int_equal(get(h, "/book", "item=9", &page), 200);
	assert_shows(page, "现在没有可以网上预约的时间，请打窗口电话 0797-6827737");
	assert_hasnt(page, "id=\"name\"");
}

int main(void)
{
#define T(title, f)                                                                                \
	{                                                                                          \
		title, f, setup, teardown, NULL                                                    \
	}
	const struct CMUnitTest tests[] = {
		T("a day once chosen stays chosen after any error",
		  chosen_day_survives_what_is_wrong),
		T("also when the item is gone, for the one that is chosen next",
		  chosen_day_survives_an_item_that_is_gone),
		T("also when nothing could be saved", chosen_day_survives_what_is_not_saved),
		T("also when a booking is moved", chosen_day_survives_on_the_move),
		T("also while an item is chosen, or another one",
		  chosen_day_survives_the_choice_of_an_item),
		T("full days are named among the near ones; with none free it says whom to "
		  "ring",
		  near_days_have_room),
		T("a full day has no form, and what was typed goes along", full_day_has_no_form),
		T("nothing can be moved to a full day", full_day_has_no_move),
		T("a day that the desk has closed says why, and has no form", closed_day_says_why),
		T("a day that cannot be booked is named, and the next that can",
		  day_that_cannot_be_had_is_named),
		T("free places are not counted for citizens", places_are_not_counted_for_citizens),
		T("days on duty stand first", duty_days_stand_first),
	};

	return cmocka_run_group_tests_name("day", tests, NULL, NULL);
}
