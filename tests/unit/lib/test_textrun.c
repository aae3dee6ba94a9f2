/*
 * What stays whole on a line: dates, times, telephone numbers, with the marks around them.
 */
#include "template/textrun.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

struct sample {
	const char *name, *text, *expect;
};

/* Each whole piece as [text+tail], with =tel behind what may be called. */
static const struct sample samples[] = {
	{ "a date with its weekday, and the mark behind it",
	  "11月28日（星期六）已过预约时间，请选2026年1月2日。",
	  "[11月28日（星期六）]已过预约时间，请选[2026年1月2日+。]" },
	{ "times, and a date before one", "12月5日（星期六）9:30，8:30—12:00",
	  "[12月5日（星期六）][9:30+，][8:30—12:00]" },
	{ "full-width colons, 时 and 点", "上午8：30—11：00，9时、8点30分",
	  "上午[8：30—11：00+，][9时+、][8点30分]" },
	{ "brackets that open and close stay with it", "（17:00）起，“12月1日”。",
	  "[（+17:00+）]起，[“+12月1日+”。]" },
	{ "a telephone number may be called", "打 0797-6827737 问；13812345678。",
	  "打 [0797-6827737=+867976827737] 问；[13812345678+。=+8613812345678]" },
	{ "as the notice writes it", "电话（0797—6939272），",
	  "电话[（+0797—6939272+），=+867976939272]" },
	{ "another figure is no telephone number", "编号 122-729-19，2026-11-28，7 位",
	  "编号 [122-729-19+，][2026-11-28+，]7 位" },
	{ "a number alone is plain, and so is a sign without a second figure",
	  "有 3 处，180 天：2—", "有 3 处，180 天：2—" },
	{ "tags of HTML", "<h2 id=\"1-2\">9:30</h2><a href=\"tel:0797-6827737\">x</a> 1 < 2",
	  "<h2 id=\"1-2\">[9:30]</h2><a href=\"tel:0797-6827737\">x</a> 1 < 2" },
	{ "what is a link already", "<p><a href=\"x\">打0797-6827737，9:30</a> 9:30</p><a >9:30",
	  "<p><a href=\"x\">打0797-6827737，9:30</a> [9:30]</p><a >[9:30]" },
	{ "bytes that are no characters",
	  "\xff"
	  "9:30\xe6",
	  "\xff[9:30]\xe6" },
	{ "nothing", "", "" },
};

static void cut(void **state)
{
	const struct sample *c = *state;
	struct str rest = str_of(c->text);
	struct textrun run;
	char out[400];
	int n = 0;

	out[0] = '\0';
	while (textrun_next(&rest, &run)) {
		n += snprintf(out + n, sizeof out - (size_t)n,
			      run.whole ? "[%.*s%s%.*s%s%.*s%s%s]" : "%.*s%s%.*s",
			      STR_ARG(run.lead), run.lead.len ? "+" : "", STR_ARG(run.text),
			      run.tail.len ? "+" : "", STR_ARG(run.tail), run.tel[0] ? "=" : "",
			      run.tel);
		assert_true(run.text.len > 0 && (size_t)n < sizeof out);
	}
	assert_string_equal(out, c->expect);
}

int main(void)
{
	struct CMUnitTest test[COUNT(samples)];

	for (size_t i = 0; i < COUNT(samples); i++)
		test[i] = (struct CMUnitTest){ samples[i].name, cut, NULL, NULL,
					       (void *)(uintptr_t)&samples[i] };
	return cmocka_run_group_tests(test, NULL, NULL);
}
