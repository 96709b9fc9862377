"""The schema of app.db, step by step. A step is never edited after a release: what changes is a new step.

Every table keeps its rowid, so that a damaged one can be read row by row (see `salvage`). No step uses sqlite-utils'
`transform()`, which drops triggers in silence.
"""

from typing import TYPE_CHECKING

from core.storage.schema import Schema

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x43534B31  # "CSK1": tells our files from other SQLite databases


def m0001_first(db: "Database") -> None:
    """Applications, questions, answers and versions; critiques and their remarks."""
    db.executescript(f"""
        PRAGMA application_id = {APPLICATION_ID};
        CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
        CREATE TABLE applications (
            id TEXT PRIMARY KEY,
            company TEXT NOT NULL,
            role TEXT NOT NULL,
            season TEXT NOT NULL,
            deadline TEXT,
            position INTEGER NOT NULL,
            updated_at TEXT NOT NULL,
            deleted_at TEXT
        ) STRICT;
        CREATE TABLE questions (
            id TEXT PRIMARY KEY,
            application_id TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            title TEXT NOT NULL,
            text TEXT NOT NULL,
            limit_json TEXT NOT NULL,
            updated_at TEXT NOT NULL,
            deleted_at TEXT
        ) STRICT;
        CREATE INDEX questions_of_application ON questions (application_id, position);
        CREATE TABLE answers (
            question_id TEXT PRIMARY KEY REFERENCES questions (id) ON DELETE CASCADE,
            text TEXT NOT NULL,
            saved_at TEXT NOT NULL
        ) STRICT;
        CREATE TABLE versions (
            id TEXT PRIMARY KEY,
            question_id TEXT NOT NULL REFERENCES questions (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            text TEXT NOT NULL,
            reason TEXT NOT NULL,
            created_at TEXT NOT NULL,
            UNIQUE (question_id, number)
        ) STRICT;
        CREATE TABLE critiques (
            id TEXT PRIMARY KEY,
            question_id TEXT REFERENCES questions (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            company TEXT NOT NULL,
            role TEXT NOT NULL,
            question_text TEXT NOT NULL,
            answer_text TEXT NOT NULL,
            limit_json TEXT NOT NULL,
            model_id TEXT NOT NULL,
            model_name TEXT NOT NULL,
            adapter_id TEXT,
            settings_json TEXT NOT NULL,
            state TEXT NOT NULL,
            finish_reason TEXT,
            error_code TEXT,
            raw TEXT NOT NULL DEFAULT '',
            overall TEXT NOT NULL DEFAULT '',
            timings_json TEXT NOT NULL DEFAULT '{{}}',
            title TEXT NOT NULL DEFAULT '',
            starred INTEGER NOT NULL DEFAULT 0,
            started_at TEXT NOT NULL,
            finished_at TEXT,
            deleted_at TEXT
        ) STRICT;
        CREATE INDEX critiques_of_question ON critiques (question_id, started_at);
        CREATE INDEX critiques_by_time ON critiques (started_at);
        CREATE TABLE critique_search (
            critique_id TEXT PRIMARY KEY REFERENCES critiques (id) ON DELETE CASCADE,
            folded TEXT NOT NULL
        ) STRICT;
        CREATE TABLE remarks (
            critique_id TEXT NOT NULL REFERENCES critiques (id) ON DELETE CASCADE,
            ordinal INTEGER NOT NULL,
            source TEXT NOT NULL,
            polarity TEXT NOT NULL,
            span_start INTEGER,
            span_end INTEGER,
            quote TEXT NOT NULL,
            reason TEXT NOT NULL,
            advice TEXT NOT NULL,
            rule TEXT NOT NULL,
            status TEXT NOT NULL,
            PRIMARY KEY (critique_id, ordinal)
        ) STRICT;
    """)


def m0002_ignored(db: "Database") -> None:
    """Findings of the live checks that the user wants to see no more, and whose blind rules an application follows."""
    db.executescript("""
        ALTER TABLE applications ADD COLUMN blind_profile TEXT NOT NULL DEFAULT '';
        CREATE TABLE ignored (
            id TEXT PRIMARY KEY,
            scope TEXT NOT NULL,
            rule TEXT NOT NULL,
            quote TEXT NOT NULL,
            question_id TEXT REFERENCES questions (id) ON DELETE CASCADE,
            before TEXT NOT NULL,
            after TEXT NOT NULL,
            created_at TEXT NOT NULL
        ) STRICT;
        CREATE INDEX ignored_of_question ON ignored (question_id);
    """)


def m0003_evidence(db: "Database") -> None:
    """What experts said of passages like a remark's, as JSON (NULL: nobody looked), and how serious a finding is."""
    db.executescript("""
        ALTER TABLE remarks ADD COLUMN level TEXT;
        ALTER TABLE remarks ADD COLUMN evidence TEXT;
    """)


def m0004_comparisons(db: "Database") -> None:
    """Blind comparisons of critiques: what is compared, in which order it is shown, and what raters said."""
    db.executescript("""
        CREATE TABLE comparisons (
            id TEXT PRIMARY KEY,
            title TEXT NOT NULL,
            seed INTEGER NOT NULL,
            margin REAL NOT NULL,
            created_at TEXT NOT NULL
        ) STRICT;
        CREATE TABLE comparison_pairs (
            comparison_id TEXT NOT NULL REFERENCES comparisons (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            pair_id TEXT NOT NULL,
            answer_json TEXT NOT NULL,
            first_json TEXT NOT NULL,
            second_json TEXT NOT NULL,
            PRIMARY KEY (comparison_id, pair_id)
        ) STRICT;
        CREATE TABLE comparison_ratings (
            comparison_id TEXT NOT NULL,
            pair_id TEXT NOT NULL,
            rater TEXT NOT NULL,
            choice TEXT NOT NULL,
            first_score INTEGER,
            second_score INTEGER,
            marks_json TEXT NOT NULL,
            seconds REAL NOT NULL,
            rated_at TEXT NOT NULL,
            PRIMARY KEY (comparison_id, pair_id, rater),
            FOREIGN KEY (comparison_id, pair_id)
                REFERENCES comparison_pairs (comparison_id, pair_id) ON DELETE CASCADE
        ) STRICT;
    """)


def m0005_rating_note(db: "Database") -> None:
    """What a rater wrote beside a rating."""
    db.executescript("ALTER TABLE comparison_ratings ADD COLUMN note TEXT NOT NULL DEFAULT ''")


STEPS = (m0001_first, m0002_ignored, m0003_evidence, m0004_comparisons, m0005_rating_note)

SCHEMA = Schema(
    name="app",
    application_id=APPLICATION_ID,
    steps=STEPS,
    tables=(
        "applications",
        "questions",
        "answers",
        "versions",
        "critiques",
        "critique_search",
        "remarks",
        "ignored",
        "comparisons",
        "comparison_pairs",
        "comparison_ratings",
    ),
)
