/* hall.conf, pages and notes: what is not a table of the hall. */
#include "content_dir.h"

#include "read/conf.h"
#include "render/site.h"

static void bad_conf(void **state)
{
	(void)state;
	CASES({ "hall.conf",
		"# 说明\n\nhall.nmae = 大厅\nhall.name\nbooking.cutoff = 25:00\n"
		"booking.places = 0\nhall.complaint = 693927\nsite.base_url = www.x.cn\n"
		"booking.unannounced = maybe\nstaff.totp_roles = leader, boss\n"
		"hall.name = 一\nhall.name = 二\nhall.org = \xEF\xBF\xBD\n",
		"content/hall.conf:3:1: warning: UNKNOWN_KEY: "
		"第 3 行：没有“hall.nmae”这一项设置，没有使用；请核对写法\n"
		"content/hall.conf:4:1: error: BAD_VALUE: 第 4 行不是“名称 = 值”的写法\n"
		"content/hall.conf:5:1: error: BAD_VALUE: 第 5 行：booking.cutoff 的值“25:00”不对，"
		"应写成 17:00 这样\n"
		"content/hall.conf:6:1: error: BAD_VALUE: 第 6 行：booking.places 的值“0”不对，"
		"应是 1 到 99 的整数\n"
		"content/hall.conf:7:1: error: BAD_VALUE: 第 7 行：hall.complaint "
		"的值“693927”不对，"
		"应是区号加号码的固定电话、11 位手机号码或 12345 这样的热线\n"
		"content/hall.conf:8:1: error: BAD_VALUE: 第 8 行：site.base_url "
		"的值“www.x.cn”不对，"
		"应写成 https://www.example.gov.cn/zwfw 这样，不带“?”和“#”\n"
		"content/hall.conf:9:1: error: BAD_VALUE: 第 9 行：booking.unannounced 的值“maybe”"
		"不对，只能填 open|closed\n"
		"content/hall.conf:10:1: error: BAD_VALUE: 第 10 行：staff.totp_roles 的值"
		"“leader, boss”不对，只能填 clerk|leader|admin\n"
		"content/hall.conf:12:1: error: BAD_VALUE: 第 12 行：“hall.name”已在第 11 行写过\n"
		"content/hall.conf:13:1: error: ENCODING: 第 13 行有乱码，"
		"请用 UTF-8 编码另存后再试\n" },
	      { "hall.conf", "booking.places = 1\n",
		"content/hall.conf:1:1: error: BAD_VALUE: "
		"booking.public_places（2）不能大于 booking.places（1）\n" },
	      { "hall.conf", "# 名额\nbooking.places = 3\nbooking.public_places = 4\n",
		"content/hall.conf:3:1: error: BAD_VALUE: "
		"booking.public_places（4）不能大于 booking.places（3）\n" },
	      { "hall.conf", NULL, "content/hall.conf:1:1: error: BAD_FILE: 缺少这个文件\n" });
}

static void urls(void **state)
{
	static const char *const good[] = { "http://127.0.0.1:8080", "https://www.x.gov.cn/zwfw",
					    "https://x.cn/a/b/", "https://x-1.cn:8443/~a/b-c_d.e" };
	static const char *const bad[] = { "",
					   "ftp://x.cn",
					   "https://",
					   "https:///a",
					   "https://x.cn?a",
					   "https://x.cn/#a",
					   "https://u@x.cn",
					   "https://x.cn/a b",
					   "https://x.cn/../a",
					   "https://x.cn//a",
					   "https://x.cn:0",
					   "https://x.cn:a",
					   "https://政务.cn/\"",
					   "https://x.cn/a%20b",
					   "https://x.cn/a:b",
					   "https://x.cn/.hidden",
					   "https://x.cn/a/..",
					   "https://x.cn:65536",
					   "https://x..cn",
					   "https://x.cn.",
					   "https://-x.cn",
					   "https://x-.cn",
					   "https://[::1]",
					   "HTTPS://x.cn" };
	struct arena a = ARENA_INIT;
	struct site site;

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++)
		assert_true(conf_url_valid(str_of(good[i])) &&
			    site_set_base_url(&site, str_of(good[i]), &a));
	assert_true(str_eq(site.base_url, str_of(good[3])) &&
		    str_eq(site.base_path, STR("/~a/b-c_d.e")));
	assert_true(site_set_base_url(&site, STR("https://x.cn/"), &a) &&
		    str_eq(site.base_url, STR("https://x.cn")) && site.base_path.len == 0);
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(conf_url_valid(str_of(bad[i])) ||
			     site_set_base_url(&site, str_of(bad[i]), &a));
	arena_release(&a);
}

static void conf_values(void **state)
{
	struct content_dir *d = *state;

	content_put(d, "hall.conf",
		    STR("site.base_url = https://x.cn/a/\r\nhall.name =\r\n"
			" booking.cutoff=16:30 \r\nstaff.totp_roles = leader,admin\r\n"));
	content_load(d);
	assert_string_equal(content_findings(d, true), "");
	assert_true(str_eq(content_setting(&d->c, "site.base_url"), STR("https://x.cn/a")));
	assert_true(str_eq(content_setting(&d->c, "hall.name"), STR("宁都县政务服务大厅")));
	assert_true(str_eq(content_setting(&d->c, "booking.cutoff"), STR("16:30")));
}

