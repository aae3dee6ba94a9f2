/*
 * The desk's keys: on today's list the arrows choose a booking and a digit is
 * its result; on a booking's page a digit presses its button or opens what it
 * asks for. Today is loaded again every minute while nobody types. Nothing
 * needs this script.
 */
(function () {
  var quick = document.getElementById('quick');
  var undo = document.getElementById('undo');
  var q = document.getElementById('q');
  var rows = document.querySelectorAll('a[data-version]');
  var wanted = document.getElementById(location.hash.slice(1));
  var first = document.querySelector('[autofocus]');
  var here = location.href;
  var led = false; /* something was sent: the next key is meant for the page to come */
  var loading = false; /* today, by itself */
  var i;

  /* at once, since autofocus waits for the first frame and a digit before it would be a result */
  if (first)
    first.focus();

  function typing() {
    var e = document.activeElement;
    return e && /^(INPUT|SELECT|TEXTAREA)$/.test(e.tagName) && !/^(radio|checkbox)$/.test(e.type);
  }

  function place() {
    for (i = 0; i < rows.length; i++)
      if (rows[i] === document.activeElement)
        return i;
    return -1;
  }

  /* A state that asks for more than a key. */
  function ask(target) {
    var field = target.querySelector('input[type=text]');
    if (field)
      target.open = true;
    (field || document.getElementById('pickup')).focus();
  }

  function note(row, key) {
    var k = document.querySelector('[data-key="' + key + '"]');
    if (!k)
      return;
    led = true;
    if (k.getAttribute('data-asks')) {
      location.href = row.href + '#' + k.getAttribute('data-code');
      return;
    }
    quick.action = row.href;
    quick.elements.result.value = k.getAttribute('data-code');
    quick.elements.version.value = row.getAttribute('data-version');
    quick.submit();
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
    if (quick && step && rows.length) {
      rows[Math.max(0, Math.min(rows.length - 1, at + step))].focus();
      e.preventDefault();
    } else if (quick && e.key === '/') {
      q.focus();
      e.preventDefault();
    } else if (undo && /^u$/i.test(e.key)) {
      undo.click();
      e.preventDefault();
    } else if (/^[0-9]$/.test(e.key)) {
      target = document.querySelector('main [data-key="' + e.key + '"]');
      if (quick && at >= 0)
        note(rows[at], e.key);
      else if (target && target.tagName === 'BUTTON')
        target.click();
      else if (target)
        ask(target);
      e.preventDefault();
    }
  });

  /*
   * At once, and in place of the browser, which goes to the fragment in a later
   * frame and moves the focus once more: it finds none until the load is over.
   */
  if (wanted && (wanted.hasAttribute('data-version') || wanted.hasAttribute('data-key'))) {
    history.replaceState(null, '', location.pathname + location.search);
    if (quick)
      wanted.focus();
    else
      ask(wanted);
    window.addEventListener('load', function () { history.replaceState(null, '', here); });
  }
  document.addEventListener('submit', function () { led = true; });
  window.addEventListener('pageshow', function () { led = false; });

  if (!quick)
    return;
  setInterval(function () {
    var at = place();
    if (q.value || typing())
      return;
    history.replaceState(null, '', location.pathname + '?window=' + quick.elements.back.value +
      '&auto=1' + (at >= 0 ? '#' + rows[at].id : ''));
    loading = true;
    location.reload();
  }, 60000);
})();
