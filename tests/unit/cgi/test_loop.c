/* What the loop reads and answers, and how it lives with its peers. */
#include "loop_stand.h"

enum { PEERS = 300 };

/* --- requests and answers --- */

static void request_fields_arrive(void **state)
{
	struct buf a = BUF_INIT;
	int fd = peer();

	(void)state;
	ask(fd, &get, &a);
	assert_has(&a, "method=0 bad=0 now=1234567890\n");
	assert_has(&a, "base=/zwfw path=/book query=item=3\n");
	assert_has(&a, "type=application/x-www-form-urlencoded addr=192.0.2.1\n");
	assert_has(&a, "host=www.example.gov.cn origin=https://www.example.gov.cn "
		       "site=same-origin\ncookie=a=1; b=2 agent=test\nbody=\n");
	ask(fd, &post, &a);
	assert_has(&a, "method=2 bad=0");
	assert_has(&a, "body=name=x\n");
	assert_int_equal(seen->posts, 1);
	buf_release(&a);
	close(fd);
}

static void answer_headers(void **state)
{
	struct form f = { .method = "GET", .uri = "/zwfw/headers" };
	struct buf a = BUF_INIT;
	int fd = peer();

	(void)state;
	ask(fd, &f, &a);
	assert_string_equal(a.s, "Status: 303 See Other\r\n"
				 "Content-Type: text/plain; charset=utf-8\r\n"
				 "Content-Length: 0\r\n"
				 "Cache-Control: no-store\r\n"
				 "Location: /zwfw/booking/T\r\n"
				 "Allow: GET, POST\r\n"
				 "Set-Cookie: s=1; HttpOnly\r\n"
				 "Retry-After: 60\r\n"
				 "Content-Disposition: attachment; filename=ledger-04.csv\r\n\r\n");
	ask(fd, &get, &a);
	assert_has(&a, "Status: 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n");
	assert_has_not(&a, "Location:");
	buf_release(&a);
	close(fd);
}

static void header_with_line_end_is_500(void **state)
{
	struct form f = { .method = "GET", .uri = "/zwfw/inject" };
	struct buf a = BUF_INIT;
	int fd = peer();

	(void)state;
	ask(fd, &f, &a);
	assert_has(&a, "Status: 500 ");
	assert_has_not(&a, "Set-Cookie");
	buf_release(&a);
	close(fd);
}

static void head_has_length_and_no_body(void **state)
{
	struct form f = { .method = "HEAD", .uri = "/zwfw/big", .query = "1000" };
	struct buf a = BUF_INIT;
	int fd = peer();

	(void)state;
	ask(fd, &f, &a);
	assert_has(&a, "Content-Length: 1000\r\n");
	assert_true(str_ends(buf_str(&a), STR("\r\n\r\n")));
	buf_release(&a);
	close(fd);
}

static void malformed_requests_are_bad(void **state)
{
	static const struct form rows[] = {
		{ .method = "POST", .uri = "/zwfw/book", .length = "5", .body = "name=x" },
		{ .method = "POST", .uri = "/zwfw/book", .length = "7", .body = "name=x" },
		{ .method = "POST", .uri = "/zwfw/book", .length = "6x", .body = "name=x" },
		{ .method = "POST", .uri = "/zwfw/book", .length = "+6", .body = "name=x" },
		{ .method = "POST", .uri = "/zwfw/book", .length = "-1", .body = "name=x" },
		{ .method = "POST", .uri = "/zwfw/book", .length = "180225", .body = "name=x" },
		{ .method = "POST", .uri = "/zwfw/book", .body = "name=x" },
		{ .method = "POST", .uri = "/elsewhere", .length = "6", .body = "name=x" },
		{ .method = "POST", .uri = "/zwfwx", .length = "6", .body = "name=x" },
		{ .method = "GET", .uri = "/zwfw/book", .body = "name=x" },
		{ .uri = "/zwfw/book" },
	};
	struct buf a = BUF_INIT;
	int fd = peer();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		ask(fd, &rows[i], &a);
		assert_has(&a, " bad=1 ");
	}
	assert_int_equal(seen->posts, 0);
	buf_release(&a);
	close(fd);
}

