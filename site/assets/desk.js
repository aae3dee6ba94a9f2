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
    if (e.ctrlKey || e.altKey || e.metaKey || typing())
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

  if (!quick) {
    /* behind the frame in which the browser goes to the fragment, which blurs what has focus */
    window.addEventListener('load', function () {
      if (wanted)
        requestAnimationFrame(function () { requestAnimationFrame(function () { ask(wanted); }); });
    });
    return;
  }
  /* a fragment of today is a link, so the browser itself puts the focus there */
  setInterval(function () {
    var at = place();
    if (q.value || typing())
      return;
    history.replaceState(null, '', location.pathname + '?window=' + quick.elements.back.value +
      '&auto=1' + (at >= 0 ? '#' + rows[at].id : ''));
    location.reload();
  }, 60000);
})();
