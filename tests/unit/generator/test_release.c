/* A release: written aside, switched by one link, unchanged files linked. */
#include "../child.h"
#include "base/file.h"
#include "publish/release.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>
#define ZLIB_CONST
#include <zlib.h>

struct fixture {
	struct arena arena;
	char dir[64];
	struct err err;
};

static const char content_1[DIGEST_TEXT] =
	"1111111111111111111111111111111111111111111111111111111111111111";
static const char content_2[DIGEST_TEXT] =
	"2222222222222222222222222222222222222222222222222222222222222222";
static const char content_3[DIGEST_TEXT] =
	"3333333333333333333333333333333333333333333333333333333333333333";

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	if (!f || !crypto_init(&f->err))
		return -1;
	strcpy(f->dir, "/tmp/release-test-XXXXXX");
	*state = f;
	return mkdtemp(f->dir) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	nftw(f->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	arena_release(&f->arena);
	free(f);
	return 0;
}

/* Publishes two pages; returns whether a release was made. */
static bool publish(struct fixture *f, const char *a, const char *b, const char *digest)
{
	struct releases r;
	struct release *rel;
	bool published;

	assert_true(releases_open(&r, str_of(f->dir), &f->arena, &f->err));
	rel = release_begin(&r, 1000, &f->err);
	assert_non_null(rel);
	assert_true(release_add(rel, STR("public/a/index.html"), str_of(a), true, &f->err));
	assert_true(release_add(rel, STR("public/b/index.html"), str_of(b), true, &f->err));
	assert_true(release_publish(rel, digest, digest, &published, &f->err));
	releases_close(&r);
	return published;
}

static struct stat stat_of(struct fixture *f, const char *path)
{
	char full[256];
	struct stat st;

	snprintf(full, sizeof full, "%s/%s", f->dir, path);
	assert_int_equal(stat(full, &st), 0);
	return st;
}

static int count_releases(struct fixture *f)
{
	DIR *d = opendir(f->dir);
	struct dirent *entry;
	int n = 0;

	while ((entry = readdir(d)))
		n += entry->d_name[0] == '0';
	closedir(d);
	return n;
}

static void unchanged_files_are_the_same_inode(void **state)
{
	struct fixture *f = *state;
	struct stat a, a_gz, b;

	assert_true(publish(f, "one", "two", content_1));
	a = stat_of(f, "current/public/a/index.html");
	a_gz = stat_of(f, "current/public/a/index.html.gz");
	b = stat_of(f, "current/public/b/index.html");
	assert_true(publish(f, "one", "TWO", content_2));
	assert_true(a.st_ino == stat_of(f, "current/public/a/index.html").st_ino);
	assert_true(a_gz.st_ino == stat_of(f, "current/public/a/index.html.gz").st_ino);
	assert_true(b.st_ino != stat_of(f, "current/public/b/index.html").st_ino);
}

static void a_file_changed_by_hand_is_put_right(void **state)
{
	struct fixture *f = *state;
	char path[256], back[4] = "";
	FILE *file;

	assert_true(publish(f, "one", "two", content_1));
	snprintf(path, sizeof path, "%s/current/public/a/index.html", f->dir);
	file = fopen(path, "r+");
	fputs("eno", file);
	fclose(file);
	assert_true(publish(f, "one", "two", content_2));
	file = fopen(path, "r");
	assert_int_equal(fread(back, 1, 3, file), 3);
	fclose(file);
	assert_string_equal(back, "one");
}

/* Same length, different only in its last byte, and longer than what is read at once. */
static void a_late_difference_is_seen(void **state)
{
	struct fixture *f = *state;
	char page[40000];
	ino_t old;

	memset(page, 'x', sizeof page - 1);
	page[sizeof page - 1] = '\0';
	publish(f, page, "two", content_1);
	old = stat_of(f, "current/public/a/index.html").st_ino;
	publish(f, page, "TWO", content_2);
	assert_true(stat_of(f, "current/public/a/index.html").st_ino == old);
	page[sizeof page - 2] = 'y';
	publish(f, page, "TWO", content_1);
	assert_true(stat_of(f, "current/public/a/index.html").st_ino != old);
}

static void a_file_that_is_gone_makes_a_release(void **state)
{
	struct fixture *f = *state;
	struct releases r;
	struct release *rel;
	bool published;

	publish(f, "one", "two", content_1);
	assert_true(releases_open(&r, str_of(f->dir), &f->arena, &f->err));
	rel = release_begin(&r, 1000, &f->err);
	assert_true(release_add(rel, STR("public/a/index.html"), STR("one"), true, &f->err));
	assert_true(release_publish(rel, content_2, content_2, &published, &f->err));
	releases_close(&r);
	assert_true(published);
}

static void a_path_too_long_is_refused(void **state)
{
	struct fixture *f = *state;
	struct releases r;
	struct release *rel;
	char path[600];

	memset(path, 'a', sizeof path);
	assert_true(releases_open(&r, str_of(f->dir), &f->arena, &f->err));
	rel = release_begin(&r, 1000, &f->err);
	assert_false(release_add(rel, (struct str){ path, sizeof path }, STR("x"), true, &f->err));
	assert_non_null(strstr(f->err.text, "文件名太长"));
	release_abandon(rel);
	releases_close(&r);
}

