// Functions that run inside a page: what they use stands in themselves.

export function overflow_px() {
  return document.documentElement.scrollWidth - document.documentElement.clientWidth;
}

export function scripts_of() {
  return [...document.scripts].filter((s) => !s.type || /javascript|module/.test(s.type)).map((s) => s.textContent);
}

// What is to be read, without blanks.
export function text_of() {
  return document.body.innerText.replace(/\s+/g, '');
}

// Whatever can be tapped and is smaller than `px`; what a label encloses or
// stands beside counts with its label.
export function small_targets(px) {
  const found = [];
  for (const e of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
    if (!e.checkVisibility({ visibilityProperty: true }) || e.closest('.trap, .skip, [aria-hidden=true]')) continue;
    const target = e.matches('[type=radio], [type=checkbox]') ? e.labels[0] : e;
    const rects = [...target.getClientRects()];
    const height = Math.max(...rects.map((r) => r.height));
    const width = Math.max(...rects.map((r) => r.width));
    if (height < px - 0.5 || width < 43.5)
      found.push(`${e.localName} “${(target.textContent || e.name).trim().slice(0, 20)}” ${Math.round(width)}×${Math.round(height)}`);
  }
  return found;
}

// Texts cut off by their own box or standing outside of the window.
export function clipped() {
  const found = [];
  const width = document.documentElement.clientWidth;
  for (const e of document.body.querySelectorAll('*')) {
    if (!e.checkVisibility() || e.closest('.hush, .trap, .skip, svg')) continue;
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    const cut = getComputedStyle(e).overflowY !== 'visible' && e.localName !== 'textarea';
    const name = `${e.localName} “${e.textContent.trim().slice(0, 20)}”`;
    if (cut && e.scrollHeight > e.clientHeight + 1) found.push(`${name} is cut off`);
    // the blank half of a mark that ends a line may hang out of its box
    const marked = [e, ...e.querySelectorAll('.nb')].some((x) => /[，。；：、！？”》）]$/.test(x.textContent.trim()));
    const blank = marked ? parseFloat(getComputedStyle(e).fontSize) / 2 : 0;
    if (own && e.scrollWidth > e.clientWidth + blank + 1 && e.clientWidth) found.push(`${name} is too wide`);
    const box = e.getBoundingClientRect();
    if (own && (box.right > width + 1 || box.left < -1)) found.push(`${name} leaves the window`);
  }
  return found;
}

// How many times Tab stops on the page; a group of radios is one stop.
export function count_stops() {
  const groups = new Set();
  return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter((e) => {
    if (!e.checkVisibility() || e.disabled || e.tabIndex < 0 || e.type === 'hidden') return false;
    if (e.type !== 'radio') return true;
    return !groups.has(e.name) && groups.add(e.name);
  }).length;
}

// The element that has the focus, and what is wrong with how it shows.
export function stop_seen() {
  const e = document.activeElement;
  const name = (e.textContent || e.name || e.localName).trim().slice(0, 20);
  const style = getComputedStyle(e);
  const box = e.getBoundingClientRect();
  if (e === document.body) return { name, fault: 'no stop' };
  if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) return { name, fault: 'no ring' };
  if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth)
    return { name, fault: 'outside the window' };
  const part = e.getClientRects()[0];
  const over = document.elementFromPoint(
    Math.max(0, part.left) + Math.min(part.width, innerWidth) / 2,
    Math.min(innerHeight - 1, Math.max(0, part.top + part.height / 2)),
  );
  if (!over || !(e.contains(over) || over.contains(e) || over.matches('label'))) return { name, fault: `covered by ${over?.localName}` };
  return { name };
}

export function box_faults() {
  const found = [];
  const headings = [...document.querySelectorAll('h1, h2, h3, h4')];
  if (headings.filter((h) => h.localName === 'h1').length !== 1) found.push('not one h1');
  headings.reduce((before, h) => {
    const level = +h.localName[1];
    if (level > before + 1) found.push(`${h.textContent.trim()}: h${level} behind h${before}`);
    if (!h.textContent.trim()) found.push(`empty h${level}`);
    return level;
  }, 0);
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  for (const id of new Set(ids)) if (ids.filter((i) => i === id).length > 1) found.push(`id ${id} twice`);
  return found;
}

// Dates, times and phones that lie on more than one line; a weekday may have its own
// where nothing wider fits (`narrow`). And that the page is wider than the window.
export function broken_words(narrow) {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const weekday = narrow ? '' : '(（星期.）)?';
  const whole = new RegExp(`(\\d{4}年)?\\d+月\\d+日${weekday}|(?<![\\d.])\\d+[:：]\\d\\d(—\\d+[:：]\\d\\d)?|0797[-—]\\d{7}|1\\d{10}`, 'g');
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.parentElement.checkVisibility() || node.parentElement.closest('script, style, textarea, .skip')) continue;
    for (const match of node.data.matchAll(whole)) {
      const range = document.createRange();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const tops = new Set([...range.getClientRects()].filter((r) => r.width).map((r) => Math.round(r.top)));
      if (tops.size > 1) found.push(`${match[0]} in “${node.data.trim().slice(0, 40)}”`);
    }
  }
  if (document.documentElement.scrollWidth > innerWidth) found.push(`${document.documentElement.scrollWidth} px wide`);
  return found;
}
