-- Accounts, sessions and the audit.

-- Who a session's cookie belongs to. A clerk of no window works at the 综合窗口.
-- name: session   needs: catalogue
SELECT s.id, s.seen_at, e.ends_at, a.name, a.role, coalesce(a.window, w.no, 0), coalesce(w.short, ''),
       coalesce(w.general, 0), a.one_time, a.totp_on, r.word,
       coalesce(nullif(a.person, ''), a.name)
  FROM session s
  JOIN session_end e ON e.id = s.id
  JOIN account a ON a.name = s.account
  JOIN role_word r ON r.code = a.role
  LEFT JOIN cat.window w
    ON w.no = CASE WHEN a.window IS NULL AND a.role = 'clerk'
                   THEN (SELECT min(no) FROM cat.window WHERE general) ELSE a.window END
 WHERE s.token = :token AND a.disabled_at IS NULL;

-- What a password here would be made of: the account's name, the hall's, its telephones
-- with and without area code, and how its words sound (ning, du); a line each.
-- name: hall_words   needs: catalogue
SELECT group_concat(word, char(10)) FROM (SELECT :account AS word
UNION SELECT value FROM cat.setting WHERE key IN ('hall_name', 'hall_org', 'site_domain')
UNION SELECT name FROM cat.window
UNION SELECT phone FROM cat.window_phone
UNION SELECT substr(phone, instr(phone, '-') + 1) FROM cat.window_phone
UNION SELECT phone FROM cat.complaint_phone
UNION SELECT substr(phone, instr(phone, '-') + 1) FROM cat.complaint_phone
UNION SELECT syllable FROM cat.pinyin);

-- name: insert_account
INSERT INTO account(name, person, role, window, password, one_time, made_at)
VALUES(:name, :person, :role, nullif(:window, 0), :password, 1, :now_s);

-- A cell of the page of accounts, where it is another than before.
-- name: change_account
UPDATE account SET person = iif(:what = 'person', :value, person),
       role = iif(:what = 'role', :value, role),
       window = iif(:what = 'window', nullif(CAST(:value AS INTEGER), 0), window)
 WHERE name = :name
   AND :value <> CASE :what WHEN 'person' THEN person WHEN 'role' THEN role
                 ELSE CAST(coalesce(window, 0) AS TEXT) END;

-- Clerks of no window.
-- name: account_lost
SELECT coalesce(group_concat(name, '、'), '')
  FROM account WHERE role = 'clerk' AND window IS NULL AND disabled_at IS NULL;

-- An account of somebody of that name at the window.
-- name: account_of
SELECT name FROM account
 WHERE person = :person AND coalesce(window, 0) = :window AND disabled_at IS NULL;

-- Whether nobody could administer accounts any more without :name.
-- name: last_admin
SELECT count(*) FROM account
 WHERE role = 'admin' AND disabled_at IS NULL
HAVING count(*) = 1 AND max(name) = :name;

-- Its columns are read by their numbers: signin.c, tries.c, factor.c.
-- name: account
SELECT name, disabled_at IS NOT NULL, password, totp_nonce, totp_on, totp_step
  FROM account WHERE name = :name;

-- name: set_password
UPDATE account SET password = :password, one_time = :one_time WHERE name = :name;

-- name: set_totp
UPDATE account SET totp_nonce = :nonce, totp_on = :on, totp_step = :step WHERE name = :name;

-- 0 enables it again.
-- name: set_disabled
UPDATE account SET disabled_at = nullif(:at, 0) WHERE name = :name;

-- As `hallbook user list` prints them: a line each, with tabs.
-- name: accounts
SELECT group_concat(line, '')
  FROM (SELECT name || char(9) || role || char(9) || coalesce(window, '') ||
               iif(one_time, char(9) || 'one-time password', '') ||
               iif(totp_on, char(9) || 'TOTP', '') ||
               iif(disabled_at IS NULL, '', char(9) || 'disabled') || char(10) AS line
          FROM account ORDER BY name);

-- name: insert_recovery
INSERT INTO recovery(account, code) VALUES(:account, :code);

-- name: use_recovery
DELETE FROM recovery WHERE account = :account AND code = :code;

-- name: clear_recovery
DELETE FROM recovery WHERE account = :account;

-- name: insert_session
INSERT INTO session(token, account, made_at, seen_at, agent)
VALUES(:token, :account, :now_s, :now_s, :agent);

-- name: touch_session
UPDATE session SET seen_at = :now_s WHERE id = :id;

-- name: end_session
DELETE FROM session WHERE id = :id AND account = :account;

-- All of an account but one, which may be 0.
-- name: end_sessions
DELETE FROM session WHERE account = :account AND id <> :but;

-- name: clock_confirm
INSERT OR REPLACE INTO clock_confirmed(history, at, who)
VALUES((SELECT coalesce(max(id), 0) FROM history), :now_s, :who);

-- name: clock_totp
UPDATE account SET totp_step = :now_s / 30 - 2 WHERE totp_step > :now_s / 30 + 1;

-- name: clock_sources
UPDATE source SET at = :now_s WHERE at > :now_s;

-- name: clock_sessions
DELETE FROM session WHERE made_at > :now_s;

-- The window of that number, name, or part of a name that no other has.
-- name: window_of_text   needs: catalogue
SELECT no FROM cat.window
 WHERE CAST(no AS TEXT) = :text OR name = :text
    OR (length(:text) > 1 AND instr(name, :text)
        AND (SELECT count(*) FROM cat.window w WHERE instr(w.name, :text)) = 1)
 ORDER BY name = :text DESC LIMIT 1;