static void a_changed_page_is_strictly_later_in_whole_seconds(void **state)
{
	struct fixture *f = *state;
	struct stat old, new;

	publish(f, "one", "two", content_1);
	old = stat_of(f, "current/public/b/index.html");
	publish(f, "one", "owt", content_2);
	new = stat_of(f, "current/public/b/index.html");
	assert_int_equal(old.st_size, new.st_size);
	assert_true(new.st_mtim.tv_sec > old.st_mtim.tv_sec);
	assert_int_equal(new.st_mtim.tv_nsec, 0);
	new = stat_of(f, "current/public/b/index.html.gz");
	assert_true(new.st_mtim.tv_sec > old.st_mtim.tv_sec);
}

static void a_build_that_changes_nothing_makes_no_release(void **state)
{
	struct fixture *f = *state;

	assert_true(publish(f, "one", "two", content_1));
	assert_false(publish(f, "one", "two", content_2));
	assert_int_equal(count_releases(f), 1);
}

static void the_last_five_stay(void **state)
{
	struct fixture *f = *state;
	char text[8];

	for (int i = 0; i < 8; i++) {
		snprintf(text, sizeof text, "%d", i);
		assert_true(publish(f, text, "two", i % 2 ? content_1 : content_2));
	}
	assert_int_equal(count_releases(f), RELEASES_KEPT);
}

/* These releases have no catalogue. */
static bool reads(const char *catalogue, struct err *e)
{
	(void)catalogue, (void)e;
	return true;
}

static void rollback_pins_until_the_content_changes(void **state)
{
	struct fixture *f = *state;
	struct releases r;
	struct str id;
	ino_t first;

	publish(f, "one", "two", content_1);
	first = stat_of(f, "current/public/a/index.html").st_ino;
	publish(f, "ONE", "two", content_2);
	assert_true(releases_open(&r, str_of(f->dir), &f->arena, &f->err));
	assert_true(releases_rollback(&r, reads, &id, &f->err));
	releases_close(&r);
	assert_true(first == stat_of(f, "current/public/a/index.html").st_ino);

	assert_true(releases_open(&r, str_of(f->dir), &f->arena, &f->err));
	assert_true(releases_pinned(&r, content_2));
	assert_false(releases_pinned(&r, content_1));
	assert_false(releases_rollback(&r, reads, &id, &f->err));
	releases_close(&r);

	publish(f, "three", "two", content_1);
	assert_true(releases_open(&r, str_of(f->dir), &f->arena, &f->err));
	assert_false(releases_pinned(&r, content_2));
	releases_close(&r);
}

static void rollback_goes_past_releases_that_lack_a_file(void **state)
{
	struct fixture *f = *state;
	struct releases r;
	struct str id;
	ino_t first;
	char path[256];

	publish(f, "one", "two", content_1);
	first = stat_of(f, "current/public/a/index.html").st_ino;
	publish(f, "ONE", "two", content_2);
	snprintf(path, sizeof path, "%s/current/public/b/index.html", f->dir);
	assert_int_equal(unlink(path), 0);
	publish(f, "Uno", "two", content_3);
	assert_true(releases_open(&r, str_of(f->dir), &f->arena, &f->err));
	assert_true(releases_rollback(&r, reads, &id, &f->err));
	releases_close(&r);
	assert_true(first == stat_of(f, "current/public/a/index.html").st_ino);
}

static void after_a_rollback_new_pages_are_later_than_all_kept_ones(void **state)
{
	struct fixture *f = *state;
	struct releases r;
	struct str id;
	struct stat rolled_from;

	publish(f, "one", "two", content_1);
	publish(f, "ONE", "two", content_2);
	rolled_from = stat_of(f, "current/public/a/index.html");
	assert_true(releases_open(&r, str_of(f->dir), &f->arena, &f->err));
	assert_true(releases_rollback(&r, reads, &id, &f->err));
	releases_close(&r);
	publish(f, "Uno", "two", content_1);
	assert_true(stat_of(f, "current/public/a/index.html").st_mtim.tv_sec >
		    rolled_from.st_mtim.tv_sec);
}

static void what_a_killed_run_left_is_removed(void **state)
{
	struct fixture *f = *state;
	char left[128];

	publish(f, "one", "two", content_1);
	snprintf(left, sizeof left, "%s/.build-99999", f->dir);
	assert_int_equal(mkdir(left, 0755), 0);
	publish(f, "ONE", "two", content_2);
	assert_int_not_equal(access(left, F_OK), 0);
}

