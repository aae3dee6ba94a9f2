/* The rules, asked in their own words: a wish in, a refusal out. */
#include "hall.h"

#include "booking/reserve.h"

/* Somebody who wants the first time of Saturday at window 4, which nothing is against. */
struct asked {
	struct hall *h;
	struct request request;
	struct response response;
	struct call call;
	struct wish wish;
};

static void begin(struct asked *a, struct hall *h)
{
	*a = (struct asked){
		.h = h,
		.request = { .now_utc_s = h->now_s,
			     .arena = &h->arena,
			     .remote_addr = STR("192.0.2.1") },
	};
	call_begin(&a->call, &h->app, &a->request, &a->response);
	assert_true(wish_of_item(&a->call, 9, &a->wish));
	a->wish.slot = STR("2026-11-28T09:00");
	a->wish.name = STR("李四");
	a->wish.phone = STR("13900000000");
}

static void by_staff(struct asked *a)
{
	a->wish.by = STR("li");
	a->wish.channel = STR("phone");
}

static void sql_now(struct hall *h, const char *text)
{
	assert_ok(db_exec(store_db(h->app.live->store), text, &terr));
}

/* Puts the wish as it is, at another time when one is given. */
static int64_t made_of(struct asked *a, const char *slot)
{
	struct made made;
	struct refusal r;

	if (slot)
		a->wish.slot = str_of(slot);
	r = reserve(&a->call, &a->wish, &made);
	if (r.text.s)
		fail_msg("refused: %.*s", STR_ARG(r.text));
	return made.link.id;
}

static void assert_refused(struct asked *a, enum form_field field, const char *text)
{
	int64_t before = fixture_int(a->h->app.live->store, "SELECT count(*) FROM booking");
	struct made made;
	struct refusal r = reserve(&a->call, &a->wish, &made);

	if (!r.text.s)
		fail_msg("not refused: %s", text);
	if (!str_eq(r.text, str_of(text)))
		fail_msg("\"%.*s\" is not \"%s\"", STR_ARG(r.text), text);
	assert_int_equal(r.field, field);
	assert_int_equal(fixture_int(a->h->app.live->store, "SELECT count(*) FROM booking"),
			 before);
}

/* ---- citizens ---- */

static void a_time_that_cannot_be_had(void **state)
{
	static const struct {
		const char *slot;
		enum form_field field;
		const char *text;
	} cases[] = {
		{ "2026-11-27T09:00", FORM_DAY, "这一天已经过去，请选其他日子" },
		{ "2026-11-27T10:00", FORM_DAY, "这一天已经过去，请选其他日子" },
		{ "2026-11-27T14:30", FORM_DAY,
		  "11月27日（星期五）已过预约时间，请选其他日子，或直接打窗口电话" },
		{ "2026-11-28T12:30", FORM_SLOT, "这个时间不接受网上预约，请选其他时间" },
		{ "2027-11-28T09:00", FORM_SLOT, "这个时间不接受网上预约，请选其他时间" },
		{ "soon", FORM_SLOT, "这个时间不接受网上预约，请选其他时间" },
	};
	struct asked a;

	for (size_t i = 0; i < COUNT(cases); i++) {
		begin(&a, *state);
		a.wish.slot = str_of(cases[i].slot);
		assert_refused(&a, cases[i].field, cases[i].text);
	}
}

static void noon_is_for_noon_items(void **state)
{
	struct asked a;

	begin(&a, *state);
	made_of(&a, "2026-11-30T12:30");
	assert_true(wish_of_item(&a.call, 74, &a.wish));
	a.wish.phone = STR("13900000001");
	assert_refused(&a, FORM_SLOT, "这个时间不接受网上预约，请选其他时间");
}

static void closed_and_full(void **state)
{
	static const char *const rest[] = { "2026-11-28T09:30", "2026-11-28T14:30" };
	struct asked a;
	char phone[24];
	int n = 0;

	begin(&a, *state);
	a.wish.by = (struct str){ NULL, 0 };
	for (int i = 0; i < 2; i++) {
		snprintf(phone, sizeof phone, "1391111%04d", n++);
		a.wish.phone = str_of(phone);
		made_of(&a, "2026-11-28T09:00");
	}
	a.wish.phone = STR("13900000000");
	assert_refused(&a, FORM_SLOT, "9:00刚刚约满，请选其他时间。您填的内容都还在");
	for (size_t i = 0; i < COUNT(rest); i++)
		for (int k = 0; k < 2; k++) {
			snprintf(phone, sizeof phone, "1391111%04d", n++);
			a.wish.phone = str_of(phone);
			made_of(&a, rest[i]);
		}
	a.wish.phone = STR("13900000000");
	a.wish.slot = STR("2026-11-28T09:00");
	assert_refused(&a, FORM_DAY, "11月28日（星期六）刚刚约满，请选其他日子。您填的内容都还在");
	sql_now(*state, "INSERT INTO closure(window, day, reason, made_at, made_by)"
			" VALUES(0, '2026-11-29', '停电', 1, 'li')");
	a.wish.slot = STR("2026-11-29T09:00");
	assert_refused(&a, FORM_SLOT, "这个时间临时停止办理：停电。请选其他时间");
}

