/* How the loop ends, and the socket it leaves and finds. */
#include "loop_stand.h"

/* --- signals --- */

static void ends_with_idle_and_half_sent_peers(int sig)
{
	struct buf a = BUF_INIT;
	int fd[20];
	int i;

	for (i = 0; i < 20; i++) {
		fd[i] = peer();
		if (i % 4 == 0)
			ask(fd[i], &get, &a);
		else if (i % 4 == 1)
			half_send(fd[i]);
	}
	end_with(sig);
	for (i = 0; i < 20; i++) {
		assert_true(closed(fd[i]));
		close(fd[i]);
	}
	buf_release(&a);
}

static void term_ends(void **state)
{
	(void)state;
	ends_with_idle_and_half_sent_peers(SIGTERM);
}

static void int_ends(void **state)
{
	(void)state;
	ends_with_idle_and_half_sent_peers(SIGINT);
}

static void hup_is_ignored(void **state)
{
	(void)state;
	kill(child, SIGHUP);
	assert_alive();
}

static void term_finishes_a_long_answer(void **state)
{
	struct form f = { .method = "GET", .uri = "/zwfw/big", .query = "400000" };
	struct buf a = BUF_INIT;
	int fd = peer();

	(void)state;
	form_send(fd, &f);
	assert_true(readable(fd, ANSWER_MS));
	kill(child, SIGTERM);
	assert_true(answer_read(fd, &a));
	end_with(SIGTERM);
	buf_release(&a);
	close(fd);
}

/* One round takes 256 events, and the signal is the first of 301. */
static void term_answers_what_is_there(void **state)
{
	struct buf a = BUF_INIT;
	int fd[300];
	int i;

	(void)state;
	for (i = 0; i < 300; i++) {
		fd[i] = peer();
		ask(fd[i], &get, &a);
	}
	halt();
	kill(child, SIGTERM);
	for (i = 0; i < 300; i++)
		form_send(fd[i], &post);
	kill(child, SIGCONT);
	for (i = 0; i < 300; i++) {
		assert_true(answer_read(fd[i], &a));
		close(fd[i]);
	}
	assert_int_equal(seen->posts, 300);
	end_with(SIGTERM);
	buf_release(&a);
}

/* --- the socket --- */

static void socket_mode_is_0660(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0660);
}

static void live_socket_is_an_error(void **state)
{
	struct err e = { .text = "" };

	(void)state;
	assert_int_equal(listen_open(path, &e), -1);
	assert_non_null(strstr(e.text, "已经有程序在用"));
	assert_alive();
}

static void stale_socket_is_replaced(void **state)
{
	int status;

	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(access(path, F_OK), 0);
	assert_int_equal(start(state), 0);
	assert_alive();
}

static void other_file_is_an_error(void **state)
{
	struct err e = { .text = "" };
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(listen_open(path, &e), -1);
	assert_non_null(strstr(e.text, "不是套接字"));
	assert_int_equal(unlink(path), 0);
}

static void long_path_is_an_error(void **state)
{
	char name[110] = "/tmp/";
	struct err e = { .text = "" };

	(void)state;
	memset(name + 5, 'x', 103);
	assert_int_equal(listen_open(name, &e), -1);
	assert_non_null(strstr(e.text, "1 到 107 个字节"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERVED("SIGTERM ends with idle and half-sent peers", term_ends),
		SERVED("SIGINT ends with idle and half-sent peers", int_ends),
		SERVED("SIGHUP is ignored", hup_is_ignored),
		SERVED("SIGTERM finishes a long answer", term_finishes_a_long_answer),
		SERVED("SIGTERM answers all that is there", term_answers_what_is_there),
		SERVED("the socket has mode 0660", socket_mode_is_0660),
		SERVED("a live socket is an error", live_socket_is_an_error),
		SERVED("a stale socket is replaced", stale_socket_is_replaced),
		{ "another file in the way is an error", other_file_is_an_error, NULL, NULL, NULL },
		{ "a long socket path is an error", long_path_is_an_error, NULL, NULL, NULL },
	};

	return cmocka_run_group_tests_name("stop", tests, prepare, clear);
}
