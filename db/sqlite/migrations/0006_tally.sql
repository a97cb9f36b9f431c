-- How many judgings are open, so that nobody has to count the queue: a judge asks for it after each
-- verdict. Triggers keep it, whoever writes. A row that would be 0 is not there.

CREATE TABLE tally (
    kind  TEXT NOT NULL CHECK (kind IN ('priority', 'problem', 'user')),
    name  TEXT NOT NULL,
    state TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (kind, name, state)
) STRICT, WITHOUT ROWID;

INSERT INTO tally
SELECT 'priority', CAST(priority AS TEXT), state, count(*) FROM judging
WHERE state NOT IN ('done', 'cancelled') GROUP BY 2, 3
UNION ALL
SELECT 'problem', s.problem, j.state, count(*) FROM judging j JOIN submission s ON s.id = j.submission
WHERE j.state NOT IN ('done', 'cancelled') GROUP BY 2, 3
UNION ALL
SELECT 'user', s.user, j.state, count(*) FROM judging j JOIN submission s ON s.id = j.submission
WHERE j.state NOT IN ('done', 'cancelled') GROUP BY 2, 3;

CREATE TRIGGER judging_is_counted AFTER INSERT ON judging
WHEN NEW.state NOT IN ('done', 'cancelled')
BEGIN
    INSERT INTO tally VALUES ('priority', CAST(NEW.priority AS TEXT), NEW.state, 1)
    ON CONFLICT (kind, name, state) DO UPDATE SET count = count + 1;
    INSERT INTO tally SELECT 'problem', problem, NEW.state, 1 FROM submission WHERE id = NEW.submission
    ON CONFLICT (kind, name, state) DO UPDATE SET count = count + 1;
    INSERT INTO tally SELECT 'user', user, NEW.state, 1 FROM submission WHERE id = NEW.submission
    ON CONFLICT (kind, name, state) DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER judging_is_counted_no_more AFTER UPDATE OF state ON judging
WHEN OLD.state <> NEW.state AND OLD.state NOT IN ('done', 'cancelled')
BEGIN
    UPDATE tally SET count = count - 1
    WHERE kind = 'priority' AND name = CAST(OLD.priority AS TEXT) AND state = OLD.state;
    UPDATE tally SET count = count - 1
    WHERE kind = 'problem' AND state = OLD.state
    AND name = (SELECT problem FROM submission WHERE id = OLD.submission);
    UPDATE tally SET count = count - 1
    WHERE kind = 'user' AND state = OLD.state
    AND name = (SELECT user FROM submission WHERE id = OLD.submission);
    DELETE FROM tally
    WHERE kind = 'priority' AND name = CAST(OLD.priority AS TEXT) AND state = OLD.state AND count <= 0;
    DELETE FROM tally
    WHERE kind = 'problem' AND state = OLD.state AND count <= 0
    AND name = (SELECT problem FROM submission WHERE id = OLD.submission);
    DELETE FROM tally
    WHERE kind = 'user' AND state = OLD.state AND count <= 0
    AND name = (SELECT user FROM submission WHERE id = OLD.submission);
END;

CREATE TRIGGER judging_is_counted_anew AFTER UPDATE OF state ON judging
WHEN OLD.state <> NEW.state AND NEW.state NOT IN ('done', 'cancelled')
BEGIN
    INSERT INTO tally VALUES ('priority', CAST(NEW.priority AS TEXT), NEW.state, 1)
    ON CONFLICT (kind, name, state) DO UPDATE SET count = count + 1;
    INSERT INTO tally SELECT 'problem', problem, NEW.state, 1 FROM submission WHERE id = NEW.submission
    ON CONFLICT (kind, name, state) DO UPDATE SET count = count + 1;
    INSERT INTO tally SELECT 'user', user, NEW.state, 1 FROM submission WHERE id = NEW.submission
    ON CONFLICT (kind, name, state) DO UPDATE SET count = count + 1;
END;

-- The longest wait in each priority.
CREATE INDEX judging_age ON judging (priority, queued_ms) WHERE state = 'queued';
