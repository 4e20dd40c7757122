"""An independent Modbus device: every register says its own address; serves tcp, rtu-over-tcp or a serial port.

usage: pymodbus_server.py tcp PORT | rtu-over-tcp PORT | rtu PATH
"""

import sys

from pymodbus.datastore import ModbusServerContext, ModbusSlaveContext, ModbusSequentialDataBlock
from pymodbus.server import StartSerialServer, StartTcpServer
from pymodbus.transaction import ModbusRtuFramer, ModbusSocketFramer

registers = list(range(10_000))
bits = [n % 3 == 0 for n in range(3_000)]
unit = ModbusSlaveContext(
    di=ModbusSequentialDataBlock(0, bits),
    co=ModbusSequentialDataBlock(0, bits),
    hr=ModbusSequentialDataBlock(0, registers),
    ir=ModbusSequentialDataBlock(0, registers),
    zero_mode=True,
)
context = ModbusServerContext(slaves={1: unit, 7: unit}, single=False)

kind, where = sys.argv[1:]
if kind == "rtu":
    StartSerialServer(context=context, framer=ModbusRtuFramer, port=where, baudrate=9600)
else:
    framer = ModbusRtuFramer if kind == "rtu-over-tcp" else ModbusSocketFramer
    StartTcpServer(context=context, framer=framer, address=("127.0.0.1", int(where)))
