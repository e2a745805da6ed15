/* The least that a compiled program can do that is to know all sizes: several threads list directories and ask for the status
   of each entry. It keeps no paths but those that wait, matches nothing and reports one number. */

#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t more = PTHREAD_COND_INITIALIZER;
static char **waiting;
static size_t count, room;
static int at_work;
static long long total;

static void push(char *path) {
    pthread_mutex_lock(&lock);
    if (count == room) {
        room = room ? room * 2 : 1024;
        waiting = realloc(waiting, room * sizeof *waiting);
    }
    waiting[count++] = path;
    pthread_cond_signal(&more);
    pthread_mutex_unlock(&lock);
}

static char *pop(void) {
    pthread_mutex_lock(&lock);
    at_work--;
    while (count == 0 && at_work > 0) pthread_cond_wait(&more, &lock);
    char *path = count ? waiting[--count] : NULL;
    if (path != NULL) at_work++;
    else pthread_cond_broadcast(&more);
    pthread_mutex_unlock(&lock);
    return path;
}

static void *work(void *unused) {
    long long size = 0;
    char *path;
    while ((path = pop()) != NULL) {
        DIR *directory = opendir(path);
        struct dirent *entry;
        while (directory != NULL && (entry = readdir(directory)) != NULL) {
            struct stat status;
            if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
            if (fstatat(dirfd(directory), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) < 0) continue;
            size += status.st_size;
            if (!S_ISDIR(status.st_mode)) continue;
            char *inner = malloc(strlen(path) + strlen(entry->d_name) + 2);
            sprintf(inner, "%s/%s", path, entry->d_name);
            push(inner);
        }
        if (directory != NULL) closedir(directory);
        free(path);
    }
    pthread_mutex_lock(&lock);
    total += size;
    pthread_mutex_unlock(&lock);
    return unused;
}

int main(int argc, char **argv) {
    int threads = argc > 2 ? atoi(argv[2]) : 2;
    pthread_t started[64];
    if (argc < 2 || threads < 1 || threads > 64) return 2;
    at_work = threads;
    push(strdup(argv[1]));
    for (int number = 0; number < threads; number++) pthread_create(&started[number], NULL, work, NULL);
    for (int number = 0; number < threads; number++) pthread_join(started[number], NULL);
    printf("%lld\n", total);
    return 0;
}
