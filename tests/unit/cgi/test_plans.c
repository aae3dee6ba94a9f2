/* Queries that stand between a citizen and the answer stay flat as the ledger grows. */
#include "fixture.h"

#include "sqlfile.h"

extern const char ledger_sql[];
extern const char pages_sql[];
extern const char schema_sql[];

/* What EXPLAIN says of a statement in one of its columns, the lines joined. */
static const char *explained(struct db *db, struct str sql, int column, struct arena *a)
{
	struct str text = STR("");
	struct stmt *s;
	struct err e;

	s = db_prepare(db, sql, &e);
	assert_non_null(s);
	while (stmt_step(s) == DB_ROW)
		text = arena_printf(a, "%.*s%.*s\n", STR_ARG(text), STR_ARG(stmt_text(s, column)));
	stmt_finalize(db, s);
	return arena_cstr(a, text);
}

static const char *plan_of(struct db *db, const struct sqlfile *f, const char *kind,
			   const char *name, struct arena *a)
{
	const struct sqlfile_entry *entry = sqlfile_find(f, str_of(kind), str_of(name));

	assert_non_null(entry);
	return explained(db, arena_printf(a, "EXPLAIN QUERY PLAN %.*s", STR_ARG(entry->sql)), 3, a);
}

/* The steps of SQLite's machine, those of the triggers, too. */
static const char *program_of(struct db *db, const struct sqlfile *f, const char *name,
			      struct arena *a)
{
	const struct sqlfile_entry *entry = sqlfile_find(f, STR("name"), str_of(name));

	assert_non_null(entry);
	return explained(db, arena_printf(a, "EXPLAIN %.*s", STR_ARG(entry->sql)), 1, a);
}

static void a_phone_and_an_address_are_looked_up_not_walked(void **state)
{
	static const char *const lookup[][2] = {
		{ "same_booking", "INDEX booking_of_phone (phone=? AND day" },
		{ "same_phone", "INDEX booking_of_phone (phone=? AND day" },
		{ "open_bookings", "INDEX booking_of_phone (phone=? AND day" },
		{ "source_nth", "(source=? AND n<?)" },
		{ "source_note", "(source=?)" },
	};
	struct arena a = ARENA_INIT;
	struct sqlfile f;
	struct err e;
	char path[] = "/tmp/plans-XXXXXX";
	int fd = mkstemp(path);
	struct db *db;

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	db = db_open(path, DB_CREATE, &e);
	assert_non_null(db);
	assert_true(db_exec(db, schema_sql, &e));
	assert_true(sqlfile_parse(str_of(ledger_sql), "ledger.sql", &a, &f, &e));
	for (size_t i = 0; i < sizeof lookup / sizeof *lookup; i++) {
		const char *plan = plan_of(db, &f, "name", lookup[i][0], &a);

		if (!strstr(plan, lookup[i][1]))
			fail_msg("%s: %s", lookup[i][0], plan);
	}
	db_close(db);
	unlink(path);
	arena_release(&a);
}

static void the_first_page_of_staff_reads_no_booking_that_is_over(void **state)
{
	static const char *const list[][2] = {
		{ "today.backlog", "INDEX booking_open (day<?)" },
		{ "today.any_orphans", "INDEX booking_of_day (day>?)" },
	};
	struct fixture *f = fixture_make();
	struct sqlfile pages;
	struct store *s;

	(void)state;
	s = store_open(f->ledger, f->catalogue, STORE_WRITE, &terr);
	assert_non_null(s);
	assert_ok(sqlfile_parse(str_of(pages_sql), "pages.sql", &f->arena, &pages, &terr));
	for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
		const char *plan = plan_of(store_db(s), &pages, "list", list[i][0], &f->arena);

		if (!strstr(plan, list[i][1]) || strstr(plan, "SCAN"))
			fail_msg("%s: %s", list[i][0], plan);
	}
	store_close(s);
	fixture_drop(f);
}

static void a_bookings_page_reads_no_other_booking(void **state)
{
	struct fixture *f = fixture_make();
	struct sqlfile ledger;
	const char *plan;
	struct store *s;

	(void)state;
	s = store_open(f->ledger, f->catalogue, STORE_WRITE, &terr);
	assert_non_null(s);
	assert_ok(sqlfile_parse(str_of(ledger_sql), "ledger.sql", &f->arena, &ledger, &terr));
	plan = plan_of(store_db(s), &ledger, "name", "desk_booking", &f->arena);
	if (strstr(plan, "SCAN b") || strstr(plan, "SCAN main.booking"))
		fail_msg("%s", plan);
	store_close(s);
	fixture_drop(f);
}

/* SQLite would open, fill and drop it anew for each booking. */
static void a_booking_makes_no_table_for_itself(void **state)
{
	static const char *const list[] = { "booking_of_form", "item",		"offer",
					    "source_nth",      "open_bookings", "same_booking",
					    "public_place",    "newest_event",	"insert_booking",
					    "source_note" };
	struct fixture *f = fixture_make();
	struct sqlfile ledger;
	struct store *s;

	(void)state;
	s = store_open(f->ledger, f->catalogue, STORE_WRITE, &terr);
	assert_non_null(s);
	assert_ok(sqlfile_parse(str_of(ledger_sql), "ledger.sql", &f->arena, &ledger, &terr));
	for (size_t i = 0; i < COUNT(list); i++)
		if (strstr(program_of(store_db(s), &ledger, list[i], &f->arena), "OpenEphemeral"))
			fail_msg("%s", list[i]);
	store_close(s);
	fixture_drop(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_booking_makes_no_table_for_itself),
		cmocka_unit_test(a_phone_and_an_address_are_looked_up_not_walked),
		cmocka_unit_test(the_first_page_of_staff_reads_no_booking_that_is_over),
		cmocka_unit_test(a_bookings_page_reads_no_other_booking),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