static void the_same_phone(void **state)
{
	struct asked a;

	begin(&a, *state);
	made_of(&a, NULL);
	a.wish.slot = STR("2026-11-28T14:30");
	assert_refused(&a, FORM_FORM,
		       "这个电话已经约过这件事。请用预约编号查询，或打窗口电话 0797-6827737。");
	a.wish.window_phone = STR("");
	assert_refused(&a, FORM_FORM,
		       "这个电话已经约过这件事。请用预约编号查询，或打窗口电话 0797-6939272。");
	assert_true(wish_of_item(&a.call, 9, &a.wish));
	made_of(&a, "2026-11-29T09:00");
	made_of(&a, "2026-11-30T09:00");
	a.wish.slot = STR("2026-12-01T09:00");
	assert_refused(&a, FORM_FORM,
		       "这个电话已有 3 个未办理的预约。如需再约，请打窗口电话 0797-6827737。");
	/* what is over holds nobody back */
	sql_now(*state, "UPDATE booking SET day = '2026-11-26', start = '2026-11-26T09:00',"
			" end = '2026-11-26T09:30' WHERE id = 1");
	made_of(&a, NULL);
}

static void too_much_of_one_address(void **state)
{
	struct hall *h = *state;
	struct asked a;
	struct made made;
	struct refusal r;

	begin(&a, h);
	h->app.live->bookings_per_hour = 1;
	made_of(&a, NULL);
	a.wish.phone = STR("13900000001");
	assert_refused(
		&a, FORM_FORM,
		"提交太频繁，请 60 分钟后再试，或打窗口电话 0797-6827737。您填的内容都还在。");
	r = reserve(&a.call, &a.wish, &made);
	assert_int_equal(r.wait_s, 3600);
	a.request.remote_addr = STR("192.0.2.2");
	made_of(&a, NULL);
	/* staff, and what stands in the place of another one, are not counted */
	a.wish.phone = STR("13900000002");
	by_staff(&a);
	made_of(&a, NULL);
}

static void the_clock(void **state)
{
	struct hall *h = *state;
	struct asked a;

	begin(&a, h);
	made_of(&a, NULL);
	h->now_s -= 86400;
	begin(&a, h);
	a.wish.phone = STR("13900000001");
	assert_refused(&a, FORM_FORM,
		       "系统时间不对，网上预约暂停。请打 0797-6827737 预约，或在窗口当面预约。");
}

/* ---- in the place of another booking ---- */

static void a_move(void **state)
{
	struct hall *h = *state;
	struct asked a;
	int64_t id, then;

	begin(&a, h);
	h->app.live->bookings_per_hour = 1;
	id = made_of(&a, NULL);
	begin(&a, h);
	assert_true(wish_of_booking(&a.call, id, &a.wish));
	assert_true(str_eq(a.wish.was, STR("2026-11-28T09:00")));
	assert_true(str_eq(a.wish.item_name, STR("居民身份证办理")));
	assert_true(str_eq(a.wish.noon, STR("1")));
	sql_now(h, "UPDATE booking SET state = 'moved' WHERE id = 1");
	a.wish.moved_from = id;
	a.wish.slot = a.wish.was;
	assert_refused(&a, FORM_SLOT, "现在约的就是这个时间，不用改。要改，请选其他时间");
	then = made_of(&a, "2026-11-29T09:00");
	assert_int_equal(fixture_int(h->app.live->store,
				     "SELECT moved_from FROM booking ORDER BY id DESC LIMIT 1"),
			 id);
	assert_int_equal(fixture_int(h->app.live->store, "SELECT booking FROM source"), then);
	assert_int_equal(fixture_int(h->app.live->store, "SELECT last FROM moved_to"), then);
}

/* ---- staff ---- */

static void what_no_reason_helps_against(void **state)
{
	struct asked a;

	begin(&a, *state);
	by_staff(&a);
	a.wish.remark = STR("急用");
	a.wish.slot = STR("2026-11-28T12:30");
	assert_refused(&a, FORM_SLOT, "窗口这个时间不办理，请选其他时间");
	a.wish.slot = STR("2026-11-27T09:00");
	assert_refused(&a, FORM_SLOT, "这个时间已经过去，请选其他时间");
	sql_now(*state, "INSERT INTO closure(window, day, reason, made_at, made_by)"
			" VALUES(4, '2026-11-28', '停电', 1, 'li')");
	a.wish.slot = STR("2026-11-28T09:00");
	assert_refused(&a, FORM_SLOT, "这个时间临时停止办理：停电。请选其他时间");
}