static void largest_body_arrives_whole(void **state)
{
	static char body[BODY_LONG_BYTES + 1];
	struct form f = { .method = "POST", .uri = "/zwfw/book", .length = "180224", .body = body };
	struct buf a = BUF_INIT;
	int fd = peer();

	(void)state;
	memset(body, 'a', BODY_LONG_BYTES);
	body[BODY_LONG_BYTES - 1] = 'z';
	ask(fd, &f, &a);
	assert_has(&a, " bad=0 ");
	assert_has(&a, "aaaz\n");
	buf_release(&a);
	close(fd);
}

/* --- connections --- */

static void connection_is_closed_behind_its_answer(void **state)
{
	struct buf b = BUF_INIT;
	struct buf a = BUF_INIT;
	int fd = peer();

	(void)state;
	form_add(&b, &get);
	b.s[10] = FCGI_KEEP_CONN; /* also when its peer would keep it */
	send_str(fd, buf_str(&b));
	assert_true(answer_read(fd, &a));
	assert_has(&a, "method=0");
	assert_true(closed(fd));
	assert_alive();
	assert_int_equal(seen->waits, 0); /* for this peer to close as well */
	buf_release(&a);
	buf_release(&b);
	close(fd);
}

static void request_in_small_pieces(void **state)
{
	struct buf b = BUF_INIT;
	struct buf a = BUF_INIT;
	int fd = peer();
	size_t i;

	(void)state;
	form_add(&b, &post);
	for (i = 0; i < b.len; i += 5)
		send_str(fd, str_head(str_from(buf_str(&b), i), 5));
	assert_true(answer_read(fd, &a));
	assert_has(&a, "body=name=x\n");
	buf_release(&a);
	buf_release(&b);
	close(fd);
}

static void garbage_is_closed(void **state)
{
	int fd = peer();

	(void)state;
	send_str(fd, STR("GET / HTTP/1.1\r\n\r\n"));
	assert_true(closed(fd));
	close(fd);
	assert_alive();
}

static void two_requests_at_once_are_closed(void **state)
{
	struct buf b = BUF_INIT;
	int fd = peer();

	(void)state;
	form_add(&b, &get);
	form_add(&b, &get);
	send_str(fd, buf_str(&b));
	assert_true(closed(fd));
	buf_release(&b);
	close(fd);
	assert_alive();
}

