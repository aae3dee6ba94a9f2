/*
 * Somebody who can write the files, but has not the key, changes them with sqlite3
 * and a shell. `hallbook check` names each of it.
 */
#include "hall.h"

#include "staff/account.h"
#include "staff/audit.h"

struct tampering {
	const char *how;   /* sh, in the ledger's folder; S is sqlite3 with triggers off */
	const char *words; /* of a fault */
};

/* What the triggers guard is changed, and they are put back as they were. */
#define UNGUARDED(trigger, change)                                                                 \
	"sql=$(S \"SELECT sql FROM sqlite_schema WHERE name = '" trigger "'\") && "                \
	"S \"DROP TRIGGER " trigger "; " change "; $sql\""
/* A text of the schema itself. */
#define REWRITTEN(name, from, to)                                                                  \
	"S \"PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, '" from      \
	"', '" to "') WHERE name = '" name "'; PRAGMA writable_schema = RESET\""

static const struct tampering list[] = {
	/* rules */
	{ "S 'DROP TRIGGER booking_transition'", "触发器 booking_transition：不见了" },
	{ "S 'DROP TRIGGER history_stays; DROP TRIGGER audit_stays'",
	  "触发器 audit_stays：不见了" },
	{ "S \"CREATE TRIGGER evil AFTER INSERT ON booking BEGIN "
	  "UPDATE booking SET remark = '' WHERE id = NEW.id; END\"",
	  "触发器 evil：多出来的" },
	{ "S \"DROP TRIGGER booking_begins; CREATE TRIGGER booking_begins BEFORE INSERT ON booking "
	  "WHEN 0 BEGIN SELECT 1; END\"",
	  "触发器 booking_begins：被改过" },
	{ "S 'DROP INDEX place_once'", "索引 place_once：不见了" },
	{ "S 'DROP INDEX place_once; CREATE INDEX place_once ON booking(window, start, place)'",
	  "索引 place_once：被改过" },
	{ "S 'CREATE INDEX extra ON booking(name)'", "索引 extra：多出来的" },
	{ "S 'CREATE TABLE copied AS SELECT * FROM booking'", "表 copied：多出来的" },
	{ "S 'CREATE VIEW peep AS SELECT name FROM booking'", "视图 peep：多出来的" },
	{ "S 'DROP VIEW credit; CREATE VIEW credit AS SELECT 1 AS person, 2 AS day, 3 AS window, 4 "
	  "AS class'",
	  "视图 credit：被改过" },
	{ "S 'DROP VIEW possible'", "视图 possible：不见了" },
	{ "S 'DROP TABLE closure'", "表 closure：不见了" },
	{ "S 'ALTER TABLE booking ADD COLUMN extra TEXT'", "表 booking：被改过" },
	{ REWRITTEN("booking", "CHECK(override = 0 OR", "CHECK(1 OR"), "表 booking：被改过" },
	{ REWRITTEN("booking", "REFERENCES state(code)", ""), "表 booking：被改过" },
	{ "S 'ANALYZE'", "表 sqlite_stat1：多出来的" },
	/* rows */
	{ "S \"UPDATE booking SET phone = '13900000000' WHERE id = 1\"",
	  "booking：台帐里有、变更日志里没有的 1 行" },
	{ "S \"UPDATE booking SET remark = 'x' WHERE id = 2\"",
	  "booking：变更日志里有、台帐里没有的 1 行" },
	{ "S 'UPDATE booking SET generation = 9 WHERE id = 1'", "booking：" },
	{ UNGUARDED("booking_transition",
		    "UPDATE booking SET state = 'done', changed_by = 'li' WHERE id = 1"),
	  "booking：" },
	{ UNGUARDED("history_stays", "DELETE FROM history WHERE id = 1"),
	  "history：变更日志里有、台帐里没有的 1 行" },
	{ UNGUARDED("history_stays", "DELETE FROM history WHERE id = 1"),
	  "预约 1：经过记录最后是 空白" },
	{ UNGUARDED("history_stays_unchanged", "UPDATE history SET who = 'wang'"), "history：" },
	{ UNGUARDED("booking_stays", "PRAGMA foreign_keys = OFF; DELETE FROM booking WHERE id = 2"),
	  "指向 booking 里没有的行" },
	{ "S \"DROP INDEX place_once; CREATE TEMP TABLE c AS SELECT * FROM booking WHERE id = 1; "
	  "UPDATE c SET id = 99, reference = NULL, form_nonce = NULL; "
	  "INSERT INTO booking SELECT * FROM c\"",
	  "4 号窗口 2026-11-28T09:30：第 1 个名额有 2 个预约" },
	{ "S \"UPDATE state_transition SET reason = 0\"", "state_transition：" },
	{ "S \"UPDATE state SET occupies = 0 WHERE code = 'done'\"", "状态 done：" },
	{ "S \"UPDATE channel SET word = '走后门' WHERE code = 'phone'\"", "channel：" },
	{ "S \"UPDATE account SET role = 'admin'\"", "account：" },
	{ "S \"UPDATE account SET password = 'other'\"", "account：" },
	{ "S \"INSERT INTO recovery VALUES('li', zeroblob(16))\"", "recovery：" },
	{ "S \"UPDATE closure SET reason = '没有事'\"", "closure：" },
	{ UNGUARDED("call_stays", "DELETE FROM call"), "call：" },
	{ UNGUARDED("duty_log_stays_unchanged", "UPDATE duty_log SET text = '没有事'"),
	  "duty_log：" },
	{ "S \"INSERT INTO session VALUES(9, randomblob(32), 'li', 1, 1, '')\"",
	  "登录 9（li）：操作记录里没有这次登录" },
	{ "S \"UPDATE hall SET number = randomblob(16)\"", "密钥：" },
	{ "S \"UPDATE hall SET key_print = randomblob(16)\"", "密钥：" },
	{ "S \"DELETE FROM hall\"", "密钥：" },
	/* the audit; its last row cut off leaves a chain that is whole */
	{ UNGUARDED("audit_stays_unchanged", "UPDATE audit SET who = 'wang' WHERE id = 1"),
	  "操作记录 1：" },
	{ UNGUARDED("audit_stays", "DELETE FROM audit WHERE id = 1"), "操作记录 2：" },
	{ UNGUARDED("audit_stays", "DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)"),
	  "audit：变更日志里有、台帐里没有的 1 行" },
	{ "S \"INSERT INTO audit SELECT id + 1, at, who, address, 'exported', object, detail, "
	  "hash, "
	  "randomblob(32) FROM audit ORDER BY id DESC LIMIT 1\"",
	  "操作记录 4：" },
	{ "S \"INSERT INTO audit SELECT id + 1, at, who, address, 'key.made', '', "
	  "hex(randomblob(16)), hash, randomblob(32) FROM audit ORDER BY id DESC LIMIT 1\"",
	  "密钥：" },
	/* the key */
	{ "rm ledger.db.key", "密钥：" },
	{ "head -c 32 /dev/urandom > ledger.db.key", "密钥：" },
	{ "chmod 644 ledger.db.key", "密钥：" },
	/* the log */
	{ ": > log/ledger.db.000001", "变更日志打不开" },
	{ "rm log/ledger.db.000001", "变更日志打不开" },
	{ "rm -r log", "变更日志打不开" },
	{ ": > log/ledger.db.000001 && S \"UPDATE log_mark SET segment = 0, bytes = 0, mac = "
	  "zeroblob(32)\"",
	  "booking：台帐里有、变更日志里没有的 2 行" },
	{ "rm -r log && S \"UPDATE log_mark SET segment = 0, bytes = 0, mac = zeroblob(32)\"",
	  "booking：台帐里有、变更日志里没有的 2 行" },
	{ "S \"UPDATE log_mark SET bytes = 224\"", "变更日志比台帐长" },
	{ "S \"UPDATE log_mark SET mac = randomblob(32)\"", "变更日志接不上" },
	{ "truncate -s -9 log/ledger.db.000001", "变更日志比台帐短" },
	{ "sed -i '1,$s/2026-11-28/2026-11-29/' log/ledger.db.000001", "变更日志接不上" },
	{ "sed -i 's/13812345678/13912345678/' log/ledger.db.000001", "变更日志接不上" },
	{ "echo more >> log/ledger.db.000001", "变更日志比台帐长" },
	{ "head -c $(stat -c %s log/ledger.db.000001) /dev/zero > x && mv x log/ledger.db.000001",
	  "变更日志打不开" },
	{ "(head -c 224 log/ledger.db.000001; head -c $(($(stat -c %s log/ledger.db.000001) - "
	  "224)) "
	  "/dev/zero) > x && mv x log/ledger.db.000001",
	  "变更日志接不上" },
	{ "cp log/ledger.db.000001 log/ledger.db.000002", "变更日志比台帐长" },
	{ "cp before.db ledger.db", "变更日志比台帐长" },
	/* the file: an index that no longer has all rows */
	{ REWRITTEN("booking_of_phone", "(phone, day)",
		    "(phone, day) WHERE id > 99") " && S REINDEX && " REWRITTEN("booking_of_phone",
										" WHERE id > 99",
										""),
	  "文件损坏：" },
};

