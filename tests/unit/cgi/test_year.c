/*
 * What the form offers and what the ledger takes, for every time of a year:
 * tests/data/hall with a horizon of a year, a window with hours of its own,
 * days closed by hours.csv and by staff, and times that are full. YEAR=all
 * looks at every window on every day (tests/soak/year.test.mjs), else at one in
 * sixteen, so that each window and each day has its turn.
 */
#include "hall.h"

#include "booking/reserve.h"
#include "page/call.h"

enum { PATH = 100, TIMES_MAX = 64, SHARE = 16 };

/* The year of make-up Saturdays and Sundays, and of the long holidays. */
#define FIRST_DAY "2026-01-01"
#define HORIZON_DAYS 30

/* hours.csv: window 7 keeps hours of its own, two days are closed. */
#define HOURS                                                                                                   \
	"7,工作日,,,,9:00,11:00,正常,是,已确认,\\n7,工作日,,,,12:00,12:40,错时,是,已确认,\\n" \
	",,2026-03-09,,,,,休息,,已确认,\\n3,,2026-03-14,,,,,休息,,已确认,\\n"

/* Each window has an item of both kinds: 1001 not at noon, 2001 at noon. */
static const char *const rows[] = {
	"UPDATE setting SET value = '30' WHERE key = 'booking_horizon_days'",
	"INSERT INTO item(no, window, department, name, mode, mode_text, noon, place, phone, tel, "
	"kind,"
	" promise_days, mailable, remark, initials, spelling) SELECT 1000 * (n.column1 + 1) + "
	"w.no, w.no, i.department, i.name, i.mode,"
	" i.mode_text, n.column1, i.place, i.phone, i.tel, i.kind, i.promise_days, i.mailable,"
	" i.remark, i.initials, i.spelling FROM window w JOIN item i ON i.no = 1"
	" JOIN (VALUES(0), (1)) n",
	"UPDATE plan_slot SET public_places = 0 WHERE time = '15:30' AND substr(day, 9) = '10'",
	NULL
};
static const char *const ledger_rows[] = {
	"INSERT INTO closure(window, day, from_time, to_time, reason, made_at, made_by)"
	" VALUES(0, '2026-03-02', '00:00', '24:00', '台风', 1, 'li'),"
	" (4, '2026-03-03', '09:15', '10:00', '停电', 1, 'li'),"
	" (5, '2026-03-07', '00:00', '12:00', '停电', 1, 'li')",
	/* full, half full, and full of others' places */
	"INSERT INTO booking(window, window_name, floor, window_phone, item, item_name, day, start,"
	" end, day_label, place, channel, name, phone, created_at, changed_at, changed_by)"
	" SELECT s.window, '', '', '', 1, '事项', s.day, s.start, s.day || 'T' || s.end, '',"
	" p.column1, 'phone', '李四', '13900000000', 1, 1, 'li'"
	" FROM cat.slot s JOIN (VALUES(1), (2), (3)) p ON s.time IN ('09:00', '09:30', '12:00')"
	" WHERE CASE s.time WHEN '09:00' THEN p.column1 < 3 WHEN '09:30' THEN p.column1 = 1"
	" ELSE p.column1 > 1 END AND s.window IN (1, 7, 16)",
	NULL
};

static void run_all(struct db *db, const char *const *sql)
{
	for (; *sql; sql++)
		assert_ok(db_exec(db, *sql, &terr));
}

static void shell(struct hall *h, const char *command)
{
	assert_int_equal(system(arena_printf(&h->arena, "cd '%s' && %s", h->f->dir, command).s), 0);
}

/* A release of tests/data/hall with all the days of a year, in the place of the small one. */
static void publish_year(struct hall *h)
{
	const char *build = getenv("BUILD") ? getenv("BUILD") : "build";
	struct db *db;
	char *top = getcwd(NULL, 0);

	assert_non_null(top);
	shell(h,
	      arena_printf(&h->arena,
			   "rm -r releases && cp -R '%s/tests/data/hall' content && printf '" HOURS
			   "' >>content/hours.csv && sed -i"
			   " '/^booking.horizon_days/s/=.*/= 365/' content/hall.conf",
			   top)
		      .s);
	shell(h, arena_printf(&h->arena,
			      "'%s/%s/hallgen' --quiet --content content --site '%s/site'"
			      " --releases releases --now " FIRST_DAY
			      "T08:00 2>said || { cat said; false; }",
			      top, build, top)
			 .s);
	free(top);
	assert_ok(
		(db = db_open(arena_printf(&h->arena, "%s/current/catalogue.db", h->f->releases).s,
			      DB_WRITE, &terr)) != NULL);
	run_all(db, rows);
	db_close(db);
}

static int year_setup(void **state)
{
	struct hall *h = calloc(1, sizeof *h);

	assert_non_null(h);
	log_to = h->logged;
	assert_ok(crypto_init(&terr));
	h->f = fixture_make();
	publish_year(h);
	assert_ok(serve_open(&h->app, h->f->ledger, h->f->releases, note, &terr));
	run_all(store_db(h->app.live->store), ledger_rows);
	*state = h;
	return 0;
}

/* A day at a window for an item of one kind, seen from a moment. */
struct look {
	struct hall *h;
	int window, item;
	char day[DATE_TEXT];
	int64_t now_s;
	char time[TIMES_MAX][MINUTE_TEXT];
	size_t ntimes;
	struct call call;
	struct wish wish; /* filled but for the time */
};

struct attempt {
	struct look *look;
	const char *time;
	bool made;
};

static bool attempt(void *job)
{
	struct attempt *t = job;
	static const unsigned char nonce[NONCE_BYTES] = "year";
	struct wish wish = t->look->wish;
	struct made made;

	wish.slot = str_of(t->time);
	wish.nonce = nonce;
	t->made = !reserve(&t->look->call, &wish, &made).text.s;
	return false;
}

