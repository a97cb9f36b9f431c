#include "db/sqlite/sqlite.h"

/* A judging is only ever written by the attempt that holds it. */
#define HELD " WHERE id = ?1 AND state = 'running' AND attempt = ?2"

/* Puts it back in the queue; only the counts tell that it was claimed. */
#define UNCLAIMED " judge_name = '', claimed_ms = NULL, started_ms = NULL"

/* As the partial index judging_open says it. */
#define OPEN " state NOT IN ('done', 'cancelled')"

/* The judging that counts for a submission, as the view newest_judging says it. */
#define NEWEST(submission)                                                                         \
    "coalesce((SELECT max(n.id) FROM judging n WHERE n.submission = " submission                   \
    " AND n.state <> 'cancelled' AND NOT n.aside), (SELECT max(n.id) FROM judging n"               \
    " WHERE n.submission = " submission " AND NOT n.aside))"

/* What is shown of a state: why a queued judging is not claimed yet is nobody's but ours. */
#define SHOWN_STATE "CASE WHEN j.state IN ('waiting', 'alone') THEN 'queued' ELSE j.state END"

/* Whether so many judges in a row died of it: after it had started, or with it in hand at all (the
 * attempts that ended otherwise part the rows). */
#define DEADLY(started, in_hand)                                                                   \
    "(judges_lost + (started_ms IS NOT NULL) >= " started                                          \
    " OR (SELECT count(*) FROM attempt a WHERE a.judging = judging.id AND a.attempt >"             \
    " ifnull((SELECT max(b.attempt) FROM attempt b WHERE b.judging = judging.id"                   \
    " AND b.outcome IN ('finished', 'failed', 'given_back')), 0)) >= " in_hand ")"

/* A judging that could be claimed, with all that a claim needs (store_claim.c checks it), and what
 * holds it back. The LEFT JOIN keeps one whose submission is gone, so that it can be named. */
#define CLOSED_HOLD(kind, column)                                                                  \
    "(SELECT h.id FROM hold h WHERE h.kind = '" kind "' AND h.name = s." column                    \
    " AND h.is_closed LIMIT 1)"
#define CLAIMABLE                                                                                  \
    "SELECT j.id, j.submission, j.attempt, j.attempts_counted, j.judges_lost, j.priority, j.turn," \
    " " CLOSED_HOLD("problem", "problem") ", " CLOSED_HOLD(                                        \
        "language",                                                                                \
        "language") ","                                                                            \
                    " s.id, s.problem, s.problem_name, s.user, s.language, s.file_name,"           \
                    " j.queued_ms, j.wanted_version, s.source"                                     \
                    " FROM judging j LEFT JOIN submission s ON s.id = j.submission"

/* The judgings of a hold that are released at once: ?1 the hold. */
#define SOME_HELD " FROM judging WHERE state = 'held' AND hold = ?1 ORDER BY attempt, id LIMIT 500"

/* Why a queued judging will be put aside when its turn comes: what is closed says it already. */
#define HOLD_OF(column, kind, name)                                                                \
    "(SELECT h." column " FROM hold h WHERE h.kind = '" kind "' AND h.name = " name                \
    " AND h.is_closed LIMIT 1)"
#define KEPT_BACK(column)                                                                          \
    "CASE WHEN j.state IN ('queued', 'waiting', 'alone') THEN coalesce(" HOLD_OF(                  \
        column, "all",                                                                             \
        "''") ", " HOLD_OF(column, "problem",                                                      \
                           "s.problem") ", " HOLD_OF(column, "language",                           \
                                                     "s.language") ", j." column                   \
                                                                   ") ELSE j." column " END"

#define ROW_COLUMNS                                                                                \
    "s.id, j.id, " SHOWN_STATE                                                                     \
    " AS state, s.problem, s.problem_name, s.user, s.language, s.file_name,"                       \
    " j.verdict, " KEPT_BACK("reason") ", " KEPT_BACK(                                             \
        "message") ", j.score, j.max_score, j.attempts_counted,"                                   \
                   " s.submitted_ms, j.started_ms, j.finished_ms, j.cpu_us, j.wall_us, "           \
                   "j.memory_kib,"                                                                 \
                   " (SELECT count(*) FROM case_result c WHERE c.judging = j.id), j.case_count,"   \
                   " j.feedback, j.problem_version, j.judge_name, j.language_version,"             \
                   " j.limits_json, j.isolation_json, j.compile_json, j.queued_ms, j.claimed_ms,"  \
                   " (SELECT CAST(substr(a.message, length('grader ') + 1) AS INTEGER) FROM "      \
                   "attempt a"                                                                     \
                   " WHERE a.judging = j.id AND a.attempt = j.attempt AND a.outcome = 'running')," \
                   " ifnull(j.rejudge_set, 0), j.aside, j.id = " NEWEST(                           \
                       "s.id") ", j.deadline_ms, j.rescored_from"

/* The ids of a listing, newest first: ?1 user, ?2 problem, ?3 language, ?4 verdict, ?5 state,
 * ?6 only above this id, ?7 at most so many (-1: all). Four statements differ in what leads the
 * search; the filter itself is one. CROSS JOIN fixes the order, so the leader stays the leader. */
#define LIST_BY_SUBMISSION                                                                         \
    "SELECT s.id, j.id FROM submission s CROSS JOIN judging j"                                     \
    " ON j.id = " NEWEST("s.id") " WHERE "
