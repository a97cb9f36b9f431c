-- What was handed in and how it was judged stays: a row deleted by hand is refused like one changed
-- by hand. SQLite checks foreign keys only where a connection asks for it (the sqlite3 command does
-- not), so that without these a submission could vanish from under its judgings. A judge deletes one
-- thing only, the cases of an attempt that came to nothing.

CREATE TRIGGER submission_stays BEFORE DELETE ON submission
BEGIN
    SELECT raise(ABORT, 'a submission is not deleted; its verdict must stay explained');
END;

CREATE TRIGGER judging_stays BEFORE DELETE ON judging
BEGIN
    SELECT raise(ABORT, 'a judging is not deleted; a rejudge is a new one beside it');
END;

CREATE TRIGGER attempt_stays BEFORE DELETE ON attempt
BEGIN
    SELECT raise(ABORT, 'an attempt is not deleted; it is part of the history of a judging');
END;

CREATE TRIGGER event_stays BEFORE DELETE ON event
BEGIN
    SELECT raise(ABORT, 'an event is not deleted; it is part of the history of a judging');
END;

CREATE TRIGGER problem_version_stays BEFORE DELETE ON problem_version
BEGIN
    SELECT raise(ABORT, 'a problem version is not deleted; judgings name it');
END;

CREATE TRIGGER case_of_done_judging_stays BEFORE DELETE ON case_result
WHEN (SELECT state FROM judging WHERE id = OLD.judging) = 'done'
BEGIN
    SELECT raise(ABORT, 'the cases of a judging that is done are not deleted');
END;