/* Whether the page has a radio for that time which can be chosen. */
static bool is_offered(const char *page, const char *time)
{
	char radio[64];
	const char *at, *end;

	snprintf(radio, sizeof radio, "value=\"%s\"", time);
	at = strstr(page, radio);
	if (!at)
		return false;
	end = strchr(at, '>');
	at = strstr(at, " disabled");
	return !at || at > end;
}

static bool is_linked(const char *page, const char *day)
{
	char link[64];

	snprintf(link, sizeof link, "day=%s#times", day);
	return strstr(page, link) != NULL;
}

static void begin_call(struct look *l)
{
	struct exchange *x = exchange(l->h, METHOD_POST, "/book");

	call_begin(&l->call, &l->h->app, &x->request, &x->response);
	l->wish = (struct wish){ .name = STR("张三"), .phone = STR("13812345678") };
	assert_true(wish_of_item(&l->call, l->item, &l->wish));
}

struct tally {
	long times, good;
};

static void compare(struct look *l, struct tally *tally)
{
	struct store *s = l->h->app.live->store;
	char query[64], moment[MINUTE_TEXT];
	const char *page;
	bool any = false;

	l->h->now_s = l->now_s;
	snprintf(query, sizeof query, "item=%d&day=%s", l->item, l->day);
	assert_int_equal(get(l->h, "/book", query, &page), 200);
	begin_call(l);
	minute_format(hall_min_of_utc(l->now_s), moment);
	for (size_t i = 0; i < l->ntimes; i++) {
		struct attempt t = { l, l->time[i], false };

		store_try(s, attempt, &t);
		tally->times++;
		tally->good += t.made;
		any |= t.made;
		if (t.made != is_offered(page, t.time))
			fail_msg("%s, item %d at %s: the list says %d, the ledger %d", t.time,
				 l->item, moment, !t.made, t.made);
	}
	if (any != is_linked(page, l->day))
		fail_msg("%s, item %d at %s: the list of days says %d, the ledger %d", l->day,
			 l->item, moment, !any, any);
}

static void read_times(struct look *l)
{
	static const char sql[] =
		"SELECT start FROM cat.slot WHERE window = :window AND day = :day";
	struct stmt *st = db_prepare(store_db(l->h->app.live->store), str_of(sql), &terr);

	assert_ok(st != NULL);
	stmt_bind_args(st, ARGS(ARG(":window", l->window), ARG(":day", str_of(l->day))));
	for (l->ntimes = 0; stmt_step(st) == DB_ROW; l->ntimes++) {
		assert_true(l->ntimes + 1 < TIMES_MAX);
		snprintf(l->time[l->ntimes], MINUTE_TEXT, "%.*s", STR_ARG(stmt_text(st, 0)));
	}
	stmt_finalize(store_db(l->h->app.live->store), st);
	/* and one that is never offered */
	snprintf(l->time[l->ntimes++], MINUTE_TEXT, "%sT09:07", l->day);
}

static int64_t book_by(struct look *l)
{
	char sql[100], text[MINUTE_TEXT];
	int64_t at;

	snprintf(sql, sizeof sql, "SELECT book_by FROM cat.day WHERE day = '%s'", l->day);
	assert_ok(db_get_text(store_db(l->h->app.live->store), sql, text, sizeof text, &terr));
	assert_true(now_parse(str_of(text), &at));
	return at;
}

/* Both kinds of item at one window on one day, from every moment that matters. */
static void compare_day(struct look *l, struct tally *tally)
{
	enum { DAY_S = 24 * 3600 };
	char midnight[32];
	int64_t start, by = book_by(l);

	snprintf(midnight, sizeof midnight, "%sT00:00", l->day);
	assert_true(now_parse(str_of(midnight), &start));
	const int64_t moments[] = {
		start - HORIZON_DAYS * DAY_S - 1, /* the day before it comes in sight */
		start - HORIZON_DAYS * DAY_S,
		by - 1,
		by,
		by + 1,
		start - 1,
		start + 9 * 3600,
		start + DAY_S - 1,
	};

	read_times(l);
	for (int noon = 0; noon < 2; noon++) {
		l->item = 1000 * (noon + 1) + l->window;
		for (size_t i = 0; i < COUNT(moments); i++) {
			l->now_s = moments[i];
			compare(l, tally);
			arena_reset(&l->h->arena);
		}
	}
}

static void list_is_write(void **state)
{
	struct hall *h = *state;
	bool all = getenv("YEAR") && strcmp(getenv("YEAR"), "all") == 0;
	struct look *l = calloc(1, sizeof *l);
	struct tally tally = { 0, 0 };
	int32_t first;
	int days = 0;

	assert_non_null(l);
	l->h = h;
	assert_true(date_parse(STR(FIRST_DAY), &first));
	assert_ok(db_exec(store_db(h->app.live->store), "BEGIN IMMEDIATE", &terr));
	for (; days < 366; days++) {
		date_format(first + days, l->day);
		for (l->window = 1; l->window <= SHARE; l->window++)
			if (all || (days + l->window) % SHARE == 0)
				compare_day(l, &tally);
	}
	assert_ok(db_exec(store_db(h->app.live->store), "ROLLBACK", &terr));
	print_message("# %d days, %ld times tried, %ld taken\n", days, tally.times, tally.good);
	assert_true(tally.good > tally.times / 8 && tally.good < tally.times);
	free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "名额: for every time of a year, the form offers it if and only if the ledger"
		  " takes it, around every deadline",
		  list_is_write, year_setup, teardown, NULL },
	};

	return cmocka_run_group_tests_name("year", tests, NULL, NULL);
}
