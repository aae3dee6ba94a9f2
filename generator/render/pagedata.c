#include "render/pagedata.h"

extern const char pagedata_sql[];

static bool add_code(struct inserts *in, struct site *s, int window, struct arena *a, struct err *e)
{
	struct str url = site_code_url(s, window, a);
	const struct qr *code = site_code(s, url, a, e);
	struct buf path = BUF_INIT;

	if (!code)
		return false;
	qr_path(code, &path);
	INSERT(in, "code", INT("window", window), TEXT("url", url), INT("version", code->version),
	       INT("side", code->width + 2 * QR_QUIET), TEXT("path", buf_str(&path)));
	buf_release(&path);
	return true;
}

bool pagedata_make(struct inserts *in, struct site *s, const struct content *c, struct arena *a,
		   struct err *e)
{
	bool ok = db_exec(in->db, pagedata_sql, e) && add_code(in, s, 0, a, e);

	for (size_t i = 0; ok && i < c->nwindows; i++)
		ok = add_code(in, s, c->window[i].no, a, e);
	return ok;
}