static int open_files_of_child(void)
{
	char name[64];
	int n = 0;
	DIR *d;

	snprintf(name, sizeof name, "/proc/%d/fd", (int)child);
	d = opendir(name);
	assert_non_null(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

/*
 * Closed peers are gone after a few rounds of the loop (one round serves many
 * newcomers, so it is not clear after how many); two connections of
 * assert_alive() may still be on their way out.
 */
static void assert_no_more_files(int before)
{
	int64_t until_ms = now_ms() + ANSWER_MS;

	while (open_files_of_child() > before + 2 && now_ms() < until_ms)
		assert_alive();
	assert_in_range(open_files_of_child(), 0, before + 2);
}

static void half_sent_and_closed(void **state)
{
	int before;
	int i;

	(void)state;
	assert_alive();
	before = open_files_of_child();
	for (i = 0; i < 50; i++) {
		int fd = peer();

		half_send(fd);
		close(fd);
	}
	assert_no_more_files(before);
	assert_int_equal(seen->posts, 0);
}

static void half_sent_is_closed_after_2_s(void **state)
{
	int64_t begun_ms = now_ms();
	int fd = peer();

	(void)state;
	half_send(fd);
	while (!readable(fd, 20))
		assert_alive(); /* the others do not wait meanwhile */
	assert_true(closed(fd));
	assert_true(now_ms() - begun_ms >= 1900);
	close(fd);
}

static void many_connections_at_once(void **state)
{
	struct buf a = BUF_INIT;
	int fd[PEERS];
	int i;

	(void)state;
	for (i = 0; i < PEERS; i++)
		fd[i] = peer();
	for (i = 0; i < PEERS; i++)
		form_send(fd[i], i % 2 ? &get : &post);
	for (i = 0; i < PEERS; i++) {
		assert_true(answer_read(fd[i], &a));
		assert_has(&a, i % 2 ? "method=0" : "method=2");
		close(fd[i]);
	}
	assert_int_equal(seen->posts, PEERS / 2);
	buf_release(&a);
}

/* Fewer files than PEERS. */
static int start_with_few_files(void **state)
{
	int result;

	files_max = PEERS / 2;
	result = start(state);
	files_max = 0;
	return result;
}

static void batches_have_at_most_128(void **state)
{
	struct buf a = BUF_INIT;
	int fd[PEERS];
	int i;

	(void)state;
	for (i = 0; i < PEERS; i++)
		fd[i] = peer();
	assert_alive(); /* the loop knows them all: one round brings 256 events */
	halt();
	for (i = 0; i < PEERS; i++)
		form_send(fd[i], &post);
	kill(child, SIGCONT);
	for (i = 0; i < PEERS; i++) {
		assert_true(answer_read(fd[i], &a));
		assert_has(&a, "body=name=x\n");
		close(fd[i]);
	}
	assert_int_equal(seen->posts, PEERS);
	assert_int_equal(seen->largest_batch, LOOP_BATCH_MAX);
	buf_release(&a);
}

static void answers_wait_for_no_settling(void **state)
{
	struct buf a = BUF_INIT;
	int fd = peer();

	(void)state;
	seen->held = true;
	ask(fd, &post, &a); /* is answered while the loop settles */
	assert_has(&a, "body=name=x\n");
	assert_int_equal(seen->settled_posts, 0);
	seen->held = false;
	ask(fd, &get, &a);
	assert_int_equal(seen->settled_posts, 1);
	close(fd);
	buf_release(&a);
}

/* Its answer is made by a thread. */
static int ask_long(const char *bytes, const char *method)
{
	struct form f = { .method = method, .uri = "/zwfw/long", .query = bytes };
	int fd = peer();

	form_send(fd, &f);
	return fd;
}

static void others_are_answered_meanwhile(void **state)
{
	struct buf a = BUF_INIT;
	int first = ask_long("300000", "GET"), next = ask_long("3", "POST"), last;

	(void)state;
	while (seen->begun == 0)
		assert_alive();
	last = ask_long("0", "HEAD");
	for (int i = 0; i < 50; i++)
		assert_alive();
	assert_int_equal(seen->begun, 1); /* one after the other */
	assert_false(readable(first, 0));
	seen->gate = true;
	assert_true(answer_read(first, &a));
	assert_has(&a, "Content-Length: 300000\r\n");
	assert_int_equal(strspn(strstr(a.s, "\r\n\r\n") + 4, "f"), 300000);
	assert_true(answer_read(next, &a));
	assert_true(str_ends(buf_str(&a), STR("\r\n\r\nfff")));
	assert_true(answer_read(last, &a));
	assert_has(&a, "Content-Length: 0\r\n");
	assert_int_equal(seen->given_up, 0);
	buf_release(&a);
	close(first);
	close(next);
	close(last);
}

/* Which of them has its answer first: connections are not taken in any order. */
static int first_answered(const int *fd, int n)
{
	struct pollfd p[WORKER_LONG_MAX + 1];
	int first = 0;

	for (int i = 0; i < n; i++)
		p[i] = (struct pollfd){ .fd = fd[i], .events = POLLIN };
	assert_int_equal(poll(p, (nfds_t)n, ANSWER_MS), 1);
	while (!p[first].revents)
		first++;
	return first;
}

static void the_queue_ends(void **state)
{
	struct buf a = BUF_INIT;
	int fd[WORKER_LONG_MAX + 1], refused;

	(void)state;
	for (int i = 0; i <= WORKER_LONG_MAX; i++)
		fd[i] = ask_long("1", "GET");
	refused = first_answered(fd, WORKER_LONG_MAX + 1);
	assert_true(answer_read(fd[refused], &a));
	assert_has(&a, "Status: 503 ");
	seen->gate = true;
	for (int i = 0; i <= WORKER_LONG_MAX; i++) {
		if (i != refused) {
			assert_true(answer_read(fd[i], &a));
			assert_has(&a, "Status: 200 ");
		}
		close(fd[i]);
	}
	buf_release(&a);
}

static void nobody_waits_for_it(void **state)
{
	struct buf a = BUF_INIT;
	int fd = ask_long("1", "GET"), never = ask_long("1", "GET"), next, kept = peer();
	int before;

	(void)state;
	while (seen->begun == 0)
		assert_alive();
	next = ask_long("1", "GET");
	ask(kept, &get, &a);
	before = open_files_of_child();
	close(never); /* while it waits, which the loop sees before what is asked next, */
	ask(kept, &get, &a);
	close(fd); /* and at work: that is given up, and the next is begun */
	while (seen->begun < 2)
		assert_alive();
	assert_int_equal(seen->given_up, 1);
	seen->gate = true;
	assert_true(answer_read(next, &a));
	assert_int_equal(seen->begun, 2);
	close(next);
	assert_no_more_files(before);
	close(kept);
	buf_release(&a);
}

static void stop_while_one_is_made(void **state)
{
	int fd = ask_long("1", "GET"), waits;

	(void)state;
	while (seen->begun == 0)
		assert_alive();
	waits = ask_long("1", "GET");
	assert_alive();
	end_with(SIGTERM);
	assert_int_equal(seen->given_up, 1);
	assert_int_equal(seen->begun, 1);
	assert_true(closed(fd) && closed(waits));
	close(fd);
	close(waits);
}

static void large_answer(int bytes)
{
	char text[16];
	struct form f = { .method = "GET", .uri = "/zwfw/big", .query = text };
	struct buf a = BUF_INIT;
	int fd = peer();
	size_t head;

	snprintf(text, sizeof text, "%d", bytes);
	form_send(fd, &f);
	assert_alive(); /* others are answered while nobody reads here */
	assert_true(answer_read(fd, &a));
	head = str_find(buf_str(&a), STR("\r\n\r\n")) + 4;
	assert_int_equal(a.len - head, bytes);
	assert_int_equal(strspn(a.s + head, "b"), bytes);
	assert_true(closed(fd));
	buf_release(&a);
	close(fd);
}

static void large_answers(void **state)
{
	(void)state;
	large_answer(8192);
	large_answer(65536);
	large_answer(65537);
	large_answer(180 * 1024);
	large_answer(5 * 1000 * 1000);
}

static void peer_that_does_not_read(void **state)
{
	struct form f = { .method = "GET", .uri = "/zwfw/big", .query = "180000" };
	int before;
	int i;

	(void)state;
	assert_alive();
	before = open_files_of_child();
	for (i = 0; i < 40; i++) {
		int fd = peer();

		form_send(fd, i % 2 ? &get : &f);
		if (i % 4 < 2)
			assert_true(readable(fd, ANSWER_MS));
		close(fd);
	}
	assert_no_more_files(before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERVED("the fields of a request arrive", request_fields_arrive),
		SERVED("an answer has its headers, and only those set", answer_headers),
		SERVED("a header with a line end becomes a 500", header_with_line_end_is_500),
		SERVED("HEAD has the length and no body", head_has_length_and_no_body),
		SERVED("wrong lengths, paths, no method are bad", malformed_requests_are_bad),
		SERVED("a body of 176 KiB arrives whole", largest_body_arrives_whole),
		SERVED("a connection is closed behind its answer",
		       connection_is_closed_behind_its_answer),
		SERVED("a request in small pieces is answered", request_in_small_pieces),
		SERVED("garbage is closed, others are answered", garbage_is_closed),
		SERVED("two requests at once are closed", two_requests_at_once_are_closed),
		SERVED("half-sent and closed leaves nothing behind", half_sent_and_closed),
		SERVED("half-sent is closed after 2 s", half_sent_is_closed_after_2_s),
		SERVED("300 connections at once are answered", many_connections_at_once),
		{ "300 connections at once where fewer files are allowed are answered",
		  many_connections_at_once, start_with_few_files, stop, NULL },
		SERVED("a batch has at most 128 POSTs", batches_have_at_most_128),
		SERVED("what a batch leaves for later is done behind its answers",
		       answers_wait_for_no_settling),
		SERVED("what a thread makes comes from a file, others are answered meanwhile",
		       others_are_answered_meanwhile),
		SERVED("a thread's queue ends: 503", the_queue_ends),
		SERVED("what nobody waits for any more is given up", nobody_waits_for_it),
		SERVED("a stop gives up what a thread makes", stop_while_one_is_made),
		SERVED("answers up to 5 MB arrive, others do not wait", large_answers),
		SERVED("peers that do not read leave nothing behind", peer_that_does_not_read),
	};

	return cmocka_run_group_tests_name("loop", tests, prepare, clear);
}
