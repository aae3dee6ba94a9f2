/*
 * The list of calls: the row that is chosen is the one that is spoken to, and the keys of
 * the foot go for it. Nothing needs this script.
 */
(function () {
  var rows = document.querySelectorAll('.calls input[type=radio]');
  var hash = document.getElementById(location.hash.slice(1));
  var slot = document.querySelector('button[name=slot]');
  var led = false; /* something was sent: the next key is meant for the page to come */
  var here = location.href;
  var first, i;

  /* The words to read out, for this row. */
  function choose(radio) {
    var row = radio.parentNode.parentNode;
    var said = row.parentNode.querySelector('.speech');
    var words = said ? said.querySelectorAll('[data-of]') : [];
    var is = { name: row.cells[1].textContent, when: row.getAttribute('data-when'), item: row.cells[4].textContent };
    radio.checked = true;
    for (i = 0; i < words.length; i++)
      words[i].textContent = is[words[i].getAttribute('data-of')];
  }

  function typing() {
    var e = document.activeElement;
    return e && /^(INPUT|SELECT|TEXTAREA)$/.test(e.tagName) && !/^(radio|checkbox)$/.test(e.type);
  }

  document.addEventListener('change', function (e) {
    if (e.target.name === 'id' && e.target.type === 'radio')
      choose(e.target);
  });
  document.addEventListener('keydown', function (e) {
    var key = e.key.toLowerCase();
    var target = /^[0-9u/]$/.test(key) && document.querySelector('[accesskey="' + key + '"]');
    if (led || e.ctrlKey || e.altKey || e.metaKey || typing() || !target)
      return;
    e.preventDefault();
    if (key === '/')
      target.focus();
    else
      target.click();
  });
  document.addEventListener('submit', function () { led = true; });
  window.addEventListener('pageshow', function () { led = false; });

  /* in place of the browser, which goes to the fragment in a later frame and takes the focus with it */
  if (hash) {
    history.replaceState(null, '', location.pathname + location.search);
    window.addEventListener('load', function () { history.replaceState(null, '', here); });
  }
  /* where one was: the next in that group */
  first = hash && hash.parentNode.querySelector('input[type=radio]') || rows[0];
  if (first)
    choose(first);
  if (slot)
    slot.focus();
  else if (first && !document.querySelector('main [autofocus]'))
    first.focus();
})();