static struct buf said;

static void keep(void *ctx, struct str line)
{
	(void)ctx;
	buf_add(&said, line);
	buf_add_char(&said, '\n');
}

static int look(struct hall *h)
{
	struct check c = { .file = h->f->ledger,
			   .ledger = h->f->ledger,
			   .again = arena_printf(&h->arena, "%s.check", h->f->ledger).s,
			   .say = keep };

	buf_clear(&said);
	assert_ok(check_run(&c, &terr));
	buf_add_char(&said, '\0');
	return (int)c.found.faults;
}

static void shell(struct hall *h, const char *command)
{
	const char *line =
		arena_printf(
			&h->arena,
			"S() { sqlite3 -cmd '.output /dev/null' -cmd '.dbconfig defensive off' "
			"-cmd '.dbconfig enable_trigger off' -cmd '.output stdout' "
			"ledger.db \"$@\"; }; cd '%s' && %s",
			h->f->dir, command)
			.s;

	if (system(line) != 0)
		fail_msg("%s", command);
}

static bool make_rows(void *job)
{
	static const char rows[] = "INSERT INTO closure(window, day, reason, made_at, made_by)"
				   " VALUES(16, '2026-11-28', '停电', 1, 'li');"
				   "INSERT INTO call(booking, purpose, outcome, at, who)"
				   " VALUES(1, 'cancelled', 'told', 1, 'li');"
				   "INSERT INTO duty_log(day, window, text, at, who)"
				   " VALUES('2026-11-28', 0, '停电', 1, 'li');";

	return db_exec(store_db(job), rows, &terr);
}

