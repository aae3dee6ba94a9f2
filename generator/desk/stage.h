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

/* Copies a version's content and puts the proposal into it; to go back is to copy alone. */
bool stage_make(struct stage *s, const char *from, struct err *e);
/* Rows of findings from here on are those of the file as it was uploaded. */
void stage_rows(const struct stage *s, struct findings *f);

#endif
