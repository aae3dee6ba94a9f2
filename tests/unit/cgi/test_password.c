#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "staff/password.h"

#include <poll.h>
#include <sched.h>
#include <string.h>
#include <time.h>

#define WORDS                                                                                                    \
	"chenxiaoming\n0797-6827737\n6827737\n宁都县政务服务大厅\n宁都县行政审批局\nning\ndu\n" \
	"xian\nzheng\nwu\nda\nting"

static enum message look_at(struct str password)
{
	struct arena a = ARENA_INIT;
	enum message fault = password_look(&a, password, STR(WORDS));

	arena_release(&a);
	return fault;
}

static enum message look(const char *password)
{
	return look_at(str_of(password));
}

static void length_alone(void **state)
{
	char longest[PASSWORD_MAX_BYTES + 2];

	(void)state;
	assert_int_equal(look("xkvbtjwpmrqzhd"), MSG_PASSWORD_SHORT); /* 14 */
	assert_int_equal(look("xkvbtjwpmrqzhdf"), MSG__MAX); /* 15, no rule of composition */
	assert_int_equal(look("窗口四号上午有风也有雨啊好"),
			 MSG_PASSWORD_SHORT); /* 13 characters */
	assert_int_equal(look("窗口四号上午有风也有雨啊好的呀"), MSG__MAX);
	assert_int_equal(look("correct horse battery staple"), MSG__MAX);
	memset(longest, 0, sizeof longest);
	for (size_t i = 0; i < PASSWORD_MAX_BYTES; i++)
		longest[i] = (char)('a' + i * 7 % 26);
	assert_int_equal(look(longest), MSG__MAX);
	longest[PASSWORD_MAX_BYTES] = 'x';
	assert_int_equal(look(longest), MSG_PASSWORD_LONG);
}

