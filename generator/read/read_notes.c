#include "read/read.h"
#include "table/cell.h"
#include "words.h"

#define ACK_COLUMNS(X)                                                                             \
	X(ACK_FILE, "file", true)                                                                  \
	X(ACK_CODE, "code", true)                                                                  \
	X(ACK_KEY, "key", true)                                                                    \
	X(ACK_REASON, "reason", true)
enum { ACK_COLUMNS(COLUMN_INDEX) };
static const struct column ack_columns[] = { ACK_COLUMNS(COLUMN_ROW) };

#define NOTE_COLUMNS(X)                                                                            \
	X(NOTE_ITEM, "序号", true)                                                                 \
	X(NOTE_CODE, "代码", true)                                                                 \
	X(NOTE_MISSING, "词", true)                                                                \
	X(NOTE_TEXT, "说明", true)                                                                 \
	X(NOTE_ADVICE, "建议", true)
enum { NOTE_COLUMNS(COLUMN_INDEX) };
static const struct column note_columns[] = { NOTE_COLUMNS(COLUMN_ROW) };

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
	struct reader *r = ctx;
	struct content *c = r->c;
	struct acknowledgement ack = { .line = row->line };

	cell_given(row, ACK_FILE);
	cell_given(row, ACK_REASON);
	if (!read_code(row, ACK_CODE, &ack.code) || row->faulty)
		return;
	ack.file = row_keep(row, ACK_FILE);
	ack.key = row_keep(row, ACK_KEY);
	ack.reason = row_keep(row, ACK_REASON);
	*(struct acknowledgement *)arena_push(r->a, &c->acknowledgement, &c->nacknowledgements,
					      &r->cap, sizeof ack) = ack;
}

static void on_note(void *ctx, struct row *row)
{
	struct reader *r = ctx;
	struct content *c = r->c;
	struct list_note note = { 0 };

	if (!cell_is_empty(row, NOTE_ITEM))
		cell_int(row, NOTE_ITEM, 1, 999999, &note.item);
	cell_given(row, NOTE_TEXT);
	cell_given(row, NOTE_ADVICE);
	if (!read_code(row, NOTE_CODE, &note.code) || row->faulty)
		return;
	note.missing = row_keep(row, NOTE_MISSING);
	note.text = row_keep(row, NOTE_TEXT);
	note.advice = row_keep(row, NOTE_ADVICE);
	*(struct list_note *)arena_push(r->a, &c->note, &c->nnotes, &r->cap, sizeof note) = note;
}

const struct table_spec read_acknowledged_spec = { TABLE_OF("acknowledged.csv", READ_MAX_BYTES,
							    ack_columns, on_acknowledgement) };
const struct table_spec read_notes_spec = { TABLE_OF("list-notes.csv", READ_MAX_BYTES, note_columns,
						     on_note) };
