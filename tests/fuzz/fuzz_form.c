/*
 * Any bytes as a form, which is what a query is, too: refused, or every value is clean UTF-8 within
 * its limit, and what the field checks accept they accept unchanged a second time. And as a list of
 * cookies: what is found stands there whole behind its name.
 */
#include "base/utf8.h"
#include "page/field.h"
#include "page/form.h"
#include "staff/session.h"
#include "store/token.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct str check(struct arena *a, struct str in, struct str *out);

static void settles(struct arena *a, check *field, struct str in)
{
	struct str once, twice;

	if (field(a, in, &once).s)
		return;
	assert(utf8_valid(once));
	assert(!field(a, once, &twice).s);
	assert(str_eq(once, twice));
	field_name_masked(a, once);
}

static void look_for_cookie(struct str list)
{
	const struct str name = STR("hall");
	struct str value = session_cookie(list, name);

	if (!value.s)
		return;
	assert(value.s > list.s + name.len && value.s + value.len <= list.s + list.len);
	while (strchr(" \t\r\n\f\v", value.s[-1]) && value.s[-1])
		value = (struct str){ value.s - 1, value.len + 1 };
	assert(value.s[-1] == '=');
	assert(!value.len || !memchr(value.s, ';', value.len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena a;
	static const unsigned char key[MAC_KEY_BYTES] = "k";
	unsigned char nonce[NONCE_BYTES];
	char reference[REFERENCE_TEXT];
	struct form f;
	int64_t made_s;

	look_for_cookie((struct str){ (const char *)data, size });
	form_parse_query((struct str){ (const char *)data, size }, &a, &f);
	if (form_parse((struct str){ (const char *)data, size }, &a, &f)) {
		for (int i = 0; i < FORM__MAX; i++) {
			assert(utf8_valid(f.value[i]));
			assert(f.value[i].len <= 12288);
		}
		settles(&a, field_name, f.value[FORM_NAME]);
		settles(&a, field_agent, f.value[FORM_AGENT]);
		settles(&a, field_phone, f.value[FORM_PHONE]);
		settles(&a, field_note, f.value[FORM_NOTE]);
		settles(&a, field_text, f.value[FORM_TEXT]);
		reference_parse(f.value[FORM_REFERENCE], reference);
		link_reference(f.value[FORM_TOKEN], reference);
		form_token_read(key, f.value[FORM_TOKEN], &made_s, nonce);
	}
	arena_reset(&a);
	return 0;
}
