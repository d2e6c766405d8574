#!/usr/bin/env python3
"""A terminal for a test: terminal.py WIDTHxHEIGHT STEP... -- COMMAND...

Runs the command on a pseudo-terminal of that size, and does the steps in turn:
    see:TEXT    wait until the screen shows TEXT        gone:TEXT   until it does not
    key:TEXT    press keys (\\e, \\r, \\t)                size:WxH    change its size
    kill:NAME   send a signal (INT, TSTP, CONT …)       stopped     wait until the program stands still
    shot        print the screen                        colours     print which styles were used
    tell:FIFO   write a line to a file
    modes       say whether the terminal is as before: its modes, screen, cursor
    read        read what comes for a moment            hangup      close the terminal
    end         wait for its end and print "exit N"
The emulator knows what our programs send, and no more; anything else ends with an error, and so does
a line that would be wider than the terminal. TERM, LANG and NO_COLOR are those of the environment.
"""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
import unicodedata

PATIENCE_S = 30
CSI = re.compile(rb'\x1b\[([?]?)([0-9;]*)([A-Za-z])')


class Screen:
    """What a terminal shows, from the bytes that it was sent."""

    def __init__(self, width, height):
        self.alternate, self.cursor_shown, self.wraps = False, True, True
        self.synchronized, self.styles, self.wrong = False, set(), []
        self.pending = b''
        self.resize(width, height)

    def resize(self, width, height):
        self.width, self.height, self.row, self.column = width, height, 0, 0
        self.cells = [[' '] * width for _ in range(height)]

    def feed(self, data):
        data = self.pending + data
        self.pending = b''
        at = 0
        while at < len(data):
            byte = data[at]
            if byte == 0x1b:
                found = CSI.match(data, at)
                if not found:
                    if len(data) - at < 12:
                        self.pending = data[at:]
                        return
                    self.wrong.append(f'unknown sequence {data[at:at + 12]!r}')
                    at += 1
                    continue
                self.control(found.group(1) == b'?', found.group(2).decode(), found.group(3).decode())
                at = found.end()
            elif byte in (0x0a, 0x0d):
                self.line_end(byte)
                at += 1
            else:
                size = 1 if byte < 0x80 else 2 if byte < 0xe0 else 3 if byte < 0xf0 else 4
                if at + size > len(data):
                    self.pending = data[at:]
                    return
                self.put(data[at:at + size].decode('utf-8', 'replace'))
                at += size

    def line_end(self, byte):
        if byte == 0x0d:
            self.column = 0
        elif self.row + 1 < self.height:
            self.row += 1
        else:
            self.cells = self.cells[1:] + [[' '] * self.width]

    def put(self, character):
        if unicodedata.combining(character):
            return
        columns = 2 if unicodedata.east_asian_width(character) in 'WF' else 1
        if self.column + columns > self.width:
            if self.alternate:
                self.wrong.append(f'line {self.row} is wider than {self.width}')
                return
            self.column = 0
            self.line_end(0x0a)
        self.cells[self.row][self.column] = character
        if columns == 2:
            self.cells[self.row][self.column + 1] = ''
        self.column += columns

    def control(self, private, parameters, final):
        numbers = [int(n) if n else 0 for n in parameters.split(';')]
        if private and final in 'hl':
            self.mode(numbers[0], final == 'h')
        elif final == 'H':
            self.row = max(numbers[0], 1) - 1
            self.column = max(numbers[1] if len(numbers) > 1 else 1, 1) - 1
            if self.row >= self.height or self.column >= self.width:
                self.wrong.append(f'the cursor goes to {parameters}')
                self.row, self.column = min(self.row, self.height - 1), min(self.column, self.width - 1)
        elif final == 'K':
            if self.column == self.width:  # behind a full line the cursor stands on its last column
                self.wrong.append(f'the last character of line {self.row} is erased')
            self.cells[self.row][self.column:] = [' '] * (self.width - self.column)
        elif final == 'J':
            self.cells = [[' '] * self.width for _ in range(self.height)]
        elif final == 'm':
            self.styles.add(parameters)
        else:
            self.wrong.append(f'unknown sequence {parameters}{final}')

    def mode(self, number, on):
        if number == 1049:
            self.alternate = on
            self.control(False, '2', 'J')
        elif number == 25:
            self.cursor_shown = on
        elif number == 7:
            self.wraps = on
        elif number == 2026:
            self.synchronized = on
        else:
            self.wrong.append(f'unknown mode {number}')

    def text(self):
        return '\n'.join(''.join(line).rstrip() for line in self.cells)


