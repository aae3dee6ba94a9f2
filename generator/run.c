#include "run.h"

#include "check/check.h"
#include "date.h"
#include "read/read.h"
#include "render/render.h"
#include "version.h"
#include "words.h"

static bool is_loopback(struct str url)
{
	return str_starts(url, STR("http://127.")) || str_starts(url, STR("http://localhost")) ||
	       str_starts(url, STR("http://[::1]"));
}

/* The longer the address, the finer the code's modules and the closer a phone must come. */
static void note_code_version(struct run *r, struct str file, int line)
{
	struct str url = site_code_url(&r->site, 1, &r->arena);
	struct err e;
	const struct qr *code = site_code(&r->site, url, &r->arena, &e);

	if (code)
		finding_add(&r->findings, SEVERITY_NOTE, FINDING_QR_VERSION, file, line, 1,
			    SAY_QR_VERSION, STR_ARG(url), url.len, code->version);
	else
		finding_add(&r->findings, SEVERITY_ERROR, FINDING_BAD_VALUE, file, line, 1, "%s",
			    e.text);
}

/* --base-url, else hall.conf's; without one, codes and canonical addresses lead nowhere real. */
static void choose_base_url(struct run *r)
{
	const struct setting *configured = content_find(&r->content, STR("site.base_url"));
	struct str url = *r->o.base_url ? str_of(r->o.base_url) : configured->value;
	struct str file = content_file(&r->content, "hall.conf", &r->arena);
	int line = configured->line;

	if (url.len == 0)
		url = STR("http://127.0.0.1:8080");
	if (configured->value.len == 0 && is_loopback(url))
		finding_add(&r->findings, SEVERITY_WARNING, FINDING_NO_BASE_URL, file, line, 1,
			    SAY_NO_BASE_URL, STR_ARG(url));
	if (site_set_base_url(&r->site, url, &r->arena))
		note_code_version(r, file, line);
	else
		finding_add(&r->findings, SEVERITY_ERROR, FINDING_BAD_VALUE, file, line, 1,
			    SAY_BASE_URL, STR_ARG(url));
	if (r->below)
		r->site.base_path =
			arena_printf(&r->arena, "%.*s%s", STR_ARG(r->site.base_path), r->below);
}

int32_t run_today(const struct run *r)
{
	return (int32_t)(hall_min_of_utc(r->o.now_utc_s) / DAY_MINUTES);
}

/* As they are meant, so that rows of days that are over and a bad file change nothing. */
static struct str closures_text(struct run *r)
{
	buf_clear(&r->out);
	for (size_t i = 0; i < r->content.nclosures; i++) {
		const struct closure *c = &r->content.closure[i];

		buf_add(&r->out, arena_printf(&r->arena, "%d %d %d %d %.*s\n", c->window, c->day,
					      c->start_min, c->end_min, STR_ARG(c->reason)));
	}
	return buf_str(&r->out);
}

/* Everything that decides what is published. */
static void digest_inputs(struct run *r)
{
	unsigned char digest[DIGEST_BYTES];
	char day[DATE_TEXT];
	struct str part[5];

	part[0] = (struct str){ (const char *)r->content.digest, DIGEST_BYTES };
	part[1] = (struct str){ (const char *)r->site.digest, DIGEST_BYTES };
	crypto_digest_parts(part, 2, digest);
	crypto_hex(r->content_digest, digest, sizeof digest);
	date_format(run_today(r), day);
	part[0] = str_of(r->content_digest);
	part[1] = str_of(day);
	part[2] = r->site.base_url;
	part[3] = STR(HALL_VERSION);
	part[4] = closures_text(r);
	crypto_digest_parts(part, 5, digest);
	crypto_hex(r->inputs_digest, digest, sizeof digest);
}

/* When they cannot be read, those that the site tells now. */
static void read_desk(struct run *r)
{
	int32_t today = run_today(r);
	struct releases last;
	struct err ignored;

	if (!r->o.desk ||
	    read_closures(&r->content, str_of(r->o.desk), today, &r->arena, &r->findings))
		return;
	if (releases_peek(&last, str_of(r->o.releases), &r->arena, &ignored))
		previous_closures(releases_path(&last, "current/catalogue.db"), &r->content, today,
				  &r->arena);
}

void run_read(struct run *r)
{
	read_content(&r->content, str_of(r->o.content), &r->arena, &r->findings);
	read_desk(r);
	check_content(&r->content, run_today(r), &r->findings);
	site_read(&r->site, str_of(r->o.site), &r->arena, &r->findings);
	choose_base_url(r);
	digest_inputs(r);
}

void run_derive_settings(struct run *r)
{
	struct content *c = &r->content;
	struct arena *a = &r->arena;
	int32_t today = run_today(r);
	struct str host = str_from(r->site.base_url, str_find(r->site.base_url, STR("://")) + 3);
	char day[DATE_TEXT];
	int y, m, d;

	date_format(today, day);
	date_to_civil(today, &y, &m, &d);
	content_set(c, "site.base_url", r->site.base_url, a);
	content_set(c, "site.base_path", r->site.base_path, a);
	content_set(c, "site.domain", str_cut(&host, '/'), a);
	content_set(c, "site.today", arena_str(a, str_of(day)), a);
	content_set(c, "site.today_label", arena_printf(a, "%d年%d月%d日", y, m, d), a);
	site_add_settings(&r->site, c, a);
}
