"""The errors of the whole product.

ProductError
├── SettingError            a setting or its value cannot be used
├── DocumentError           one file cannot be read; the other files go on
│   ├── DocumentLocked      a password is needed
│   ├── DocumentDamaged     not a PDF, truncated, empty or without pages
│   └── DocumentUnreadable  the file system refuses it
├── ReadingFailed           no file can be read: no process for it can be started
├── NothingToIndex          a path without PDF files, or one that does not exist
├── SearchIndexError        the index as a whole cannot be used
│   ├── IndexMissing        nothing was indexed yet
│   ├── IndexOutdated       built with another format, model or chunking
│   └── IndexBusy           another ingest is at work
├── SignInError             somebody cannot be signed in
├── ModelError              an embedding model cannot be loaded
└── RecordsError            the conversations kept cannot be opened, read or changed
    └── RecordMissing       what is to be changed is not, or no longer, there

Each message is one line: which file or setting, what is wrong, what to do next.
"""


class ProductError(Exception):
    """Something that the person at the keyboard can put right."""


class SettingError(ProductError):
    """A setting has a value that cannot be used."""


class DocumentError(ProductError):
    """One file cannot be read; the other files of a run are not affected."""


class DocumentLocked(DocumentError):
    """The file asks for a password."""


class DocumentDamaged(DocumentError):
    """The file is empty, truncated, without pages or no PDF at all."""


class DocumentUnreadable(DocumentError):
    """The file system does not let us read the file."""


class ReadingFailed(ProductError):
    """No process can be started to read files in, so none can be read."""


class NothingToIndex(ProductError):
    """The paths given hold no PDF file."""


class SearchIndexError(ProductError):
    """The index as a whole cannot be used."""


class IndexMissing(SearchIndexError):
    """Nothing was indexed yet in this folder."""


class IndexOutdated(SearchIndexError):
    """The index was built with another format, model or chunking than this version uses."""


class IndexBusy(SearchIndexError):
    """Another ingest is working on the same index."""


class SignInError(ProductError):
    """Somebody cannot be signed in: the provider or host page cannot be reached, or what it says does not hold."""


class ModelError(ProductError):
    """An embedding model cannot be loaded."""


class RecordsError(ProductError):
    """The database with conversations, verdicts and remarks cannot be opened, read or changed."""


class RecordMissing(RecordsError):
    """A conversation, sample or other record is not, or no longer, there."""
