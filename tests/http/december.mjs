// December's roster as an office keeps it: days down, posts and windows across.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const categories = ['企业开办', '工程项目审批', '不动产登记', '房产交易', '税务服务', '临时身份证办理'];
const surnames = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨';
export const windows = Array.from({ length: 16 }, (_, i) => i + 1);
const people_of = (window) => ['一', '二', '三'].map((n) => `${surnames[window - 1]}小${n}`);
// The table of them, and of the roster, as rows of cells.
export const everybody = () => [['窗口', '姓名', '前台', '后台'], ...windows.flatMap((w) => people_of(w).map((name) => [String(w), name, '是', '是']))];
export async function december(stand) {
  const { stdout } = await run('sqlite3', ['-json', `${stand.state}/releases/current/catalogue.db`, 'SELECT c.name, min(n.window) AS window FROM noon_category c JOIN noon_window n ON n.category = c.no GROUP BY c.no']);
  const window_of = Object.fromEntries(JSON.parse(stdout).map(({ name, window }) => [name, window]));
  const head = ['日期', ...categories.flatMap((c) => [`${c}前台受理`, `${c}后台审批`]), ...windows.flatMap((w) => [`${w} 值班人员`, `${w} 值班负责人`])];
  const rows = Array.from({ length: 31 }, (_, i) => {
    const off = [0, 6].includes(new Date(Date.UTC(2026, 11, i + 1)).getUTCDay());
    const pair = (window) => [people_of(window)[i % 3], people_of(window)[(i + 1) % 3]];
    return [`12月${i + 1}日`, ...categories.flatMap((c) => (off ? ['', ''] : pair(window_of[c]))), ...windows.flatMap((w) => (off ? pair(w) : ['', '']))];
  });
  return [['2026年12月值班表'], head, ...rows];
}
// Work days have twelve posts at noon, days off thirty-two.
export const december_posts = 23 * 12 + 8 * 32;
