# SPDX-License-Identifier: Apache-2.0
"""What is left of many invocations and of many reloads: memory, descriptors and processes, of the whole binary."""

import os, time

import functions
from functions import CONNECTIONS, NODE, ROUTES
from servers import children_of_all, resident

# At most, of invocations and of reloads: on a slow machine it is fewer of them.
SECONDS = 60
FUNCTION = 'exports.hello = async () => ({{ statusCode: 200, body: "generation {}" }});\n'


class Growth:
    def __init__(self, server, folder):
        self.server, self.folder = server, folder
        self.generation = 0

    def functions(self):
        """Children of the keeper, which is a child of the gateway."""
        children = children_of_all()
        return [pid for keeper in children.get(self.server.process.pid, []) for pid in children.get(keeper, [])]

    def save(self):
        """Another file, and a request that has to be answered by it."""
        self.generation += 1
        with open(os.path.join(self.folder, "handler.js"), "w") as file:
            file.write(FUNCTION.format(self.generation))

    def ask(self, client):
        client.sendall(self.server.target.request())
        answer = client.recv(4096)
        if not answer.endswith(b"generation %d" % self.generation):
            self.server.fail(f"generation {self.generation} was saved, and the answer is {answer!r}")

    def invoke(self, count):
        """As many, or what fits into the time; how many it were."""
        done, end = 0, time.monotonic() + SECONDS
        while done < count and time.monotonic() < end:
            done += self.server.load(1, CONNECTIONS)["requests"]
        return done

    def reload(self, count):
        end = time.monotonic() + SECONDS
        with self.server.connect() as client:
            for done in range(count):
                if time.monotonic() > end:
                    return done
                self.save()
                self.ask(client)
        return count

    def look(self, count):
        """At rest, with one new process of the function, after what the ones before have come to is read."""
        # wrk leaves without its last answers: a save while those are made may need more than one new process.
        self.at_rest()
        functions = [resident(pid) for pid in self.functions()]
        self.reload(1)
        descriptors, processes = self.at_rest()
        return {
            "count": count,
            "gateway": resident(self.server.process.pid),
            "functions": sum(functions) / len(functions),
            "descriptors": descriptors,
            "processes": processes,
        }

    def at_rest(self):
        """When neither number has changed for a second."""
        last, since, end = None, time.monotonic(), time.monotonic() + 20
        while time.monotonic() < end and time.monotonic() - since < 1:
            now = len(os.listdir(f"/proc/{self.server.process.pid}/fd")), len(self.server.processes())
            if now != last:
                last, since = now, time.monotonic()
            time.sleep(0.02)
        return last


def measure(binary, folder, invocations, reloads):
    """Some first, so that what comes once is there: V8's heap grows for ten thousand calls of a process, and no further."""
    files = [os.path.join(folder, "source", "handler.js")]
    os.mkdir(os.path.dirname(files[0]))
    with open(files[0], "w") as file:
        file.write(FUNCTION.format(0))
    with functions.gateway(binary, ROUTES.format(runtime=NODE), files)(folder) as server:
        growth = Growth(server, folder)
        functions.warm_up(server, CONNECTIONS)
        growth.reload(reloads // 10)
        rows = {"growth, warm": growth.look(growth.invoke(invocations // 2))}
        rows["growth, invocations"] = growth.look(growth.invoke(invocations))
        rows["growth, reloads"] = growth.look(growth.reload(reloads))
    return rows
