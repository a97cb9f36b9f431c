"""The file by which a build for tests is told where to die, what to let fail and what the date is
(base/crash_point.h, struct crash_plan)."""
import os
import struct

LAYOUT = '=64sIIqi16s4x'
SIZE = struct.calcsize(LAYOUT)
HITS_AT, JUMP_AT = 68, 72


class Plan:
    def __init__(self, world):
        self.path = os.path.join(world.folder, 'crash.plan')
        self.environment = {'ASSAY_CRASH': self.path}
        self.write()

    def write(self, name='', wanted=0, error=0, role=''):
        with open(self.path, 'wb') as file:
            file.write(struct.pack(LAYOUT, name.encode(), wanted, 0, 0, error, role.encode()))
        os.chmod(self.path, 0o666)  # graders are other users

    def hits(self):
        with open(self.path, 'rb') as file:
            return struct.unpack(LAYOUT, file.read(SIZE))[2]

    def jump(self, milliseconds):
        with open(self.path, 'r+b') as file:
            file.seek(JUMP_AT)
            file.write(struct.pack('=q', milliseconds))