static void guessable(void **state)
{
	static const char *const bad[] = {
		"passwordpassword",
		"Password 1234567890",
		"123456789012345",
		"aaaaaaaaaaaaaaaaaa",
		"qwertyuiopasdfghjkl",
		"ningdu1234567890",
		"NINGDU-admin-2026",
		"宁都宁都宁都宁都宁都宁都宁都宁都",
		"宁都县政务服务大厅密码1234",
		"0797-6827737 abc",
		"ChenXiaoming12345",
		"ababababababababab",
		"6827737-6827737-6827737",
		"ningduxianzhengwu2026",
		"密码密码密码密码密码密码密码密码",
		"密码密码密码密码密码密码密码密码1",
		"春天的花春天的花春天的花春天的花",
		"宁都县行政审批局宁都县政务服务大厅",
		"１２３４５６７８９０１２３４５",
		"password！password",
		"letmein-welcome-monkey",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		if (look(bad[i]) != MSG_PASSWORD_COMMON)
			fail_msg("%s", bad[i]);
}

static void hard_to_guess(void **state)
{
	static const char *const good[] = {
		"春天的花开满了整个山坡真好看呀",    "我家的黑猫昨天在屋顶上晒了太阳",
		"床前明月光，外婆的旧收音机坏了",    "宁都县的米粉要配辣酱和三杯鸡才香",
		"chuntian de hua kai man le shanpo", "horse battery staple correct",
		"四月的 umbrella 在窗台上 drying",   "vT9#qLw2!mZr7&k",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++)
		if (look(good[i]) != MSG__MAX)
			fail_msg("%s", good[i]);
}

/* What is typed is looked at only so far: its end may be anything. */
static void a_long_one(void **state)
{
	char text[PASSWORD_MAX_BYTES];

	(void)state;
	memset(text, 'x', sizeof text);
	assert_int_equal(look_at((struct str){ text, sizeof text }), MSG_PASSWORD_COMMON);
	memcpy(text + 64, "vT9#qLw2!mZr7&k", 15);
	assert_int_equal(look_at((struct str){ text, sizeof text }), MSG_PASSWORD_COMMON);
	memcpy(text, "vT9#qLw2!mZr7&k", 15);
	assert_int_equal(look_at((struct str){ text, sizeof text }), MSG__MAX);
}

static void one_time(void **state)
{
	char a[ONE_TIME_PASSWORD_TEXT], b[ONE_TIME_PASSWORD_TEXT];

	(void)state;
	password_make(a);
	password_make(b);
	assert_int_equal(look(a), MSG__MAX);
	assert_string_not_equal(a, b);
	assert_int_equal(strlen(a), ONE_TIME_PASSWORD_TEXT - 1);
	assert_null(strpbrk(a, "01iloIO"));
}

static void every_byte_counts(void **state)
{
	char hash[PASSWORD_HASH_TEXT], password[PASSWORD_MAX_BYTES];

	(void)state;
	memset(password, 'x', sizeof password);
	assert_true(crypto_password_hash((struct str){ password, sizeof password }, hash));
	assert_true(crypto_password_verify((struct str){ password, sizeof password }, hash));
	password[PASSWORD_MAX_BYTES - 1] = 'y';
	assert_false(crypto_password_verify((struct str){ password, sizeof password }, hash));
}

/* A hash whose form is wrong is refused at once, which would tell that there is no such account. */
static void nobody(void **state)
{
	char hash[PASSWORD_HASH_TEXT];
	size_t head = strlen("$argon2id$v=19$m=65536,t=2,p=1$");
	clock_t before, real;

	(void)state;
	assert_true(crypto_password_hash(STR("x"), hash));
	assert_int_equal(password_nobodys_hash().len, strlen(hash));
	assert_memory_equal(password_nobodys_hash().s, hash, head);
	before = clock();
	assert_false(crypto_password_verify(STR("y"), hash));
	real = clock() - before;
	before = clock();
	assert_false(crypto_password_verify(STR("x"), password_nobodys_hash().s));
	assert_true(clock() - before > real / 3);
}

static struct exchange *wait_for(struct worker *w)
{
	struct exchange *x = NULL;

	while (!(x = worker_next(w))) {
		struct pollfd p = { .fd = worker_fd(w), .events = POLLIN };

		assert_int_equal(poll(&p, 1, 120000), 1);
	}
	return x;
}

static void the_thread(void **state)
{
	struct arena a = ARENA_INIT;
	struct exchange x[2] = { { .request.arena = &a }, { .request.arena = &a } };
	char hash[PASSWORD_HASH_TEXT];
	struct err e;
	struct app app = { .worker = worker_start(&e) };
	struct call c = { .app = &app, .arena = &a };
	const struct password_work *done;

	(void)state;
	assert_non_null(app.worker);
	assert_true(crypto_password_hash(STR("old"), hash));
	c.x = &x[0];
	assert_true(password_ask(&c, &(struct password_work){ .password = STR("old"),
							      .hash = str_of(hash),
							      .fresh = STR("new") }));
	c.x = &x[1];
	assert_true(password_ask(&c, &(struct password_work){ .password = STR("bad"),
							      .hash = str_of(hash),
							      .fresh = STR("new") }));
	assert_true(x[0].parked && x[1].parked);
	assert_ptr_equal(wait_for(app.worker), &x[0]);
	done = x[0].work;
	assert_true(done->right);
	assert_true(crypto_password_verify(STR("new"), done->made));
	assert_ptr_equal(wait_for(app.worker), &x[1]);
	done = x[1].work;
	assert_false(done->right);
	assert_int_equal(done->made[0], '\0');
	assert_true(worker_stop(app.worker));
	arena_release(&a);
}

static atomic_bool gate;

static void wait_at_gate(struct exchange *x)
{
	while (!gate && !x->given_up)
		sched_yield();
}

static void a_full_queue(void **state)
{
	struct exchange x[WORKER_SHORT_MAX + 1] = { { .parked = false } },
					     other = { .parked = false };
	struct err e;
	struct worker *w = worker_start(&e);

	(void)state;
	assert_non_null(w);
	for (int i = 0; i <= WORKER_SHORT_MAX; i++)
		assert_int_equal(worker_add(w, LANE_PASSWORDS, &x[i], wait_at_gate, NULL),
				 i < WORKER_SHORT_MAX);
	assert_false(x[WORKER_SHORT_MAX].parked);
	gate = true;
	assert_true(
		worker_add(w, LANE_PAGES, &other, wait_at_gate, NULL)); /* a thread of its own */
	for (int i = 0, n = 0; i <= WORKER_SHORT_MAX; i++) {
		struct exchange *next = wait_for(w);

		if (next != &other)
			assert_ptr_equal(next, &x[n++]);
	}
	gate = false;
	x[0].parked = x[1].parked = false;
	assert_true(worker_add(w, LANE_PASSWORDS, &x[0], wait_at_gate, NULL));
	assert_true(worker_add(w, LANE_PASSWORDS, &x[1], wait_at_gate, NULL));
	assert_true(worker_stop(w)); /* with work at hand */
	assert_false(x[0].parked || x[1].parked);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "a password has 15 characters and at most 256 bytes, of any kind", length_alone,
		  NULL, NULL, NULL },
		{ "common words, rows of keys, the hall and its telephones are no passwords",
		  guessable, NULL, NULL, NULL },
		{ "sentences are passwords, in Chinese too", hard_to_guess, NULL, NULL, NULL },
		{ "the first 64 characters of a long one must be enough", a_long_one, NULL, NULL,
		  NULL },
		{ "a one-time password has no letters that look alike", one_time, NULL, NULL,
		  NULL },
		{ "all of 256 bytes count", every_byte_counts, NULL, NULL, NULL },
		{ "nobody's hash has the parameters of everybody's", nobody, NULL, NULL, NULL },
		{ "a thread checks, and hashes only after a right check", the_thread, NULL, NULL,
		  NULL },
		{ "a thread's queue ends, and is free again when it has worked", a_full_queue, NULL,
		  NULL, NULL },
	};
	struct err e;

	if (!crypto_init(&e))
		return 1;
	return cmocka_run_group_tests_name("password", tests, NULL, NULL);
}
