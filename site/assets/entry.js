/*
 * The entry page: shows what the item typed so far may be, Enter saves from a
 * list too, Esc clears. The server decides what is meant; nothing needs this.
 */
(function () {
  var form = document.getElementById('entry');
  var item = document.getElementById('item');
  var known = document.getElementById('known');
  var list = known.getElementsByTagName('li');

  function fits(li, word) {
    return String(li.value) === word || li.getAttribute('data-i').indexOf(word) >= 0 ||
      li.textContent.toLowerCase().indexOf(word) >= 0;
  }

  item.addEventListener('input', function () {
    var word = item.value.replace(/\s+/g, '').toLowerCase();
    var i;
    known.open = word !== '';
    for (i = 0; i < list.length; i++)
      list[i].hidden = word !== '' && !fits(list[i], word);
  });

  form.addEventListener('keydown', function (e) {
    if (e.key === 'Enter' && e.target.tagName === 'SELECT') {
      e.preventDefault();
      document.getElementById('save').click();
    }
  });

  document.addEventListener('keydown', function (e) {
    var fields, i;
    if (e.key !== 'Escape')
      return;
    fields = form.querySelectorAll('input[type=text], input[type=tel], select');
    for (i = 0; i < fields.length; i++)
      fields[i].value = '';
    item.focus();
  });
})();
