/* Pages that were seen can be read without network (sw.js). */
(function () {
var worker = document.currentScript.getAttribute('data-worker');
if (navigator.serviceWorker)
	addEventListener('load', function () {
		navigator.serviceWorker.register(worker).catch(function () {});
	});
})();
