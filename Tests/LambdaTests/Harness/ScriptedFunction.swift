// SPDX-License-Identifier: Apache-2.0

import GatewayJSON
import GatewayLambda
import GatewayModel
import Glibc
import Testing

/// A function whose events say what it does, as a program of its own that speaks the Runtime API on a bare socket.
enum ScriptedFunction {
    static let python = access("/usr/bin/python3", X_OK) == 0 ? "/usr/bin/python3" : "/usr/bin/env"

    /// `do` of an event says what happens; what is not known is echoed.
    static let script = #"""
        import json, os, signal, socket, subprocess, sys, time

        host, port = os.environ['AWS_LAMBDA_RUNTIME_API'].split(':')
        base = '/2018-06-01/runtime/'

        class Connection:
            def __init__(self):
                self.socket = socket.create_connection((host, int(port)))
                self.buffer = b''
            def send(self, method, path, body=b'', fields=''):
                head = f'{method} {path} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: {len(body)}\r\n{fields}\r\n'
                self.socket.sendall(head.encode() + body)
            def more(self):
                piece = self.socket.recv(65536)
                if not piece:
                    raise EOFError
                self.buffer += piece
            def receive(self):
                while b'\r\n\r\n' not in self.buffer:
                    self.more()
                head, _, self.buffer = self.buffer.partition(b'\r\n\r\n')
                lines = head.decode().split('\r\n')
                fields = {name.lower(): value.strip() for name, _, value in (line.partition(':') for line in lines[1:])}
                length = int(fields.get('content-length', 0))
                while len(self.buffer) < length:
                    self.more()
                body, self.buffer = self.buffer[:length], self.buffer[length:]
                return int(lines[0].split()[1]), fields, body
            def ask(self, *request):
                self.send(*request)
                return self.receive()

        def wait_for(path):
            while not os.path.exists(path):
                time.sleep(0.002)

        def spawn(session):
            # Holds none of its parent's pipes, so that only being killed ends it.
            quiet = subprocess.DEVNULL
            return subprocess.Popen(['/bin/sleep', '1000000'], start_new_session=session, stdin=quiet, stdout=quiet, stderr=quiet).pid

        main = Connection()
        init = os.environ.get('INIT', '')
        if init == 'exit':
            print('about to end', flush=True)
            sys.exit(3)
        if init == 'error':
            main.ask('POST', base + 'init/error', b'{"errorType":"Runtime.ImportModuleError","errorMessage":"no module"}')
        if init == 'hang':
            time.sleep(1000000)
        if init.startswith('wait '):
            wait_for(init[5:])
        code = open('code.txt').read() if os.path.exists('code.txt') else ''

        main.send('GET', base + 'invocation/next')
        while True:
            status, fields, body = main.receive()
            if status != 200:
                sys.exit(0)
            request_id = fields['lambda-runtime-aws-request-id']
            answer = base + 'invocation/' + request_id + '/response'
            error = base + 'invocation/' + request_id + '/error'
            event = json.loads(body)
            action = event.get('do') if isinstance(event, dict) else None
            result = event
            if action == 'describe':
                result = {'fields': fields, 'environment': dict(os.environ), 'directory': os.getcwd(),
                          'pid': os.getpid(), 'group': os.getpgid(0), 'session': os.getsid(0), 'parent': os.getppid()}
            elif action == 'code':
                result = code
            elif action == 'exit':
                sys.exit(event['code'])
            elif action == 'signal':
                os.kill(os.getpid(), event['number'])
                time.sleep(1000000)
            elif action == 'hang':
                time.sleep(1000000)
            elif action == 'wait':
                wait_for(event['path'])
            elif action == 'print':
                sys.stdout.write(event['text'])
                sys.stdout.flush()
                sys.stderr.write(event.get('error', ''))
                sys.stderr.flush()
            elif action == 'flood':
                for number in range(event['count']):
                    os.write(1, b'%d\n' % number)
            elif action == 'spawn':
                result = [spawn(False), spawn(True), os.getpid()]
            elif action == 'large':
                result = 'x' * (event['count'] - 2)
            elif action == 'fail':
                headers = ''.join(f'{name}: {value}\r\n' for name, value in event.get('fields', {}).items())
                main.ask('POST', error, event['body'].encode(), headers)
                main.send('GET', base + 'invocation/next')
                continue
            elif action == 'stream':
                head = f'POST {answer} HTTP/1.1\r\nHost: {host}:{port}\r\nTransfer-Encoding: chunked\r\n'
                head += 'Lambda-Runtime-Function-Response-Mode: streaming\r\n\r\n'
                pieces = [piece.encode() for piece in event['pieces']]
                main.socket.sendall(head.encode())
                for piece in pieces:
                    main.socket.sendall(b'%x\r\n%s\r\n' % (len(piece), piece))
                main.socket.sendall(b'0\r\n' + event.get('trailers', '').encode() + b'\r\n')
                main.receive()
                main.send('GET', base + 'invocation/next')
                continue
            elif action == 'ask':
                result = []
                for method, path, text, headers in event['requests']:
                    path = path.replace('ID', request_id)
                    status, _, reply = Connection().ask(method, path, text.encode(), headers)
                    result.append([status, reply.decode()])
            # Answer and question in one write, as a fast runtime does.
            text = json.dumps(result).encode()
            first = f'POST {answer} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: {len(text)}\r\n\r\n'.encode() + text
            second = f'GET {base}invocation/next HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n'.encode()
            main.socket.sendall(first + second)
            status, _, _ = main.receive()
            if status == 413:
                continue
        """#

    static func configuration(
        _ name: String = "scripted",
        in folder: String = "/tmp",
        timeout: Duration = .seconds(600),
        environment: [String: String] = [:],
        concurrency: Int? = nil
    ) throws -> FunctionConfiguration {
        let runtime = try #require(Runtime("provided.al2023"))
        return FunctionConfiguration(
            functionName: name,
            runtime: runtime,
            handler: "handler",
            code: .folder(folder),
            timeout: timeout,
            environment: environment,
            reservedConcurrency: concurrency
        )
    }
}

/// Starts the script in the folder of the function's code.
struct ScriptLauncher: Launcher {
    func launch(_ function: FunctionConfiguration) throws(LaunchProblem) -> Launch {
        if let problem = function.environment["PROBLEM"] { throw LaunchProblem(problem) }
        let name = ScriptedFunction.python
        // Without the site's packages it starts in a few milliseconds.
        let interpreter = name == "/usr/bin/env" ? [name, "python3"] : [name]
        return Launch(
            executable: function.environment["EXECUTABLE"] ?? name,
            arguments: interpreter + ["-I", "-S", "-c", ScriptedFunction.script],
            environment: function.environment.merging(["PATH": "/usr/local/bin:/usr/bin:/bin"]) { given, _ in given },
            workingDirectory: function.environment["FOLDER"] ?? function.code.path
        )
    }
}