static void a_manifest_of_an_older_program_does_not_stop_publishing(void **state)
{
	struct fixture *f = *state;
	struct stat old, new;
	char path[128];
	FILE *file;

	publish(f, "one", "two", content_1);
	old = stat_of(f, "current/public/a/index.html");
	snprintf(path, sizeof path, "%s/current/manifest", f->dir);
	file = fopen(path, "r+");
	assert_non_null(file);
	fputs("hallgen-manifest 1\nsomething else\n", file);
	fclose(file);
	assert_true(publish(f, "ONE", "two", content_1));
	new = stat_of(f, "current/public/a/index.html");
	assert_true(new.st_mtim.tv_sec > old.st_mtim.tv_sec);
}

static void two_at_once_take_turns(void **state)
{
	struct fixture *f = *state;
	struct releases one, two;
	int status;
	pid_t child;

	assert_true(releases_open(&one, str_of(f->dir), &f->arena, &f->err));
	child = fork_child();
	if (child == 0) {
		releases_close(&one); /* the copy that fork made; the parent still holds the lock */
		_exit(releases_open(&two, str_of(f->dir), &f->arena, &f->err) ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, WNOHANG), 0);
	releases_close(&one);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void two_rollbacks_pin_as_one_does(void **state)
{
	struct fixture *f = *state;
	struct releases r;
	struct str id;

	publish(f, "1", "two", content_1);
	publish(f, "2", "two", content_2);
	publish(f, "3", "two", content_3);
	for (int i = 0; i < 2; i++) {
		assert_true(releases_open(&r, str_of(f->dir), &f->arena, &f->err));
		assert_true(releases_rollback(&r, reads, &id, &f->err));
		releases_close(&r);
	}
	assert_true(releases_open(&r, str_of(f->dir), &f->arena, &f->err));
	assert_true(releases_pinned(&r, content_3));
	releases_close(&r);
}

/* A file of a release that is thrown away again, packed; memory from f->arena. */
static struct str packed(struct fixture *f, struct release *rel, const char *name, struct str text)
{
	const char *path = arena_printf(&f->arena, "%s/%s.gz", release_dir(rel), name).s;
	struct str gz;

	assert_true(release_add(rel, str_of(name), text, true, &f->err));
	assert_true(file_read(path, 1 << 20, &f->arena, &gz, &f->err));
	return gz;
}

/* What zlib makes of it. */
static void assert_unpacks(struct fixture *f, struct str gz, struct str text)
{
	char *out = arena_alloc(&f->arena, text.len + 1);
	z_stream z = { 0 };

	assert_int_equal(inflateInit2(&z, MAX_WBITS + 16), Z_OK);
	z.next_in = (const Bytef *)gz.s;
	z.avail_in = (uInt)gz.len;
	z.next_out = (Bytef *)out;
	z.avail_out = (uInt)text.len + 1;
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(z.avail_in, 0);
	assert_true(str_eq((struct str){ out, text.len + 1 - z.avail_out }, text));
	inflateEnd(&z);
}

static void gz_unpacks_and_is_the_same_for_the_same_text(void **state)
{
	struct fixture *f = *state;
	char *noise = arena_alloc(&f->arena, 200000);
	struct str text[] = { STR(""), STR("a"), STR("宁都县政务服务大厅"), { noise, 200000 } };
	struct releases r;
	struct release *rel;

	for (unsigned i = 0, seed = 1; i < 200000; i++) {
		seed = seed * 1103515245 + 12345;
		noise[i] = (char)(seed >> 16);
	}
	assert_true(releases_open(&r, str_of(f->dir), &f->arena, &f->err));
	rel = release_begin(&r, 1000, &f->err);
	for (size_t i = 0; i < COUNT(text); i++) {
		struct str gz = packed(f, rel, arena_printf(&f->arena, "a%zu", i).s, text[i]);

		assert_true(str_starts(gz, STR("\x1f\x8b\x08\0\0\0\0\0"))); /* no name, mtime 0 */
		assert_unpacks(f, gz, text[i]);
	}
	for (size_t i = 0; i < COUNT(text); i++)
		assert_true(str_eq(packed(f, rel, arena_printf(&f->arena, "b%zu", i).s, text[i]),
				   packed(f, rel, arena_printf(&f->arena, "c%zu", i).s, text[i])));
	release_abandon(rel);
	releases_close(&r);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(unchanged_files_are_the_same_inode),
		TEST(a_file_changed_by_hand_is_put_right),
		TEST(a_late_difference_is_seen),
		TEST(a_file_that_is_gone_makes_a_release),
		TEST(a_path_too_long_is_refused),
		TEST(a_changed_page_is_strictly_later_in_whole_seconds),
		TEST(a_build_that_changes_nothing_makes_no_release),
		TEST(the_last_five_stay),
		TEST(rollback_pins_until_the_content_changes),
		TEST(rollback_goes_past_releases_that_lack_a_file),
		TEST(after_a_rollback_new_pages_are_later_than_all_kept_ones),
		TEST(what_a_killed_run_left_is_removed),
		TEST(a_manifest_of_an_older_program_does_not_stop_publishing),
		TEST(two_rollbacks_pin_as_one_does),
		TEST(two_at_once_take_turns),
		TEST(gz_unpacks_and_is_the_same_for_the_same_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
