/*
 * run.h - one run of hallgen: what it was asked, what it has read.
 */
#ifndef GENERATOR_RUN_H
#define GENERATOR_RUN_H

#include "catalogue/previous.h"
#include "publish/releases.h"
#include "render/site.h"

struct options {
	const char *content, *desk, *site, *releases, *base_url, *now;
	int64_t now_utc_s;
	bool check, diff, rollback, watch, verbose, quiet, version, help;
};

struct run {
	struct options o;
	int64_t started_s; /* --watch: the wall clock then, from which --now goes on */
	/* while a proposal of the desk is looked at, else 0 and NULL */
	int64_t proposal;  /* its number */
	const char *below; /* where its pages are shown: behind the path of the site's address */
	struct arena arena;
	struct findings findings;
	struct content content;
	struct site site;
	struct releases releases;
	struct previous previous;
	struct diff diff; /* against it */
	char content_digest[DIGEST_TEXT];
	char inputs_digest[DIGEST_TEXT];
	struct buf out; /* for whoever puts a text together; emptied before */
};

/* The hall's day of the run. */
int32_t run_today(const struct run *r);
/* The hall's files, the desk, site/ and the address, checked. */
void run_read(struct run *r);
/* What hallgen itself adds to the settings. */
void run_derive_settings(struct run *r);

#endif
