// One page of each kind that staff see, with real data in it: a Saturday on
// duty is entered, and looked at on Monday morning.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Hallgen } from '../http/hallgen.mjs';
import { Stand, build, temp_folder, top } from '../http/stand.mjs';
import { Browser, close_windows, confirm, own_password, set_post, sign_in } from '../http/staff.mjs';
import { open_browser } from './site.mjs';

const saturday = '2026-11-21';
const monday = '2026-11-23';
const next_saturday = '2026-11-28';

// What was there on Saturday; gives ids of bookings by what became of them.
async function saturday_on_duty(stand) {
  const chen = await sign_in(stand, 'chen', '--role', 'leader');
  const ok = async (answer) => {
    const { status, page, url } = await answer;
    if (status !== 303) throw new Error(`${url}: ${status}: ${page.replace(/<style.*?<\/style>/s, '')}`);
  };
  let phone = 13700000000;
  const enter = async (more) => {
    await ok(chen.post('/staff/new', { item: '9', name: '欧阳·小明', phone: String(++phone), channel: '电话', remark: '急用', ...more }));
    return (await stand.query('SELECT max(id) AS id FROM booking'))[0].id;
  };
  const today = (time, more) => enter({ slot: `${saturday}T${time}`, ...more });
  const result = (id, fields) => ok(chen.post(`/staff/bookings/${id}`, fields));
  const id = {
    missing: await today('09:30'),
    done: await today('10:00', { channel: '窗口', agent: '李代理' }),
    accepted: await today('10:30', { note: '带孩子来' }),
    cancelled: await enter({ slot: `${next_saturday}T09:00` }),
    moved: await enter({ slot: `${next_saturday}T09:30` }),
    orphaned: await enter({ slot: `${next_saturday}T15:00`, item: '14' }),
    late: await enter({ slot: `${monday}T16:00`, item: '9' }),
  };
  await result(id.done, { result: 'done' });
  await result(id.accepted, { result: 'accepted', remark: '急用', pickup: '2026-12-10', mail: '1', address: '梅江镇1号' });
  await result(id.cancelled, { result: 'cancelled', why: '设备检修' });
  await result(id.moved, { result: 'moved', slot: `${next_saturday}T10:30`, why: '来电要求' });
  for (const name of ['张三', '李四']) await ok(chen.post('/staff/people', { do: 'save', window: '4', name, front: '1', backoffice: '1' }));
  for (const role of ['duty', 'leader']) await ok(set_post(chen, saturday, `${role}-4`, '张三、李四'));
  await ok(confirm(chen, '/staff/roster/rotate', { post: 'duty-4', from: next_saturday, to: '2026-12-31', names: '张三、李四' }));
  await ok(close_windows(chen, { windows: '6', day: next_saturday, from: '12', reason: '停电' }));
  await ok(chen.post('/staff/log', { day: saturday, window: '4', text: '停电半小时，\r\n已报修' }));
  await ok(chen.post('/staff/calls', { id: `${id.orphaned}-orphaned`, do: 'missed' }));
  await ok(chen.post('/staff/overtime', { [`grid.1.${saturday}`]: '1', kind: 'leave', to: monday, do: 'settle' }));
  return id;
}

// What is proposed for the list: one that may be published, one with errors, one that was.
async function proposals(stand, boss) {
  const hallgen = new Hallgen(stand);
  const phone = ['changed', 'items.csv', '30', '30 社保卡申领', '预约咨询电话', '0797-6826726', '0797-6826736'];
  const warning = ['warning', 'items.csv', 10, 6, '预约咨询电话', '13170848274 是手机号码，不是办公电话'];
  await hallgen.begin({ content_findings: [warning] });
  for (let i = 0; i < 3; i++) {
    const { status, page } = await boss.post('/staff/list/edit', { on: 'holidays', text: '元旦：1月1日至3日放假' });
    if (status !== 303) throw new Error(page);
  }
  const preview = await hallgen.preview(1);
  await hallgen.answer(1, { preview, findings: [warning], differences: [phone, ['removed', 'items.csv', '27', '27 培训咨询活动', '', '培训咨询活动', '']] });
  await hallgen.answer(2, { findings: [warning, ['error', 'items.csv', 31, 6, '预约咨询电话', '没有电话。填办公电话，例如 0797-6826736']], differences: [phone] });
  await hallgen.answer(3, { state: 'published', version: 2, differences: [phone] });
}

// A first sign-in: nothing but the change of the password.
async function newcomer(stand) {
  const { stdout } = await promisify(execFile)(
    join(top, build, 'hallbook'),
    ['user', 'add', 'xin', '--role', 'clerk', '--window', '5', '--ledger', stand.ledger],
    { cwd: top },
  );
  const browser = new Browser(stand);
  const password = /口令[^：]*：(\S+)/.exec(stdout)[1];
  await browser.post('/staff/login', { user: 'xin', password });
  return browser;
}