#define LIST_FILTER                                                                                \
    " AND (?1 IS NULL OR s.user = ?1) AND (?2 IS NULL OR s.problem_name = ?2)"                     \
    " AND (?3 IS NULL OR s.language = ?3) AND (?4 IS NULL OR j.verdict = ?4)"                      \
    " AND (?5 IS NULL OR " SHOWN_STATE " = ?5)"                                                    \
    " AND (?8 IS NULL OR s.problem = ?8)"                                                          \
    " AND (?9 IS NULL OR substr(j.problem_version, 1, length(?9)) = ?9)"                           \
    " AND (?10 = 0 OR s.submitted_ms >= ?10) AND (?11 = 0 OR s.submitted_ms <= ?11)"
/* Those of a state that is not over: its partial index leads (+: no
 * other index is of use). */
#define LIST_BY_STATE                                                                              \
    "SELECT s.id, j.id FROM judging j CROSS JOIN submission s ON s.id = j.submission WHERE "
#define LIST_OF_STATE(submission)                                                                  \
    " AND " submission " > ?6 AND +s.id <= ?12 AND j.id = " NEWEST("j.submission") LIST_FILTER     \
        " ORDER BY " submission " DESC LIMIT ?7"

/* A page of a listing, upwards: ?7 how many. */
#define PAGE_FROM(submission)                                                                      \
    " AND " submission " > ?6 AND " submission " <= ?12" LIST_FILTER " ORDER BY " submission       \
    " LIMIT ?7"

/* As the partial index judging_deadline says it. */
#define WITH_DEADLINE                                                                              \
    " FROM judging WHERE deadline_ms IS NOT NULL"                                                  \
    " AND state IN ('queued', 'waiting', 'alone', 'held')"

/* The items of a set of rejudges: n the new judging, o the old one. */
#define ITEMS_OF(set)                                                                              \
    " FROM rejudge_item i CROSS JOIN judging n ON n.id = i.new_judging"                            \
    " CROSS JOIN judging o ON o.id = i.old_judging WHERE i.rejudge_set = " set
#define ITEMS_OF_SET ITEMS_OF("?1")

#define TALLIED                                                                                    \
    "sum(iif(state IN ('queued', 'alone', 'waiting'), count, 0)),"                                 \
    " sum(iif(state = 'running', count, 0)), sum(iif(state = 'held', count, 0))"

#define NAMES(column) "SELECT DISTINCT " column " FROM submission ORDER BY 1"

#define STATS(key)                                                                                 \
    "SELECT " key ", count(*), sum(j.verdict = 'AC'), sum(j.verdict = 'IE'), avg(j.cpu_us),"       \
    " avg(j.started_ms - j.queued_ms),"                                                            \
    " sum(json_extract(nullif(j.compile_json, ''), '$.cached') IS 0),"                             \
    " sum(json_extract(nullif(j.compile_json, ''), '$.cached') IS 1) FROM judging j JOIN "         \
    "submission s ON s.id = j.submission"                                                          \
    " WHERE j.state = 'done' AND NOT j.aside GROUP BY 1 ORDER BY 1"

