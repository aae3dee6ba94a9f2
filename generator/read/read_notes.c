#include "read/read.h"
#include "table/cell.h"
#include "words.h"

struct notes {
	struct reader *r;
	size_t cap;
};

enum { ACK_FILE, ACK_CODE, ACK_KEY, ACK_REASON };

static const struct column ack_columns[] = {
	[ACK_FILE] = { "file", true },
	[ACK_CODE] = { "code", true },
	[ACK_KEY] = { "key", true },
	[ACK_REASON] = { "reason", true },
};

enum { NOTE_ITEM, NOTE_CODE, NOTE_MISSING, NOTE_TEXT, NOTE_ADVICE };

static const struct column note_columns[] = {
	[NOTE_ITEM] = { "序号", true },	  [NOTE_CODE] = { "代码", true },
	[NOTE_MISSING] = { "词", true },  [NOTE_TEXT] = { "说明", true },
	[NOTE_ADVICE] = { "建议", true },
};

static bool read_code(struct row *row, size_t column, enum finding_code *code)
{
	if (!cell_given(row, column))
		return false;
	if (!finding_code_of(row->cell[column], code))
		row_error(row, column, FINDING_BAD_VALUE, SAY_UNKNOWN_CODE, SAY(row->cell[column]));
	return row_good(row, column);
}

static void on_acknowledgement(void *ctx, struct row *row)
{
	struct notes *n = ctx;
	struct content *c = n->r->c;
	struct acknowledgement *it, ack = { .line = row->line };

	cell_given(row, ACK_FILE);
	cell_given(row, ACK_REASON);
	if (!read_code(row, ACK_CODE, &ack.code) || row->faulty)
		return;
	ack.file = row_keep(row, ACK_FILE);
	ack.key = row_keep(row, ACK_KEY);
	ack.reason = row_keep(row, ACK_REASON);
	it = arena_push(n->r->a, &c->acknowledgement, &c->nacknowledgements, &n->cap, sizeof *it);
	*it = ack;
}

static void on_note(void *ctx, struct row *row)
{
	struct notes *n = ctx;
	struct content *c = n->r->c;
	struct list_note *it, note = { .line = row->line };

	if (!cell_is_empty(row, NOTE_ITEM))
		cell_int(row, NOTE_ITEM, 1, 999999, &note.item);
	cell_given(row, NOTE_TEXT);
	cell_given(row, NOTE_ADVICE);
	if (!read_code(row, NOTE_CODE, &note.code) || row->faulty)
		return;
	note.missing = row_keep(row, NOTE_MISSING);
	note.text = row_keep(row, NOTE_TEXT);
	note.advice = row_keep(row, NOTE_ADVICE);
	it = arena_push(n->r->a, &c->note, &c->nnotes, &n->cap, sizeof *it);
	*it = note;
}

void read_notes(struct reader *r)
{
	static const struct table_spec ack = {
		"acknowledged.csv", READ_MAX_BYTES,	false,
		ack_columns,	    COUNT(ack_columns), on_acknowledgement
	};
	static const struct table_spec note = { "list-notes.csv", READ_MAX_BYTES,      false,
						note_columns,	  COUNT(note_columns), on_note };
	struct notes acks = { r, 0 }, notes = { r, 0 };

	read_table(r, &ack, &acks);
	read_table(r, &note, &notes);
}