class Run:
    def __init__(self, width, height, command):
        self.screen = Screen(width, height)
        self.master, slave = pty.openpty()
        self.slave_name = os.ttyname(slave)
        self.set_size(width, height)
        self.before = termios.tcgetattr(slave)
        self.slave = slave  # kept open, so that its modes can be asked for at the end
        self.code = None
        told, tell = os.pipe()
        self.shell = os.fork()
        if self.shell == 0:
            self.be_shell(command, tell)
        os.close(tell)
        self.pid = int(os.read(told, 32))

    def be_shell(self, command, tell):
        """Have the command as a job in the foreground: without a shell above it, it could not be stopped."""
        os.setsid()
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
        os.close(self.master)
        pid = os.fork()
        if pid == 0:
            os.setpgid(0, 0)
            os.tcsetpgrp(self.slave, os.getpid())
            for number in (signal.SIGTTOU, signal.SIGHUP, signal.SIGPIPE):
                signal.signal(number, signal.SIG_DFL)
            for fd in range(3):
                os.dup2(self.slave, fd)
            os.execvp(command[0], command)
        os.write(tell, str(pid).encode())
        os.close(self.slave)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        os._exit(code if code >= 0 else 128 - code)

    def set_size(self, width, height):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack('HHHH', height, width, 0, 0))

    def read(self, seconds):
        until = time.monotonic() + seconds
        while True:
            ready, _, _ = select.select([self.master], [], [], max(0, min(0.02, until - time.monotonic())))
            if ready:
                try:
                    data = os.read(self.master, 65536)
                except OSError:
                    return
                self.screen.feed(data)
            elif time.monotonic() >= until:
                return

    def wait(self, what, holds):
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            self.read(0.02)
            if not self.screen.synchronized and holds():
                return
        raise AssertionError(f'{what}: not within {PATIENCE_S} s\n{self.screen.text()}')

    def ended(self):
        if self.code is None:
            pid, status = os.waitpid(self.shell, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
        return self.code is not None

    def stopped(self):
        with open(f'/proc/{self.pid}/stat', encoding='ascii') as file:
            return file.read().rpartition(')')[2].split()[0] == 'T'

    def modes(self):
        now = termios.tcgetattr(self.slave)
        differ = [name for name, was, is_now in (('input', self.before[0], now[0]), ('output', self.before[1], now[1]),
                                                  ('local', self.before[3], now[3])) if was != is_now]
        screen = self.screen
        differ += [name for name, wrong in (('alternate screen', screen.alternate), ('cursor', not screen.cursor_shown),
                                            ('wrapping', not screen.wraps), ('synchronized', screen.synchronized)) if wrong]
        return 'as before' if not differ else 'changed: ' + ', '.join(differ)

    def step(self, step):
        name, _, value = step.partition(':')
        text = value.replace('\\e', '\x1b').replace('\\r', '\r').replace('\\t', '\t')
        if name == 'see':
            self.wait(step, lambda: value in self.screen.text())
        elif name == 'gone':
            self.wait(step, lambda: value not in self.screen.text())
        elif name == 'key':
            os.write(self.master, text.encode())
        elif name == 'size':
            width, height = map(int, value.split('x'))
            self.screen.resize(width, height)
            self.set_size(width, height)
        elif name == 'tell':
            with open(value, 'w', encoding='ascii') as file:
                file.write('go\n')
        elif name == 'kill':
            os.kill(self.pid, getattr(signal, 'SIG' + value))
        elif name == 'stopped':
            self.wait(step, self.stopped)
        elif name == 'read':
            self.read(0.5)
        elif name == 'shot':
            print(self.screen.text())
        elif name == 'colours':
            print('styles:', ' '.join(sorted(self.screen.styles)))
        elif name == 'modes':
            self.read(0.1)
            print('modes:', self.modes())
        elif name == 'hangup':
            os.close(self.slave)
            os.close(self.master)
        elif name == 'end':
            if self.master >= 0:
                self.wait(step, self.ended)
            print('exit', self.code)
        else:
            raise ValueError(f'unknown step {step}')


def wait_without_terminal(run):
    until = time.monotonic() + PATIENCE_S
    while not run.ended() and time.monotonic() < until:
        time.sleep(0.02)
    print('exit', run.code)


def main():
    size, *rest = sys.argv[1:]
    width, height = map(int, size.split('x'))
    at = rest.index('--')
    run = Run(width, height, rest[at + 1:])
    hung = False
    try:
        for step in rest[:at]:
            if step == 'end' and hung:
                wait_without_terminal(run)
            else:
                run.step(step)
            hung = hung or step == 'hangup'
    except AssertionError as error:
        print(f'failed: {error}')
        return 1
    finally:
        if not run.ended():
            os.kill(run.pid, signal.SIGKILL)
            os.waitpid(run.shell, 0)
    for wrong in sorted(set(run.screen.wrong)):
        print('wrong:', wrong)
    return 1 if run.screen.wrong else 0


if __name__ == '__main__':
    sys.exit(main())