const struct store_sql store_sql[SQL_STATEMENT_COUNT] = {
    [SQL_BEGIN] = {"begin", "BEGIN IMMEDIATE"},
    [SQL_COMMIT] = {"commit", "COMMIT"},
    [SQL_ROLLBACK] = {"rollback", "ROLLBACK"},
    /* One descent into each table: finds a damaged or foreign schema when opening, at no cost. */
    [SQL_PROBE] = {"probe",
                   "SELECT (SELECT max(id) FROM submission), (SELECT max(id) FROM judging),"
                   " (SELECT max(judging) FROM attempt), (SELECT max(id) FROM event),"
                   " (SELECT max(judging) FROM case_result),"
                   " (SELECT max(judging) FROM group_result),"
                   " (SELECT max(version) FROM problem_version),"
                   " (SELECT max(priority) FROM queue_turn),"
                   " (SELECT max(user) FROM user_turn), (SELECT max(id) FROM hold),"
                   " (SELECT max(hold) FROM hold_release),"
                   " (SELECT max(kind) FROM tally), (SELECT max(key) FROM submission_key),"
                   " (SELECT max(name) FROM judge), (SELECT max(id) FROM blob),"
                   " (SELECT max(version) FROM version_file),"
                   " (SELECT max(problem) FROM version_seen),"
                   " (SELECT max(id) FROM rejudge_set),"
                   " (SELECT max(submission) FROM rejudge_item)"},
    [SQL_GENERATION] = {"generation", "SELECT id FROM generation LIMIT 1"},
    [SQL_DATA_VERSION] = {"data_version", "PRAGMA data_version"},

    [SQL_SUBMIT] = {"submit",
                    "INSERT INTO submission (submitted_ms, problem, problem_name, user, language,"
                    " file_name, source) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"},
    [SQL_NEXT_TURN] = {"next_turn",
                       "SELECT max(ifnull((SELECT current_turn FROM queue_turn"
                       " WHERE priority = ?2), 1), 1 + ifnull((SELECT last_turn FROM user_turn"
                       " WHERE user = ?1 AND priority = ?2), 0))"},
    [SQL_SET_USER_TURN] = {"set_user_turn",
                           "INSERT INTO user_turn (user, priority, last_turn) VALUES (?1, ?2, ?3)"
                           " ON CONFLICT (user, priority) DO UPDATE"
                           " SET last_turn = excluded.last_turn"},
    [SQL_QUEUE_JUDGING] = {"queue_judging",
                           "INSERT INTO judging (submission, state, priority, turn, queued_ms,"
                           " wanted_version, rejudge_set, aside, deadline_ms)"
                           " VALUES (?1, 'queued', ?2, ?3, ?4, ?5, ?6, ?6 IS NOT NULL, ?7)"},
    [SQL_SUBMISSION_USER] = {"submission_user",
                             "SELECT user, problem, EXISTS (SELECT 1 FROM pruned_source"
                             " WHERE submission = ?1) FROM submission WHERE id = ?1"},
    /* 0 where none waits to be judged. */
    [SQL_KEYED] = {"keyed",
                   "SELECT s.id, s.problem, s.user, s.language, s.file_name, s.source,"
                   " r.bytes FROM submission_key k JOIN submission s ON s.id = k.submission"
                   " LEFT JOIN pruned_source r ON r.submission = s.id"
                   " WHERE k.key = ?1 AND k.number = ?2"},
    [SQL_ADD_KEY] = {"add_key",
                     "INSERT INTO submission_key (key, number, submission) VALUES (?1, ?2, ?3)"},
    [SQL_COUNT_KEYED] = {"count_keyed", "SELECT count(*), min(submission), max(submission)"
                                        " FROM submission_key WHERE key = ?1"},
    [SQL_STILL_QUEUED] = {"still_queued",
                          "SELECT ifnull(max(id), 0) FROM judging WHERE submission = ?1"
                          " AND" OPEN " AND state <> 'running' AND NOT aside"},

    /* ?1 now, ?2 the longest backoff, ?3 the longest pause between trials. Only a clock that was
     * set back can make a date further away than that; such a judging must not wait. */
    [SQL_READY] = {"ready", "SELECT NOT EXISTS (SELECT 1 FROM hold WHERE kind = 'all')"
                            " AND (EXISTS (SELECT 1 FROM judging WHERE state = 'queued')"
                            " OR EXISTS (SELECT 1 FROM judging WHERE state = 'waiting'"
                            " AND not_before_ms NOT BETWEEN ?1 + 1 AND ?1 + ?2)"
                            " OR EXISTS (SELECT 1 FROM judging WHERE state = 'alone')"
                            " OR EXISTS (SELECT 1 FROM hold_release)"
                            " OR EXISTS (SELECT 1 FROM hold WHERE next_try_ms IS NOT NULL"
                            " AND next_try_ms NOT BETWEEN ?1 + 1 AND ?1 + ?3))"},
    [SQL_PROMOTE] = {"promote",
                     "UPDATE judging SET state = 'queued', not_before_ms = NULL"
                     " WHERE state = 'waiting' AND not_before_ms NOT BETWEEN ?1 + 1 AND ?1 + ?2"},
    /* ?1 the highest priority that is wanted. */
    [SQL_HEAD] = {"head", CLAIMABLE " WHERE j.state = 'queued' AND j.priority <= ?1"
                                    " ORDER BY j.priority DESC, j.turn, j.id"},
    [SQL_TOP_PRIORITY] = {"top_priority", "SELECT priority FROM judging WHERE state = 'queued'"
                                          " ORDER BY priority DESC LIMIT 1"},
    [SQL_HEAD_ALONE] = {"head_alone", CLAIMABLE " WHERE j.state = 'alone' ORDER BY j.id"},
    [SQL_HEAD_HELD] = {"head_held", CLAIMABLE " WHERE j.state = 'held' AND j.hold = ?1"
                                              " ORDER BY j.attempt, j.id"},
    /* The same by their indexes alone, and one of them: for where a row cannot be read. */
    [SQL_HEAD_IDS] = {"head_ids", "SELECT id FROM judging WHERE state = 'queued' AND priority <= ?1"
                                  " ORDER BY priority DESC, turn, id"},
    [SQL_HEAD_ALONE_IDS] = {"head_alone_ids",
                            "SELECT id FROM judging WHERE state = 'alone' ORDER BY id"},
    [SQL_HEAD_HELD_IDS] = {"head_held_ids", "SELECT id FROM judging WHERE state = 'held'"
                                            " AND hold = ?1 ORDER BY attempt, id"},
    [SQL_HEAD_ONE] = {"head_one", CLAIMABLE " WHERE j.id = ?1"},
    [SQL_CLAIM] = {"claim",
                   "UPDATE judging SET state = 'running', attempt = attempt + 1,"
                   " attempts_counted = attempts_counted + 1, judge_name = ?2, claimed_ms = ?3,"
                   " heartbeat_count = heartbeat_count + 1, hold = NULL, reason = '', message = ''"
                   " WHERE id = ?1"},
    [SQL_NOTE_RESCORED] = {"note_rescored", "UPDATE judging SET rescored_from = ?3" HELD},
    [SQL_SET_QUEUE_TURN] = {"set_queue_turn",
                            "INSERT INTO queue_turn (priority, current_turn) VALUES (?1, ?2)"
                            " ON CONFLICT (priority) DO UPDATE"
                            " SET current_turn = max(current_turn, excluded.current_turn)"},
    [SQL_ADD_ATTEMPT] = {"add_attempt",
                         "INSERT INTO attempt (judging, attempt, judge_name, claimed_ms, outcome)"
                         " VALUES (?1, ?2, ?3, ?4, 'running')"},
    [SQL_FENCE] = {"fence", "UPDATE judging SET heartbeat_count = heartbeat_count + 1" HELD},
    [SQL_CURRENT] = {"current", "SELECT state, attempt, judge_name FROM judging WHERE id = ?1"},
    [SQL_ADD_EVENT] = {"add_event",
                       "INSERT INTO event (judging, attempt, at_ms, kind, judge_name, detail)"
                       " VALUES (?1, ?2, ?3, ?4, ?5, ?6)"},
    [SQL_ADD_VERSION] = {"add_version",
                         "INSERT INTO problem_version (version, problem, problem_name,"
                         " first_judged_ms) VALUES (?1, ?2, ?3, ?4)"
                         " ON CONFLICT (version) DO NOTHING"},
    [SQL_START] = {"start",
                   "UPDATE judging SET problem_version = ?3, limits_json = ?4,"
                   " isolation_json = ?5, language_version = ?6, feedback = ?7, max_score = ?8,"
                   " case_count = ?9, started_ms = ?10" HELD},
    [SQL_START_ATTEMPT] = {"start_attempt", "UPDATE attempt SET started_ms = ?3, message = ?4"
                                            " WHERE judging = ?1 AND attempt = ?2"},
    [SQL_PUT_CASE] = {"put_case",
                      "INSERT OR REPLACE INTO case_result (judging, attempt, number, name,"
                      " group_name, verdict, reason, message, feedback, hint, path, score,"
                      " max_score, cpu_us, wall_us, memory_kib, output_bytes, evidence_json,"
                      " stderr_tail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,"
                      " ?13, ?14, ?15, ?16, ?17, ?18, ?19)"},
    [SQL_DROP_CASES] = {"drop_cases", "DELETE FROM case_result WHERE judging = ?1"},
    [SQL_PUT_GROUP] = {"put_group",
                       "INSERT INTO group_result (judging, number, name, verdict, feedback, score,"
                       " max_score) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"},
    [SQL_FINISH] = {"finish",
                    "UPDATE judging SET state = 'done', verdict = ?3, reason = ?4, message = ?5,"
                    " score = ?6, max_score = ?7, cpu_us = ?8, wall_us = ?9, memory_kib = ?10,"
                    " compile_json = ?11, finished_ms = ?12" HELD},
    [SQL_END_ATTEMPT] = {"end_attempt",
                         "UPDATE attempt SET outcome = ?3, ended_ms = ?4, reason = ?5,"
                         " message = ?6 WHERE judging = ?1 AND attempt = ?2"},
    [SQL_ATTEMPTS_COUNTED] = {"attempts_counted", "SELECT attempts_counted FROM judging" HELD},
    [SQL_RETRY] =
        {"retry",
         "UPDATE judging SET state = 'waiting', not_before_ms = ?3, judges_lost = 0," UNCLAIMED
             HELD},
    [SQL_GIVE_UP] = {"give_up", "UPDATE judging SET state = 'done', verdict = 'IE', reason = ?3,"
                                " message = ?4, score = 0, finished_ms = ?5" HELD},
    [SQL_GIVE_BACK] = {"give_back",
                       "UPDATE judging SET state = 'queued',"
                       " attempts_counted = attempts_counted - 1, judges_lost = 0," UNCLAIMED HELD},

    /* ?3 the hold. */
    [SQL_HOLD_RUNNING] =
        {"hold_running",
         "UPDATE judging SET state = 'held', hold = ?3, reason = ?4, message = ?5,"
         " attempts_counted = attempts_counted - 1, judges_lost = 0," UNCLAIMED HELD},
    [SQL_HOLD_ONE] = {"hold_one",
                      "UPDATE judging SET state = 'held', not_before_ms = NULL, hold = ?2,"
                      " reason = ?3, message = ?4 WHERE id = ?1"
                      " AND state IN ('queued', 'waiting', 'alone')"},
    [SQL_RELEASE_ONE] = {"release_one",
                         "UPDATE judging SET state = 'queued', hold = NULL, judges_lost = 0,"
                         " reason = '', message = '' WHERE id = ?1 AND state = 'held'"},
    /* Whatever is in the row: only what it must have to be held is written (store_set_aside). */
    [SQL_SET_ASIDE] = {"set_aside",
                       "UPDATE judging SET state = 'held', hold = NULL, not_before_ms = NULL,"
                       " finished_ms = NULL, verdict = NULL, judge_name = '', reason = 'bad_row',"
                       " message = ?2 WHERE id = ?1"},
    [SQL_CANCEL] = {"cancel",
                    "UPDATE judging SET state = 'cancelled', finished_ms = ?2, hold = NULL,"
                    " not_before_ms = NULL, reason = 'cancelled', message = '', judge_name = ''"
                    " WHERE id = ?1 AND" OPEN},
    [SQL_OPEN_OF] = {"open_of", "SELECT id, state, attempt, hold FROM judging WHERE submission = ?1"
                                " AND" OPEN " ORDER BY id DESC LIMIT 1"},
    [SQL_HELD_SINCE] = {"held_since", "SELECT claimed_ms FROM judging" HELD},
    [SQL_FIND_HOLD] = {"find_hold", "SELECT id, is_closed, tries FROM hold"
                                    " WHERE kind = ?1 AND name = ?2 AND origin = ?3"},
    /* One more failure: ?4 whether that alone closes it, ?8 how many do. */
    [SQL_PUT_HOLD] = {"put_hold",
                      "INSERT INTO hold (kind, name, origin, is_closed, reason, message, made_ms,"
                      " failures, next_try_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1, ?9)"
                      " ON CONFLICT (kind, name, origin) DO UPDATE SET failures = failures + 1,"
                      " is_closed = is_closed OR excluded.is_closed OR failures + 1 >= ?8,"
                      " reason = excluded.reason, message = excluded.message,"
                      " next_try_ms = excluded.next_try_ms RETURNING id, is_closed"},
    [SQL_HOLD_WORDS] = {"hold_words", "SELECT reason, message, is_closed FROM hold WHERE id = ?1"},
    [SQL_HOLD_PASSED] = {"hold_passed", "UPDATE hold SET failures = 0 WHERE id = ?1"},
    [SQL_DROP_HOLD] = {"drop_hold", "DELETE FROM hold WHERE id = ?1"},
    [SQL_HOLDS] = {"holds", "SELECT id, kind, name, origin, is_closed, reason, message, made_ms,"
                            " ifnull(next_try_ms, 0) FROM hold ORDER BY id"},
    [SQL_TRIAL_DUE] = {"trial_due", "SELECT id, tries FROM hold WHERE next_try_ms IS NOT NULL"
                                    " AND next_try_ms NOT BETWEEN ?1 + 1 AND ?1 + ?2"
                                    " ORDER BY next_try_ms LIMIT 1"},
    [SQL_TRIAL_BEGINS] = {"trial_begins",
                          "UPDATE hold SET tries = tries + 1, next_try_ms = ?2 WHERE id = ?1"},
    [SQL_TRY_ALL] = {"try_all", "UPDATE hold SET next_try_ms = ?1, tries = 0"
                                " WHERE next_try_ms IS NOT NULL"},
    [SQL_ADD_RELEASE] = {"add_release", "INSERT OR IGNORE INTO hold_release (hold) VALUES (?1)"},
    [SQL_NEXT_RELEASE] = {"next_release", "SELECT min(hold) FROM hold_release"},
    [SQL_DROP_RELEASE] = {"drop_release", "DELETE FROM hold_release WHERE hold = ?1"},
    [SQL_NOTE_RELEASED] = {"note_released",
                           "INSERT INTO event (judging, attempt, at_ms, kind, judge_name, detail)"
                           " SELECT id, attempt, ?2, 'released', ?3, ''" SOME_HELD},
    [SQL_RELEASE_SOME] = {"release_some",
                          "UPDATE judging SET state = 'queued', hold = NULL, reason = '',"
                          " message = '' WHERE id IN (SELECT id" SOME_HELD ")"},

    [SQL_HEARTBEAT] = {"heartbeat", "UPDATE judging SET heartbeat_count = heartbeat_count + 1"
                                    " WHERE state = 'running' AND judge_name = ?1"},
    [SQL_RUNNING_OF] = {"running_of", "SELECT id, attempt, heartbeat_count FROM judging"
                                      " WHERE state = 'running' AND judge_name = ?1"},
    [SQL_RUNNING_OF_IDS] = {"running_of_ids", "SELECT id FROM judging WHERE state = 'running'"
                                              " AND judge_name = ?1"},
    [SQL_RUNNING_OTHERS_IDS] = {"running_others_ids",
                                "SELECT id FROM judging"
                                " WHERE state = 'running' AND judge_name <> ?1"},
    [SQL_RUNNING_ONE] = {"running_one",
                         "SELECT id, attempt, heartbeat_count FROM judging WHERE id = ?1"},
    [SQL_HEARTBEAT_ONE] = {"heartbeat_one",
                           "UPDATE judging SET heartbeat_count = heartbeat_count + 1"
                           " WHERE id = ?1 AND state = 'running'"},
    [SQL_RUNNING_OTHERS] = {"running_others", "SELECT id, attempt, heartbeat_count FROM judging"
                                              " WHERE state = 'running' AND judge_name <> ?1"},
    /* How many deaths of judges in a row it takes to be tried alone, ?4 and ?7, to be set aside, ?5
     * and ?8; ?6 the message then. */
    [SQL_REQUEUE] =
        {"requeue",
         "UPDATE judging SET state = CASE WHEN " DEADLY(
             "?5", "?8") " THEN 'held'"
                         " WHEN " DEADLY(
                             "?4",
                             "?7") " THEN 'alone' ELSE 'queued' END,"
                                   " reason = iif(" DEADLY(
                                       "?5",
                                       "?8") ", 'judge_lost', ''),"
                                             " message = iif(" DEADLY(
                                                 "?5",
                                                 "?8") ", ?6, ''),"
                                                       " judges_lost = judges_lost + (started_ms "
                                                       "IS NOT NULL),"
                                                       " attempts_counted = max(attempts_counted - "
                                                       "1, 0)," UNCLAIMED HELD
                                                       " AND heartbeat_count = ?3 RETURNING state"},
    /* The queue is never counted: the triggers of 0006_tally.sql have counted it. */
    [SQL_BACKLOG] =
        {"backlog", "SELECT ifnull(sum(iif(state IN ('queued', 'alone', 'waiting'), count, 0)), 0),"
                    " ifnull(sum(iif(state = 'running', count, 0)), 0),"
                    " ifnull(sum(iif(state = 'held', count, 0)), 0),"
                    " (SELECT min(not_before_ms) FROM judging WHERE state = 'waiting'),"
                    " (SELECT min(next_try_ms) FROM hold WHERE next_try_ms IS NOT NULL)"
                    " FROM tally WHERE kind = 'priority'"},

    /* ?1 now, ?2 how many at most. */
    [SQL_LATE_DUE] = {"late_due", "SELECT EXISTS (SELECT 1" WITH_DEADLINE
                                  " AND late_ms IS NULL AND deadline_ms <= ?1)"},
    [SQL_SAY_LATE] = {"say_late",
                      "UPDATE judging SET late_ms = ?1 WHERE id IN (SELECT id" WITH_DEADLINE
                      " AND late_ms IS NULL AND deadline_ms <= ?1 ORDER BY deadline_ms LIMIT ?2)"
                      " RETURNING submission, id, queued_ms, deadline_ms, (SELECT problem_name"
                      " FROM submission s WHERE s.id = judging.submission), (SELECT user"
                      " FROM submission s WHERE s.id = judging.submission)"},
    [SQL_COUNT_LATE] = {"count_late", "SELECT (SELECT count(*) FROM (SELECT 1" WITH_DEADLINE
                                      " AND late_ms IS NULL AND deadline_ms <= ?1 LIMIT ?2)) +"
                                      " (SELECT count(*) FROM (SELECT 1" WITH_DEADLINE
                                      " AND late_ms IS NOT NULL LIMIT ?2))"},

    [SQL_BEAT] = {"beat",
                  "INSERT OR REPLACE INTO judge (name, host, pid, graders, started_ms, beat_ms,"
                  " judged, mean_ms, trouble) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"},
    [SQL_LEAVE] = {"leave", "DELETE FROM judge WHERE name = ?1"},
    [SQL_JUDGES] = {"judges",
                    "SELECT name, host, pid, graders, started_ms, beat_ms, judged, mean_ms,"
                    " trouble FROM judge ORDER BY name"},
    [SQL_TALLY_PRIORITY] = {"tally_priority",
                            "SELECT name, " TALLIED ", ifnull((SELECT min(queued_ms) FROM judging"
                            " WHERE state = 'queued' AND priority = CAST(name AS INTEGER)), 0), ''"
                            " FROM tally WHERE kind = ?1 GROUP BY name"
                            " ORDER BY CAST(name AS INTEGER) DESC LIMIT ?2"},
    [SQL_TALLY] = {"tally", "SELECT name, " TALLIED ", 0, ifnull((SELECT v.problem_name"
                            " FROM version_seen v WHERE v.problem = tally.name"
                            " AND tally.kind = 'problem' AND tally.name LIKE 'version:%' LIMIT 1),"
                            " '') FROM tally WHERE kind = ?1 GROUP BY name"
                            " ORDER BY 2 DESC, 3 DESC, name LIMIT ?2"},

    [SQL_LIST] = {"list", LIST_BY_SUBMISSION "s.id > ?6 AND s.id <= ?12" LIST_FILTER
                                             " ORDER BY s.id DESC LIMIT ?7"},
    [SQL_LIST_USER] = {"list_user",
                       LIST_BY_SUBMISSION "s.user = ?1 AND s.id > ?6 AND s.id <= ?12" LIST_FILTER
                                          " ORDER BY s.id DESC LIMIT ?7"},
    [SQL_LIST_PROBLEM] = {"list_problem", LIST_BY_SUBMISSION
                          "s.problem_name = ?2 AND s.id > ?6 AND s.id <= ?12" LIST_FILTER
                          " ORDER BY s.id DESC LIMIT ?7"},
    [SQL_LIST_OPEN] = {"list_open", LIST_BY_STATE
                       "j.state NOT IN ('done', 'cancelled')" LIST_OF_STATE("j.submission")},
    [SQL_LIST_RUNNING] = {"list_running",
                          LIST_BY_STATE "j.state = 'running'" LIST_OF_STATE("+j.submission")},
    [SQL_LIST_HELD] = {"list_held",
                       LIST_BY_STATE "j.state = 'held'" LIST_OF_STATE("+j.submission")},
    [SQL_PAGE] = {"page", LIST_BY_SUBMISSION "s.id > ?6 AND s.id <= ?12" LIST_FILTER
                                             " ORDER BY s.id LIMIT ?7"},
    [SQL_PAGE_USER] = {"page_user", LIST_BY_SUBMISSION "s.user = ?1" PAGE_FROM("s.id")},
    [SQL_PAGE_PROBLEM] = {"page_problem",
                          LIST_BY_SUBMISSION "s.problem_name = ?2" PAGE_FROM("s.id")},
    [SQL_PAGE_OPEN] = {"page_open", LIST_BY_STATE
                       "j.state NOT IN ('done', 'cancelled') AND j.id = " NEWEST("j.submission")
                           PAGE_FROM("j.submission")},
    [SQL_NEWEST_SUBMISSION] = {"newest_submission", "SELECT ifnull(max(id), 0) FROM submission"},
    [SQL_ROW] = {"row", "SELECT " ROW_COLUMNS " FROM submission s CROSS JOIN judging j"
                        " WHERE s.id = ?1 AND j.id = ?2"},
    [SQL_JUDGINGS] = {"judgings", "SELECT " ROW_COLUMNS " FROM submission s CROSS JOIN judging j"
                                  " ON j.submission = s.id WHERE s.id = ?1 ORDER BY j.id DESC"},
    [SQL_CASES] = {"cases",
                   "SELECT number, name, group_name, verdict, reason, message, feedback, hint,"
                   " path, score, max_score, cpu_us, wall_us, memory_kib, output_bytes,"
                   " evidence_json, stderr_tail FROM case_result WHERE judging = ?1"
                   " ORDER BY number"},
    [SQL_GROUPS] = {"groups", "SELECT number, name, verdict, feedback, score, max_score"
                              " FROM group_result WHERE judging = ?1 ORDER BY number"},
    [SQL_SOURCE] = {"source",
                    "SELECT s.source, r.pruned_ms FROM submission s LEFT JOIN pruned_source r"
                    " ON r.submission = s.id WHERE s.id = ?1"},
    [SQL_EVENTS] = {"events", "SELECT at_ms, attempt, kind, judge_name, detail FROM event"
                              " WHERE judging = ?1 ORDER BY id"},
    [SQL_CASE_STATS] = {"case_stats",
                        "SELECT c.number, c.name, c.group_name, count(*), sum(c.verdict = 'AC'),"
                        " sum(c.verdict NOT IN ('AC', 'SK')), sum(c.verdict = 'SK'), max(c.cpu_us),"
                        " max(c.memory_kib) FROM submission s CROSS JOIN case_result c"
                        " ON c.judging = " NEWEST(
                            "s.id") " WHERE s.problem_name = ?1"
                                    " GROUP BY c.number, c.name, c.group_name ORDER BY c.number"},
    [SQL_NEAR_LIMITS] =
        {"near_limits",
         "SELECT s.id, j.id, s.user, s.language, c.number, c.name, c.verdict, c.cpu_us,"
         " json_extract(j.limits_json, '$.time_us') AS most FROM submission s CROSS JOIN judging j"
         " ON j.id = " NEWEST(
             "s.id") " CROSS JOIN case_result c ON c.judging = j.id"
                     " WHERE s.problem_name = ?1 AND json_valid(j.limits_json) AND c.verdict <> "
                     "'SK'"
                     " AND c.cpu_us * 100 >= most * ?2 AND c.cpu_us * 100 <= most * (200 - ?2)"
                     " ORDER BY abs(c.cpu_us - most), s.id, c.number LIMIT ?3"},
    [SQL_EQUAL_SOURCES] = {"equal_sources",
                           "SELECT o.id FROM submission s CROSS JOIN submission o"
                           " ON o.problem_name = s.problem_name WHERE s.id = ?1 AND o.id <> s.id"
                           " AND length(o.source) = length(s.source) AND o.source = s.source"
                           " AND length(s.source) > 0 ORDER BY o.id LIMIT ?2"},
    [SQL_ADD_NOTE] = {"add_note", "INSERT INTO note (submission, judging, written_ms, author, text)"
                                  " SELECT s.id, " NEWEST("s.id") ", ?2, ?3, ?4 FROM submission s"
                                                                  " WHERE s.id = ?1"},
    [SQL_NOTES] = {"notes", "SELECT n.id, n.judging, n.written_ms, n.author, n.text, j.verdict"
                            " FROM note n CROSS JOIN judging j ON j.id = n.judging"
                            " WHERE n.submission = ?1 ORDER BY n.id"},
    [SQL_PUT_CALIBRATION] = {"put_calibration",
                             "INSERT OR REPLACE INTO calibration (host, problem, version, time_us,"
                             " factor, slowest_us, slowest_path, slowest_case, measured_ms)"
                             " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"},
    [SQL_CALIBRATIONS] =
        {"calibrations", "SELECT version, time_us, factor, slowest_us, slowest_path,"
                         " slowest_case, measured_ms FROM calibration"
                         " WHERE host = ?1 AND problem = ?2 ORDER BY measured_ms DESC, version DESC"
                         " LIMIT ?3"},
    [SQL_REJUDGE_FACTS] =
        {"rejudge_facts",
         "SELECT s.user, s.problem, j.id, j.state, j.problem_version,"
         " (SELECT v.kept_ms IS NOT NULL FROM problem_version v WHERE v.version ="
         " j.problem_version), (SELECT r.id FROM judging n CROSS JOIN rejudge_set r"
         " ON r.id = n.rejudge_set WHERE n.submission = s.id AND r.state = 'open' LIMIT 1),"
         " EXISTS (SELECT 1 FROM pruned_source p WHERE p.submission = s.id)"
         " FROM submission s CROSS JOIN judging j ON j.id = " NEWEST("s.id") " WHERE s.id = ?1"},
    [SQL_ADD_SET] = {"add_set",
                     "INSERT INTO rejudge_set (selectors, made_ms, same_version, applies, state)"
                     " VALUES (?1, ?2, ?3, ?4, 'open')"},
    [SQL_ADD_SET_ITEM] = {"add_set_item",
                          "INSERT INTO rejudge_item (rejudge_set, submission, old_judging,"
                          " new_judging) VALUES (?1, ?2, ?3, ?4)"},
    [SQL_SET_STATE] = {"set_state", "SELECT state FROM rejudge_set WHERE id = ?1"},
    /* Those that are open, and those that ended as IE where there was another verdict. */
    [SQL_SET_UNFIT] = {"set_unfit",
                       "SELECT ifnull(sum(n.state NOT IN ('done', 'cancelled')), 0),"
                       " ifnull(sum(n.verdict IS 'IE' AND o.verdict IS NOT 'IE'), 0)" ITEMS_OF_SET},
    [SQL_SET_OPEN] = {"set_open", "SELECT id, attempt, state = 'running' FROM judging"
                                  " WHERE rejudge_set = ?1 AND" OPEN},
    [SQL_SET_COMPLETE] = {"set_complete",
                          "SELECT r.id FROM judging j CROSS JOIN rejudge_set r"
                          " ON r.id = j.rejudge_set WHERE j.id = ?1 AND r.state = 'open'"
                          " AND r.applies AND NOT EXISTS (SELECT 1 FROM judging"
                          " WHERE rejudge_set = r.id AND" OPEN ") AND NOT EXISTS"
                          " (SELECT 1 FROM rejudge_item i CROSS JOIN judging n"
                          " ON n.id = i.new_judging CROSS JOIN judging o ON o.id = i.old_judging"
                          " WHERE i.rejudge_set = r.id AND n.verdict IS 'IE'"
                          " AND o.verdict IS NOT 'IE')"},
    [SQL_APPLY_SET] = {"apply_set",
                       "UPDATE judging SET aside = 0 WHERE id IN (SELECT n.id" ITEMS_OF_SET
                       " AND n.state = 'done' AND (n.verdict <> 'IE' OR o.verdict IS 'IE'))"},
    [SQL_END_SET] = {"end_set", "UPDATE rejudge_set SET state = ?2, ended_ms = ?3 WHERE id = ?1"},
    /* ?1 a set, NULL: all. */
    [SQL_SETS] = {"sets", "SELECT r.id, r.selectors, r.made_ms, r.same_version, r.applies, r.state,"
                          " ifnull(r.ended_ms, 0), (SELECT count(*)" ITEMS_OF(
                              "r.id") "),"
                                      " (SELECT count(*)" ITEMS_OF(
                                          "r.id") " AND n.state = 'done'),"
                                                  " (SELECT count(*)" ITEMS_OF(
                                                      "r.id") " AND n.state = 'done'"
                                                              " AND (n.verdict IS NOT o.verdict OR "
                                                              "n.score <> o.score))"
                                                              " FROM rejudge_set r WHERE ?1 IS "
                                                              "NULL OR r.id = ?1 ORDER BY r.id"},
    [SQL_SET_ITEMS] = {"set_items",
                       "SELECT i.submission, s.problem_name, s.user, s.language, o.id, o.verdict,"
                       " o.score, o.problem_version, n.id, CASE WHEN n.state IN ('waiting',"
                       " 'alone') THEN 'queued' ELSE n.state END, n.verdict, n.score,"
                       " n.problem_version, n.rescored_from IS NOT NULL"
                       " FROM rejudge_item i CROSS JOIN judging n"
                       " ON n.id = i.new_judging CROSS JOIN judging o ON o.id = i.old_judging"
                       " CROSS JOIN submission s ON s.id = i.submission"
                       " WHERE i.rejudge_set = ?1 ORDER BY i.submission"},
    [SQL_FIND_BLOB] = {"find_blob", "SELECT id, bytes FROM blob WHERE sha256 = ?1"},
    [SQL_ADD_BLOB] = {"add_blob", "INSERT INTO blob (sha256, bytes) VALUES (?1, ?2)"},
    [SQL_DROP_BLOB] = {"drop_blob", "DELETE FROM blob WHERE sha256 = ?1"},
    [SQL_VERSION_KEPT] = {"version_kept", "SELECT 1 FROM problem_version WHERE version = ?1"
                                          " AND kept_ms IS NOT NULL"},
    [SQL_ADD_VERSION_FILE] = {"add_version_file",
                              "INSERT INTO version_file (version, path, kind, blob)"
                              " VALUES (?1, ?2, ?3, ?4)"},
    [SQL_KEEP_VERSION] = {"keep_version",
                          "UPDATE problem_version SET kept_ms = ?2, file_count = ?3,"
                          " file_bytes = ?4 WHERE version = ?1"},
    [SQL_SEE_VERSION] = {"see_version",
                         "INSERT INTO version_seen (problem, version, problem_name, seen_ms)"
                         " VALUES (?1, ?2, ?3, ?4) ON CONFLICT (problem, version) DO UPDATE"
                         " SET problem_name = excluded.problem_name,"
                         " seen_ms = max(seen_ms, excluded.seen_ms)"},
    [SQL_VERSION_FILES] = {"version_files", "SELECT f.path, f.kind, b.sha256, ifnull(b.bytes, 0)"
                                            " FROM version_file f LEFT JOIN blob b ON b.id = f.blob"
                                            " WHERE f.version = ?1 ORDER BY f.path"},
    [SQL_BLOBS_OF_VERSION] = {"blobs_of_version",
                              "SELECT sha256, bytes FROM blob WHERE id IN"
                              " (SELECT blob FROM version_file WHERE version = ?1)"},
    [SQL_UNKEEP_VERSION] = {"unkeep_version",
                            "UPDATE problem_version SET kept_ms = NULL WHERE version = ?1"},
    [SQL_DROP_VERSION_FILES] = {"drop_version_files",
                                "DELETE FROM version_file WHERE version = ?1"},
    [SQL_UNSEE_VERSION] = {"unsee_version", "DELETE FROM version_seen WHERE version = ?1"},
    [SQL_BLOBS] = {"blobs", "SELECT sha256, bytes FROM blob ORDER BY id"},
    [SQL_BLOBS_OF_NONE] = {"blobs_of_none", "SELECT sha256, bytes FROM blob b WHERE NOT EXISTS"
                                            " (SELECT 1 FROM version_file f WHERE f.blob = b.id)"},
    /* ?1 the folder, NULL: any. Reads all judgings: nothing that is asked for often. */
    [SQL_VERSIONS] =
        {"versions",
         "WITH used (version, done, uses) AS (SELECT v, sum(d), max(u) FROM"
         " (SELECT j.problem_version AS v, j.state = 'done' AS d, j.state NOT IN"
         " ('done', 'cancelled') OR j.id = " NEWEST(
             "j.submission") " AS u"
                             " FROM judging j WHERE j.problem_version IS NOT NULL"
                             " UNION ALL SELECT wanted_version, 0, 1 FROM judging"
                             " WHERE wanted_version IS NOT NULL AND" OPEN
                             " UNION ALL SELECT substr(problem, 9), 0, 1 FROM submission WHERE"
                             " problem LIKE 'version:%' AND id NOT IN (SELECT submission FROM"
                             " pruned_source)) GROUP BY v)"
                             " SELECT s.problem, s.problem_name, s.version, s.seen_ms,"
                             " ifnull(v.kept_ms, 0), v.file_count, v.file_bytes, ifnull(u.done, 0),"
                             " ifnull(u.uses, 0), s.problem LIKE '/%' AND v.kept_ms IS NOT NULL"
                             " AND NOT EXISTS (SELECT 1 FROM version_seen n WHERE n.problem = "
                             "s.problem"
                             " AND (n.seen_ms, n.version) > (s.seen_ms, s.version))"
                             " FROM version_seen s JOIN problem_version v ON v.version = s.version"
                             " LEFT JOIN used u ON u.version = s.version"
                             " WHERE ?1 IS NULL OR s.problem = ?1"
                             " ORDER BY s.problem, s.seen_ms DESC, s.version"},
    [SQL_NAMES_PROBLEM] = {"names_problem", NAMES("problem_name")},
    [SQL_NAMES_FOLDER] = {"names_folder", NAMES("problem")},
    [SQL_NAMES_LANGUAGE] = {"names_language", NAMES("language")},
    [SQL_NAMES_USER] = {"names_user", NAMES("user")},
    [SQL_STATS_PROBLEM] = {"stats_problem", STATS("s.problem_name")},
    [SQL_STATS_LANGUAGE] = {"stats_language", STATS("s.language")},
    [SQL_STATS_USER] = {"stats_user", STATS("s.user")},
    [SQL_STATS_VERDICT] = {"stats_verdict", STATS("j.verdict")},
};
