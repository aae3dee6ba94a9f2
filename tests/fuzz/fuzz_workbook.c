/*
 * The parts of an .xlsx workbook, put into a zip: the sheet, the shared texts and
 * the styles, each ended by a byte 0xFF. Reading ends, and gives UTF-8 or nothing.
 * (.xls is read by freexl alone; whatever that does, the child does it.)
 */
#include "table/grid.h"
#include "table/text.h"
#include "table/xlsx.h"

#include <assert.h>
#include <minizip/zip.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char path[64];

static const char workbook[] =
	"<workbook><sheets><sheet name=\"a\" r:id=\"r1\"/></sheets></workbook>";
static const char relations[] =
	"<Relationships>"
	"<Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"sheet.xml\"/>"
	"<Relationship Id=\"r2\" Type=\"x/sharedStrings\" Target=\"texts.xml\"/>"
	"<Relationship Id=\"r3\" Type=\"x/styles\" Target=\"styles.xml\"/>"
	"</Relationships>";

static void put(zipFile z, const char *name, struct str content)
{
	if (zipOpenNewFileInZip(z, name, NULL, NULL, 0, NULL, 0, NULL, 0, 0) != ZIP_OK ||
	    zipWriteInFileInZip(z, content.s, (unsigned)content.len) != ZIP_OK ||
	    zipCloseFileInZip(z) != ZIP_OK)
		abort();
}

static bool on_sheet(void *ctx, struct str name, struct grid *g, struct str hidden_rows)
{
	struct buf csv = BUF_INIT;

	(void)ctx, (void)name, (void)hidden_rows;
	grid_csv(g, &csv);
	buf_release(&csv);
	return true;
}

static void remove_file(void)
{
	unlink(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = { (const char *)data, size };
	struct arena a = ARENA_INIT;
	zipFile out;

	if (!path[0]) {
		snprintf(path, sizeof path, "/dev/shm/fuzz-workbook-%d.xlsx", (int)getpid());
		atexit(remove_file);
	}
	out = zipOpen(path, APPEND_STATUS_CREATE);
	if (!out)
		abort();
	put(out, "xl/workbook.xml", str_of(workbook));
	put(out, "xl/_rels/workbook.xml.rels", str_of(relations));
	put(out, "xl/sheet.xml", str_cut(&rest, (char)0xFF));
	put(out, "xl/texts.xml", str_cut(&rest, (char)0xFF));
	put(out, "xl/styles.xml", rest);
	if (zipClose(out, NULL) != ZIP_OK)
		abort();
	xlsx_read(path, &a, on_sheet, NULL);
	arena_release(&a);
	return 0;
}