/* Signed in, as session.c and signin.c write it. */
static void sign_in(struct hall *h)
{
	struct audit_event event = { .at_s = h->now_s,
				     .who = STR("li"),
				     .address = STR("192.0.2.1"),
				     .action = AUDIT_SIGNED_IN,
				     .object = STR("li"),
				     .detail = STR("") };

	assert_ok(chain_write_alone(h->app.live->store, &event, &terr));
	sql(h, arena_printf(&h->arena,
			    "INSERT INTO session(token, account, made_at, seen_at, agent) "
			    "VALUES(randomblob(32), 'li', %lld, %lld, '')",
			    (long long)h->now_s, (long long)h->now_s)
		       .s);
	assert_ok(chain_write_alone(h->app.live->store, &event, &terr));
}

/* A hall in which something of each kind has happened, with ledger and log at one. */
static int setup_full(void **state)
{
	struct account_new li = { .name = STR("li"), .role = STR("leader") };
	char password[ONE_TIME_PASSWORD_TEXT];
	struct hall *h;
	void *job;
	bool lost;
	const char *page;

	setup(state);
	h = *state;
	booked(h);
	shell(h, "cp ledger.db before.db");
	assert_int_equal(book(h, form(h, "2026-11-29T09:00", "13912345678"), &page), 303);
	li.now_s = h->now_s;
	assert_ok(account_command(h->app.live->store, ACCOUNT_ADD, &li, password, &terr));
	sign_in(h);
	job = h->app.live->store;
	store_batch(h->app.live->store, make_rows, &job, 1, &lost, &terr);
	assert_false(lost);
	serve_close(&h->app);
	shell(h, "mkdir kept && cp -pR ledger.db* log kept");
	return 0;
}

