-- The catalogue that was published before ("published"), and what a new list does to it. A column
-- that is read here and that the published catalogue has not makes that a damaged one: what was
-- noted as gone is then lost, once, with a warning. So once halls run, a new column stays out of
-- here, or previous.c first asks whether it is there.

-- name: read
-- All of them: a catalogue in which this cannot be prepared is none of ours.
SELECT no, window, department, name, mode, mode_text, noon, place, phone, tel, kind, promise_days,
       mailable, remark, bring, fee, counter, english, gone,
       (SELECT word FROM alias WHERE item = no), (SELECT html FROM item_text t WHERE t.item = no),
       (SELECT since FROM news) FROM item;

-- name: gone
SELECT no, name FROM item WHERE gone = 1 ORDER BY no;

-- name: diff
-- The items that are not the same in both, by number, and what is said of each. (The tables
-- themselves: joined as CTEs, 10,000 items would be looked at 10,000 times.)
WITH kind(code, word) AS (VALUES ('', '待窗口确认'), ('instant', '即办件'), ('promise', '承诺件'))
SELECT old.no IS NULL AS added, new.no IS NULL AS removed, CASE
  WHEN old.no IS NULL THEN format('新增 第 %d 项 %s（%s）', new.no, new.name, new.department)
  WHEN new.no IS NULL THEN format('删除 第 %d 项 %s（%s）', old.no, old.name, old.department)
  ELSE format('修改 第 %d 项 %s：', new.no, new.name) || (
    WITH field(word, before, after) AS (VALUES
      ('责任部门', old.department, new.department), ('事项名称', old.name, new.name),
      ('服务方式', old.mode_text, new.mode_text), ('地址', old.place, new.place),
      ('电话', old.phone, new.phone), ('备注', old.remark, new.remark),
      ('要带什么', old.bring, new.bring), ('收费', old.fee, new.fee),
      ('窗口号', old.counter, new.counter), ('英文名称', old.english, new.english),
      ('办件类型', (SELECT word FROM kind WHERE code = old.kind), (SELECT word FROM kind WHERE code = new.kind)),
      ('承诺时限', old.promise_days, new.promise_days),
      ('可邮寄', iif(old.mailable, '是', '否'), iif(new.mailable, '是', '否')),
      ('别名', (SELECT group_concat(word, '、') FROM (SELECT word FROM published.alias WHERE item = old.no ORDER BY rank)),
               (SELECT group_concat(word, '、') FROM (SELECT word FROM main.alias WHERE item = new.no ORDER BY rank))),
      ('网页上的说明', (SELECT '原来的' FROM published.item_text t WHERE t.item = old.no AND t.html IS NOT
                        (SELECT n.html FROM main.item_text n WHERE n.item = new.no)),
                       (SELECT '新写的' FROM main.item_text t WHERE t.item = new.no AND t.html IS NOT
                        (SELECT o.html FROM published.item_text o WHERE o.item = old.no))))
    SELECT group_concat(format('%s“%s”→“%s”', word, before, after), '；') FROM field
    WHERE before IS NOT after) END AS text
FROM published.item old FULL JOIN main.item new ON new.no = old.no AND old.gone = 0
WHERE old.gone IS NOT 1 AND
      (old.no, old.department, old.name, old.mode_text, old.place, old.phone, old.remark, old.kind,
       old.promise_days, old.mailable, old.bring, old.fee, old.counter, old.english,
       (SELECT html FROM published.item_text t WHERE t.item = old.no),
       (SELECT group_concat(word) FROM (SELECT word FROM published.alias WHERE item = old.no ORDER BY rank))) IS NOT
      (new.no, new.department, new.name, new.mode_text, new.place, new.phone, new.remark, new.kind,
       new.promise_days, new.mailable, new.bring, new.fee, new.counter, new.english,
       (SELECT html FROM main.item_text t WHERE t.item = new.no),
       (SELECT group_concat(word) FROM (SELECT word FROM main.alias WHERE item = new.no ORDER BY rank)))
ORDER BY coalesce(old.no, new.no);

-- name: carry
-- The items that the new list has no longer; nothing is found by initials or
-- shown as a duplicate any more.
INSERT INTO item(no, window, department, name, mode, mode_text, noon, place, phone, tel, kind,
                 promise_days, mailable, remark, duplicate_of, initials, gone)
SELECT old.no,
       coalesce((SELECT no FROM main.window WHERE no = old.window),
                (SELECT no FROM main.window ORDER BY general DESC, no LIMIT 1)),
       old.department, old.name, old.mode, old.mode_text, old.noon, old.place, old.phone, old.tel,
       old.kind, old.promise_days, old.mailable, old.remark, NULL, '', 1
FROM published.item AS old
WHERE old.no NOT IN (SELECT no FROM main.item) ORDER BY old.no;

-- name: since
-- News that were told before are no younger for being told again.
UPDATE main.news SET since = old.since FROM published.news old
WHERE (old.day, old.window, old.shut, old.text) = (news.day, news.window, news.shut, news.text);

-- name: closures
SELECT window, day, start, end, reason FROM closure ORDER BY rowid;