function kinds_of(id) {
  const entry = { item: '9', name: '李四', phone: '13812345678', channel: '电话' };
  const boss = [
    ['today', '/staff/'],
    ['today, window', '/staff/?window=4'],
    ['today, a key refused', '/staff/', { id: `${id.late}-0`, result: 'done' }],
    ['backlog', '/staff/backlog'],
    ['backlog, nothing chosen', '/staff/backlog?do=all', { result: 'done' }],
    ['entry', '/staff/new'],
    ['entry, saved', `/staff/new?saved=${id.late}`],
    ['entry, wrong', '/staff/new', { item: '不存在', name: '', phone: '12' }],
    ['entry, several', '/staff/new', { ...entry, item: '许可' }],
    ['entry, the same phone', '/staff/new', { ...entry, phone: '13700000006', slot: `${next_saturday}T15:30` }],
    ['entry, needs a reason', '/staff/new', { ...entry, slot: `${monday}T15:30` }],
    ...['missing', 'done', 'accepted', 'cancelled', 'moved', 'late'].map((name) => [`booking, ${name}`, `/staff/bookings/${id[name]}`]),
    ['entry, looked at', '/staff/new', { item: '9', day: '28', look: '1' }],
    ['booking, older than its page', `/staff/bookings/${id.late}`, { result: 'arrived', version: '0' }],
    ['booking, move refused', `/staff/bookings/${id.orphaned}`, { result: 'moved', day: '28', time: '25', why: '来电' }],
    ['booking, cancelling refused', `/staff/bookings/${id.orphaned}/cancel`, { by: 'hall', why: '停电'.repeat(60) }],
    ['booking, wrong', `/staff/bookings/${id.late}`, { result: 'accepted', pickup: '', remark: '' }],
    ['one source', `/staff/bookings/${id.online}/source`],
    ['one source, wrong', `/staff/bookings/${id.online}/source`, { why: '' }],
    ['booking, unknown', '/staff/bookings/999'],
    ['slip', `/staff/bookings/${id.late}/slip`],
    ['slip of what was accepted', `/staff/bookings/${id.accepted}/slip`],
    ['find', '/staff/find'],
    ['find, found', '/staff/find', { q: '欧阳·小明' }],
    ['find, nothing', '/staff/find', { q: '0000' }],
    ['ledger', '/staff/ledger?window=4&from=2026-11-01&to=2026-11-30'],
    ['ledger, wrong', '/staff/ledger?window=4&from=2026-11-30&to=2026-11-01'],
    ['print', '/staff/ledger/print?window=4&from=2026-11-01&to=2026-11-30'],
    ['blank', '/staff/ledger/blank?window=4'],
    ['roster', '/staff/roster?month=2026-11'],
    ['roster, wrong', '/staff/roster/import', { text: '日期\t类别\n2026-13-01\t无' }],
    ['roster, day on duty', `/staff/roster?day=${next_saturday}`],
    ['roster, working day', '/staff/roster?day=2026-11-24'],
    ['roster, week on the wall', `/staff/roster/wall?day=${next_saturday}`],
    ['roster, what a table changes', '/staff/roster/import', { text: '日期\t公安局户政大队\n11月28日\t李四\n12月5日\t\n' }],
    ['roster, what a swap changes', '/staff/roster/swap', { name: '张三', from: next_saturday, names: '李四', to: '2026-11-29' }],
    ['roster, of one', '/staff/roster?id=1'],
    ['people, one', '/staff/people?id=1'],
    ['people', '/staff/people'],
    ['people, wrong', '/staff/people', { do: 'save', window: '4', name: '<' }],
    ['overtime', '/staff/overtime'],
    ['overtime, wrong', '/staff/overtime', { kind: 'leave', to: monday, do: 'settle' }],
    ['overtime, nothing', '/staff/overtime?month=2026-10'],
    ['log', `/staff/log?day=${saturday}`],
    ['log, wrong', '/staff/log', { day: monday, window: '4', text: '' }],
    ['closures', '/staff/closures'],
    ['closures, wrong', '/staff/closures', { windows: '', day: 'x', from: '25', to: '9', reason: '' }],
    ['closures, asked', '/staff/closures', { windows: '4,6', day: next_saturday, from: '9', reason: '停电', do: 'look' }],
    ['closures, changed', '/staff/closures?id=1'],
    ['calls', '/staff/calls'],
    ['calls, moving', `/staff/calls?id=${id.orphaned}&do=move`],
    ['calls, cancelling', `/staff/calls?id=${id.orphaned}&do=cancel`],
    ['calls, wrong', '/staff/calls', { do: 'told' }],
    ['report', '/staff/report?month=2026-11'],
    ['report, one window', '/staff/report?month=2026-11&window=4'],
    ['report, nothing', '/staff/report?month=2026-12'],
    ['accounts', '/staff/accounts'],
    ['accounts, wrong', '/staff/accounts', { do: 'add', name: '李四', account: 'li', role: 'clerk', window: '4' }],
    ['accounts, wrong lines', '/staff/accounts', { do: 'paste', text: '王二\t17\n李三' }],
    ['accounts, one-time password', '/staff/accounts', { do: 'reset', account: 'xiu' }],
    ['audit', '/staff/audit'],
    ['profile', '/staff/account'],
    ['profile, wrong', '/staff/account/password', { password: 'x', new: 'short', again: 'other' }],
    ['list', '/staff/list'],
    ['list, wrong', '/staff/list', { note: '两个电话' }],
    ['list, may be published', '/staff/list/1'],
    ['list, with errors', '/staff/list/2'],
    ['list, published', '/staff/list/3'],
    ['list, items', '/staff/list/edit?on=items.csv'],
    ['list, item', '/staff/list/edit?on=items.csv&key=30'],
    ['list, item, wrong', '/staff/list/edit', { on: 'items.csv', key: '+1' }],
    ['list, hours', '/staff/list/edit?on=hours.csv'],
    ['list, hours of a day', '/staff/list/edit?on=day'],
    ['list, days off', '/staff/list/edit?on=holidays'],
    ['list, a page', '/staff/list/edit?on=pages/notice.md'],
    ['list, versions', '/staff/list/versions'],
    ['help', '/staff/help'],
  ].map((kind) => ['boss', ...kind]);
  return [
    ...boss,
    ['li', 'today of a clerk', '/staff/'],
    ['li', 'entry of a clerk', '/staff/new'],
    ['li', 'list of a clerk', '/staff/list'],
    ['li', 'may not', '/staff/audit'],
    ['xin', 'first sign-in', '/staff/account'],
    ['', 'sign-in', '/staff/login'],
    ['', 'sign-in, wrong', '/staff/login', { user: 'li', password: 'x', code: '' }],
    ['', 'sign-in, locked', '/staff/new', entry],
    ['back', 'given back', '/staff/login', { user: 'zhu', password: own_password, next: '/staff/new', carried: '1', ...entry, text: '第一行\n第二行' }],
  ].map(([by, name, path, fields]) => ({ by, name, path, fields }));
}

