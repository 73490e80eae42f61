/*
 * The same application as HelloWorld.java, in one static binary: answers "Hello ${TARGET}!" on $PORT, ?sleep=MS waits first.
 * A container of a megabyte that listens within a millisecond, for looking at cold starts.
 *
 * One thread and one epoll. A connection is reading, or sleeping until its wake time, and requests on it are answered in order.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_CONNECTIONS = 8192, HEAD_LIMIT = 8192, EVENTS = 256 };

struct connection {
    long wake; /* milliseconds, 0: reading */
    long skip; /* bytes of a request body that are still to come */
    int length;
    char head[HEAD_LIMIT];
};

static struct connection *connections[MAX_CONNECTIONS];
static char answer[1024];
static int answer_length;
static volatile sig_atomic_t stopping;

static void on_signal(int signal) {
    (void)signal;
    stopping = 1;
}

static long now_ms(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void drop(int fd) {
    free(connections[fd]);
    connections[fd] = NULL;
    close(fd);
}

/* The answer is far smaller than a socket buffer: a short write means that the client is gone. */
static int say(int fd, const char *text, int length) {
    return send(fd, text, length, MSG_NOSIGNAL) == length;
}

static long sleep_of(const char *head) {
    const char *line_end = strstr(head, "\r\n");
    const char *sleep = strstr(head, "sleep=");
    return sleep && sleep < line_end ? strtol(sleep + strlen("sleep="), NULL, 10) : 0;
}

static long body_of(const char *head) {
    const char *length = strcasestr(head, "\r\ncontent-length:");
    return length ? strtol(length + strlen("\r\ncontent-length:"), NULL, 10) : 0;
}

/* Answers every whole request that has arrived, unless one has to sleep first. */
static void serve(int fd) {
    struct connection *c = connections[fd];
    for (;;) {
        if (c->skip > 0) {
            int part = c->skip < c->length ? (int)c->skip : c->length;
            c->skip -= part;
            c->length -= part;
            memmove(c->head, c->head + part, c->length);
        }
        c->head[c->length] = 0;
        char *end = c->skip ? NULL : strstr(c->head, "\r\n\r\n");
        if (!end) {
            if (c->length == HEAD_LIMIT - 1) drop(fd);
            return;
        }
        if (!c->wake) {
            long sleep = sleep_of(c->head);
            if (sleep > 0) {
                c->wake = now_ms() + sleep;
                return;
            }
        } else if (c->wake > now_ms()) {
            return;
        }
        c->wake = 0;
        c->skip = body_of(c->head);
        int head_length = (int)(end + 4 - c->head);
        c->length -= head_length;
        memmove(c->head, c->head + head_length, c->length);
        if (!say(fd, answer, answer_length)) {
            drop(fd);
            return;
        }
    }
}

static void on_readable(int fd) {
    struct connection *c = connections[fd];
    ssize_t got = recv(fd, c->head + c->length, HEAD_LIMIT - 1 - c->length, MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN)) {
        drop(fd);
    } else if (got > 0) {
        c->length += got;
        serve(fd);
    }
}

static int wake_sleepers(void) {
    long now = now_ms(), next = -1;
    for (int fd = 0; fd < MAX_CONNECTIONS; fd++) {
        struct connection *c = connections[fd];
        if (!c || !c->wake) continue;
        if (c->wake <= now) {
            serve(fd);
            c = connections[fd];
        }
        if (c && c->wake && (next < 0 || c->wake < next)) next = c->wake;
    }
    return next < 0 ? -1 : next <= now ? 0 : (int)(next - now);
}

int main(void) {
    const char *port = getenv("PORT"), *target = getenv("TARGET");
    char body[512];
    int body_length = snprintf(body, sizeof body, "Hello %s!\n", target ? target : "World");
    answer_length = snprintf(answer, sizeof answer,
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s", body_length, body);

    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);

    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port ? atoi(port) : 8080)};
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 1024)) {
        perror("cannot listen");
        return 1;
    }
    printf("listening on %d\n", ntohs(address.sin_port));
    fflush(stdout);

    int poll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[EVENTS];
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
    while (!stopping) {
        int count = epoll_wait(poll, events, EVENTS, wake_sleepers());
        for (int i = 0; i < count; i++) {
            int fd = events[i].data.fd;
            if (fd != listener) {
                if (connections[fd]) on_readable(fd);
                continue;
            }
            while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
                if (fd >= MAX_CONNECTIONS || !(connections[fd] = calloc(1, sizeof(struct connection)))) {
                    close(fd);
                    continue;
                }
                setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                event = (struct epoll_event){.events = EPOLLIN, .data.fd = fd};
                epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
            }
        }
    }
    return 0;
}