static void what_a_reason_overrides(void **state)
{
	struct asked a;
	struct made made;
	char phone[12];

	begin(&a, *state);
	by_staff(&a);
	a.wish.slot = STR("2026-11-27T14:30");
	assert_refused(&a, FORM_REMARK, "已过“提前一个工作日”的时间。确需登记，请写明原因");
	a.wish.slot = STR("2026-11-28T09:00");
	for (int i = 0; i < 3; i++) {
		snprintf(phone, sizeof phone, "1391111%04d", i);
		a.wish.phone = str_of(phone);
		assert_null(reserve(&a.call, &a.wish, &made).text.s);
		assert_false(made.override);
	}
	a.wish.phone = STR("13900000000");
	assert_refused(&a, FORM_REMARK, "9:00已约满。确需登记，请写明原因");
	a.wish.remark = STR("急用");
	assert_null(reserve(&a.call, &a.wish, &made).text.s);
	assert_true(made.override);
}

static void a_phone_that_has_one_already(void **state)
{
	struct hall *h = *state;
	struct asked a;
	struct made made;
	struct refusal r;
	int64_t first;

	begin(&a, h);
	by_staff(&a);
	first = made_of(&a, NULL);
	sql_now(h, "UPDATE booking SET reference = '12345678'");
	a.wish.slot = STR("2026-11-28T14:30");
	assert_refused(&a, FORM_MEANT,
		       "同一电话当天已有预约（编号 123-456-78），再按一次回车仍要登记");
	/* a clerk of another window is told only that there is one */
	a.wish.sees_window = 16;
	assert_refused(&a, FORM_MEANT, "同一电话当天在其他窗口已有预约，再按一次回车仍要登记");
	r = reserve(&a.call, &a.wish, &made);
	assert_int_equal(r.same, first);
	a.wish.meant = STR("99");
	assert_int_equal(reserve(&a.call, &a.wish, &made).same, first);
	a.wish.meant = arena_printf(&h->arena, "%lld", (long long)first);
	made_of(&a, NULL);
}

/* ---- a form becomes a wish ---- */

static void person_of(struct asked *a, struct hall *h, const char *body)
{
	begin(a, h);
	assert_true(form_parse(str_of(body), &h->arena, &a->call.form));
	wish_take_person(&a->call, &a->wish);
}

static void assert_field(const struct asked *a, enum form_field f, const char *shown,
			 const char *wrong)
{
	if (!str_eq(a->call.form.shown[f], str_of(shown)))
		fail_msg("\"%.*s\" is not \"%s\"", STR_ARG(a->call.form.shown[f]), shown);
	if (!str_eq(a->call.form.wrong[f], str_of(wrong)))
		fail_msg("\"%.*s\" is not \"%s\"", STR_ARG(a->call.form.wrong[f]), wrong);
}

static void fields_in_normal_form(void **state)
{
	struct asked a;

	person_of(&a, *state, "name=%20买买提•艾力%20&phone=6827737&agent=&note=a%0D%0Ab");
	assert_int_equal(form_faults(&a.call.form), 0);
	assert_true(str_eq(a.wish.name, STR("买买提·艾力")));
	assert_true(str_eq(a.wish.phone, STR("0797-6827737")));
	assert_true(str_eq(a.wish.note, STR("a b")));
	assert_field(&a, FORM_NAME, "买买提·艾力", "");
	assert_field(&a, FORM_PHONE, "0797-6827737", "");
	/* what is wrong stands at its field, with what was typed; what is missing is read as empty
	 */
	person_of(&a, *state, "phone=12&agent=%3C");
	assert_field(&a, FORM_NAME, "", "请填写申请人姓名");
	assert_field(&a, FORM_PHONE, "12", "固定电话请连同区号填写，例如 0797-6827737");
	assert_field(&a, FORM_AGENT, "<", "代理人姓名里有不能使用的符号“<”，请改正");
	assert_int_equal(form_faults(&a.call.form), 3);
	/* nothing of it is left for the next answer */
	call_reset(&a.call);
	assert_int_equal(form_faults(&a.call.form), 0);
	assert_field(&a, FORM_PHONE, "", "");
}

int main(void)
{
#define T(title, f)                                                                                \
	{                                                                                          \
		title, f, setup, teardown, NULL                                                    \
	}
	const struct CMUnitTest tests[] = {
		T("a time that is past, too late or not offered", a_time_that_cannot_be_had),
		T("noon is for noon items alone", noon_is_for_noon_items),
		T("a full slot, a full day, a closure", closed_and_full),
		T("the same phone: one for an item and day, three in all", the_same_phone),
		T("limits by address: how long to wait, and for whom not", too_much_of_one_address),
		T("a clock behind the newest booking books nothing", the_clock),
		T("a booking in the place of another: its words, not its time, its source", a_move),
		T("staff: no reason helps against no slot, a past one, a closure",
		  what_no_reason_helps_against),
		T("staff: a reason overrides lead time and places, and is marked",
		  what_a_reason_overrides),
		T("staff: a phone that has one already is warned of once",
		  a_phone_that_has_one_already),
		T("a form becomes a wish: normal forms, and what is wrong at its field",
		  fields_in_normal_form),
	};

	return cmocka_run_group_tests_name("wish", tests, NULL, NULL);
}
