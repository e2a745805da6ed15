/* The loops of the scan that run once for each of a million files: list a directory, measure what is excluded, tell names
   apart, and count files that have nothing special about them.

   Nothing is decided here that Python does not decide, too: ctxsize/context/disk.py, ctxsize/ignore/names.py,
   ctxsize/builder/bulk.py and ctxsize/scan/totals.py hold the same loops, run where this module was not built, and are what
   tests hold this one to. While a loop works, other threads may run: it touches no Python object. */

#define Py_LIMITED_API 0x030B0000
#define PY_SSIZE_T_CLEAN
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include <Python.h>
#include <structmember.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/syscall.h>
#include <sys/xattr.h>
#endif

#ifdef __APPLE__
#define MTIME(status) ((status)->st_mtimespec)
#else
#define MTIME(status) ((status)->st_mtim)
#endif

#define OPEN_DIRECTORY (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
/* An interrupt is looked for after so many entries. */
#define ENTRIES_BETWEEN 50000

/* ---------------------------------------------------------------- memory */

typedef struct {
    char *bytes;
    size_t length, room;
} Text;

/* Make room for more bytes; -1 where there is no memory. */
static int text_reserve(Text *text, size_t more) {
    if (text->length + more <= text->room) return 0;
    size_t room = text->room ? text->room : 4096;
    while (room < text->length + more) room *= 2;
    char *bytes = realloc(text->bytes, room);
    if (bytes == NULL) return -1;
    text->bytes = bytes;
    text->room = room;
    return 0;
}

static int text_add(Text *text, const char *bytes, size_t length) {
    if (text_reserve(text, length) < 0) return -1;
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    return 0;
}

/* Grow an array so that it holds one item more. */
static void *grown(void *items, size_t count, size_t *room, size_t size) {
    if (count < *room) return items;
    size_t wanted = *room ? *room * 2 : 16;
    void *more = realloc(items, wanted * size);
    if (more != NULL) *room = wanted;
    return more;
}

/* ---------------------------------------------------------------- interrupts */

/* What the functions that work without the interpreter's lock return, besides 0. */
#define FAILED (-1)      /* errno says why */
#define INTERRUPTED (-2) /* an exception is set */

/* Whether an interrupt is to be raised; asked with the interpreter's lock taken for a moment. */
static int interrupted(PyThreadState **state) {
    PyEval_RestoreThread(*state);
    int raised = PyErr_CheckSignals();
    *state = PyEval_SaveThread();
    return raised < 0;
}

/* Open a directory; again where a signal came in between, as Python does. */
static int open_directory(const char *path, PyThreadState **state, int *handle) {
    while ((*handle = open(path, OPEN_DIRECTORY)) < 0) {
        if (errno != EINTR) return FAILED;
        if (interrupted(state)) return INTERRUPTED;
    }
    return 0;
}

/* ---------------------------------------------------------------- reading a directory */

#ifdef __linux__
/* The operating system's own call: half the system calls of readdir, and no memory for each directory. */
struct raw_entry {
    uint64_t inode;
    int64_t offset;
    unsigned short length;
    unsigned char type;
    char name[];
};

typedef struct {
    int handle;
    long at, filled;
    char *room;
} Reader;

#define READER_ROOM 65536

static int reader_open(Reader *reader, int handle) {
    reader->handle = handle;
    reader->at = reader->filled = 0;
    reader->room = malloc(READER_ROOM);
    if (reader->room == NULL) {
        close(handle);
        errno = ENOMEM;
        return -1;
    }
    return 0;
}

/* Return the next name with its type, without those of the directory and the one above; NULL at the end, or with errno. */
static const char *reader_next(Reader *reader, unsigned char *type) {
    for (;;) {
        if (reader->at >= reader->filled) {
            reader->filled = syscall(SYS_getdents64, reader->handle, reader->room, READER_ROOM);
            reader->at = 0;
            if (reader->filled <= 0) {
                if (reader->filled == 0) errno = 0;
                return NULL;
            }
        }
        struct raw_entry *entry = (struct raw_entry *)(reader->room + reader->at);
        reader->at += entry->length;
        if (entry->name[0] == '.' && (entry->name[1] == 0 || (entry->name[1] == '.' && entry->name[2] == 0))) continue;
        *type = entry->type;
        return entry->name;
    }
}

static void reader_close(Reader *reader) {
    int kept = errno;
    free(reader->room);
    close(reader->handle);
    errno = kept;
}
#else
typedef struct {
    int handle;
    DIR *stream;
} Reader;

static int reader_open(Reader *reader, int handle) {
    reader->handle = handle;
    reader->stream = fdopendir(handle);
    if (reader->stream == NULL) {
        int kept = errno;
        close(handle);
        errno = kept;
        return -1;
    }
    return 0;
}

static const char *reader_next(Reader *reader, unsigned char *type) {
    for (;;) {
        errno = 0;
        struct dirent *entry = readdir(reader->stream);
        if (entry == NULL) return NULL;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        *type = entry->d_type;
        return entry->d_name;
    }
}

static void reader_close(Reader *reader) {
    int kept = errno;
    closedir(reader->stream);
    errno = kept;
}
#endif

/* Objects that change while they work without the interpreter's lock serve one caller at a time; the rest is refused. */
static int refuse_busy(int busy) {
    if (busy) PyErr_SetString(PyExc_RuntimeError, "somebody else is at work with it");
    return busy;
}

/* ---------------------------------------------------------------- what lstat says of an entry */

typedef struct {
    size_t name;
    uint32_t length, mode;
    uint32_t plain; /* whether the name is ASCII */
    uint64_t inode, volume, links, device;
    int64_t size, seconds; /* the latter of its last modification */
    uint32_t nanoseconds;
} Entry;

typedef struct {
    PyObject_HEAD
    unsigned int mode;
    unsigned long long inode, volume, links, device;
    long long size, seconds;
    long nanoseconds;
} StatusObject;

