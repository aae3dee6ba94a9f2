// A zip of stored members, and a workbook of one sheet in it.
function crc32(bytes) {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return (crc ^ -1) >>> 0;
}
export function zip(members) {
  const parts = [], central = [];
  let offset = 0;
  for (const [name, text] of members) {
    const bytes = Buffer.from(text), head = Buffer.alloc(30), entry = Buffer.alloc(46);
    head.writeUInt32LE(0x04034b50, 0), head.writeUInt16LE(20, 4);
    head.writeUInt32LE(crc32(bytes), 14), head.writeUInt32LE(bytes.length, 18), head.writeUInt32LE(bytes.length, 22), head.writeUInt16LE(Buffer.byteLength(name), 26);
    entry.writeUInt32LE(0x02014b50, 0), entry.writeUInt16LE(20, 4), entry.writeUInt16LE(20, 6), head.copy(entry, 16, 14, 30), entry.writeUInt32LE(offset, 42);
    parts.push(head, Buffer.from(name), bytes), central.push(entry, Buffer.from(name));
    offset += 30 + Buffer.byteLength(name) + bytes.length;
  }
  const directory = Buffer.concat(central), end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0), end.writeUInt16LE(members.length, 8), end.writeUInt16LE(members.length, 10), end.writeUInt32LE(directory.length, 12), end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, directory, end]);
}
const xml = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const column = (n) => (n < 26 ? String.fromCharCode(65 + n) : column(Math.floor(n / 26) - 1) + column(n % 26));
export const workbook = (rows, more = []) => zip([
  ['[Content_Types].xml', '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'],
  ['xl/workbook.xml', '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="清单" sheetId="1" r:id="rId1"/></sheets></workbook>'],
  ['xl/_rels/workbook.xml.rels', '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'],
  ['xl/worksheets/sheet1.xml', `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows.map((cells, y) => `<row r="${y + 1}">${cells.map((cell, x) => (cell.formula ? `<c r="${column(x)}${y + 1}" t="str"><f>${xml(cell.formula)}</f><v>${xml(cell.value)}</v></c>` : `<c r="${column(x)}${y + 1}" t="inlineStr"><is><t>${xml(cell)}</t></is></c>`)).join('')}</row>`).join('')}</sheetData></worksheet>`],
  ...more,
]);