static void named(void **state)
{
	struct hall *h = *state;

	if (look(h))
		fail_msg("untouched: %s", said.s);
	for (size_t i = 0; i < COUNT(list); i++) {
		shell(h, "rm -rf ledger.db* log && cp -pR kept/* .");
		shell(h, list[i].how);
		if (look(h) == 0 || !strstr(said.s, list[i].words))
			fail_msg("%s: no \"%s\" in: %s", list[i].how, list[i].words, said.s);
	}
	print_message("%d ways\n", (int)COUNT(list));
}

/* Everything that went into a row, as audit.c gives it to the MAC. */
static void digest_row(struct stmt *st, const unsigned char previous[DIGEST_BYTES],
		       const unsigned char *key, unsigned char out[DIGEST_BYTES])
{
	struct str part[8];

	for (int i = 0; i < 7; i++)
		part[i] = stmt_text(st, i);
	part[7] = (struct str){ (const char *)previous, DIGEST_BYTES };
	if (key)
		crypto_mac(key, part, COUNT(part), out, DIGEST_BYTES);
	else
		crypto_digest_parts(part, COUNT(part), out);
}

/* All hashes anew, without a key or with one that was made up. */
static void recompute(struct hall *h, const unsigned char *key)
{
	static const char read[] =
		"SELECT CAST(id AS TEXT), CAST(at AS TEXT), who, address, action,"
		" object, detail FROM audit ORDER BY id";
	struct db *db = db_open(h->f->ledger, DB_WRITE, &terr);
	unsigned char previous[DIGEST_BYTES] = { 0 }, hash[DIGEST_BYTES];
	struct stmt *st, *put;
	int64_t id = 1;

	assert_ok(db != NULL && db_exec(db, "DROP TRIGGER audit_stays_unchanged", &terr));
	st = db_prepare(db, str_of(read), &terr);
	put = db_prepare(db,
			 STR("UPDATE audit SET previous = :previous, hash = :hash WHERE id = :id"),
			 &terr);
	assert_ok(st && put);
	for (; stmt_step(st) == DB_ROW; id++) {
		digest_row(st, previous, key, hash);
		stmt_bind_args(put, ARGS(ARG_BLOB(":previous", previous, DIGEST_BYTES),
					 ARG_BLOB(":hash", hash, DIGEST_BYTES), ARG(":id", id)));
		assert_true(stmt_run(put));
		memcpy(previous, hash, DIGEST_BYTES);
	}
	assert_int_equal(id, 4);
	db_close(db);
}

static void chain_without_the_key(void **state)
{
	static const unsigned char other[MAC_KEY_BYTES] = "made up";
	struct hall *h = *state;

	for (int i = 0; i < 2; i++) {
		shell(h, "rm -rf ledger.db* log && cp -pR kept/* .");
		shell(h, UNGUARDED("audit_stays_unchanged",
				   "UPDATE audit SET detail = 'x' WHERE id = 2"));
		recompute(h, i ? other : NULL);
		assert_true(look(h) > 0);
		assert_has(said.s, "操作记录 1：");
		assert_has(said.s, "操作记录 2：");
		assert_has(said.s, "操作记录 3：");
	}
}

static int end(void **state)
{
	buf_release(&said);
	return teardown(state);
}

int main(void)
{
#define T(title, f)                                                                                \
	{                                                                                          \
		title, f, setup_full, end, NULL                                                    \
	}
	const struct CMUnitTest tests[] = {
		T("check names whatever was done to rules, rows, audit, key and log", named),
		T("a chain of the audit that was computed anew without the key is none",
		  chain_without_the_key),
	};

	return cmocka_run_group_tests_name("tampered", tests, NULL, NULL);
}