static PyMemberDef status_members[] = {
    {"st_mode", T_UINT, offsetof(StatusObject, mode), READONLY, NULL},
    {"st_ino", T_ULONGLONG, offsetof(StatusObject, inode), READONLY, NULL},
    {"st_dev", T_ULONGLONG, offsetof(StatusObject, volume), READONLY, NULL},
    {"st_nlink", T_ULONGLONG, offsetof(StatusObject, links), READONLY, NULL},
    {"st_rdev", T_ULONGLONG, offsetof(StatusObject, device), READONLY, NULL},
    {"st_size", T_LONGLONG, offsetof(StatusObject, size), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

/* Some file systems keep times that have no room in 64 bits once they are counted in nanoseconds. */
static PyObject *status_mtime_ns(PyObject *object, void *Py_UNUSED(closure)) {
    StatusObject *self = (StatusObject *)object;
    if (self->seconds < LLONG_MAX / 1000000000 && self->seconds > LLONG_MIN / 1000000000)
        return PyLong_FromLongLong(self->seconds * 1000000000 + self->nanoseconds);
    PyObject *seconds = PyLong_FromLongLong(self->seconds), *billion = PyLong_FromLong(1000000000);
    PyObject *rest = PyLong_FromLong(self->nanoseconds), *product = NULL, *found = NULL;
    if (seconds != NULL && billion != NULL) product = PyNumber_Multiply(seconds, billion);
    if (product != NULL && rest != NULL) found = PyNumber_Add(product, rest);
    Py_XDECREF(seconds);
    Py_XDECREF(billion);
    Py_XDECREF(rest);
    Py_XDECREF(product);
    return found;
}

static PyGetSetDef status_getters[] = {
    {"st_mtime_ns", status_mtime_ns, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static void plain_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    PyObject_Free(self);
    Py_DECREF(type);
}

static PyType_Slot status_slots[] = {
    {Py_tp_doc, "What lstat says of an entry, as far as it is used."},
    {Py_tp_members, status_members},
    {Py_tp_getset, status_getters},
    {Py_tp_dealloc, plain_dealloc},
    {0, NULL},
};
static PyType_Spec status_spec = {
    "ctxsize.context._native.Status", sizeof(StatusObject), 0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, status_slots,
};
static PyTypeObject *status_type;

/* ---------------------------------------------------------------- a directory's entries */

typedef struct {
    Entry *entries;
    Text names;
    Py_ssize_t count;
} Entries;

typedef struct {
    PyObject_HEAD
    Entries own;         /* empty for a part of another listing */
    PyObject *whole;     /* that listing */
    Entries *all;
    Py_ssize_t first, length;
} ListingObject;

static PyTypeObject *listing_type;

static void listing_dealloc(PyObject *object) {
    ListingObject *self = (ListingObject *)object;
    PyTypeObject *type = Py_TYPE(object);
    free(self->own.entries);
    free(self->own.names.bytes);
    Py_XDECREF(self->whole);
    PyObject_Free(object);
    Py_DECREF(type);
}

static Entry *entry_at(ListingObject *self, Py_ssize_t at) { return &self->all->entries[self->first + at]; }

static const char *name_of(ListingObject *self, const Entry *entry) { return self->all->names.bytes + entry->name; }

static PyObject *name_object(ListingObject *self, const Entry *entry) {
    return PyUnicode_DecodeFSDefaultAndSize(name_of(self, entry), entry->length);
}

static Py_ssize_t listing_length(PyObject *self) { return ((ListingObject *)self)->length; }

static PyObject *listing_item(PyObject *object, Py_ssize_t at) {
    ListingObject *self = (ListingObject *)object;
    if (at < 0 || at >= self->length) {
        PyErr_SetString(PyExc_IndexError, "there is no such entry");
        return NULL;
    }
    const Entry *entry = entry_at(self, at);
    StatusObject *status = PyObject_New(StatusObject, status_type);
    if (status == NULL) return NULL;
    status->mode = entry->mode;
    status->inode = entry->inode;
    status->volume = entry->volume;
    status->links = entry->links;
    status->device = entry->device;
    status->size = entry->size;
    status->seconds = entry->seconds;
    status->nanoseconds = (long)entry->nanoseconds;
    PyObject *name = name_object(self, entry);
    if (name == NULL) {
        Py_DECREF(status);
        return NULL;
    }
    PyObject *item = PyTuple_Pack(2, name, (PyObject *)status);
    Py_DECREF(name);
    Py_DECREF(status);
    return item;
}

static PyObject *listing_subscript(PyObject *object, PyObject *key) {
    ListingObject *self = (ListingObject *)object;
    Py_ssize_t start, stop, step;
    if (!PySlice_Check(key)) {
        Py_ssize_t at = PyNumber_AsSsize_t(key, PyExc_IndexError);
        if (at == -1 && PyErr_Occurred()) return NULL;
        return listing_item(object, at < 0 ? at + self->length : at);
    }
    if (PySlice_Unpack(key, &start, &stop, &step) < 0) return NULL;
    Py_ssize_t length = PySlice_AdjustIndices(self->length, &start, &stop, step);
    if (step != 1) {
        PyErr_SetString(PyExc_ValueError, "a part of a listing has no steps");
        return NULL;
    }
    ListingObject *part = PyObject_New(ListingObject, listing_type);
    if (part == NULL) return NULL;
    memset(&part->own, 0, sizeof part->own);
    part->whole = self->whole != NULL ? self->whole : object;
    Py_INCREF(part->whole);
    part->all = self->all;
    part->first = self->first + start;
    part->length = length;
    return (PyObject *)part;
}

static PyObject *listing_directories(PyObject *object, PyObject *Py_UNUSED(ignored)) {
    ListingObject *self = (ListingObject *)object;
    PyObject *found = PyList_New(0);
    for (Py_ssize_t at = 0; found != NULL && at < self->length; at++) {
        if (!S_ISDIR(entry_at(self, at)->mode)) continue;
        PyObject *number = PyLong_FromSsize_t(at);
        if (number == NULL || PyList_Append(found, number) < 0) Py_CLEAR(found);
        Py_XDECREF(number);
    }
    return found;
}

static PyMethodDef listing_methods[] = {
    {"directories", listing_directories, METH_NOARGS, "Return which of the entries are directories, by their places."},
    {NULL, NULL, 0, NULL},
};
static PyType_Slot listing_slots[] = {
    {Py_tp_doc, "The names in a directory and what lstat says of each, in byte order: a sequence of pairs."},
    {Py_tp_dealloc, listing_dealloc},
    {Py_tp_methods, listing_methods},
    {Py_sq_length, listing_length},
    {Py_sq_item, listing_item},
    {Py_mp_length, listing_length},
    {Py_mp_subscript, listing_subscript},
    {0, NULL},
};
static PyType_Spec listing_spec = {
    "ctxsize.context._native.Listing", sizeof(ListingObject), 0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, listing_slots,
};

static void keep_status(Entry *entry, const struct stat *status) {
    entry->mode = (uint32_t)status->st_mode;
    entry->inode = (uint64_t)status->st_ino;
    entry->volume = (uint64_t)status->st_dev;
    entry->links = (uint64_t)status->st_nlink;
    entry->device = (uint64_t)status->st_rdev;
    entry->size = (int64_t)status->st_size;
    entry->seconds = (int64_t)MTIME(status).tv_sec;
    entry->nanoseconds = (uint32_t)MTIME(status).tv_nsec;
}

typedef struct {
    const char *name;
    Entry *entry;
} Sorted;

static int by_bytes(const void *one, const void *two) {
    return strcmp(((const Sorted *)one)->name, ((const Sorted *)two)->name);
}

static int sort_entries(Entries *all) {
    const char *names = all->names.bytes;
    Py_ssize_t at = 1;
    while (at < all->count && strcmp(names + all->entries[at - 1].name, names + all->entries[at].name) < 0) at++;
    if (at >= all->count) return 0;
    Sorted *order = malloc((size_t)all->count * sizeof *order);
    Entry *sorted = malloc((size_t)all->count * sizeof *sorted);
    if (order == NULL || sorted == NULL) {
        free(order);
        free(sorted);
        errno = ENOMEM;
        return -1;
    }
    for (at = 0; at < all->count; at++) {
        order[at].name = names + all->entries[at].name;
        order[at].entry = &all->entries[at];
    }
    qsort(order, (size_t)all->count, sizeof *order, by_bytes);
    for (at = 0; at < all->count; at++) sorted[at] = *order[at].entry;
    free(order);
    free(all->entries);
    all->entries = sorted;
    return 0;
}

/* Read a directory; 0, FAILED or INTERRUPTED. */
static int read_entries(const char *path, Entries *all, PyThreadState **state) {
    Reader reader;
    size_t room = 0;
    int handle, done = open_directory(path, state, &handle);
    if (done < 0) return done;
    if (reader_open(&reader, handle) < 0) return FAILED;
    done = FAILED;
    const char *name;
    unsigned char type;
    while ((name = reader_next(&reader, &type)) != NULL) {
        struct stat status;
        if (fstatat(reader.handle, name, &status, AT_SYMLINK_NOFOLLOW) < 0) {
            if (errno == ENOENT) continue; /* it has gone meanwhile */
            goto end;
        }
        size_t length = strlen(name);
        Entry *entries = grown(all->entries, (size_t)all->count, &room, sizeof *entries);
        if (entries != NULL) all->entries = entries;
        if (entries == NULL || text_add(&all->names, name, length + 1) < 0) {
            errno = ENOMEM;
            goto end;
        }
        Entry *entry = &all->entries[all->count++];
        entry->name = all->names.length - length - 1;
        entry->length = (uint32_t)length;
        entry->plain = 1;
        for (size_t at = 0; at < length; at++)
            if (name[at] & 0x80) entry->plain = 0;
        keep_status(entry, &status);
        if (all->count % ENTRIES_BETWEEN == 0 && interrupted(state)) {
            done = INTERRUPTED;
            goto end;
        }
    }
    if (errno == 0) done = 0;
end:
    reader_close(&reader);
    return done < 0 ? done : sort_entries(all);
}

static PyObject *native_listing(PyObject *Py_UNUSED(module), PyObject *argument) {
    PyObject *path;
    if (!PyUnicode_FSConverter(argument, &path)) return NULL;
    Entries all;
    memset(&all, 0, sizeof all);
    const char *bytes = PyBytes_AsString(path);
    PyThreadState *state = PyEval_SaveThread();
    int done = read_entries(bytes, &all, &state);
    int failed = errno;
    PyEval_RestoreThread(state);
    Py_DECREF(path);
    ListingObject *self = NULL;
    if (done == FAILED && failed == ENOMEM) {
        PyErr_NoMemory();
    } else if (done == FAILED) {
        errno = failed;
        PyErr_SetFromErrnoWithFilenameObject(PyExc_OSError, argument);
    } else if (done == 0) {
        self = PyObject_New(ListingObject, listing_type);
    }
    if (self == NULL) {
        free(all.entries);
        free(all.names.bytes);
        return NULL;
    }
    self->own = all;
    self->whole = NULL;
    self->all = &self->own;
    self->first = 0;
    self->length = all.count;
    return (PyObject *)self;
}

/* ---------------------------------------------------------------- measuring what is excluded */

typedef struct {
    uint64_t volume, inode;
    int64_t size;
} Link;

typedef struct {
    long long files, bytes;
    Link *links;
    size_t link_count, link_room;
    Text inside; /* the names of directories, each with a zero byte behind it */
} Sum;

/* Add what a directory holds itself; 0, FAILED or INTERRUPTED: then nothing has been added but links. */
static int measure_directory(const char *path, Sum *sum, PyThreadState **state) {
    Reader reader;
    long long files = 0, bytes = 0;
    size_t before = sum->inside.length, seen = 0;
    int handle, done = open_directory(path, state, &handle);
    if (done < 0) return done;
    if (reader_open(&reader, handle) < 0) return FAILED;
    done = FAILED;
    const char *name;
    unsigned char type;
    while ((name = reader_next(&reader, &type)) != NULL) {
        if (++seen % ENTRIES_BETWEEN == 0 && interrupted(state)) {
            done = INTERRUPTED;
            goto failed;
        }
        struct stat status;
        int known = 0;
        if (type == DT_UNKNOWN) {
            if (fstatat(reader.handle, name, &status, AT_SYMLINK_NOFOLLOW) < 0) {
                if (errno == ENOENT) continue;
                goto failed;
            }
            known = 1;
            type = S_ISREG(status.st_mode) ? DT_REG : S_ISDIR(status.st_mode) ? DT_DIR : DT_FIFO;
        }
        if (type == DT_REG) {
            if (!known && fstatat(reader.handle, name, &status, AT_SYMLINK_NOFOLLOW) < 0) {
                if (errno == ENOENT) continue;
                goto failed;
            }
            files++;
            if (status.st_nlink == 1) {
                bytes += status.st_size;
                continue;
            }
            Link *links = grown(sum->links, sum->link_count, &sum->link_room, sizeof *links);
            if (links == NULL) goto no_memory;
            sum->links = links;
            Link *link = &links[sum->link_count++];
            link->volume = (uint64_t)status.st_dev;
            link->inode = (uint64_t)status.st_ino;
            link->size = (int64_t)status.st_size;
        } else if (type == DT_DIR) {
            if (text_add(&sum->inside, name, strlen(name) + 1) < 0) goto no_memory;
        }
    }
    if (errno) goto failed;
    reader_close(&reader);
    sum->files += files;
    sum->bytes += bytes;
    return 0;
no_memory:
    errno = ENOMEM;
failed:
    reader_close(&reader);
    sum->inside.length = before;
    return done;
}

static PyObject *links_object(const Sum *sum) {
    PyObject *found = PyList_New((Py_ssize_t)sum->link_count);
    for (size_t at = 0; found != NULL && at < sum->link_count; at++) {
        const Link *link = &sum->links[at];
        PyObject *row = Py_BuildValue("KKL", (unsigned long long)link->volume, (unsigned long long)link->inode, (long long)link->size);
        if (row == NULL || PyList_SetItem(found, (Py_ssize_t)at, row) < 0) Py_CLEAR(found);
    }
    return found;
}

static PyObject *native_measure(PyObject *Py_UNUSED(module), PyObject *argument) {
    PyObject *path, *links = NULL, *inside = NULL, *found = NULL;
    if (!PyUnicode_FSConverter(argument, &path)) return NULL;
    Sum sum;
    memset(&sum, 0, sizeof sum);
    const char *bytes = PyBytes_AsString(path);
    PyThreadState *state = PyEval_SaveThread();
    int done = measure_directory(bytes, &sum, &state);
    int failed = errno;
    PyEval_RestoreThread(state);
    Py_DECREF(path);
    if (done == INTERRUPTED) goto end;
    if (done == FAILED && failed == ENOMEM) {
        PyErr_NoMemory();
        goto end;
    }
    links = links_object(&sum);
    inside = PyList_New(0);
    for (size_t at = 0; inside != NULL && at < sum.inside.length; at += strlen(sum.inside.bytes + at) + 1) {
        PyObject *name = PyUnicode_DecodeFSDefault(sum.inside.bytes + at);
        if (name == NULL || PyList_Append(inside, name) < 0) Py_CLEAR(inside);
        Py_XDECREF(name);
    }
    if (links != NULL && inside != NULL) found = Py_BuildValue("iLLOO", done < 0 ? failed : 0, sum.files, sum.bytes, links, inside);
    Py_XDECREF(links);
    Py_XDECREF(inside);
end:
    free(sum.links);
    free(sum.inside.bytes);
    return found;
}

/* All that is below some directories, one after the other, the last one that was found first. */
typedef struct {
    PyObject_HEAD
    Text root;    /* with a slash at its end */
    Text pending; /* paths below it, each with a zero byte in front of it and behind it */
    size_t longest;
    int busy;
} MeasuringObject;

static PyTypeObject *measuring_type;

static void measuring_dealloc(PyObject *object) {
    MeasuringObject *self = (MeasuringObject *)object;
    PyTypeObject *type = Py_TYPE(object);
    free(self->root.bytes);
    free(self->pending.bytes);
    PyObject_Free(object);
    Py_DECREF(type);
}

static int push_path(Text *pending, const char *above, size_t above_length, const char *name, size_t length) {
    if (text_reserve(pending, above_length + length + 3) < 0) return -1;
    text_add(pending, "", 1);
    if (above_length) {
        text_add(pending, above, above_length);
        text_add(pending, "/", 1);
    }
    text_add(pending, name, length);
    text_add(pending, "", 1);
    return 0;
}

static PyObject *native_measuring(PyObject *Py_UNUSED(module), PyObject *arguments) {
    PyObject *root = NULL, *path = NULL;
    Py_ssize_t longest;
    if (!PyArg_ParseTuple(arguments, "O&O&n", PyUnicode_FSConverter, &root, PyUnicode_FSConverter, &path, &longest)) {
        Py_XDECREF(root);
        return NULL;
    }
    MeasuringObject *self = PyObject_New(MeasuringObject, measuring_type);
    if (self != NULL) {
        memset(&self->root, 0, sizeof self->root);
        memset(&self->pending, 0, sizeof self->pending);
        self->longest = (size_t)longest;
        self->busy = 0;
        if (text_add(&self->root, PyBytes_AsString(root), (size_t)PyBytes_Size(root)) < 0 || text_add(&self->root, "/", 1) < 0 ||
            push_path(&self->pending, "", 0, PyBytes_AsString(path), (size_t)PyBytes_Size(path)) < 0) {
            Py_CLEAR(self);
            PyErr_NoMemory();
        }
    }
    Py_DECREF(root);
    Py_DECREF(path);
    return (PyObject *)self;
}

typedef struct {
    size_t path; /* its place in the text of failed paths */
    int reason;
} Failure;

/* Measure at most so many directories; those that failed are left to the caller, who knows what that means. Return 0,
   FAILED without memory, or INTERRUPTED. */
static int measure_some(MeasuringObject *self, Py_ssize_t most, Sum *sum, Text *failed, Failure **failures, size_t *count,
                        PyThreadState **state) {
    Text full = {NULL, 0, 0}, own = {NULL, 0, 0};
    size_t room = 0;
    int done = FAILED;
    for (; most > 0 && self->pending.length; most--) {
        /* Take the last path off. */
        size_t end = self->pending.length - 1, at = end;
        while (self->pending.bytes[at - 1]) at--;
        own.length = full.length = 0;
        if (text_add(&own, self->pending.bytes + at, end - at) < 0) goto end;
        self->pending.length = at - 1;
        if (text_add(&full, self->root.bytes, self->root.length) < 0 || text_add(&full, own.bytes, own.length) < 0 ||
            text_add(&full, "", 1) < 0)
            goto end;
        sum->inside.length = 0;
        int measured = FAILED;
        errno = ENAMETOOLONG;
        if (full.length <= self->longest) measured = measure_directory(full.bytes, sum, state);
        if (measured == INTERRUPTED) {
            done = INTERRUPTED;
            goto end;
        }
        if (measured == FAILED) {
            int reason = errno;
            if (reason == ENOMEM) goto end;
            Failure *more = grown(*failures, *count, &room, sizeof *more);
            if (more == NULL) goto end;
            *failures = more;
            more[*count].path = failed->length;
            more[(*count)++].reason = reason;
            if (text_add(failed, own.bytes, own.length) < 0 || text_add(failed, "", 1) < 0) goto end;
            continue;
        }
        for (size_t name = 0; name < sum->inside.length;) {
            size_t length = strlen(sum->inside.bytes + name);
            if (push_path(&self->pending, own.bytes, own.length, sum->inside.bytes + name, length) < 0) goto end;
            name += length + 1;
        }
    }
    done = 0;
end:
    free(full.bytes);
    free(own.bytes);
    return done;
}

static PyObject *measuring_some(PyObject *object, PyObject *argument) {
    MeasuringObject *self = (MeasuringObject *)object;
    Py_ssize_t most = PyLong_AsSsize_t(argument);
    if (most == -1 && PyErr_Occurred()) return NULL;
    Sum sum;
    memset(&sum, 0, sizeof sum);
    Text failed = {NULL, 0, 0};
    Failure *failures = NULL;
    size_t count = 0;
    if (refuse_busy(self->busy)) return NULL;
    self->busy = 1;
    PyThreadState *state = PyEval_SaveThread();
    int done = measure_some(self, most, &sum, &failed, &failures, &count, &state);
    PyEval_RestoreThread(state);
    self->busy = 0;
    PyObject *links = NULL, *told = NULL, *found = NULL;
    if (done == FAILED) {
        PyErr_NoMemory();
    } else if (done == 0) {
        links = links_object(&sum);
        told = PyList_New(0);
        for (size_t at = 0; told != NULL && at < count; at++) {
            PyObject *path = PyUnicode_DecodeFSDefault(failed.bytes + failures[at].path);
            PyObject *row = path == NULL ? NULL : Py_BuildValue("Ni", path, failures[at].reason);
            if (row == NULL || PyList_Append(told, row) < 0) Py_CLEAR(told);
            Py_XDECREF(row);
        }
        if (links != NULL && told != NULL) found = Py_BuildValue("LLOO", sum.files, sum.bytes, links, told);
    }
    Py_XDECREF(links);
    Py_XDECREF(told);
    free(sum.links);
    free(sum.inside.bytes);
    free(failed.bytes);
    free(failures);
    return found;
}

static PyObject *measuring_push(PyObject *object, PyObject *argument) {
    MeasuringObject *self = (MeasuringObject *)object;
    PyObject *path;
    if (refuse_busy(self->busy) || !PyUnicode_FSConverter(argument, &path)) return NULL;
    int done = push_path(&self->pending, "", 0, PyBytes_AsString(path), (size_t)PyBytes_Size(path));
    Py_DECREF(path);
    if (done < 0) return PyErr_NoMemory();
    Py_RETURN_NONE;
}

static int measuring_bool(PyObject *object) { return ((MeasuringObject *)object)->pending.length > 0; }

static PyMethodDef measuring_methods[] = {
    {"some", measuring_some, METH_O,
     "Measure at most so many directories: files, bytes, links, and the paths that failed, each with its error's number."},
    {"push", measuring_push, METH_O, "Add a path that is to be measured next."},
    {NULL, NULL, 0, NULL},
};
static PyType_Slot measuring_slots[] = {
    {Py_tp_doc, "What is below a directory, measured piece by piece; true while something is left."},
    {Py_tp_dealloc, measuring_dealloc},
    {Py_tp_methods, measuring_methods},
    {Py_nb_bool, measuring_bool},
    {0, NULL},
};
static PyType_Spec measuring_spec = {
    "ctxsize.context._native.Measuring", sizeof(MeasuringObject), 0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, measuring_slots,
};

/* ---------------------------------------------------------------- names, told apart by an automaton */

/* Many globs at once: a state is the set of places in globs that a name has reached so far. States and the steps between them
   are made when a name first needs them, and thrown away together where they are too many. */

enum { LITERAL, ANY, MANY, CLASS };

typedef struct {
    unsigned char kind, byte;
    uint32_t class_at;
} Place;

typedef struct {
    uint32_t first; /* of its places */
    int64_t value;
} Glob;

typedef struct {
    uint32_t first, count; /* its places, sorted, in a text of numbers */
    int32_t accept;        /* -1: not worked out */
    uint64_t hash;
    int32_t next[128];     /* -1: not worked out */
} State;

typedef struct {
    uint32_t first, count; /* the globs that match, in a text of numbers */
    int64_t value;         /* the smallest of theirs */
    unsigned char code;    /* what the caller has made of it */
} Accept;

typedef struct {
    PyObject_HEAD
    int lowers;
    Place *places; /* a glob after the other; each ends with one place more, which is its end */
    uint32_t *owner;
    size_t place_count, place_room, owner_room;
    Glob *globs;
    size_t glob_count, glob_room;
    unsigned char (*classes)[16];
    size_t class_count, class_room;
    State *states;
    size_t state_count, state_room;
    uint32_t *numbers;
    size_t number_count, number_room;
    Accept *accepts;
    size_t accept_count, accept_room;
    uint32_t *matches;
    size_t match_count, match_room;
    int32_t *table; /* hashes of states */
    size_t table_size;
    uint32_t *scratch;
    unsigned char *marks;
    int busy;
} GlobsObject;

static PyTypeObject *globs_type;
#define MOST_STATES 4096
#define MOST_NUMBERS 1000000
#define MOST_ACCEPTS 8192
#define END 0xff
/* What globs_accept returns besides the number of a set. */
#define NO_MEMORY (-1)
#define TOO_MANY (-2)

static void globs_dealloc(PyObject *object) {
    GlobsObject *self = (GlobsObject *)object;
    PyTypeObject *type = Py_TYPE(object);
    free(self->places);
    free(self->owner);
    free(self->globs);
    free(self->classes);
    free(self->states);
    free(self->numbers);
    free(self->accepts);
    free(self->matches);
    free(self->table);
    free(self->scratch);
    free(self->marks);
    PyObject_Free(object);
    Py_DECREF(type);
}

static int add_place(GlobsObject *self, unsigned char kind, unsigned char byte, uint32_t class_at, uint32_t owner) {
    Place *places = grown(self->places, self->place_count, &self->place_room, sizeof *places);
    if (places == NULL) return -1;
    self->places = places;
    uint32_t *owners = grown(self->owner, self->place_count, &self->owner_room, sizeof *owners);
    if (owners == NULL) return -1;
    self->owner = owners;
    places[self->place_count].kind = kind;
    places[self->place_count].byte = byte;
    places[self->place_count].class_at = class_at;
    owners[self->place_count++] = owner;
    return 0;
}

/* Add a glob of `*`, `?`, and brackets of plain letters and ranges, or a literal name. One that is not ASCII matches none of
   the names that are asked about. */
static int add_glob(GlobsObject *self, const char *text, size_t length, int literal, int64_t value) {
    for (size_t at = 0; at < length; at++)
        if (text[at] & 0x80) return 0;
    Glob *globs = grown(self->globs, self->glob_count, &self->glob_room, sizeof *globs);
    if (globs == NULL) return -1;
    self->globs = globs;
    uint32_t number = (uint32_t)self->glob_count;
    globs[number].first = (uint32_t)self->place_count;
    globs[number].value = value;
    self->glob_count++;
    for (size_t at = 0; at < length; at++) {
        unsigned char byte = (unsigned char)text[at];
        const char *close = !literal && byte == '[' ? memchr(text + at, ']', length - at) : NULL;
        if (literal || (byte != '*' && byte != '?' && close == NULL)) {
            if (add_place(self, LITERAL, byte, 0, number) < 0) return -1;
        } else if (close == NULL) {
            if (add_place(self, byte == '*' ? MANY : ANY, 0, 0, number) < 0) return -1;
        } else {
            unsigned char(*classes)[16] = grown(self->classes, self->class_count, &self->class_room, sizeof *classes);
            if (classes == NULL) return -1;
            self->classes = classes;
            unsigned char *members = classes[self->class_count];
            memset(members, 0, sizeof *classes);
            size_t end = (size_t)(close - text);
            for (at++; at < end; at++) {
                unsigned char low = (unsigned char)text[at], high = low;
                if (at + 2 < end && text[at + 1] == '-') {
                    high = (unsigned char)text[at + 2];
                    at += 2;
                }
                for (unsigned byte_in = low; byte_in <= high; byte_in++) members[byte_in >> 3] |= (unsigned char)(1u << (byte_in & 7));
            }
            if (add_place(self, CLASS, 0, (uint32_t)self->class_count++, number) < 0) return -1;
        }
    }
    return add_place(self, END, 0, 0, number);
}

static PyObject *native_globs(PyObject *Py_UNUSED(module), PyObject *arguments) {
    PyObject *rows;
    int lowers;
    if (!PyArg_ParseTuple(arguments, "Op", &rows, &lowers)) return NULL;
    Py_ssize_t count = PySequence_Size(rows);
    if (count < 0) return NULL;
    GlobsObject *self = PyObject_New(GlobsObject, globs_type);
    if (self == NULL) return NULL;
    memset((char *)self + offsetof(GlobsObject, lowers), 0, sizeof *self - offsetof(GlobsObject, lowers));
    self->lowers = lowers;
    for (Py_ssize_t at = 0; at < count; at++) {
        PyObject *row = PySequence_GetItem(rows, at), *text = NULL;
        int literal;
        long long value;
        int read = row != NULL && PyArg_ParseTuple(row, "O&pL", PyUnicode_FSConverter, &text, &literal, &value);
        int added = read ? add_glob(self, PyBytes_AsString(text), (size_t)PyBytes_Size(text), literal, value) : -1;
        Py_XDECREF(text);
        Py_XDECREF(row);
        if (added < 0) {
            if (!PyErr_Occurred()) PyErr_NoMemory();
            Py_DECREF(self);
            return NULL;
        }
    }
    self->scratch = malloc((self->place_count + 1) * sizeof *self->scratch);
    self->marks = calloc(self->place_count + 1, 1);
    self->accepts = calloc(16, sizeof *self->accepts);
    self->table_size = 64;
    self->table = malloc(self->table_size * sizeof *self->table);
    if (self->scratch == NULL || self->marks == NULL || self->accepts == NULL || self->table == NULL) {
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    self->accept_room = 16;
    self->accept_count = 1; /* the first one: no glob matches */
    self->accepts[0].value = INT64_MAX;
    return (PyObject *)self;
}

/* Mark a place, and what may be reached from it without a letter. */
static void mark(GlobsObject *self, uint32_t place) {
    while (!self->marks[place]) {
        self->marks[place] = 1;
        if (self->places[place].kind != MANY) return;
        place++;
    }
}

static int larger_table(GlobsObject *self) {
    size_t size = self->table_size * 4;
    int32_t *table = malloc(size * sizeof *table);
    if (table == NULL) return -1;
    for (size_t slot = 0; slot < size; slot++) table[slot] = -1;
    for (size_t at = 0; at < self->state_count; at++) {
        size_t slot = (size_t)(self->states[at].hash % size);
        while (table[slot] >= 0) slot = (slot + 1) % size;
        table[slot] = (int32_t)at;
    }
    free(self->table);
    self->table = table;
    self->table_size = size;
    return 0;
}

/* Return the state of all marked places, whose marks it takes away; -1 without memory. */
static int32_t state_of_marks(GlobsObject *self) {
    uint32_t count = 0;
    uint64_t hash = 1469598103934665603u;
    for (size_t at = 0; at < self->place_count; at++) {
        if (!self->marks[at]) continue;
        self->marks[at] = 0;
        self->scratch[count++] = (uint32_t)at;
        hash = (hash ^ at) * 1099511628211u;
    }
    size_t slot = (size_t)(hash % self->table_size);
    for (; self->table[slot] >= 0; slot = (slot + 1) % self->table_size) {
        State *known = &self->states[self->table[slot]];
        if (known->hash == hash && known->count == count && memcmp(self->numbers + known->first, self->scratch, count * sizeof *self->scratch) == 0)
            return self->table[slot];
    }
    while (self->number_count + count > self->number_room) {
        size_t room = self->number_room ? self->number_room * 2 : 1024;
        uint32_t *numbers = realloc(self->numbers, room * sizeof *numbers);
        if (numbers == NULL) return -1;
        self->numbers = numbers;
        self->number_room = room;
    }
    State *states = grown(self->states, self->state_count, &self->state_room, sizeof *states);
    if (states == NULL) return -1;
    self->states = states;
    State *state = &states[self->state_count];
    state->first = (uint32_t)self->number_count;
    state->count = count;
    state->accept = -1;
    state->hash = hash;
    memset(state->next, 0xff, sizeof state->next);
    if (count) memcpy(self->numbers + self->number_count, self->scratch, count * sizeof *self->scratch);
    self->number_count += count;
    self->table[slot] = (int32_t)self->state_count++;
    if (self->state_count * 2 > self->table_size && larger_table(self) < 0) return -1;
    return (int32_t)self->state_count - 1;
}

/* Begin with the state before the first letter. */
static int begin_states(GlobsObject *self) {
    self->state_count = self->number_count = 0;
    for (size_t slot = 0; slot < self->table_size; slot++) self->table[slot] = -1;
    for (size_t at = 0; at < self->glob_count; at++) mark(self, self->globs[at].first);
    return state_of_marks(self) < 0 ? -1 : 0;
}

static int32_t step(GlobsObject *self, int32_t from, unsigned char byte) {
    uint32_t first = self->states[from].first, count = self->states[from].count;
    for (uint32_t at = 0; at < count; at++) {
        uint32_t number = self->numbers[first + at];
        const Place *place = &self->places[number];
        switch (place->kind) {
        case LITERAL:
            if (place->byte == byte) mark(self, number + 1);
            break;
        case ANY:
            mark(self, number + 1);
            break;
        case MANY:
            mark(self, number);
            break;
        case CLASS:
            if (self->classes[place->class_at][byte >> 3] & (1u << (byte & 7))) mark(self, number + 1);
            break;
        default:
            break;
        }
    }
    int32_t to = state_of_marks(self);
    if (to >= 0) self->states[from].next[byte] = to;
    return to;
}

/* Work out which globs end in a state. */
static int32_t accept_of(GlobsObject *self, int32_t at_state) {
    State *state = &self->states[at_state];
    uint32_t count = 0;
    int64_t value = INT64_MAX;
    for (uint32_t at = 0; at < state->count; at++) {
        uint32_t number = self->numbers[state->first + at];
        if (self->places[number].kind != END) continue;
        uint32_t owner = self->owner[number];
        self->scratch[count++] = owner;
        if (self->globs[owner].value < value) value = self->globs[owner].value;
    }
    if (count == 0) return state->accept = 0;
    for (size_t at = 1; at < self->accept_count; at++) {
        Accept *known = &self->accepts[at];
        if (known->count == count && memcmp(self->matches + known->first, self->scratch, count * sizeof *self->scratch) == 0)
            return state->accept = (int32_t)at;
    }
    if (self->accept_count >= MOST_ACCEPTS) return TOO_MANY;
    Accept *accepts = grown(self->accepts, self->accept_count, &self->accept_room, sizeof *accepts);
    if (accepts == NULL) return -1;
    self->accepts = accepts;
    while (self->match_count + count > self->match_room) {
        size_t room = self->match_room ? self->match_room * 2 : 256;
        uint32_t *matches = realloc(self->matches, room * sizeof *matches);
        if (matches == NULL) return -1;
        self->matches = matches;
        self->match_room = room;
    }
    memcpy(self->matches + self->match_count, self->scratch, count * sizeof *self->scratch);
    Accept *accept = &accepts[self->accept_count];
    accept->first = (uint32_t)self->match_count;
    accept->count = count;
    accept->value = value;
    accept->code = 0;
    self->match_count += count;
    return state->accept = (int32_t)self->accept_count++;
}

/* Return which set of globs matches a name of ASCII, 0 for none; NO_MEMORY, or TOO_MANY sets. */
static int32_t globs_accept(GlobsObject *self, const char *name, size_t length) {
    if (self->glob_count == 0) return 0;
    if (self->state_count == 0 || self->state_count >= MOST_STATES || self->number_count >= MOST_NUMBERS)
        if (begin_states(self) < 0) return NO_MEMORY;
    int32_t state = 0;
    for (size_t at = 0; at < length; at++) {
        unsigned char byte = (unsigned char)name[at] & 0x7f;
        if (self->lowers && byte >= 'A' && byte <= 'Z') byte = (unsigned char)(byte + 'a' - 'A');
        int32_t next = self->states[state].next[byte];
        if (next < 0 && (next = step(self, state, byte)) < 0) return NO_MEMORY;
        state = next;
    }
    int32_t accept = self->states[state].accept;
    return accept >= 0 ? accept : accept_of(self, state);
}

/* Forget all sets of globs, with what was made of them. */
static void globs_forget(GlobsObject *self) {
    self->accept_count = 1;
    self->match_count = 0;
    self->state_count = 0;
}

/* The same for a single question. */
static int32_t globs_ask(GlobsObject *self, PyObject *argument) {
    PyObject *name;
    if (refuse_busy(self->busy) || !PyUnicode_FSConverter(argument, &name)) return -1;
    int32_t accept = globs_accept(self, PyBytes_AsString(name), (size_t)PyBytes_Size(name));
    if (accept == TOO_MANY) {
        globs_forget(self);
        accept = globs_accept(self, PyBytes_AsString(name), (size_t)PyBytes_Size(name));
    }
    Py_DECREF(name);
    if (accept < 0) PyErr_NoMemory();
    return accept;
}

static PyObject *globs_which(PyObject *object, PyObject *argument) {
    int32_t accept = globs_ask((GlobsObject *)object, argument);
    return accept < 0 ? NULL : PyLong_FromLong(accept);
}

static PyObject *globs_least(PyObject *object, PyObject *argument) {
    GlobsObject *self = (GlobsObject *)object;
    int32_t accept = globs_ask(self, argument);
    if (accept < 0) return NULL;
    if (accept == 0) Py_RETURN_NONE;
    return PyLong_FromLongLong(self->accepts[accept].value);
}

static PyObject *globs_set_code(PyObject *object, PyObject *arguments) {
    GlobsObject *self = (GlobsObject *)object;
    Py_ssize_t accept;
    unsigned char code;
    if (refuse_busy(self->busy) || !PyArg_ParseTuple(arguments, "nb", &accept, &code)) return NULL;
    if (accept < 0 || (size_t)accept >= self->accept_count) {
        PyErr_SetString(PyExc_IndexError, "there is no such set of globs");
        return NULL;
    }
    self->accepts[accept].code = code;
    Py_RETURN_NONE;
}

static PyObject *globs_forget_all(PyObject *object, PyObject *Py_UNUSED(ignored)) {
    if (refuse_busy(((GlobsObject *)object)->busy)) return NULL;
    globs_forget((GlobsObject *)object);
    Py_RETURN_NONE;
}

static PyMethodDef globs_methods[] = {
    {"forget", globs_forget_all, METH_NOARGS, "Forget all sets of globs, and what becomes of files: there are too many."},
    {"which", globs_which, METH_O, "Return the number of the set of globs that match a name of ASCII; 0 for none."},
    {"least", globs_least, METH_O, "Return the smallest value of those globs; None if there is none."},
    {"set_code", globs_set_code, METH_VARARGS, "Say what becomes of files whose names such a set matches; see count."},
    {NULL, NULL, 0, NULL},
};
static PyType_Slot globs_slots[] = {
    {Py_tp_doc, "Globs over names with a value each, all of them tried at once."},
    {Py_tp_dealloc, globs_dealloc},
    {Py_tp_methods, globs_methods},
    {0, NULL},
};
static PyType_Spec globs_spec = {
    "ctxsize.context._native.Globs", sizeof(GlobsObject), 0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, globs_slots,
};

/* ---------------------------------------------------------------- counting files */

/* What becomes of a file whose name a set of globs matches; the same numbers stand in ctxsize/context/native.py. */
enum { UNKNOWN, COMMON, EXCLUDED, ASK };
/* Why a count stops in front of an entry. */
enum { DONE, SPECIAL, QUESTION };

typedef struct {
    uint32_t accept;
    long long files, bytes;
} ByAccept;

typedef struct {
    const char *name;
    uint32_t length;
    int lowers;
    long long files, bytes;
} Ending;

typedef struct {
    long long files, bytes, announced, content, members;
    Text messages;
    long long *large;
    size_t large_count, large_room;
    Ending *endings;
    size_t ending_count, ending_room;
    uint32_t *ending_slots; /* a table by hash of places in endings, from 1 on; where there are many */
    size_t ending_slot_count;
    uint32_t *top, *noted, *below;
    size_t top_count, top_room, noted_count, noted_room, below_count, below_room;
    ByAccept *excluded;
    size_t excluded_count, excluded_room;
    uint32_t *excluded_at; /* by the number of a set of globs the place in excluded, from 1 on */
    size_t excluded_at_count;
    Link *links;
    uint32_t *link_accepts;
    size_t link_count, link_room, link_accept_room;
} Bulk;

static void bulk_free(Bulk *bulk) {
    free(bulk->messages.bytes);
    free(bulk->large);
    free(bulk->endings);
    free(bulk->ending_slots);
    free(bulk->excluded_at);
    free(bulk->top);
    free(bulk->noted);
    free(bulk->below);
    free(bulk->excluded);
    free(bulk->links);
    free(bulk->link_accepts);
}

static int add_number(uint32_t **numbers, size_t *count, size_t *room, uint32_t number) {
    uint32_t *more = grown(*numbers, *count, room, sizeof *more);
    if (more == NULL) return -1;
    *numbers = more;
    more[(*count)++] = number;
    return 0;
}

static int add_excluded(Bulk *bulk, uint32_t accept, long long size) {
    if (accept >= bulk->excluded_at_count) {
        size_t count = (size_t)accept + 16;
        uint32_t *more = realloc(bulk->excluded_at, count * sizeof *more);
        if (more == NULL) return -1;
        memset(more + bulk->excluded_at_count, 0, (count - bulk->excluded_at_count) * sizeof *more);
        bulk->excluded_at = more;
        bulk->excluded_at_count = count;
    }
    uint32_t at = bulk->excluded_at[accept];
    if (at == 0) {
        ByAccept *more = grown(bulk->excluded, bulk->excluded_count, &bulk->excluded_room, sizeof *more);
        if (more == NULL) return -1;
        bulk->excluded = more;
        at = bulk->excluded_at[accept] = (uint32_t)++bulk->excluded_count;
        more[at - 1].accept = accept;
        more[at - 1].files = more[at - 1].bytes = 0;
    }
    bulk->excluded[at - 1].files++;
    bulk->excluded[at - 1].bytes += size;
    return 0;
}

static char lowered(char byte) { return byte >= 'A' && byte <= 'Z' ? (char)(byte + 'a' - 'A') : byte; }

/* So few extensions are looked through one by one. */
#define FEW_ENDINGS 16

static uint32_t ending_hash(const char *name, uint32_t length) {
    uint32_t hash = 2166136261u;
    for (uint32_t at = 0; at < length; at++) hash = (hash ^ (unsigned char)name[at]) * 16777619u;
    return hash;
}

static int same_ending(const Ending *known, const char *name, uint32_t length, int lowers) {
    return known->length == length && known->lowers == lowers && memcmp(known->name, name, length) == 0;
}

/* Make a table of all extensions that has room for as many again. */
static int table_endings(Bulk *bulk) {
    size_t count = 64;
    while (count < bulk->ending_count * 4) count *= 2;
    uint32_t *slots = calloc(count, sizeof *slots);
    if (slots == NULL) return -1;
    for (size_t at = 0; at < bulk->ending_count; at++) {
        size_t slot = ending_hash(bulk->endings[at].name, bulk->endings[at].length) & (count - 1);
        while (slots[slot]) slot = (slot + 1) & (count - 1);
        slots[slot] = (uint32_t)at + 1;
    }
    free(bulk->ending_slots);
    bulk->ending_slots = slots;
    bulk->ending_slot_count = count;
    return 0;
}

/* Return the sum for an extension; NULL without memory. */
static Ending *ending_of(Bulk *bulk, const char *name, uint32_t length, int lowers) {
    size_t slot = 0;
    if (bulk->ending_slots == NULL) {
        for (size_t at = 0; at < bulk->ending_count; at++)
            if (same_ending(&bulk->endings[at], name, length, lowers)) return &bulk->endings[at];
    } else {
        slot = ending_hash(name, length) & (bulk->ending_slot_count - 1);
        for (; bulk->ending_slots[slot]; slot = (slot + 1) & (bulk->ending_slot_count - 1)) {
            Ending *known = &bulk->endings[bulk->ending_slots[slot] - 1];
            if (same_ending(known, name, length, lowers)) return known;
        }
    }
    Ending *more = grown(bulk->endings, bulk->ending_count, &bulk->ending_room, sizeof *more);
    if (more == NULL) return NULL;
    bulk->endings = more;
    Ending *found = &more[bulk->ending_count++];
    found->name = name;
    found->length = length;
    found->lowers = lowers;
    found->files = found->bytes = 0;
    if (bulk->ending_slots != NULL) bulk->ending_slots[slot] = (uint32_t)bulk->ending_count;
    int tabled = bulk->ending_slots != NULL && bulk->ending_count * 2 <= bulk->ending_slot_count;
    if (bulk->ending_count >= FEW_ENDINGS && !tabled && table_endings(bulk) < 0) return NULL;
    return found;
}

/* Count a file by its extension, as ReceivedSizes.tally_of does. */
static int add_ending(Bulk *bulk, const char *name, uint32_t length, long long size) {
    uint32_t dot = length;
    while (dot > 0 && name[dot - 1] != '.') dot--;
    /* From the last dot on, if there is one; where the name begins with dots, something must stand between. */
    uint32_t end = dot ? dot - 1 : length;
    int lowers = 0;
    if (dot && name[0] == '.') {
        uint32_t at = 0;
        while (at < end && name[at] == '.') at++;
        if (at == end) end = length;
        lowers = 1;
    }
    Ending *ending = ending_of(bulk, name + end, length - end, lowers);
    if (ending == NULL) return -1;
    ending->files++;
    ending->bytes += size;
    return 0;
}

#define SINCE ((int64_t)1 << 56) /* nanoseconds */
#define SINCE_SECONDS (SINCE / 1000000000)
#define UNTIL_SECONDS ((int64_t)1 << 33)
#define SHORT_PATH 100
#define LONG_PATH ((1 << 14) - 32)
#define SIZE_LIMIT ((int64_t)1 << 33)
#define SHORT 128
#define MEDIUM 16384
#define CHUNK 32768
#define FIXED 15 /* the time, the path's tag and length, the mode */
#define MANY_MESSAGES 255

static int digits_of(uint64_t number) {
    int digits = 1;
    while (number >= 10) {
        number /= 10;
        digits++;
    }
    return digits;
}

/* What a tar's member takes more for its name, as long_name_bytes in ctxsize/builder/tar_sizes.py. */
static long long long_name_bytes(const char *prefix, size_t above, const char *name, size_t own) {
    size_t length = above + own;
    if (length <= SHORT_PATH) return 0;
    /* A plain header has room for a name that can be cut in two at a slash: 155 bytes in front of it, 100 behind. */
    size_t end = length > 156 ? 156 : length, at = end;
    while (at > 0 && (at - 1 < above ? prefix[at - 1] : name[at - 1 - above]) != '/') at--;
    if (at > 1 && length - at > 0 && length - at <= 100) return 0;
    size_t record = 4 + length + 3;
    size_t total = record + (size_t)digits_of(record);
    record += (size_t)digits_of(total);
    return 512 + (long long)((record + 511) / 512 * 512);
}

static int add_file(Bulk *bulk, const Entry *entry, size_t above, const char *prefix, const char *name) {
    int64_t size = entry->size;
    size_t length = above + entry->length;
    long long said = (long long)length + FIXED;
    char messages = 2;
    if (length > SHORT_PATH) {
        bulk->members += long_name_bytes(prefix, above, name, entry->length);
        said += length >= SHORT;
    }
    if (size < SHORT) {
        if (size) {
            said += 2;
            bulk->content += 6;
            bulk->members += 1024;
        } else {
            bulk->content += 2;
            bulk->members += 512;
            messages = 1;
        }
    } else {
        bulk->members += (size + 1023) & -512;
        if (size < MEDIUM) {
            said += 3;
            bulk->content += 7;
        } else if (size <= CHUNK) {
            said += 4;
            bulk->content += 8;
        } else {
            int bits = 0;
            for (int64_t rest = size; rest; rest >>= 1) bits++;
            said += 1 + (bits + 6) / 7;
            long long whole = size / CHUNK, rest = size % CHUNK, count = whole + (rest > 0) + 1;
            bulk->content += whole * 6 + (rest ? 4 + (rest >= SHORT) + (rest >= MEDIUM) : 0) + 2;
            if (count < MANY_MESSAGES) {
                messages = (char)count;
            } else {
                long long *large = grown(bulk->large, bulk->large_count, &bulk->large_room, sizeof *large);
                if (large == NULL) return -1;
                bulk->large = large;
                large[bulk->large_count++] = count;
                messages = (char)MANY_MESSAGES;
            }
        }
    }
    bulk->announced += said + (said < SHORT ? 2 : 3);
    bulk->content += size;
    bulk->bytes += size;
    bulk->files++;
    return text_add(&bulk->messages, &messages, 1);
}

typedef struct {
    GlobsObject *deeper, *names, *others;
    long longest_bare;
} Wanted;

/* From how many bytes on a file of this name is of interest; -1 if never, -2 without memory. */
static int64_t least_wanted(const Wanted *wanted, const char *name, uint32_t length) {
    int32_t accept;
    if (wanted->deeper != NULL) {
        accept = globs_accept(wanted->deeper, name, length);
        if (accept == TOO_MANY) globs_forget(wanted->deeper), accept = globs_accept(wanted->deeper, name, length);
        if (accept < 0) return -2;
        if (accept) return 0;
    }
    if (wanted->names == NULL) return -1;
    accept = globs_accept(wanted->names, name, length);
    if (accept == TOO_MANY) globs_forget(wanted->names), accept = globs_accept(wanted->names, name, length);
    if (accept < 0) return -2;
    if (accept) return wanted->names->accepts[accept].value;
    if (length > wanted->longest_bare || (length > 1 && memchr(name + 1, '.', length - 1) != NULL)) return -1;
    accept = globs_accept(wanted->others, name, length);
    return accept < 0 ? -2 : accept ? -1 : 1;
}

typedef struct {
    ListingObject *run;
    Py_ssize_t at;
    const char *prefix;
    size_t above;
    Text place; /* the directory's path on this machine, with a slash at its end */
    GlobsObject *names;
    Wanted wanted;
    int64_t floor; /* -1: sizes are not kept */
    int32_t accept; /* of the name in question */
} Count;

static int has_attributes(Count *count, const char *name, uint32_t length) {
#ifdef __linux__
    size_t before = count->place.length;
    if (text_add(&count->place, name, length + 1) < 0) return -1;
    count->place.length = before;
    errno = 0;
    char names[256];
    /* Asked with room for names: without it some file systems count those that they keep to themselves. */
    return llistxattr(count->place.bytes, names, sizeof names) > 0 || errno == ERANGE;
#else
    (void)count, (void)name, (void)length;
    return 0;
#endif
}

/* Whether the time takes as many bytes as that of nearly all files, as SINCE_NS and UNTIL_NS in ctxsize/builder/bulk.py. */
static int usual_time(const Entry *entry) {
    if (entry->seconds <= SINCE_SECONDS)
        return entry->seconds == SINCE_SECONDS && entry->nanoseconds >= (uint32_t)(SINCE % 1000000000);
    return entry->seconds < UNTIL_SECONDS;
}

/* Count files up to the first that has something special about it; return why it stops, FAILED without memory, or INTERRUPTED. */
static int count_received(Count *count, Bulk *bulk, PyThreadState **state) {
    for (; count->at < count->run->length; count->at++) {
        const Entry *entry = entry_at(count->run, count->at);
        const char *name = name_of(count->run, entry);
        if ((entry->mode & (S_IFMT | 07000 | 0444)) != (S_IFREG | 0444) || entry->links != 1 ||
            count->above + entry->length >= LONG_PATH || entry->size >= SIZE_LIMIT || !usual_time(entry) || !entry->plain)
            return SPECIAL;
        count->accept = count->names == NULL ? 0 : globs_accept(count->names, name, entry->length);
        if (count->accept == TOO_MANY) return QUESTION;
        if (count->accept < 0) return -1;
        if (count->accept && count->names->accepts[count->accept].value == 0) {
            unsigned char code = count->names->accepts[count->accept].code;
            if (code == UNKNOWN) return QUESTION;
            if (code == ASK) return SPECIAL;
            if (code == EXCLUDED) {
                if (add_excluded(bulk, (uint32_t)count->accept, entry->size) < 0) return -1;
                continue;
            }
        }
        int attributes = has_attributes(count, name, entry->length);
        if (attributes) return attributes < 0 ? -1 : SPECIAL;
        int64_t least = least_wanted(&count->wanted, name, entry->length);
        if (least == -2) return -1;
        if (least >= 0) {
            int added = entry->size >= least
                            ? add_number(&bulk->noted, &bulk->noted_count, &bulk->noted_room, (uint32_t)count->at)
                            : add_number(&bulk->below, &bulk->below_count, &bulk->below_room, (uint32_t)count->at);
            if (added < 0) return -1;
        }
        if (add_file(bulk, entry, count->above, count->prefix, name) < 0) return -1;
        if (count->floor >= 0) {
            if (add_ending(bulk, name, entry->length, entry->size) < 0) return -1;
            if (entry->size >= count->floor &&
                add_number(&bulk->top, &bulk->top_count, &bulk->top_room, (uint32_t)count->at) < 0)
                return -1;
        }
        if (bulk->files % ENTRIES_BETWEEN == 0 && interrupted(state)) return INTERRUPTED;
    }
    return DONE;
}

/* Count what is excluded up to the first file that is special, as ExcludedTotals.count. */
static int count_excluded(Count *count, Bulk *bulk) {
    for (; count->at < count->run->length; count->at++) {
        const Entry *entry = entry_at(count->run, count->at);
        count->accept = 0;
        if (count->names != NULL) {
            if (!entry->plain) return SPECIAL;
            count->accept = globs_accept(count->names, name_of(count->run, entry), entry->length);
            if (count->accept == TOO_MANY) return QUESTION;
            if (count->accept < 0) return -1;
        }
        uint32_t accept = 0; /* the rule of the directory */
        if (count->accept && count->names->accepts[count->accept].value == 0) {
            unsigned char code = count->names->accepts[count->accept].code;
            if (code == UNKNOWN) return QUESTION;
            if (code != EXCLUDED) return SPECIAL;
            accept = (uint32_t)count->accept;
        }
        if (!S_ISREG(entry->mode)) continue;
        if (add_excluded(bulk, accept, entry->links == 1 ? entry->size : 0) < 0) return -1;
        if (entry->links == 1) continue;
        Link *links = grown(bulk->links, bulk->link_count, &bulk->link_room, sizeof *links);
        if (links == NULL) return -1;
        bulk->links = links;
        links[bulk->link_count].volume = entry->volume;
        links[bulk->link_count].inode = entry->inode;
        links[bulk->link_count].size = entry->size;
        size_t at = bulk->link_count++;
        if (add_number(&bulk->link_accepts, &at, &bulk->link_accept_room, accept) < 0) return -1;
    }
    return DONE;
}

static PyObject *numbers_object(const uint32_t *numbers, size_t count) {
    PyObject *found = PyList_New((Py_ssize_t)count);
    for (size_t at = 0; found != NULL && at < count; at++) {
        PyObject *number = PyLong_FromUnsignedLong(numbers[at]);
        if (number == NULL || PyList_SetItem(found, (Py_ssize_t)at, number) < 0) Py_CLEAR(found);
    }
    return found;
}

static PyObject *endings_object(const Bulk *bulk) {
    PyObject *found = PyList_New((Py_ssize_t)bulk->ending_count);
    for (size_t at = 0; found != NULL && at < bulk->ending_count; at++) {
        const Ending *ending = &bulk->endings[at];
        char *text = malloc((size_t)ending->length + 1);
        if (text == NULL) {
            Py_DECREF(found);
            return PyErr_NoMemory();
        }
        for (uint32_t byte = 0; byte < ending->length; byte++)
            text[byte] = ending->lowers ? lowered(ending->name[byte]) : ending->name[byte];
        PyObject *row = Py_BuildValue("s#LL", text, (Py_ssize_t)ending->length, ending->files, ending->bytes);
        free(text);
        if (row == NULL || PyList_SetItem(found, (Py_ssize_t)at, row) < 0) Py_CLEAR(found);
    }
    return found;
}

static PyObject *excluded_object(const Bulk *bulk) {
    PyObject *found = PyList_New((Py_ssize_t)bulk->excluded_count);
    for (size_t at = 0; found != NULL && at < bulk->excluded_count; at++) {
        const ByAccept *sum = &bulk->excluded[at];
        PyObject *row = Py_BuildValue("kLL", (unsigned long)sum->accept, sum->files, sum->bytes);
        if (row == NULL || PyList_SetItem(found, (Py_ssize_t)at, row) < 0) Py_CLEAR(found);
    }
    return found;
}

static PyObject *large_object(const Bulk *bulk) {
    PyObject *found = PyList_New((Py_ssize_t)bulk->large_count);
    for (size_t at = 0; found != NULL && at < bulk->large_count; at++) {
        PyObject *number = PyLong_FromLongLong(bulk->large[at]);
        if (number == NULL || PyList_SetItem(found, (Py_ssize_t)at, number) < 0) Py_CLEAR(found);
    }
    return found;
}

/* Read an argument that is an object of this type or None. */
static int optional(PyObject *argument, PyTypeObject *type, void *into) {
    if (argument != Py_None && Py_TYPE(argument) != type) {
        PyErr_SetString(PyExc_TypeError, "globs are wanted");
        return 0;
    }
    *(PyObject **)into = argument == Py_None ? NULL : argument;
    return 1;
}

static int refuse_other(PyObject *argument) {
    if (Py_TYPE(argument) == listing_type) return 0;
    PyErr_SetString(PyExc_TypeError, "a listing is wanted");
    return 1;
}

static int refuse_busy_globs(GlobsObject **all, size_t count) {
    for (size_t at = 0; at < count; at++)
        if (all[at] != NULL && refuse_busy(all[at]->busy)) return 1;
    return 0;
}

static void set_busy(GlobsObject **all, size_t count, int busy) {
    for (size_t at = 0; at < count; at++)
        if (all[at] != NULL) all[at]->busy = busy;
}

static PyObject *native_count(PyObject *Py_UNUSED(module), PyObject *arguments) {
    PyObject *run, *prefix = NULL, *place = NULL, *names, *deeper, *wanted, *others;
    Count count;
    long long floor;
    memset(&count, 0, sizeof count);
    if (!PyArg_ParseTuple(arguments, "OnO&O&O(OOOl)L", &run, &count.at, PyUnicode_FSConverter, &prefix, PyUnicode_FSConverter,
                          &place, &names, &deeper, &wanted, &others, &count.wanted.longest_bare, &floor)) {
        return NULL;
    }
    PyObject *found = NULL;
    Bulk bulk;
    memset(&bulk, 0, sizeof bulk);
    if (refuse_other(run) || !optional(names, globs_type, &count.names) || !optional(deeper, globs_type, &count.wanted.deeper) ||
        !optional(wanted, globs_type, &count.wanted.names) || !optional(others, globs_type, &count.wanted.others))
        goto end;
    if (count.at < 0 || (count.wanted.names != NULL && count.wanted.others == NULL)) {
        PyErr_SetString(PyExc_ValueError, "a place or the names without an ending are missing");
        goto end;
    }
    count.run = (ListingObject *)run;
    count.prefix = PyBytes_AsString(prefix);
    count.above = (size_t)PyBytes_Size(prefix);
    count.floor = floor;
    if (text_add(&count.place, PyBytes_AsString(place), (size_t)PyBytes_Size(place)) < 0) {
        PyErr_NoMemory();
        goto end;
    }
    GlobsObject *all[] = {count.names, count.wanted.deeper, count.wanted.names, count.wanted.others};
    if (refuse_busy_globs(all, 4)) goto end;
    set_busy(all, 4, 1);
    PyThreadState *state = PyEval_SaveThread();
    int why = count_received(&count, &bulk, &state);
    PyEval_RestoreThread(state);
    set_busy(all, 4, 0);
    if (why == FAILED) PyErr_NoMemory();
    if (why < 0) goto end;
    PyObject *large = large_object(&bulk), *endings = endings_object(&bulk), *excluded = excluded_object(&bulk);
    PyObject *top = numbers_object(bulk.top, bulk.top_count), *noted = numbers_object(bulk.noted, bulk.noted_count);
    PyObject *below = numbers_object(bulk.below, bulk.below_count);
    if (large && endings && excluded && top && noted && below)
        found = Py_BuildValue("(nii)(LLLLL)y#OOOOOO", count.at, why, (int)count.accept, bulk.files, bulk.bytes, bulk.announced, bulk.content,
                              bulk.members, bulk.messages.bytes ? bulk.messages.bytes : "", (Py_ssize_t)bulk.messages.length, large,
                              endings, top, noted, below, excluded);
    Py_XDECREF(large);
    Py_XDECREF(endings);
    Py_XDECREF(excluded);
    Py_XDECREF(top);
    Py_XDECREF(noted);
    Py_XDECREF(below);
end:
    free(count.place.bytes);
    bulk_free(&bulk);
    Py_DECREF(prefix);
    Py_DECREF(place);
    return found;
}

static PyObject *native_count_excluded(PyObject *Py_UNUSED(module), PyObject *arguments) {
    PyObject *run, *names, *found = NULL, *excluded = NULL, *links = NULL;
    Count count;
    Bulk bulk;
    memset(&count, 0, sizeof count);
    memset(&bulk, 0, sizeof bulk);
    if (!PyArg_ParseTuple(arguments, "OnO", &run, &count.at, &names) || refuse_other(run) ||
        !optional(names, globs_type, &count.names))
        return NULL;
    if (count.at < 0) {
        PyErr_SetString(PyExc_ValueError, "there is no such place");
        return NULL;
    }
    count.run = (ListingObject *)run;
    if (refuse_busy_globs(&count.names, 1)) return NULL;
    set_busy(&count.names, 1, 1);
    PyThreadState *state = PyEval_SaveThread();
    int why = count_excluded(&count, &bulk);
    PyEval_RestoreThread(state);
    set_busy(&count.names, 1, 0);
    if (why < 0) {
        PyErr_NoMemory();
    } else {
        excluded = excluded_object(&bulk);
        links = PyList_New((Py_ssize_t)bulk.link_count);
        for (size_t at = 0; links != NULL && at < bulk.link_count; at++) {
            const Link *link = &bulk.links[at];
            PyObject *row = Py_BuildValue("kKKL", (unsigned long)bulk.link_accepts[at], (unsigned long long)link->volume,
                                          (unsigned long long)link->inode, (long long)link->size);
            if (row == NULL || PyList_SetItem(links, (Py_ssize_t)at, row) < 0) Py_CLEAR(links);
        }
        if (excluded != NULL && links != NULL) found = Py_BuildValue("niiOO", count.at, why, (int)count.accept, excluded, links);
    }
    Py_XDECREF(excluded);
    Py_XDECREF(links);
    bulk_free(&bulk);
    return found;
}

/* ---------------------------------------------------------------- the module */

static PyMethodDef native_methods[] = {
    {"listing", native_listing, METH_O, "Return the entries of the directory at a path, in byte order; raises OSError."},
    {"measure", native_measure, METH_O,
     "Measure one directory: the number of an error or 0, files, bytes, links, the names of directories."},
    {"measuring", native_measuring, METH_VARARGS, "Return what measures all below a path of a root, up to paths so long."},
    {"globs", native_globs, METH_VARARGS, "Return rows of text, whether it is a literal, and a value as an automaton."},
    {"count", native_count, METH_VARARGS, "Count received files of a listing; see ctxsize.builder.bulk."},
    {"count_excluded", native_count_excluded, METH_VARARGS, "Count excluded files of a listing; see ctxsize.scan.totals."},
    {NULL, NULL, 0, NULL},
};

static int make_type(PyType_Spec *spec, PyTypeObject **type) {
    *type = (PyTypeObject *)PyType_FromSpec(spec);
    return *type == NULL ? -1 : 0;
}

/* Made at once, not in phases: the types are the process's, and so the module is refused where interpreters are kept apart. */
static struct PyModuleDef native_module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "_native",
    .m_doc = "The loops of the scan, compiled.",
    .m_size = -1,
    .m_methods = native_methods,
};

PyMODINIT_FUNC PyInit__native(void) {
    if (make_type(&status_spec, &status_type) < 0 || make_type(&listing_spec, &listing_type) < 0 ||
        make_type(&measuring_spec, &measuring_type) < 0 || make_type(&globs_spec, &globs_type) < 0)
        return NULL;
    PyObject *module = PyModule_Create(&native_module);
    if (module == NULL) return NULL;
    Py_INCREF((PyObject *)listing_type);
    if (PyModule_AddObject(module, "ListingType", (PyObject *)listing_type) < 0) {
        Py_DECREF((PyObject *)listing_type);
        Py_DECREF(module);
        return NULL;
    }
    return module;
}