// t: { after }. Gives { stand, kinds, tab(t, options and scripts: false), open(page, kind), html(kind) }.
export async function open_desk(t) {
  const state = await temp_folder();
  const first = await Stand.start(t, { now: `${saturday}T08:00`, state });
  const id = await saturday_on_duty(first);
  await first.stop();
  const stand = await Stand.start(t, { now: `${monday}T09:00`, state });
  await stand.book({ slot: `${next_saturday}T09:00`, phone: '13900000009' }); // new, from online
  await stand.book({ slot: `${monday.slice(0, 8)}24T09:00`, phone: '13900000008', item: 14 });
  id.online = (await stand.query('SELECT max(booking) AS id FROM source'))[0].id;
  const people = {
    boss: await sign_in(stand, 'boss', '--role', 'admin'),
    li: await sign_in(stand, 'li', '--role', 'clerk', '--window', '4'),
    xin: await newcomer(stand),
    '': new Browser(stand),
    back: new Browser(stand),
  };
  await proposals(stand, people.boss);
  for (const name of ['xiu', 'zhu']) await sign_in(stand, name, '--role', 'leader');
  const browser = await open_browser(t);

  async function tab(test, options = {}) {
    const { scripts = true, ...rest } = options;
    const context = await browser.newContext({ locale: 'zh-CN', ...rest });
    test.after(() => context.close());
    const page = await context.newPage();
    if (!scripts) await page.route('**/staff/**', without_scripts);
    return page;
  }
  // The text as sent.
  async function html({ by, path, fields }) {
    const who = people[by];
    return (await (fields ? who.post(path, fields) : who.get(path))).page;
  }
  async function open(page, { by, path, fields }) {
    const who = people[by];
    await page.context().clearCookies();
    const [name, value] = who.cookie.split('=');
    if (value) await page.context().addCookies([{ name, value, url: stand.origin }]);
    if (!fields) {
      await page.goto(stand.origin + path);
    } else {
      await page.goto(`${stand.origin}/staff/${by ? 'help' : 'login'}`);
      await Promise.all([page.waitForNavigation(), page.evaluate(send_form, { path, fields: { csrf: who.csrf ?? '', ...fields } })]);
    }
    await page.evaluate(() => document.querySelectorAll('details').forEach((d) => (d.open = true)));
  }
  return { stand, kinds: kinds_of(id), tab, open, html };
}

// The page as a browser without JavaScript shows it, in one where axe can run.
async function without_scripts(route) {
  const response = await route.fetch();
  const body = (await response.text()).replace(/<script.*?<\/script>/gs, '').replace(/<\/?noscript>/g, '');
  await route.fulfill({ response, body });
}

// Inside a page: posts these fields as a form of it would.
function send_form({ path, fields }) {
  const form = document.body.appendChild(document.createElement('form'));
  form.method = 'post';
  form.action = path;
  for (const [name, value] of Object.entries(fields)) {
    const field = form.appendChild(document.createElement('input'));
    field.type = 'hidden';
    field.name = name;
    field.value = value;
  }
  form.submit();
}
