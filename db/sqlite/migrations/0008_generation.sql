-- Which database this is: a judge notices by it when another was put in the place of its own.

CREATE TABLE generation (
    id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

INSERT INTO generation VALUES (lower(hex(randomblob(16))));
