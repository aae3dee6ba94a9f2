/* The reader that hallbook has: what it makes of files, hostile ones too, and its end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "table/tablewords.h"
#include "table/workbook.h"

#include <minizip/zip.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { LIMITED = 0 }; /* they map terabytes, so there is no limit of memory */
#else
enum { LIMITED = 1 };
#endif

static struct arena arena;
static struct workbook book;
static struct err why;
static int reader;
static pid_t reader_pid;

/* Its only child. */
static pid_t child_of_mine(void)
{
	FILE *f = fopen("/proc/thread-self/children", "r");
	int pid = 0;

	assert_non_null(f);
	assert_int_equal(fscanf(f, "%d", &pid), 1);
	fclose(f);
	return pid;
}

static int start(void **state)
{
	(void)state;
	reader = workbook_reader(&why);
	reader_pid = child_of_mine();
	return reader < 0;
}

/* It ends with its socket, by itself. */
static int end(void **state)
{
	(void)state;
	close(reader);
	arena_release(&arena);
	return waitpid(reader_pid, NULL, 0) == reader_pid ? 0 : -1;
}

static bool ask(const char *name, struct str bytes)
{
	return workbook_ask(reader, str_of(name), bytes, &arena, &book, &why);
}

static void gives(const char *name, struct str bytes, const char *csv)
{
	if (!ask(name, bytes))
		fail_msg("%s: %s", name, why.text);
	assert_int_equal(book.n, 1);
	assert_int_equal(book.sheet[0].csv.len, strlen(csv));
	assert_memory_equal(book.sheet[0].csv.s, csv, strlen(csv));
}

static void refuses(const char *name, struct str bytes, const char *words)
{
	if (ask(name, bytes))
		fail_msg("%s was read", name);
	assert_string_equal(why.text, words);
}

/* ---- a workbook of one sheet ---- */

static void put(zipFile z, const char *name, struct str s)
{
	assert_int_equal(zipOpenNewFileInZip(z, name, NULL, NULL, 0, NULL, 0, NULL, 8, 9), ZIP_OK);
	assert_int_equal(zipWriteInFileInZip(z, s.s, (unsigned)s.len), ZIP_OK);
	assert_int_equal(zipCloseFileInZip(z), ZIP_OK);
}

/* A sheet, in XML: `piece` so many times between the two others. */
struct xml {
	const char *begin, *piece, *end;
	size_t times;
};

/* Of so many sheets, which all are the same. */
static struct str workbook_of(const struct xml *xml, size_t sheets)
{
	char path[] = "/tmp/workbook.XXXXXX";
	int fd = mkstemp(path);
	struct buf list = BUF_INIT, sheet = BUF_INIT;
	struct str bytes;
	zipFile z;

	assert_true(fd >= 0);
	close(fd);
	z = zipOpen(path, APPEND_STATUS_CREATE);
	buf_printf(&list, "<workbook><sheets>");
	for (size_t i = 0; i < sheets; i++)
		buf_printf(&list, "<sheet name=\"%zu月\" r:id=\"r1\"/>", i + 1);
	buf_printf(&list, "</sheets></workbook>");
	put(z, "xl/workbook.xml", buf_str(&list));
	put(z, "xl/_rels/workbook.xml.rels",
	    STR("<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" "
		"Target=\"sheet.xml\"/></Relationships>"));
	buf_printf(&sheet, "<worksheet>%s", xml->begin);
	for (size_t i = 0; i < xml->times; i++)
		buf_printf(&sheet, "%s", xml->piece);
	buf_printf(&sheet, "%s</worksheet>", xml->end);
	put(z, "xl/sheet.xml", buf_str(&sheet));
	assert_int_equal(zipClose(z, NULL), ZIP_OK);
	assert_true(file_read(path, 1 << 20, &arena, &bytes, &why));
	unlink(path);
	buf_release(&list);
	buf_release(&sheet);
	return bytes;
}

static const struct xml cells = {
	.begin = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>日期</t></is></c>"
		 "<c r=\"B1\"><v>4</v></c></row></sheetData>",
	.end = ""
};

static struct str good(void)
{
	return workbook_of(&cells, 1);
}

/* ---- the tests ---- */

static void tables(void **state)
{
	(void)state;
	gives("a.xlsx", good(), "日期,4\n");
	gives("a.csv", good(), "日期,4\n"); /* names lie */
	gives("a.csv", STR("日期,4\r\n"), "日期,4\n");
	gives("a.csv", STR("\xEF\xBB\xBF日期,4\n"), "日期,4\n");
	gives("GB18030", STR("\xC8\xD5\xC6\xDA,4\r\n"), "日期,4\n");
	gives("UTF-16LE", STR("\xFF\xFE\xE5\x65\x1F\x67,\0004\0\n\0"), "日期,4\n");
	gives("UTF-16BE", STR("\xFE\xFF\x65\xE5\x67\x1F\0,\0004\0\n"), "日期,4\n");
	assert_true(ask("a.xlsx", workbook_of(&cells, 100)));
	assert_int_equal(book.n, 100);
	assert_memory_equal(book.sheet[99].name.s, "100月", 6);
}

