"""The schema of corpus.db, step by step; the rules are those of `core.storage.migrations`.

`essays.number` stands for an essay inside the file: the search index needs integers, and they must outlive VACUUM.
Columns that are counted come before long texts, so that counting need not read those. `essays.answers` and
`essays.remarks` say how many there must be, which tells a whole essay from half of one after damage.
"""

from typing import TYPE_CHECKING

from core.storage.schema import Schema

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x43534B32  # "CSK2"


def m0001_first(db: "Database") -> None:
    """Essays and what hangs on them; the log of collecting; the search index."""
    db.executescript(f"""
        PRAGMA application_id = {APPLICATION_ID};
        CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
        CREATE TABLE essays (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            origin TEXT NOT NULL,
            company TEXT NOT NULL,
            season TEXT NOT NULL,
            career TEXT NOT NULL,
            job TEXT NOT NULL,
            grade INTEGER,
            views INTEGER,
            author_key TEXT NOT NULL,
            url TEXT NOT NULL,
            fetched_at TEXT,
            parser_version INTEGER NOT NULL,
            answers INTEGER NOT NULL,
            remarks INTEGER NOT NULL,
            fingerprint TEXT NOT NULL,
            spec_json TEXT NOT NULL,
            overall TEXT NOT NULL
        ) STRICT;
        CREATE INDEX essays_by_season ON essays (season);
        CREATE TABLE answers (
            essay INTEGER NOT NULL REFERENCES essays (number) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            question_type TEXT NOT NULL,
            length INTEGER NOT NULL,
            char_limit INTEGER,
            counted_chars INTEGER,
            counted_bytes INTEGER,
            question TEXT NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (essay, number)
        ) STRICT;
        CREATE INDEX answers_counted ON answers (question_type, essay, length);
        CREATE TABLE remarks (
            essay INTEGER NOT NULL REFERENCES essays (number) ON DELETE CASCADE,
            answer INTEGER NOT NULL,
            ordinal INTEGER NOT NULL,
            polarity TEXT NOT NULL,
            span_start INTEGER,
            span_end INTEGER,
            quote TEXT NOT NULL,
            reason TEXT NOT NULL,
            advice TEXT NOT NULL,
            PRIMARY KEY (essay, answer, ordinal)
        ) STRICT;
        CREATE INDEX remarks_counted ON remarks (essay, polarity, span_start);
        CREATE TABLE essay_groups (
            essay INTEGER NOT NULL REFERENCES essays (number) ON DELETE CASCADE,
            company_group TEXT NOT NULL,
            PRIMARY KEY (essay, company_group)
        ) STRICT;
        CREATE TABLE flags (
            essay INTEGER NOT NULL REFERENCES essays (number) ON DELETE CASCADE,
            ordinal INTEGER NOT NULL,
            flag TEXT NOT NULL,
            answer INTEGER,
            detail TEXT NOT NULL,
            PRIMARY KEY (essay, ordinal)
        ) STRICT;
        CREATE INDEX flags_by_kind ON flags (flag, essay);
        CREATE TABLE scrubbed (
            essay INTEGER NOT NULL REFERENCES essays (number) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (essay, kind)
        ) STRICT;
        CREATE TABLE raw_pages (
            essay INTEGER PRIMARY KEY REFERENCES essays (number) ON DELETE CASCADE,
            sha256 TEXT NOT NULL,
            compressed BLOB NOT NULL
        ) STRICT;
        CREATE TABLE duplicates (
            essay INTEGER NOT NULL REFERENCES essays (number) ON DELETE CASCADE,
            answer INTEGER NOT NULL,
            cluster INTEGER NOT NULL,
            PRIMARY KEY (essay, answer)
        ) STRICT;
        CREATE TABLE removed (id TEXT PRIMARY KEY) STRICT;
        CREATE TABLE listing (
            source_id TEXT PRIMARY KEY,
            fingerprint TEXT NOT NULL,
            season TEXT NOT NULL,
            views INTEGER
        ) STRICT;
        CREATE TABLE runs (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            filters TEXT NOT NULL,
            state TEXT NOT NULL,
            started_at TEXT NOT NULL,
            ended_at TEXT,
            resumed INTEGER NOT NULL,
            dry_run INTEGER NOT NULL,
            reason TEXT NOT NULL,
            essays_after INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE list_pages (
            number INTEGER PRIMARY KEY,
            run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            company_group TEXT NOT NULL,
            page INTEGER NOT NULL,
            total INTEGER,
            UNIQUE (run_id, company_group, page)
        ) STRICT;
        CREATE TABLE listed (
            number INTEGER PRIMARY KEY,
            run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            company_group TEXT NOT NULL,
            source_id TEXT NOT NULL,
            UNIQUE (run_id, source_id, company_group)
        ) STRICT;
        CREATE TABLE queue (
            number INTEGER PRIMARY KEY,
            run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            source_id TEXT NOT NULL,
            pending INTEGER NOT NULL,
            outcome TEXT,
            code TEXT NOT NULL,
            saved TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            at TEXT NOT NULL,
            UNIQUE (run_id, source_id)
        ) STRICT;
        CREATE INDEX queue_by_essay ON queue (source_id, at);
        CREATE VIRTUAL TABLE essay_search USING fts5 (grams, content = '', tokenize = 'ascii');
    """)


SCHEMA = Schema(
    name="corpus",
    application_id=APPLICATION_ID,
    steps=(m0001_first,),
    # The search index is made again from the essays.
    tables=(
        "essays",
        "answers",
        "remarks",
        "essay_groups",
        "flags",
        "scrubbed",
        "raw_pages",
        "duplicates",
        "removed",
        "listing",
        "runs",
        "list_pages",
        "listed",
        "queue",
    ),
)
