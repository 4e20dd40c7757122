"""A second independent Modbus device, by libmodbus: every register says its own address.

usage: libmodbus_server.py PORT
"""

import ctypes
import sys

lib = ctypes.CDLL("libmodbus.so.5")


class Mapping(ctypes.Structure):
    _fields_ = [(f"n{i}", ctypes.c_int) for i in range(8)] + [
        ("bits", ctypes.POINTER(ctypes.c_uint8)),
        ("input_bits", ctypes.POINTER(ctypes.c_uint8)),
        ("input_registers", ctypes.POINTER(ctypes.c_uint16)),
        ("registers", ctypes.POINTER(ctypes.c_uint16)),
    ]


lib.modbus_new_tcp.restype = ctypes.c_void_p
lib.modbus_mapping_new.restype = ctypes.POINTER(Mapping)
for name in ("modbus_tcp_listen", "modbus_tcp_accept", "modbus_receive", "modbus_reply", "modbus_close"):
    getattr(lib, name).argtypes = None

mapping = lib.modbus_mapping_new(3000, 3000, 10000, 10000)
for n in range(10000):
    mapping.contents.registers[n] = n
    mapping.contents.input_registers[n] = n
for n in range(3000):
    mapping.contents.bits[n] = n % 3 == 0
    mapping.contents.input_bits[n] = n % 3 == 0

device = ctypes.c_void_p(lib.modbus_new_tcp(b"127.0.0.1", int(sys.argv[1])))
sock = ctypes.c_int(lib.modbus_tcp_listen(device, 1))
query = (ctypes.c_uint8 * 260)()
while True:
    if lib.modbus_tcp_accept(device, ctypes.byref(sock)) < 0:
        break
    while True:
        length = lib.modbus_receive(device, query)
        if length < 0:
            break
        if length > 0:
            lib.modbus_reply(device, query, length, mapping)