static void others(void **state)
{
	struct str bytes = good();

	(void)state;
	refuses("a.et", bytes, "读不了 .et 格式；请在 WPS 或 Excel 中另存为 .xlsx");
	refuses("a.ods", bytes, "读不了 .ods 格式；请在 WPS 或 Excel 中另存为 .xlsx");
	refuses("a.xlsx", STR(""), SAY_BOOK_DAMAGED);
	refuses("a.png", STR("\x89PNG\r\n\x1A\n\0\0\0\rIHDR"), SAY_NO_BOOK);
	refuses("a.xlsx", STR("PK\x03\x04 and more"), SAY_BOOK_DAMAGED);
	refuses("a.xls", STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and more"), SAY_BOOK_DAMAGED);
	refuses("a.xls",
		STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
		    "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"),
		SAY_BOOK_ENCRYPTED);
	for (size_t cut = 1; cut < bytes.len; cut += 7)
		assert_false(ask("a.xlsx", str_head(bytes, cut)) && book.n &&
			     str_contains(book.sheet[0].csv, STR("日期,4")));
}

/* In no more than a GiB of everybody's memory, and the next file is read as ever. */
static void hostile(void **state)
{
#define DATA(x) "<sheetData>" x
	static const struct xml bombs[] = {
		{ "", "                ", "", 9 << 20 },
		{ DATA(""), "<row><c><v>1</v></c></row>", "</sheetData>", 4 << 20 },
		{ "", "<a>", "", 4 << 20 },
		{ DATA(""), "<row r=\"1048576\"><c r=\"BL1048576\"><v>1</v></c></row>",
		  "</sheetData>", 3 },
		{ DATA("<row><c r=\"A1\"><v>1</v></c></row>"
		       "<row><c r=\"A9999\"><v>1</v></c></row></sheetData><mergeCells>"),
		  "<mergeCell ref=\"A1:BL1048576\"/>", "</mergeCells>", 99 },
		{ DATA("<row><c t=\"str\"><v>"), "&e;&e;", "</v></c></row></sheetData>", 9 },
	};

	(void)state;
	if (!LIMITED)
		skip();
	for (size_t i = 0; i < COUNT(bombs); i++) {
		assert_false(ask("a.xlsx", workbook_of(&bombs[i], 1)));
		if (strcmp(why.text, SAY_BOOK_DAMAGED) != 0)
			assert_string_equal(why.text, SAY_BOOK_TOO_LARGE);
		gives("the next", good(), "日期,4\n");
		arena_reset(&arena);
	}
}

/* Up to the formats that freexl does not know: it gives numbers there. */
static struct str known_times(void)
{
	struct str csv = book.sheet[0].csv;

	return str_head(csv, str_find(csv, STR("2026-12-05")));
}

/* Who saves a table in the old format changes nothing by that. */
static void old_format(void **state)
{
	struct str bytes, csv;

	(void)state;
	assert_true(file_read("tests/data/reading/tables/hours-time-formats.xlsx", 1 << 20, &arena,
			      &bytes, &why));
	assert_true(ask("a.xlsx", bytes));
	csv = known_times();
	assert_true(str_contains(csv, STR(",8:30,12:00,")));
	assert_true(file_read("tests/data/reading/tables/hours-time-formats.xls", 1 << 20, &arena,
			      &bytes, &why));
	assert_true(ask("a.xls", bytes));
	assert_string_equal(arena_cstr(&arena, known_times()), arena_cstr(&arena, csv));
}

static void *ask_it(void *ctx)
{
	bool *read = ctx;

	*read = ask("a.csv", STR("日期\n"));
	return NULL;
}

static void killed(void **state)
{
	pthread_t thread;
	bool read = true;

	(void)state;
	gives("a.csv", STR("日期\n"), "日期\n");
	kill(reader_pid, SIGSTOP); /* so that it is asked, and has not answered */
	assert_int_equal(pthread_create(&thread, NULL, ask_it, &read), 0);
	kill(reader_pid, SIGKILL);
	pthread_join(thread, NULL);
	assert_false(read);
	assert_string_equal(why.text, SAY_NO_READER);
	refuses("a.csv", STR("日期\n"), SAY_NO_READER);
}

/* Whoever serves does so without waiting for what a thread has asked. */
static void given_up(void **state)
{
	pthread_t thread;
	bool read = true;

	(void)state;
	kill(reader_pid, SIGSTOP);
	assert_int_equal(pthread_create(&thread, NULL, ask_it, &read), 0);
	shutdown(reader, SHUT_RDWR);
	pthread_join(thread, NULL);
	assert_false(read);
	kill(reader_pid, SIGCONT);
}

static void keeps_nothing_open(void **state)
{
	int ends[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_int_equal(start(NULL), 0);
	close(ends[1]);
	assert_int_equal(read(ends[0], &(char){ 0 }, 1), 0); /* nobody else holds the other end */
	close(ends[0]);
	assert_int_equal(end(NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{ "workbooks and text in any encoding, by what they are", tables, start, end,
		  NULL },
		{ "the old format gives the same cells", old_format, start, end, NULL },
		{ "what is no table is told in words", others, start, end, NULL },
		{ "a hostile workbook costs its own child, and no more memory than that may have",
		  hostile, start, end, NULL },
		{ "a reader that is killed while it is asked: said, now and later", killed, start,
		  end, NULL },
		{ "who is asked no more does not keep anybody waiting", given_up, start, end,
		  NULL },
		{ "a reader has nothing open but its socket", keeps_nothing_open, NULL, NULL,
		  NULL },
	};
	const struct rlimit most = { 1UL << 30, 1UL << 30 };

	signal(SIGPIPE, SIG_IGN);
	if (LIMITED)
		setrlimit(RLIMIT_AS, &most);
	return cmocka_run_group_tests_name("workbook", tests, NULL, NULL);
}
