/* The key beside the ledger is lost, or another: it is noticed, and a new one can be made. */
#include "disk/kill.h"
#include "hall.h"

#include "staff/account.h"
#include "staff/audit.h"
#include "store/rekey.h"

static struct buf lines;

static void shell(struct hall *h, const char *command)
{
	if (system(arena_printf(&h->arena, "cd '%s' && %s", h->f->dir, command).s) != 0)
		fail_msg("%s", command);
}

static void keep(void *ctx, struct str line)
{
	(void)ctx;
	buf_add(&lines, line);
	buf_add_char(&lines, '\n');
}

static int faults(struct hall *h)
{
	struct check c = { .file = h->f->ledger,
			   .ledger = h->f->ledger,
			   .again = arena_printf(&h->arena, "%s.check", h->f->ledger).s,
			   .say = keep };

	buf_clear(&lines);
	assert_ok(check_run(&c, &terr));
	buf_add_char(&lines, '\0');
	return (int)c.found.faults;
}

static bool opens(struct hall *h)
{
	if (!serve_open(&h->app, h->f->ledger, h->f->releases, note, &terr))
		return false;
	serve_close(&h->app);
	return true;
}

static bool change(struct hall *h, const char **backup)
{
	return key_change(h->f->ledger, h->now_s, &h->arena, backup, &terr);
}

/* A booking, and an account with a second factor; nothing serves. */
static int setup_lost(void **state)
{
	struct account_new li = { .name = STR("li"), .role = STR("admin"), .now_s = 1 };
	char password[ONE_TIME_PASSWORD_TEXT];
	const char *page;
	struct hall *h;

	setup(state);
	h = *state;
	booked(h);
	assert_ok(account_command(h->app.live->store, ACCOUNT_ADD, &li, password, &terr));
	sql(h, "UPDATE account SET totp_nonce = 7, totp_on = 1; INSERT INTO recovery "
	       "VALUES('li', zeroblob(16))");
	/* and with it what was just written goes into the log */
	assert_int_equal(book(h, form(h, "2026-11-29T09:00", "13912345678"), &page), 303);
	serve_close(&h->app);
	return 0;
}

static void noticed(void **state)
{
	struct hall *h = *state;

	assert_int_equal(faults(h), 0);
	shell(h, "mv ledger.db.key right");
	assert_false(opens(h));
	assert_has(terr.text, "请放回原来的密钥；找不回来，请运行 hallbook key");
	assert_null(store_open(h->f->ledger, NULL, STORE_WRITE, &terr));
	assert_int_equal(faults(h), 1);
	assert_has(lines.s, "密钥：");
	shell(h, "head -c 32 /dev/urandom > ledger.db.key && chmod 600 ledger.db.key");
	assert_false(opens(h));
	assert_has(terr.text, "ledger.db.key：不是这本台帐的密钥");
	assert_null(store_open(h->f->ledger, NULL, STORE_WRITE, &terr));
	assert_int_equal(faults(h), 1);
	shell(h, "mv right ledger.db.key && chmod 644 ledger.db.key");
	assert_false(opens(h));
	assert_has(terr.text, "ledger.db.key：别的用户也能读，请运行 chmod 600 ");
	assert_null(strstr(terr.text, "hallbook key")); /* it is there, and the right one */
	shell(h, "chmod 600 ledger.db.key");
	assert_true(opens(h));
	assert_int_equal(faults(h), 0);
}

/* While it serves, the key is in memory: time to put the file back. */
static void lost_while_serving(void **state)
{
	struct hall *h = *state;
	const char *body;

	assert_ok(serve_open(&h->app, h->f->ledger, h->f->releases, note, &terr));
	h->app.now = now_of_hall;
	serve_tick(&h->app);
	assert_int_equal(get(h, "/healthz", "", &body), 200);
	shell(h, "mv ledger.db.key right");
	h->now_s += 60;
	serve_tick(&h->app);
	assert_has(h->logged, "ledger.db.key");
	assert_int_equal(get(h, "/healthz", "", &body), 503);
	assert_has(body, "密钥不在原处");
	shell(h, "mv right ledger.db.key");
	h->now_s += 60;
	serve_tick(&h->app);
	assert_has(h->logged, "密钥又在原处了");
	assert_int_equal(get(h, "/healthz", "", &body), 200);
}

