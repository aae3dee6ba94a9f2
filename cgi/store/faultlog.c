#include "store/faultlog.h"

#include <string.h>

static void say_more(struct faultlog *f, int i)
{
	struct err e = f->kind[i].e;

	err_set(&e, "%.300s（又 %lld 次）", f->kind[i].e.text, (long long)f->kind[i].more);
	f->say(&e);
	f->kind[i].more = 0;
}

void faultlog_tick(struct faultlog *f, int64_t now_s)
{
	for (int i = 0; i < FAULTLOG_KINDS; i++) {
		if (!f->kind[i].e.text[0] || now_s - f->kind[i].said_s < FAULTLOG_S)
			continue;
		if (f->kind[i].more)
			say_more(f, i);
		else
			f->kind[i].e.text[0] = '\0';
		f->kind[i].said_s = now_s;
	}
}

void faultlog_note(struct faultlog *f, const struct err *e, int64_t now_s)
{
	int i;

	faultlog_tick(f, now_s);
	for (i = 0; i < FAULTLOG_KINDS; i++) {
		if (f->kind[i].e.text[0] && strcmp(f->kind[i].e.text, e->text) == 0) {
			f->kind[i].more++;
			return;
		}
	}
	i = f->next++ % FAULTLOG_KINDS;
	if (f->kind[i].more)
		say_more(f, i);
	f->kind[i].e = *e;
	f->kind[i].said_s = now_s;
	f->say(e);
}
