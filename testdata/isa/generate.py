#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the cases of this directory; see README.md for the format.

Every expected value comes from a rule on unbounded integers in this file (RFC 9669 sections 4 and 5), never from
running an engine.
"""

import pathlib
import shutil
import struct

HERE = pathlib.Path(__file__).resolve().parent

# ---------------------------------------------------------------- numbers


def u(value, bits):
    """The value as an unsigned number of so many bits."""
    return value % (1 << bits)


def s(value, bits):
    """The value as a two's complement number of so many bits."""
    value = u(value, bits)
    return value - (1 << bits) if value >= 1 << (bits - 1) else value


def swap(value, bits):
    return int.from_bytes(u(value, bits).to_bytes(bits // 8, "little"), "big")


def trunc_div(a, b):
    """Signed division that rounds towards zero, as C does."""
    q = abs(a) // abs(b)
    return -q if (a < 0) != (b < 0) else q


# ---------------------------------------------------------------- instructions: (text, [slot bytes])

LD, LDX, ST, STX, ALU, JMP, JMP32, ALU64 = range(8)
SIZE = {32: 0x00, 16: 0x08, 8: 0x10, 64: 0x18}
ALU_OP = {
    "add": (0x00, "+="),
    "sub": (0x10, "-="),
    "mul": (0x20, "*="),
    "div": (0x30, "/="),
    "or": (0x40, "|="),
    "and": (0x50, "&="),
    "lsh": (0x60, "<<="),
    "rsh": (0x70, ">>="),
    "mod": (0x90, "%="),
    "xor": (0xA0, "^="),
    "mov": (0xB0, "="),
    "arsh": (0xC0, "s>>="),
    "sdiv": (0x30, "s/="),
    "smod": (0x90, "s%="),
}
JMP_OP = {
    "jeq": (0x10, "=="),
    "jgt": (0x20, ">"),
    "jge": (0x30, ">="),
    "jset": (0x40, "&"),
    "jne": (0x50, "!="),
    "jsgt": (0x60, "s>"),
    "jsge": (0x70, "s>="),
    "jlt": (0xA0, "<"),
    "jle": (0xB0, "<="),
    "jslt": (0xC0, "s<"),
    "jsle": (0xD0, "s<="),
}
ATOMIC_OP = {"add": (0x00, "+="), "or": (0x40, "|="), "and": (0x50, "&="), "xor": (0xA0, "^=")}


def slot(opcode, dst=0, src=0, off=0, imm=0):
    return struct.pack("<BBhI", opcode, dst | src << 4, off, u(imm, 32))


def reg(bits, n):
    return ("r" if bits == 64 else "w") + str(n)


def alu_r(op, bits, dst, src):
    code, sign = ALU_OP[op]
    off = 1 if op in ("sdiv", "smod") else 0
    return (
        f"{reg(bits, dst)} {sign} {reg(bits, src)}",
        [slot(code | 0x08 | (ALU64 if bits == 64 else ALU), dst, src, off)],
    )


def alu_i(op, bits, dst, imm):
    code, sign = ALU_OP[op]
    off = 1 if op in ("sdiv", "smod") else 0
    return f"{reg(bits, dst)} {sign} {imm}", [slot(code | (ALU64 if bits == 64 else ALU), dst, 0, off, imm)]


def mov_sx(bits, width, dst, src):
    return (
        f"{reg(bits, dst)} = (s{width}){reg(bits, src)}",
        [slot(0xB8 | (ALU64 if bits == 64 else ALU), dst, src, width)],
    )


def neg(bits, dst):
    return f"{reg(bits, dst)} = -{reg(bits, dst)}", [slot(0x80 | (ALU64 if bits == 64 else ALU), dst)]


def endian(kind, width, dst):
    opcode = {"le": 0xD4, "be": 0xDC, "bswap": 0xD7}[kind]
    return f"r{dst} = {kind}{width} r{dst}", [slot(opcode, dst, 0, 0, width)]


def ld64(dst, value):
    value = u(value, 64)
    return f"r{dst} = 0x{value:x} ll", [slot(0x18, dst, 0, 0, value & 0xFFFFFFFF), slot(0, 0, 0, 0, value >> 32)]


def load(width, dst, src, off):
    return f"r{dst} = *(u{width} *)(r{src} {off:+d})", [slot(0x60 | SIZE[width] | LDX, dst, src, off)]


def load_sx(width, dst, src, off):
    return f"r{dst} = *(s{width} *)(r{src} {off:+d})", [slot(0x80 | SIZE[width] | LDX, dst, src, off)]


def store(width, dst, off, src):
    return f"*(u{width} *)(r{dst} {off:+d}) = r{src}", [slot(0x60 | SIZE[width] | STX, dst, src, off)]


def store_i(width, dst, off, imm):
    return f"*(u{width} *)(r{dst} {off:+d}) = {imm}", [slot(0x60 | SIZE[width] | ST, dst, 0, off, imm)]


def packet(width, imm, index=None):
    if index is None:
        return f"r0 = *(u{width} *)skb[{imm}]", [slot(0x20 | SIZE[width], 0, 0, 0, imm)]
    return f"r0 = *(u{width} *)skb[r{index} + {imm}]", [slot(0x40 | SIZE[width], 0, index, 0, imm)]


def atomic(op, bits, dst, off, src, fetch):
    code, sign = ATOMIC_OP[op]
    raw = [slot(0xC0 | SIZE[bits] | STX, dst, src, off, code | (1 if fetch else 0))]
    mem = f"(u{bits} *)(r{dst} {off:+d})"
    if fetch:
        return f"r{src} = atomic{'64' if bits == 64 else ''}_fetch_{op}({mem}, r{src})", raw
    return f"lock *{mem} {sign} r{src}", raw


def xchg(bits, dst, off, src):
    return (
        f"r{src} = atomic{'64' if bits == 64 else ''}_xchg((u{bits} *)(r{dst} {off:+d}), r{src})",
        [slot(0xC0 | SIZE[bits] | STX, dst, src, off, 0xE1)],
    )


def cmpxchg(bits, dst, off, src):
    return (
        f"r0 = atomic{'64' if bits == 64 else ''}_cmpxchg((u{bits} *)(r{dst} {off:+d}), r0, r{src})",
        [slot(0xC0 | SIZE[bits] | STX, dst, src, off, 0xF1)],
    )


def load_acquire(bits, dst, src, off):
    return f"r{dst} = load_acquire((u{bits} *)(r{src} {off:+d}))", [slot(0xC0 | SIZE[bits] | STX, dst, src, off, 0x100)]


def store_release(bits, dst, off, src):
    return f"store_release((u{bits} *)(r{dst} {off:+d}), r{src})", [slot(0xC0 | SIZE[bits] | STX, dst, src, off, 0x110)]


def jump_r(op, bits, dst, src, off):
    code, sign = JMP_OP[op]
    return (
        f"if {reg(bits, dst)} {sign} {reg(bits, src)} goto pc{off:+d}",
        [slot(code | 0x08 | (JMP if bits == 64 else JMP32), dst, src, off)],
    )


def jump_i(op, bits, dst, imm, off):
    code, sign = JMP_OP[op]
    return (
        f"if {reg(bits, dst)} {sign} 0x{u(imm, 32):x} goto pc{off:+d}",
        [slot(code | (JMP if bits == 64 else JMP32), dst, 0, off, imm)],
    )


def goto(off):
    return f"goto pc{off:+d}", [slot(0x05, 0, 0, off)]


def gotol(off):
    return f"gotol pc{off:+d}", [slot(0x06, 0, 0, 0, off)]


def may_goto(off):
    return f"may_goto pc{off:+d}", [slot(0xE5, 0, 0, off)]


def call(off):
    return f"call pc{off:+d}", [slot(0x85, 0, 1, 0, off)]


EXIT = ("exit", [slot(0x95)])

# ---------------------------------------------------------------- writing

seen = set()


def hex_lines(data):
    return [data[i : i + 16].hex(" ") for i in range(0, len(data), 16)]


def case(group, name, about, program, result, mem=None, after=None):
    path = HERE / group / f"{name}.case"
    assert path not in seen, path
    seen.add(path)
    lines = [f"# {about}", "-- asm"]
    lines += [text for text, _ in program]
    lines += ["-- raw"]
    lines += [word.hex(" ") for _, words in program for word in words]
    if mem is not None:
        lines += ["-- mem"] + hex_lines(mem)
    lines += ["-- result", f"0x{u(result, 64):016x}"]
    if after is not None:
        assert mem is not None and len(after) == len(mem)
        lines += ["-- mem after"] + hex_lines(after)
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


# ---------------------------------------------------------------- rules


def alu_rule(op, bits, a, b):
    """dst after `dst op= src`: a 32-bit operation zero-extends into the 64-bit register."""
    ua, ub, sa, sb = u(a, bits), u(b, bits), s(a, bits), s(b, bits)
    match op:
        case "add":
            r = ua + ub
        case "sub":
            r = ua - ub
        case "mul":
            r = ua * ub
        case "div":
            r = ua // ub if ub else 0
        case "mod":
            r = ua % ub if ub else ua
        case "sdiv":
            r = trunc_div(sa, sb) if sb else 0
        case "smod":
            r = sa - sb * trunc_div(sa, sb) if sb else sa
        case "or":
            r = ua | ub
        case "and":
            r = ua & ub
        case "xor":
            r = ua ^ ub
        case "mov":
            r = ub
        case "lsh":
            r = ua * 2 ** (ub % bits)
        case "rsh":
            r = ua // 2 ** (ub % bits)
        case "arsh":
            r = sa // 2 ** (ub % bits)  # floor division: the sign fills up
    return u(r, bits)


def jump_rule(op, bits, a, b):
    ua, ub, sa, sb = u(a, bits), u(b, bits), s(a, bits), s(b, bits)
    return {
        "jeq": ua == ub,
        "jne": ua != ub,
        "jgt": ua > ub,
        "jge": ua >= ub,
        "jlt": ua < ub,
        "jle": ua <= ub,
        "jset": ua & ub != 0,
        "jsgt": sa > sb,
        "jsge": sa >= sb,
        "jslt": sa < sb,
        "jsle": sa <= sb,
    }[op]


# ---------------------------------------------------------------- arithmetic

M64 = (1 << 64) - 1
MIN64 = 1 << 63
MIXED = 0x123456789ABCDEF0
HIGH = 0xDEADBEEF00000000  # upper half that a 32-bit operation has to ignore and clear

# label, dst, src; for 32 bits the upper halves are made dirty
PAIRS = {
    "add": [("small", 3, 4), ("wraps", -1, 1), ("carry_into_high", 0xFFFFFFFF, 1), ("min_plus_min", MIN64, MIN64)],
    "sub": [("small", 9, 4), ("borrows", 0, 1), ("from_high", 1 << 32, 1), ("min_minus_one", MIN64, 1)],
    "mul": [("small", 6, 7), ("wraps", MIXED, MIXED), ("by_minus_one", 5, -1), ("by_zero", MIXED, 0)],
    "div": [
        ("small", 43, 5),
        ("unsigned_not_signed", -10, 3),
        ("by_zero", MIXED, 0),
        ("by_larger", 5, M64),
        ("by_one", MIXED, 1),
    ],
    "mod": [
        ("small", 43, 5),
        ("unsigned_not_signed", -10, 3),
        ("by_zero_keeps", MIXED, 0),
        ("by_larger", 5, M64),
        ("by_one", MIXED, 1),
    ],
    "sdiv": [
        ("negative_by_positive", -43, 5),
        ("positive_by_negative", 43, -5),
        ("negative_by_negative", -43, -5),
        ("by_zero", -43, 0),
        ("overflow", MIN64, -1),
        ("min_by_one", MIN64, 1),
    ],
    "smod": [
        ("negative_by_positive", -43, 5),
        ("positive_by_negative", 43, -5),
        ("negative_by_negative", -43, -5),
        ("by_zero_keeps", -43, 0),
        ("overflow", MIN64, -1),
        ("min_by_three", MIN64, 3),
    ],
    "or": [("bits", 0x5A0F, 0x00F5), ("high", MIXED, 0x0F0F0F0F0F0F0F0F), ("minus_one", 1, -2)],
    "and": [("bits", 0x5AFF, 0x0FF5), ("high", MIXED, 0x0F0F0F0F0F0F0F0F), ("minus_two", MIXED, -2)],
    "xor": [("bits", 0x5AFF, 0x0FF5), ("high", MIXED, 0x0F0F0F0F0F0F0F0F), ("minus_one", MIXED, -1)],
    "mov": [("small", 1, 7), ("high", 0, MIXED), ("minus_one", 0, -1), ("min", 0, -(1 << 31))],
    "lsh": [
        ("small", 1, 4),
        ("by_zero", MIXED, 0),
        ("by_width_less_one", 3, "w-1"),
        ("by_width_is_masked", MIXED, "w"),
        ("by_width_plus_four_is_masked", MIXED, "w+4"),
        ("by_minus_one_is_masked", MIXED, -1),
    ],
    "rsh": [
        ("small", 0x100, 4),
        ("by_zero", MIXED, 0),
        ("by_width_less_one", -1, "w-1"),
        ("by_width_is_masked", MIXED, "w"),
        ("by_width_plus_four_is_masked", -1, "w+4"),
        ("by_minus_one_is_masked", -1, -1),
    ],
    "arsh": [
        ("small", 0x100, 4),
        ("negative", -256, 4),
        ("by_zero", -5, 0),
        ("by_width_less_one", -7, "w-1"),
        ("by_width_is_masked", -9, "w"),
        ("by_width_plus_four_is_masked", -256, "w+4"),
        ("positive_by_minus_one_is_masked", MIXED, -1),
    ],
}


def arithmetic():
    for op, pairs in PAIRS.items():
        for bits in (64, 32):
            group = ("divmul" if op in ("mul", "div", "mod", "sdiv", "smod") else "base") + str(bits)
            for label, a, b in pairs:
                if isinstance(b, str):
                    b = eval(b, {"w": bits})  # shift amounts that depend on the width
                if bits == 32:
                    if a == MIN64:
                        a = HIGH | 1 << 31
                    a = HIGH | u(a, 32)
                    b_reg = 0x5555555500000000 | u(b, 32) if op != "mov" or label == "high" else b
                else:
                    b_reg = b
                a, b_reg = u(a, 64), u(b_reg, 64)
                name = f"{op}{bits}_reg_{label}"
                about = f"{op}, {bits} bits, register: 0x{a:x} and 0x{b_reg:x}"
                program = [ld64(0, a), ld64(3, b_reg), alu_r(op, bits, 0, 3), EXIT]
                case(group, name, about, program, alu_rule(op, bits, a, b_reg))
                # as immediate where it fits and the verifier lets it pass
                imm = s(b, 64)
                if bits == 32 and op in ("and", "or", "xor", "mov", "add", "sub", "mul", "div", "mod"):
                    imm = s(b, 32)
                if not -(1 << 31) <= imm < 1 << 31:
                    continue
                if op in ("div", "mod", "sdiv", "smod") and imm == 0:
                    continue
                if op in ("lsh", "rsh", "arsh") and not 0 <= imm < bits:
                    continue
                name = f"{op}{bits}_imm_{label}"
                about = f"{op}, {bits} bits, immediate: 0x{a:x} and {imm}"
                case(group, name, about, [ld64(0, a), alu_i(op, bits, 0, imm), EXIT], alu_rule(op, bits, a, imm))
    # the same register on both sides
    for op in ("add", "sub", "xor", "and", "or", "mul", "div", "mod", "mov"):
        for bits in (64, 32):
            group = ("divmul" if op in ("mul", "div", "mod") else "base") + str(bits)
            program = [ld64(0, MIXED), alu_r(op, bits, 0, 0), EXIT]
            case(group, f"{op}{bits}_self", f"{op}, {bits} bits, dst is src", program, alu_rule(op, bits, MIXED, MIXED))
    # the source is not changed, not even its upper half
    for bits in (64, 32):
        program = [ld64(0, 5), ld64(3, MIXED), alu_r("add", bits, 0, 3), alu_r("mov", 64, 0, 3), EXIT]
        case(f"base{bits}", f"add{bits}_keeps_source", "an operation does not touch its source", program, MIXED)
    for bits in (64, 32):
        for label, a in [("small", 5), ("zero", 0), ("negative", -5), ("min", 1 << (bits - 1)), ("high", MIXED)]:
            a = u(a, 64) if bits == 64 else HIGH | u(a, 32)
            program = [ld64(0, a), neg(bits, 0), EXIT]
            case(f"base{bits}", f"neg{bits}_{label}", f"negation of 0x{a:x}, {bits} bits", program, u(-a, bits))
    for bits, width in ((64, 8), (64, 16), (64, 32), (32, 8), (32, 16)):
        top = 1 << (width - 1)
        for label, a in [("negative", top | 0x2), ("positive", top - 1), ("minus_one", u(-1, width)), ("zero", 0)]:
            a |= u(MIXED << width, 64)
            program = [ld64(3, a), ld64(0, -1), mov_sx(bits, width, 0, 3), EXIT]
            about = f"sign extension of the low {width} bits of 0x{a:x} to {bits} bits"
            case(f"base{bits}", f"movsx{width}to{bits}_{label}", about, program, u(s(a, width), bits))
    program = [ld64(0, 0xFF80), mov_sx(64, 8, 0, 0), EXIT]
    case("base64", "movsx8to64_self", "sign extension in place", program, -128)


def byte_order():
    for kind in ("le", "be", "bswap"):
        for width in (16, 32, 64):
            for label, value in (("mixed", 0x0123456789ABCDEF), ("ones_above", M64 ^ 0xFF), ("low_byte", 0x80)):
                expected = u(value, width) if kind == "le" else swap(value, width)
                about = f"{kind}{width} of 0x{value:x} on a little-endian machine: upper bits are cleared"
                group = "base64" if width == 64 else "base32"
                case(group, f"{kind}{width}_{label}", about, [ld64(0, value), endian(kind, width, 0), EXIT], expected)


# ---------------------------------------------------------------- memory

PATTERN = bytes((0x11 * (i + 1)) & 0xFF for i in range(16))
SIGNED = bytes([0x80, 0xFF, 0x7F, 0x01, 0x80, 0x00, 0x00, 0x80, 0xFE, 0xFF, 0xFF, 0xFF, 0x7F, 0x00, 0x00, 0x00])


def read(mem, off, width):
    return int.from_bytes(mem[off : off + width // 8], "little")


def write(mem, off, width, value):
    n = width // 8
    return mem[:off] + u(value, width).to_bytes(n, "little") + mem[off + n :]


def memory():
    for width in (8, 16, 32, 64):
        group = "base64" if width == 64 else "base32"
        for label, off in (("at_zero", 0), ("at_offset", 16 - width // 8), ("middle", 8)):
            program = [ld64(0, -1), load(width, 0, 1, off), EXIT]
            about = f"load of {width} bits at offset {off} is zero-extended"
            case(group, f"ldx{width}_{label}", about, program, read(PATTERN, off, width), PATTERN)
        program = [alu_r("mov", 64, 3, 1), alu_i("add", 64, 3, 16), load(width, 0, 3, -8), EXIT]
        case(group, f"ldx{width}_negative_offset", "negative offset", program, read(PATTERN, 8, width), PATTERN)
        program = [load(width, 1, 1, 0), alu_r("mov", 64, 0, 1), EXIT]
        case(group, f"ldx{width}_into_its_base", "dst is the base", program, read(PATTERN, 0, width), PATTERN)
        for label, off, value in (("at_zero", 0, MIXED), ("at_offset", 8, -2)):
            program = [ld64(3, value), store(width, 1, off, 3), load(width, 0, 1, off), EXIT]
            about = f"store of the low {width} bits of a register at offset {off}, nothing around it changes"
            after = write(PATTERN, off, width, value)
            case(group, f"stx{width}_{label}", about, program, u(value, width), PATTERN, after)
        for label, off, imm in (("positive", 0, 0x12345678), ("negative", 8, -2), ("zero", 0, 0)):
            program = [store_i(width, 1, off, imm), load(width, 0, 1, off), EXIT]
            about = f"store of immediate {imm}, {width} bits: sign-extended, then truncated"
            after = write(PATTERN, off, width, imm)
            case(group, f"st{width}_{label}", about, program, u(imm, width), PATTERN, after)
        program = [ld64(3, MIXED), store(width, 10, -8, 3), load(width, 0, 10, -8), EXIT]
        case(group, f"stack{width}_store_load", "stack slot", program, u(MIXED, width))
    for width in (8, 16, 32):
        step = width // 8
        for off in range(0, 16, max(step, 4)):
            program = [load_sx(width, 0, 1, off), EXIT]
            value = s(read(SIGNED, off, width), width)
            about = f"load of {width} bits, sign-extended to 64: {value}"
            case("base64", f"ldxsx{width}_at_{off}", about, program, value, SIGNED)
        program = [alu_r("mov", 64, 3, 1), alu_i("add", 64, 3, 16), load_sx(width, 0, 3, -16), EXIT]
        about = "sign-extending load at a negative offset"
        case("base64", f"ldxsx{width}_negative_offset", about, program, s(read(SIGNED, 0, width), width), SIGNED)
    # little-endian layout seen through different widths
    program = [ld64(3, 0x0807060504030201), store(64, 10, -8, 3), load(8, 0, 10, -6), EXIT]
    case("base64", "stack_bytes_are_little_endian", "third byte of a 64-bit store", program, 3)
    program = [ld64(3, M64), store(64, 10, -8, 3), store_i(16, 10, -6, 0), load(64, 0, 10, -8), EXIT]
    case("base64", "stack_partial_overwrite", "16 bits written into 64", program, 0xFFFFFFFF0000FFFF)
    program = [ld64(3, MIXED), store(64, 10, -512, 3), load(64, 0, 10, -512), EXIT]
    case("base64", "stack_lowest_slot", "the 512th byte of the stack", program, MIXED)
    program = [alu_r("mov", 64, 0, 2), EXIT]
    case("base64", "r2_is_memory_length", "length of the memory", program, 16, PATTERN)


def atomics():
    values = [("small", 0x0000000000000005, 3), ("mixed", MIXED, 0x0FF00FF00FF00FF0), ("wraps", M64, 1)]
    after_rule = {
        "add": lambda a, b: a + b,
        "or": lambda a, b: a | b,
        "and": lambda a, b: a & b,
        "xor": lambda a, b: a ^ b,
    }
    for bits in (64, 32):
        group = f"atomic{bits}"
        for off in (0, 8):
            place = "" if off == 0 else "_at_8"
            for label, old, operand in values if off == 0 else values[1:2]:
                mem = write(PATTERN, off, 64, old)
                seen_old = read(mem, off, bits)
                for op in ATOMIC_OP:
                    new = after_rule[op](seen_old, u(operand, bits))
                    after = write(mem, off, bits, new)
                    program = [ld64(3, operand), atomic(op, bits, 1, off, 3, False), alu_r("mov", 64, 0, 3), EXIT]
                    about = f"atomic {op}, {bits} bits, without fetch: the source keeps its value"
                    case(group, f"{op}{bits}_{label}{place}", about, program, operand, mem, after)
                    program = [ld64(3, operand), atomic(op, bits, 1, off, 3, True), alu_r("mov", 64, 0, 3), EXIT]
                    about = f"atomic {op}, {bits} bits, with fetch: the source gets the old value, zero-extended"
                    case(group, f"fetch_{op}{bits}_{label}{place}", about, program, seen_old, mem, after)
                program = [ld64(3, operand), xchg(bits, 1, off, 3), alu_r("mov", 64, 0, 3), EXIT]
                about = f"exchange, {bits} bits: the source gets the old value, zero-extended"
                after = write(mem, off, bits, operand)
                case(group, f"xchg{bits}_{label}{place}", about, program, seen_old, mem, after)
                for hit, r0 in (
                    ("hit", u(old, 64) if bits == 64 else HIGH | u(old, 32)),
                    ("miss", u(old ^ 1, 64)),
                ):
                    matches = u(r0, bits) == seen_old
                    assert matches == (hit == "hit")
                    after = write(mem, off, bits, operand) if matches else mem
                    program = [ld64(0, r0), ld64(3, operand), cmpxchg(bits, 1, off, 3), EXIT]
                    about = f"compare and exchange, {bits} bits, {hit}: R0 gets the old value, zero-extended"
                    case(group, f"cmpxchg{bits}_{hit}_{label}{place}", about, program, seen_old, mem, after)
        program = [
            store_i(64, 10, -8, 7),
            alu_i("mov", 64, 3, 5),
            atomic("add", bits, 10, -8, 3, True),
            load(bits, 0, 10, -8),
            alu_r("add", 64, 0, 3),
            EXIT,
        ]
        case(group, f"fetch_add{bits}_on_stack", "atomic on the stack: 12 in memory and 7 fetched", program, 19)
        program = [store_i(64, 10, -8, 7), alu_i("mov", 64, 0, 7), cmpxchg(bits, 10, -8, 0), EXIT]
        case(group, f"cmpxchg{bits}_source_is_r0", "the new value is R0 itself", program, 7)


# ---------------------------------------------------------------- jumps

JUMP_VALUES = [
    ("equal", 5, 5),
    ("less", 4, 5),
    ("greater", 6, 5),
    ("negative_first", -1, 1),
    ("negative_second", 1, -1),
    ("both_negative", -2, -1),
]


def jumps():
    for op in JMP_OP:
        for bits in (64, 32):
            group = "base64" if bits == 64 else "base32"
            extra = [("high_differs", 1 << 32 | 5, 5), ("sign_of_low_half", 0x80000000, 1)]
            if op == "jset":
                extra.append(("no_common_bit", 0xA, 0x5))
            for label, a, b in JUMP_VALUES + extra:
                a, b = u(a, 64), u(b, 64)
                taken = jump_rule(op, bits, a, b)
                word = "taken" if taken else "not taken"
                program = [
                    alu_i("mov", 64, 0, 1),
                    ld64(3, a),
                    ld64(4, b),
                    jump_r(op, bits, 3, 4, 1),
                    alu_i("mov", 64, 0, 2),
                    EXIT,
                ]
                about = f"{op}, {bits} bits, 0x{a:x} and 0x{b:x}: {word}"
                case(group, f"{op}{bits}_reg_{label}", about, program, 1 if taken else 2)
                if -(1 << 31) <= s(b, 64) < 1 << 31:
                    program = [
                        alu_i("mov", 64, 0, 1),
                        ld64(3, a),
                        jump_i(op, bits, 3, s(b, 64), 1),
                        alu_i("mov", 64, 0, 2),
                        EXIT,
                    ]
                    about = f"{op}, {bits} bits, 0x{a:x} and immediate {s(b, 64)}: {word}"
                    case(group, f"{op}{bits}_imm_{label}", about, program, 1 if taken else 2)
    aside = jump_i("jne", 64, 2, 0, 1)  # never taken without memory; keeps the skipped slot reachable
    program = [alu_i("mov", 64, 0, 1), aside, goto(1), alu_i("mov", 64, 0, 2), EXIT]
    case("base32", "ja_forward", "goto over one slot", program, 1)
    program = [alu_i("mov", 64, 0, 1), goto(0), alu_i("add", 64, 0, 2), EXIT]
    case("base32", "ja_next", "goto to the next slot", program, 3)
    program = [alu_i("mov", 64, 0, 1), goto(2), alu_i("add", 64, 0, 1), EXIT, goto(-3)]
    case("base32", "ja_backward", "goto forward, then back", program, 2)
    program = [alu_i("mov", 64, 0, 1), aside, gotol(1), alu_i("mov", 64, 0, 2), EXIT]
    case("base32", "ja32_forward", "gotol takes its distance from imm", program, 1)
    program = [alu_i("mov", 64, 0, 1), gotol(2), alu_i("add", 64, 0, 1), EXIT, gotol(-3)]
    case("base32", "ja32_backward", "gotol forward, then back", program, 2)
    # a counted loop
    program = [
        alu_i("mov", 64, 0, 0),
        alu_i("mov", 64, 3, 10),
        alu_r("add", 64, 0, 3),
        alu_i("sub", 64, 3, 1),
        jump_i("jne", 64, 3, 0, -3),
        EXIT,
    ]
    case("base64", "loop_sum_to_ten", "backward jump, ten rounds", program, sum(range(1, 11)))
    program = [
        alu_i("mov", 32, 0, 1),
        alu_i("mov", 32, 3, 0),
        alu_i("lsh", 32, 0, 1),
        alu_i("add", 32, 3, 1),
        jump_i("jlt", 32, 3, 31, -3),
        EXIT,
    ]
    case("base32", "loop_shift_31_times", "32-bit backward jump", program, 1 << 31)


def constants():
    for label, value in (
        ("zero", 0),
        ("ones", M64),
        ("low_half_negative", 0x00000000FFFFFFFF),
        ("high_half_only", 0xFFFFFFFF00000000),
        ("min", MIN64),
        ("mixed", MIXED),
    ):
        case("base64", f"ld_imm64_{label}", f"64-bit immediate 0x{value:x}", [ld64(0, value), EXIT], value)
    program = [alu_i("mov", 64, 3, 1), jump_i("jeq", 64, 3, 1, 2), ld64(0, 1), ld64(0, 2), EXIT]
    case("base64", "ld_imm64_is_two_slots", "a jump distance counts slots", program, 2)


def calls():
    program = [alu_i("mov", 64, 1, 20), alu_i("mov", 64, 2, 22), call(1), EXIT, alu_r("mov", 64, 0, 1), alu_r("add", 64, 0, 2), EXIT]
    case("base32", "call_local", "call of a function in the program", program, 42)
    program = [
        *[alu_i("mov", 64, n, n) for n in (6, 7, 8, 9)],
        call(6),
        *[alu_r("add", 64, 0, n) for n in (6, 7, 8, 9)],
        alu_i("add", 64, 0, 0),
        EXIT,
        *[alu_i("mov", 64, n, 1000 * n) for n in (6, 7, 8, 9)],
        alu_i("mov", 64, 0, 100),
        EXIT,
    ]
    case("base32", "call_keeps_r6_to_r9", "the callee's R6 to R9 are its own", program, 100 + 6 + 7 + 8 + 9)
    program = [
        store_i(64, 10, -8, 11),
        call(3),
        load(64, 3, 10, -8),
        alu_r("add", 64, 0, 3),
        EXIT,
        store_i(64, 10, -8, 500),
        load(64, 0, 10, -8),
        EXIT,
    ]
    case("base32", "call_has_own_stack", "the callee's frame is its own", program, 511)
    program = [
        store_i(64, 10, -8, 11),
        alu_r("mov", 64, 1, 10),
        alu_i("add", 64, 1, -8),
        call(2),
        load(64, 0, 10, -8),
        EXIT,
        load(64, 3, 1, 0),
        alu_i("add", 64, 3, 31),
        store(64, 1, 0, 3),
        alu_i("mov", 64, 0, 0),
        EXIT,
    ]
    case("base32", "call_with_pointer_to_callers_stack", "the callee writes the caller's frame", program, 42)
    # a chain of eight frames, the deepest that Linux allows
    program = []
    depth = 8
    for level in range(depth - 1):
        program += [alu_i("mov", 64, 6, 1 << level), call(2), alu_r("add", 64, 0, 6), EXIT]
    program += [alu_i("mov", 64, 0, 1 << (depth - 1)), EXIT]
    case("base32", "call_eight_frames", "eight frames, each adds its bit", program, (1 << depth) - 1)
    program = [
        alu_i("mov", 64, 1, 5),
        call(6),
        alu_r("mov", 64, 6, 0),
        alu_i("mov", 64, 1, 7),
        call(3),
        alu_r("add", 64, 0, 6),
        EXIT,
        EXIT,
        alu_r("mov", 64, 0, 1),
        alu_r("mul", 64, 0, 1),
        EXIT,
    ]
    program.pop(7)
    program[1] = call(5)
    program[4] = call(2)
    case("base32", "call_twice", "two calls of one function: 25 and 49", program, 74)
    program = [alu_i("mov", 64, 0, 7), goto(2), alu_i("add", 64, 0, 1), EXIT, call(1), goto(-4), alu_i("mov", 64, 0, 41), EXIT]
    case("base32", "call_from_behind", "call, then a jump back", program, 42)


def linux():
    program = [alu_i("mov", 64, 0, 1), may_goto(1), alu_i("add", 64, 0, 1), EXIT]
    case("linux", "may_goto_falls_through", "the first pass falls through while the budget lasts", program, 2)
    program = [
        alu_i("mov", 64, 0, 0),
        may_goto(3),
        alu_i("add", 64, 0, 1),
        jump_i("jeq", 64, 0, 10, 1),
        goto(-4),
        EXIT,
    ]
    case("linux", "may_goto_loop", "ten rounds under a budget", program, 10)
    for bits in (8, 16, 32, 64):
        for off in (0, bits // 8):
            mem = write(PATTERN, off, bits, MIXED)
            program = [load_acquire(bits, 0, 1, off), EXIT]
            about = f"load that acquires, {bits} bits, zero-extended"
            case("linux", f"load_acquire{bits}_at_{off}", about, program, read(mem, off, bits), mem)
            program = [ld64(3, MIXED), store_release(bits, 1, off, 3), alu_r("mov", 64, 0, 3), EXIT]
            about = f"store that releases, {bits} bits: the source keeps its value"
            case("linux", f"store_release{bits}_at_{off}", about, program, MIXED, PATTERN, write(PATTERN, off, bits, MIXED))
        program = [store_i(64, 10, -8, -1), alu_i("mov", 64, 3, 5), store_release(bits, 10, -8, 3)]
        program += [load_acquire(bits, 3, 10, -8), load(64, 0, 10, -8), alu_r("add", 64, 0, 3), EXIT]
        case("linux", f"ordered{bits}_on_stack", "released to the stack, acquired into the same register", program,
             read(write(b"\xff" * 8, 0, bits, 5), 0, 64) + 5)


def packets():
    data = bytes(range(0x10, 0x20))
    save = alu_r("mov", 64, 6, 1)
    for width in (8, 16, 32):
        size = width // 8
        for at in (0, 3, 16 - size):
            expected = int.from_bytes(data[at : at + size], "big")
            name = f"abs{width}_at_{at}"
            case("packet", name, "big-endian bytes of the packet", [save, packet(width, at), EXIT], expected, data)
            name = f"ind{width}_at_{at}"
            index = [save, alu_i("mov", 64, 7, at - 2), packet(width, 2, 7), EXIT]
            case("packet", name, "the register is added to the offset", index, expected, data)
        program = [save, alu_i("mov", 64, 0, 7), packet(width, 17 - size), alu_i("mov", 64, 0, 1), EXIT]
        case("packet", f"abs{width}_beyond", "beyond the packet the program ends with 0", program, 0, data)
        program = [save, alu_i("mov", 64, 7, 16), packet(width, 0, 7), alu_i("mov", 64, 0, 1), EXIT]
        case("packet", f"ind{width}_beyond", "beyond the packet the program ends with 0", program, 0, data)


def main():
    for group in ("base32", "base64", "atomic32", "atomic64", "divmul32", "divmul64", "packet", "linux"):
        shutil.rmtree(HERE / group, ignore_errors=True)
    constants()
    arithmetic()
    byte_order()
    memory()
    atomics()
    jumps()
    calls()
    packets()
    linux()
    print(f"{len(seen)} cases")


if __name__ == "__main__":
    main()