static void assert_refused(struct hall *h, const char *before)
{
	const char *made;

	shell(h, before);
	shell(h, "cp -P ledger.db.key is");
	assert_false(change(h, &made));
	assert_has(terr.text, "没有动它");
	shell(h, "test \"$(readlink ledger.db.key)\" = \"$(readlink is)\" && rm is");
}

static void made_anew(void **state)
{
	struct hall *h = *state;
	const char *made;
	struct store *s;

	shell(h, "cp ledger.db.key old && rm ledger.db.key");
	assert_ok(change(h, &made));
	assert_true(opens(h));
	assert_int_equal(faults(h), 0);
	assert_has(lines.s, "操作记录 1 到 1：此前的记录无法再核对");
	assert_ok((s = store_open(h->f->ledger, NULL, STORE_WRITE, &terr)) != NULL);
	assert_int_equal(fixture_int(s, "SELECT count(*) FROM booking"), 2);
	assert_int_equal(fixture_int(s, "SELECT count(*) FROM account WHERE totp_on"), 0);
	assert_int_equal(fixture_int(s, "SELECT count(*) FROM recovery"), 0);
	store_close(s);
	/* what is there stays: a key that fits, another one, a link to a disk that is away */
	assert_refused(h, "true");
	assert_refused(h, "mv ledger.db.key new && cp old ledger.db.key");
	assert_false(opens(h));
	assert_refused(h, "ln -sf nowhere ledger.db.key");
	shell(h, "rm ledger.db.key");
	assert_ok(change(h, &made));
	shell(h, "test -s backups/key.1.db -a -s backups/key.2.db");
	assert_true(opens(h));
	assert_int_equal(faults(h), 0);
	assert_has(lines.s, "操作记录 1 到 2：");
}

/* A backup of before the change, and what the log has since: the key, too. */
static void restored(void **state)
{
	struct hall *h = *state;
	const char *made;

	shell(h, "rm ledger.db.key");
	assert_ok(change(h, &made));
	assert_ok(fixture_restore(h->f->ledger, made));
	assert_true(opens(h));
	assert_int_equal(faults(h), 0);
}

static bool changed_in_child(struct hall *h)
{
	pid_t child = fork_child();

	if (child == 0) {
		const char *made;

		seen = 0;
		disk.meet = kill_meets;
		_exit(change(h, &made) ? 0 : 1);
	}
	return kill_lived(child);
}

static void killed(void **state)
{
	struct hall *h = *state;
	const char *made;
	bool lived = false;

	shell(h, "rm ledger.db.key && mkdir aside && cp -pR ledger.db* log aside");
	for (kill_at = 1; !lived; kill_at++) {
		shell(h, "rm -rf ledger.db* log backups && cp -pR aside/* .");
		lived = changed_in_child(h);
		if (!opens(h)) { /* between ledger and file: it says so, and is run again */
			assert_has(terr.text, "hallbook key");
			assert_ok(change(h, &made));
		}
		assert_true(opens(h));
		assert_int_equal(faults(h), 0);
	}
	assert_true(kill_at > 20);
	print_message("killed %d times\n", kill_at - 2);
}

static int end(void **state)
{
	disk.meet = NULL;
	buf_release(&lines);
	teardown(state);
	disk_forget();
	return 0;
}

int main(void)
{
#define T(title, f)                                                                                \
	{                                                                                          \
		title, f, setup_lost, end, NULL                                                    \
	}
	const struct CMUnitTest tests[] = {
		T("a key that is missing or another is refused in words, and check says so",
		  noticed),
		T("lost while serve runs: said, and over when it is back", lost_while_serving),
		T("a new key: bookings stay, second factors end, what lies before cannot be "
		  "verified",
		  made_anew),
		T("a backup of before it is restored, and goes by the new key", restored),
		T("killed at each call: run again it makes one", killed),
	};

	return cmocka_run_group_tests_name("key", tests, NULL, NULL);
}
