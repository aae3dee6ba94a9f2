/*
 * The desk's keys, on every page that has no script of its own: a bare key does what Alt
 * with it does, when nobody types; on a day's list the arrows choose a row. Today is loaded
 * again every minute while nobody types. Nothing needs this script.
 */
(function () {
  var day = document.getElementById('day');
  var q = document.getElementById('q');
  var now = document.getElementById('now');
  var rows = document.querySelectorAll('input[form=day]');
  var prints = document.querySelectorAll('.print'); /* what is there without this script, and with it */
  var several = rows.length && rows[0].type === 'checkbox'; /* may be ticked: the arrows move the focus alone */
  var first = document.querySelector('[autofocus]');
  var auto = /[?&]auto=1/.test(location.search);
  var here = location.pathname + location.search.replace('auto=1&', '') + location.hash;
  var led = false; /* something was sent: the next key is meant for the page to come */
  var loading = false; /* today, by itself */
  var i, at_first;

  /* at once, since autofocus waits for the first frame and a digit before it would be a result */
  if (first)
    first.focus();

  for (i = 0; i < prints.length; i++) {
    prints[i].hidden = !prints[i].hidden;
    if (prints[i].tagName === 'BUTTON')
      prints[i].onclick = function () { window.print(); };
  }

  function typing() {
    var e = document.activeElement;
    return e && /^(INPUT|SELECT|TEXTAREA)$/.test(e.tagName) && !/^(radio|checkbox)$/.test(e.type);
  }

  function row_of(radio) {
    return radio.parentNode.parentNode;
  }

  function place() {
    for (i = 0; i < rows.length; i++)
      if (several ? rows[i] === document.activeElement : rows[i].checked)
        return i;
    return -1;
  }

  /* Without a tick, the one that has the focus is meant. */
  function any(at) {
    if (several && at >= 0 && !document.querySelector('input[form=day]:checked'))
      rows[at].checked = true;
    return several ? document.querySelector('input[form=day]:checked') : at >= 0;
  }

  function mark() {
    for (i = 0; i < rows.length; i++)
      row_of(rows[i]).classList.toggle('on', rows[i].checked);
  }

  /* Where the arrows begin: the first who has no result, from now on if there is one. */
  function beginning() {
    var found = -1;
    for (i = rows.length - 1; i >= 0; i--)
      if (!row_of(rows[i]).classList.contains('past') &&
          (found < 0 || !now || now.compareDocumentPosition(rows[i]) & 4))
        found = i;
    return found < 0 ? 0 : found;
  }

  function choose(at) {
    rows[at].checked = rows[at].checked || !several;
    rows[at].focus();
    mark();
  }

  function show_row(at) {
    if (at >= 0 && !auto)
      row_of(rows[at]).scrollIntoView();
  }

  function press(target) {
    if (target.tagName === 'INPUT')
      target.focus();
    else
      target.click();
  }

  document.addEventListener('keydown', function (e) {
    var at = place();
    var step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    var target;
    if (loading)
      window.stop(); /* else the row chosen now would not be the one of the page to come */
    loading = false;
    if (led || e.ctrlKey || e.altKey || e.metaKey || typing())
      return;
    if (rows.length && step) {
      choose(at < 0 ? beginning() : Math.max(0, Math.min(rows.length - 1, at + step)));
      e.preventDefault();
    } else if (/^[0-9a-z/]$/i.test(e.key)) {
      target = document.querySelector('[accesskey="' + e.key.toLowerCase() + '"]');
      if (target)
        e.preventDefault();
      if (target && (target.form !== day || !day || any(at)))
        press(target);
    }
  });

  document.addEventListener('change', mark);
  document.addEventListener('submit', function () { led = true; });
  document.addEventListener('click', function (e) {
    if (e.target.tagName === 'A' && e.target.getAttribute('href').charAt(0) !== '#')
      led = !e.ctrlKey && !e.shiftKey && !e.metaKey && !/^tel:/.test(e.target.href);
  });
  window.addEventListener('pageshow', function () { led = false; });

  /*
   * At once, and in place of the browser, which goes to the fragment in a later
   * frame and moves the focus once more: it finds none until the load is over.
   */
  at_first = place();
  if (at_first >= 0 || auto) {
    history.replaceState(null, '', here.replace(/#.*/, ''));
    if (at_first >= 0)
      rows[at_first].focus({ preventScroll: true });
    show_row(at_first);
    window.addEventListener('load', function () {
      show_row(at_first); /* the page was not whole before */
      history.replaceState(null, '', here);
    });
  }

  if (!day || !day.hasAttribute('data-live'))
    return;
  setInterval(function () {
    var at = place();
    if (q && q.value || typing())
      return;
    history.replaceState(null, '', location.pathname + '?auto=1&window=' +
      day.getAttribute('data-live') + (at >= 0 ? '&id=' + rows[at].value.replace(/-.*/, '') : ''));
    loading = true;
    location.reload();
  }, 60000);
})();
