/*
 * stage.h - a proposal as a folder like content/: the published version with what is
 * proposed put into it. What cannot be put there is a finding.
 */
#ifndef GENERATOR_STAGE_H
#define GENERATOR_STAGE_H

#include "desk/tablefile.h"
#include "deskfolder.h"

enum { UPLOADS_MAX = 64 };

struct stage {
	struct arena *a;
	struct findings *f;
	const char *proposal; /* desk/proposals/ID */
	const char *content;  /* desk/proposals/ID/.content */
	struct str by;
	struct tablefile table[READ_TABLES]; /* by the place in read_tables */
	bool changed[READ_TABLES], uploaded[READ_TABLES];
};

/* Copies `base` and puts the proposal into it; `back`: the content of the version it names. */
bool stage_make(struct stage *s, const char *base, const char *back, struct err *e);
/* Rows of findings from here on are those of the file as it was uploaded. */
void stage_rows(const struct stage *s, struct findings *f);

#endif
