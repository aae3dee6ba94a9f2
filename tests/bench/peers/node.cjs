// The booking in Node with better-sqlite3: node node.cjs LEDGER SOCKET
const { randomBytes } = require('crypto');
const http = require('http');
const [file, socket] = process.argv.slice(2);
const db = require('better-sqlite3')(file);
db.pragma('synchronous = FULL');
const item = db.prepare('SELECT window, name FROM item WHERE no = ?');
const days = db.prepare('SELECT day, free FROM free_day WHERE window = ?');
const times = db.prepare('SELECT start, free FROM free_slot WHERE window = ? AND day = ?');
const slot = db.prepare('SELECT places, free FROM free_slot WHERE window = ? AND start = ?');
const same = db.prepare('SELECT 1 FROM booking WHERE phone = ? AND start >= ? AND item = ?');
const insert = db.prepare('INSERT INTO booking VALUES(NULL, ?, ?, ?, ?, ?, ?, ?, ?, unixepoch())');

const book = db.transaction((f) => {
  const { window } = item.get(f.get('item'));
  const wanted = slot.get(window, f.get('slot'));
  if (!f.get('name') || !/^1\d{10}$/.test(f.get('phone')) || !(wanted?.free > 0)) return;
  if (same.get(f.get('phone'), f.get('slot').slice(0, 10), f.get('item'))) return;
  const reference = randomBytes(8).toString('hex');
  insert.run(reference, f.get('item'), window, f.get('slot'), wanted.places - wanted.free + 1,
    f.get('name'), f.get('phone'), f.get('token'));
  return reference;
}).immediate;

function form(no) {
  const { window, name } = item.get(no);
  const all = days.all(window);
  const day = (all.find((d) => d.free > 0) ?? all[0]).day;
  return `<!doctype html><title>${name}</title><form method=post>` +
    all.map((d) => `<a href="?item=${no}&day=${d.day}">${d.day} ${d.free}</a>`).join('\n') +
    times.all(window, day).map((s) => `<input type=radio name=slot value=${s.start}${s.free > 0 ? '' : ' disabled'}>${s.start}`).join('\n') +
    '<input name=name><input name=phone><button>预约</button></form>';
}

http.createServer(async (q, r) => {
  if (q.method === 'GET') return r.writeHead(200, { 'content-type': 'text/html' }).end(form(new URL(q.url, 'http://h').searchParams.get('item')));
  let body = '';
  for await (const part of q) body += part;
  const reference = book(new URLSearchParams(body));
  r.writeHead(reference ? 303 : 422, reference && { location: `/booking/${reference}` }).end();
}).listen(socket);
