#include "form.h"

#include "base/utf8.h"

#include <string.h>

enum { FIELDS_MAX = 64 };

/* The limits only keep senseless input away; rules about fields are in field.c. */
static const struct {
	struct str name;
	size_t max_bytes;
	bool own; /* not carried */
} table[FORM__MAX] = {
	[FORM_ITEM] = { STR_INIT("item"), 512, false },
	[FORM_WINDOW] = { STR_INIT("window"), 64, false },
	[FORM_DAY] = { STR_INIT("day"), 64, false },
	[FORM_SHOWN] = { STR_INIT("shown"), 64, false },
	[FORM_SLOT] = { STR_INIT("slot"), 64, false },
	[FORM_NAME] = { STR_INIT("name"), 1024, false },
	[FORM_PHONE] = { STR_INIT("phone"), 256, false },
	[FORM_AGENT] = { STR_INIT("agent"), 1024, false },
	[FORM_NOTE] = { STR_INIT("note"), 4096, false },
	[FORM_TOKEN] = { STR_INIT("token"), 128, false },
	[FORM_WEBSITE] = { STR_INIT("website"), 1024, false },
	[FORM_REFERENCE] = { STR_INIT("reference"), 128, false },
	[FORM_TAIL] = { STR_INIT("tail"), 64, false },
	[FORM_TIME] = { STR_INIT("time"), 16, false },
	[FORM_CHANNEL] = { STR_INIT("channel"), 16, false },
	[FORM_REMARK] = { STR_INIT("remark"), 4096, false },
	[FORM_PICK] = { STR_INIT("pick"), 16, false },
	[FORM_ASKED] = { STR_INIT("asked"), 512, false },
	[FORM_MEANT] = { STR_INIT("meant"), 32, false },
	[FORM_SAVED] = { STR_INIT("saved"), 20, false },
	[FORM_RESULT] = { STR_INIT("result"), 16, false },
	[FORM_PICKUP] = { STR_INIT("pickup"), 32, false },
	[FORM_WHY] = { STR_INIT("why"), 4096, false },
	[FORM_MAIL] = { STR_INIT("mail"), 8, false },
	[FORM_ADDRESS] = { STR_INIT("address"), 4096, false },
	[FORM_BACK] = { STR_INIT("back"), 8, false },
	[FORM_UPTO] = { STR_INIT("upto"), 20, false },
	[FORM_VERSION] = { STR_INIT("version"), 20, false },
	[FORM_WAS] = { STR_INIT("remark_was"), 4096, false },
	[FORM_BY] = { STR_INIT("by"), 16, false },
	[FORM_LOOK] = { STR_INIT("look"), 4, false },
	[FORM_PAGE] = { STR_INIT("page"), 8, false },
	[FORM_CARRIED] = { STR_INIT("carried"), 4, true },
	[FORM_Q] = { STR_INIT("q"), 512, false },
	[FORM_FROM] = { STR_INIT("from"), 32, false },
	[FORM_TO] = { STR_INIT("to"), 32, false },
	[FORM_MONTH] = { STR_INIT("month"), 16, false },
	[FORM_HALF] = { STR_INIT("half"), 8, false },
	[FORM_REASON] = { STR_INIT("reason"), 1024, false },
	[FORM_NAMES] = { STR_INIT("names"), 2048, false },
	[FORM_TEXT] = { STR_INIT("text"), 65536, false },
	[FORM_POST] = { STR_INIT("post"), 128, false },
	[FORM_PURPOSE] = { STR_INIT("purpose"), 16, false },
	[FORM_DONE] = { STR_INIT("done"), 8, false },
	[FORM_KIND] = { STR_INIT("kind"), 16, false },
	[FORM_FRONT] = { STR_INIT("front"), 4, false },
	[FORM_BACKOFFICE] = { STR_INIT("backoffice"), 4, false },
	[FORM_USER] = { STR_INIT("user"), 64, true },
	[FORM_PASSWORD] = { STR_INIT("password"), 1024, true },
	[FORM_CODE] = { STR_INIT("code"), 64, true },
	[FORM_NEW] = { STR_INIT("new"), 1024, true },
	[FORM_AGAIN] = { STR_INIT("again"), 1024, true },
	[FORM_CSRF] = { STR_INIT("csrf"), 64, true },
	[FORM_NEXT] = { STR_INIT("next"), 512, true },
	[FORM_DO] = { STR_INIT("do"), 16, false },
	[FORM_ACCOUNT] = { STR_INIT("account"), 64, false },
	[FORM_ROLE] = { STR_INIT("role"), 16, false },
	[FORM_ID] = { STR_INIT("id"), 16, false },
	[FORM_BEFORE] = { STR_INIT("before"), 16, false },
	[FORM_AUTO] = { STR_INIT("auto"), 8, true },
};

struct str form_name(enum form_field f)
{
	return table[f].name;
}

bool form_is_carried(enum form_field f)
{
	return !table[f].own;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool decode(struct str in, struct arena *a, struct str *out)
{
	char *p = arena_alloc(a, in.len + 1);
	size_t n = 0;

	for (size_t i = 0; i < in.len; i++) {
		char c = in.s[i];

		if (c == '%') {
			int high = i + 2 < in.len ? hex_digit(in.s[i + 1]) : -1;
			int low = i + 2 < in.len ? hex_digit(in.s[i + 2]) : -1;

			if (high < 0 || low < 0)
				return false;
			c = (char)(high * 16 + low);
			i += 2;
		} else if (c == '+') {
			c = ' ';
		}
		p[n++] = c;
	}
	*out = (struct str){ p, n };
	return true;
}

static bool is_clean(struct str s)
{
	while (s.len) {
		int32_t cp = utf8_next(&s);

		if (cp < 0 || (cp < 0x20 && cp != '\t' && cp != '\r' && cp != '\n') ||
		    (cp >= 0x7F && cp < 0xA0))
			return false;
	}
	return true;
}

static bool keep(struct form *out, struct str name, struct str value)
{
	for (int i = 0; i < FORM__MAX; i++) {
		if (!str_eq(table[i].name, name))
			continue;
		if (out->value[i].s || value.len > table[i].max_bytes)
			return false;
		out->value[i] = value;
		break;
	}
	return true;
}

static bool take_field(struct str *rest, struct arena *a, struct form *out)
{
	struct str value = str_cut(rest, '&'), raw = str_cut(&value, '='), name;

	return decode(raw, a, &name) && decode(value, a, &value) && is_clean(name) &&
	       is_clean(value) && keep(out, name, value);
}

bool form_parse(struct str text, struct arena *a, struct form *out)
{
	struct str rest = text;

	memset(out, 0, sizeof *out);
	for (int i = 0; rest.s && text.len; i++)
		if (i == FIELDS_MAX || !take_field(&rest, a, out))
			return false;
	return true;
}

void form_parse_query(struct str text, struct arena *a, struct form *out)
{
	struct str rest = text;

	memset(out, 0, sizeof *out);
	for (int i = 0; rest.s && i < FIELDS_MAX; i++)
		take_field(&rest, a, out);
}
