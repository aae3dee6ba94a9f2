// Keys on a page: they are pressed when it is there and the field has the
// focus, and what does not come as awaited is told with what the page says.

// Where a page is and what it says, faults first; soon, also when it is stuck.
export async function said(page) {
  const text = page.evaluate(() => {
    const at = document.activeElement;
    const faults = [...document.querySelectorAll('[role=alert], .error')].map((e) => e.textContent.trim());
    const main = document.querySelector('main') ?? document.body;
    return `focus on ${at?.tagName} ${at?.id}; ${faults.join(' | ') || 'no fault'}\n${main.innerText.slice(0, 1500)}`;
  });
  const late = new Promise((done) => setTimeout(done, 5000, 'it does not say what it shows').unref());
  return `${page.url()}: ${await Promise.race([text, late]).catch(String)}`;
}

// Makes every wait that fails on this page tell so.
const waits = ['goto', 'goBack', 'waitForEvent', 'waitForFunction', 'waitForLoadState', 'waitForNavigation', 'waitForURL'];
export function telling(page) {
  for (const name of waits) {
    const wait = page[name].bind(page);
    page[name] = (...given) =>
      wait(...given).catch(async (e) => {
        throw new Error(`${e.message}\n${await said(page)}`, { cause: e });
      });
  }
  return page;
}

// The focus is where keys are meant to go.
export const focused = (page, id) => page.waitForFunction((wanted) => document.activeElement.id === wanted, id);

// Goes to an address; ready to type in the field `id`.
export async function go(page, address, id) {
  await page.goto(address);
  await focused(page, id);
}

// Does what loads a page, whose address is to match `to`; ready to type in the
// field `id`, if one is given.
export async function leads(page, act, to = /./, id = undefined) {
  await Promise.all([page.waitForEvent('load'), act()]);
  if (!to.test(page.url())) throw new Error(`it led not to ${to}\n${await said(page)}`);
  if (id !== undefined) await focused(page, id);
}
