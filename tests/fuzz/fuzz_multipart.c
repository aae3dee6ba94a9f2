/*
 * Any bytes as a form with files: a line of Content-Type, and behind it the body. Refused,
 * or every value is clean and every file lies in the body, one behind the other.
 */
#include "base/utf8.h"
#include "page/multipart.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look_at(const struct form *f, struct str body)
{
	const char *from = body.s;

	assert(f->nuploads <= FORM_UPLOADS_MAX);
	for (size_t i = 0; i < f->nuploads; i++) {
		const struct upload *u = &f->upload[i];

		assert(utf8_valid(u->name));
		assert(u->name.len || u->bytes.len);
		assert(u->bytes.s >= from && u->bytes.s + u->bytes.len <= body.s + body.len);
		from = u->bytes.s + u->bytes.len;
	}
	for (int i = 0; i < FORM__MAX; i++)
		assert(form_is_clean(f->value[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena a;
	struct str body = { (const char *)data, size }, type = str_cut(&body, '\n');
	struct str boundary = multipart_boundary(type);
	struct form f;

	if (boundary.s && body.s && multipart_parse(boundary, body, &a, &f))
		look_at(&f, body);
	arena_reset(&a);
	return 0;
}
