// SPDX-License-Identifier: Apache-2.0
// The floor: what a machine can do at most. One epoll loop, one fixed answer to whatever comes, nothing parsed, nothing
// logged. A request is taken to end with an empty line and to come in one piece, which holds for wrk.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static const char answer[] =
    "HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 14:02:11 GMT\r\nContent-Type: application/json\r\nContent-Length: 41\r\n"
    "Connection: keep-alive\r\nx-amzn-RequestId: 2e92f89f-402b-4237-b8fa-fb1a3ae7a8aa\r\nx-amz-apigw-id: O75j1fmiXPhrtE7=\r\n"
    "X-Amzn-Trace-Id: Root=1-6b034935-ddb0344a6b2bbd9a8e422418;Parent=3fe663d0c77175ff;Sampled=0;Lineage=1:2218ec7d:0\r\n"
    "Access-Control-Allow-Origin: *\r\n\r\n{\"message\": \"Welcome to our Public API!\"}";

int main(int count, char **arguments) {
    int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    address.sin_port = htons(count > 1 ? atoi(arguments[1]) : 0);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 1024)) return perror("listen"), 71;
    int loop = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[256];
    epoll_ctl(loop, EPOLL_CTL_ADD, listener, &event);
    char buffer[65536];
    for (;;) {
        int ready = epoll_wait(loop, events, 256, -1);
        for (int index = 0; index < ready; index++) {
            int client = events[index].data.fd;
            if (client == listener) {
                client = accept4(listener, 0, 0, SOCK_NONBLOCK);
                if (client < 0) continue;
                setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                event.events = EPOLLIN | EPOLLET;
                event.data.fd = client;
                epoll_ctl(loop, EPOLL_CTL_ADD, client, &event);
                continue;
            }
            ssize_t length = recv(client, buffer, sizeof buffer, 0);
            if (length == 0 || (length < 0 && errno != EAGAIN)) {
                close(client);
            } else if (length > 0) {
                if (send(client, answer, sizeof answer - 1, MSG_NOSIGNAL) < 0) close(client);
            }
        }
    }
}