/* A time of hall.conf and the date of a page are kept in one form. */
static void written_otherwise(void **state)
{
	struct content_dir *d = *state;

	content_put(d, "hall.conf",
		    STR("booking.cutoff = 下午4：30\nhall.complaint = 12345 / 0797-6939272\n"));
	content_put(d, "pages/guide.md", STR("---\ntitle: 一\ndate: 2024年6月1日\n---\n字\n"));
	content_load(d);
	assert_string_equal(content_findings(d, true), "");
	assert_true(str_eq(content_setting(&d->c, "booking.cutoff"), STR("16:30")));
	assert_true(str_eq(content_setting(&d->c, "hall.complaint"), STR("12345、0797-6939272")));
	assert_true(str_eq(content_setting(&d->c, "site.complaint_links"),
			   STR("[12345](tel:12345)、[0797-6939272](tel:+867976939272)")));
	assert_true(str_eq(d->c.page[0].date, STR("2024-06-01")));
}

/* The table of keys is what the manual and the defaults come from. */
static void conf_defaults(void **state)
{
	struct content_dir *d = *state;
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < conf_nkeys; i++)
		buf_printf(&text, "%s = %s\n", conf_keys[i].key, conf_keys[i].value);
	content_put(d, "hall.conf", buf_str(&text));
	content_load(d);
	assert_string_equal(content_findings(d, true), "");
	buf_release(&text);
}

static void bad_pages(void **state)
{
	(void)state;
	CASES({ "pages/guide.md", "打电话。\n",
		"content/pages/guide.md:1:1: error: BAD_FILE: "
		"第 1 行应是“---”，下面写 title: 标题，再以“---”结束\n" },
	      { "pages/guide.md", "---\ntitle: 一\n",
		"content/pages/guide.md:1:1: error: BAD_FILE: "
		"第 1 行应是“---”，下面写 title: 标题，再以“---”结束\n" },
	      { "pages/guide.md",
		"---\nauthor: 张\n写法\ndate: 6月1日\n---\n一\n打 {hall.phone} 或 {x}。\n",
		"content/pages/guide.md:1:1: error: EMPTY: 没有写标题（title）\n"
		"content/pages/guide.md:2:1: warning: UNKNOWN_KEY: 第 2 行：“author”不认识，"
		"没有使用\n"
		"content/pages/guide.md:3:1: error: BAD_VALUE: 第 3 行不是“名称: 值”的写法\n"
		"content/pages/guide.md:4:1: error: BAD_VALUE: 第 4 行：“6月1日”不是日期，"
		"应写成 2024-01-31 这样\n"
		"content/pages/guide.md:7:3: error: UNKNOWN_FIELD: 第 7 行：“{hall.phone}”"
		"不是 hall.conf 里的设置\n" },
	      { "pages/privacy.md", NULL,
		"content/pages/privacy.md:1:1: error: BAD_FILE: 缺少这个页面\n" },
	      { "pages/Bad.md", "",
		"content/pages/Bad.md:1:1: warning: BAD_FILE: "
		"文件名只能用小写英文字母、数字和“-”，这个页面没有使用\n" });
}

static void bad_notes(void **state)
{
	(void)state;
	CASES({ "acknowledged.csv", "file,code,key,reason\nitems.csv,DUP,42,\n",
		"content/acknowledged.csv:2:2: error: BAD_VALUE: 第 2 行 第 2 列（B列 code）："
		"没有“DUP”这个代码\n"
		"content/acknowledged.csv:2:4: error: EMPTY: 第 2 行 第 4 列（D列 reason）："
		"不能空着\n" },
	      { "list-notes.csv", "序号,代码,词,说明,建议\nx,,,,\n",
		"content/list-notes.csv:2:1: error: BAD_VALUE: 第 2 行 第 1 列（A列 序号）："
		"“x”不对，应是 1 到 999999 的整数\n"
		"content/list-notes.csv:2:2: error: EMPTY: 第 2 行 第 2 列（B列 代码）：不能空着\n"
		"content/list-notes.csv:2:4: error: EMPTY: 第 2 行 第 4 列（D列 说明）：不能空着\n"
		"content/list-notes.csv:2:5: error: EMPTY: 第 2 行 第 5 列（E列 建议）："
		"不能空着\n" });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST("hall.conf: every kind of fault", bad_conf),
		TEST("site.base_url and --base-url: http or https, no query", urls),
		TEST("hall.conf: blanks, CRLF, empty means default", conf_values),
		TEST("hall.conf, pages: a hotline, a time and a date as people write them",
		     written_otherwise),
		TEST("hall.conf: each default is a good value", conf_defaults),
		TEST("pages: front matter, names, {settings}", bad_pages),
		TEST("acknowledged.csv and list-notes.csv: codes and reasons", bad_notes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
