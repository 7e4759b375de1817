package io.github.hidbpf4j.bpf.verifier.advice;

import static io.github.hidbpf4j.bpf.verifier.advice.CauseTable.group;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.proto.DataFunctions;
import java.util.List;

/** Causes about out-of-bounds accesses: indices, sizes, offsets. */
final class BoundsCauses {
  /** Groups: 1 kind, 2 its size, 3 offset, 4 size, 5 register, 6 min or max. */
  private static final String OUTSIDE =
      "invalid access to (memory|map value|map key), \\w+_size=(\\S+) off=(-?\\d+) size=(\\d+)(?:; R(\\d+) (min|max) value is outside)?";

  private static final String BOUND_INDEX =
      "compare the index with the constant length before it is used: if (i >= LENGTH) return 0; or mask it";

  private BoundsCauses() {}

  static List<RejectionCause> causes() {
    RejectionCause.Table t = new RejectionCause.Table("bounds");
    memory(t);
    memoryByKind(t);
    unknownMemory(t);
    sizes(t);
    indices(t);
    buffersAndAlignment(t);
    arithmetic(t);
    packets(t);
    return t.causes();
  }

  /** Register named in the message, or -1. */
  private static int pointer(java.util.regex.Matcher message) {
    return message.group(5) == null ? -1 : group(message, 5);
  }

  private static final RejectionCause.Condition VARIABLE = (s, m) -> s.isVariable(pointer(m));
  private static final RejectionCause.Condition FIXED = (s, m) -> s.isConstant(pointer(m));
  private static final RejectionCause.Condition CALL = (s, m) -> s.isCall();

  /** The pointer argument is followed by a size that may have several values. */
  private static final RejectionCause.Condition SIZE_VARIES =
      (s, m) -> s.isScalar(pointer(m) + 1) && s.isVariable(pointer(m) + 1);

  private static void memory(RejectionCause.Table t) {
    t.add(
        "size-argument",
        OUTSIDE,
        CALL.and(FIXED).and(SIZE_VARIES),
        "a size for {callee}() that may be {4}, of bytes from offset {3} on",
        "at most the {2} bytes of the {1}",
        "bound the size before the call: if (size > sizeof(buffer)) return 0;");
    t.add(
        "argument-moved",
        OUTSIDE,
        CALL.and(VARIABLE),
        "an argument of {callee}(), {4} bytes at an offset that may be {3}",
        "bytes within the {2} of the {1}",
        BOUND_INDEX);
    t.add(
        "argument",
        OUTSIDE,
        CALL.and(FIXED),
        "an argument of {callee}() that it takes for {4} bytes at offset {3}",
        "bytes within the {2} of the {1}",
        "pass memory of the size that the function takes: a value of the map's value type, sizeof() the buffer as size");
    t.add(
        "index-above",
        OUTSIDE,
        VARIABLE.and((s, m) -> "max".equals(m.group(6))),
        "an index that may reach offset {3}",
        "an access within the {2} bytes of the {1}",
        BOUND_INDEX);
    t.add(
        "index-below",
        OUTSIDE,
        VARIABLE,
        "an index whose lowest offset is {3}",
        "an access within the {2} bytes of the {1}",
        "compare the index before it is used: if (i < 0 || i >= LENGTH) return 0; or make it unsigned");
    t.add(
        "before",
        OUTSIDE,
        FIXED.and((s, m) -> m.group(3).startsWith("-")),
        "an access of size {4} at offset {3}, before the {1}",
        "an access within its {2} bytes",
        "leave out what is subtracted from the pointer");
  }

  private static void memoryByKind(RejectionCause.Table t) {
    t.add(
        "hid-data-in-loop",
        OUTSIDE,
        FIXED.and((s, m) -> s.isEventData(pointer(m)) && s.isMoved(pointer(m))),
        "an access of size {4} at offset {3} of the data, by an index that is compared with something else",
        "an index below the {2} bytes that were asked for{from 5}",
        "end the loop at what was asked for, too: i < {2}; or ask for more, with the last argument of hid_bpf_get_data(), a constant");
    t.add(
        "hid-data",
        OUTSIDE,
        FIXED.and((s, m) -> s.isEventData(pointer(m))),
        "an access of size {4} at offset {3} of the data",
        "one within the {2} bytes that were asked for{from 5}",
        "ask for as many bytes as are used: the last argument of hid_bpf_get_data(), a constant");
    t.add(
        "ring-buffer",
        OUTSIDE,
        FIXED.and((s, m) -> s.maker(pointer(m)) == DataFunctions.RINGBUF_RESERVE),
        "an access of size {4} at offset {3} of the record",
        "one within the {2} bytes that were reserved{from 5}",
        "reserve as many bytes as are written: sizeof() the whole record");
    t.add(
        "result",
        OUTSIDE,
        FIXED.and((s, m) -> !s.madeBy(pointer(m)).isEmpty() && m.group(1).equals("memory")),
        "an access of size {4} at offset {3}",
        "one within the {2} bytes that the call gave{from 5}",
        "ask for as many bytes as are used, or use a type of that size");
    t.add(
        "parameter",
        OUTSIDE,
        FIXED.and(
            (s, m) ->
                s.origin(pointer(m)).kind() == ValueHistory.Kind.PARAMETER
                    && m.group(1).equals("memory")),
        "an access of size {4} at offset {3} of what a parameter points to",
        "one within the {2} bytes of its type{from 5}",
        "declare the parameter as a pointer to the whole array or struct, or make the function static");
    t.add(
        "map-value",
        OUTSIDE,
        FIXED.and((s, m) -> m.group(1).equals("map value")),
        "an access of size {4} at offset {3}",
        "one within the {2} bytes of the map value, or global variables",
        "use the map's value type, and its fields; an index that is always the same has to be below the array's length");
    t.add(
        "key",
        OUTSIDE,
        (s, m) -> m.group(1).equals("map key"),
        "an access of size {4} at offset {3}",
        "an access within the {2} bytes of the key",
        "use a pointer to the map's key type");
  }

  private static void unknownMemory(RejectionCause.Table t) {
    t.add(
        "above-unknown",
        OUTSIDE,
        (s, m) -> "max".equals(m.group(6)),
        "an access that may reach offset {3}",
        "an access within the {2} bytes of the {1}",
        BOUND_INDEX);
    t.add(
        "outside",
        OUTSIDE,
        "an access of size {4} at offset {3}",
        "an access within the {2} bytes of the {1}",
        "use the right type, ask for as many bytes as are used, or bound the index by the constant length");
    t.add(
        "outside-range",
        "(?:max|min) value is outside of the allowed memory range",
        "an access that may leave the buffer",
        "one within it",
        "compare the index with the buffer's constant length before the access");
  }

  private static void sizes(RejectionCause.Table t) {
    t.add(
        "negative-size",
        "R(\\d+) min value is negative, either use unsigned or 'var &= const'",
        (s, m) -> s.isConstant(group(m, 1)),
        "the size {value 1} as argument {1} of {callee}()",
        "a size of the buffer",
        "pass sizeof() the buffer; on this path the size is negative");
    t.add(
        "size-maybe-negative",
        "R(\\d+) min value is negative, either use unsigned or 'var &= const'",
        "a size that may be negative as argument {1} of {callee}(): {value 1}",
        "one from 0 to the size of the buffer",
        "use an unsigned variable, and compare: if (size > sizeof(buffer)) return 0;");
    t.add(
        "size-unbounded",
        "R(\\d+) unbounded memory access, use 'var &= const'",
        "a size that nothing bounds from above as argument {1} of {callee}()",
        "one up to the size of the buffer",
        "compare before the call: if (size > sizeof(buffer)) return 0; or mask it");
    t.add(
        "zero-size",
        "R(\\d+) invalid zero-sized read: u64=\\[0,0\\]",
        "a size of 0 as argument {1} of {callee}()",
        "a size of at least 1",
        "pass the size of the buffer, or leave the call out where it is 0");
    t.add(
        "zero-size-maybe",
        "R(\\d+) invalid zero-sized read",
        "a size that may be 0 as argument {1} of {callee}(): {value 1}",
        "a size of at least 1",
        "test it before the call: if (!size) return 0;");
    t.add(
        "zero-sized-stack",
        "invalid zero-sized read",
        "a size that may be 0",
        "a size of at least 1",
        "test it before the call: if (!size) return 0;");
    t.add(
        "pair",
        "arg#(\\d+) arg#(\\d+) memory, len pair leads to invalid memory access",
        "a buffer as argument {1} (from 0) of {callee}() that does not have the size given beside it",
        "a size within the buffer",
        "pass sizeof() the buffer, or bound the size");
    t.add(
        "huge-size",
        "R(\\d+) (?:rdonly/rdwr_buf_size|allocation size) exceeds u32 max",
        "a size of {value 1} as argument {1} of {callee}()",
        "a size below 2^32",
        "pass the number of bytes that are used, a small constant");
  }

  private static void indices(RejectionCause.Table t) {
    t.add(
        "unbounded",
        "R(\\d+) unbounded memory access, make sure",
        (s, m) -> s.isVariable(group(m, 1)),
        "an index that nothing bounds from above, in a pointer (R{1})",
        "an index below the size",
        "compare before the access: if (i >= SIZE) return 0; or mask it: i & (SIZE - 1)");
    t.add(
        "unbounded-unknown",
        "R(\\d+) unbounded memory access",
        "an access at a place that nothing bounds (R{1})",
        "an index below the size",
        "compare before the access: if (i >= SIZE) return 0; or mask it: i & (SIZE - 1)");
    t.add(
        "negative",
        "R(\\d+) min value is negative, either use unsigned index",
        (s, m) -> s.isVariable(group(m, 1)),
        "an index that may be negative, in a pointer (R{1})",
        "one from 0 on",
        "make the index unsigned, or compare: if (i < 0) return 0;");
    t.add(
        "negative-constant",
        "R(\\d+) min value is negative",
        (s, m) -> s.isConstant(group(m, 1)),
        "an access before what the pointer in R{1} points to",
        "an offset from 0 on",
        "leave out what is subtracted from the pointer, or make the index unsigned");
    t.add(
        "negative-unknown",
        "R(\\d+) min value is negative",
        "an access through R{1} at an offset that may be below 0",
        "an offset from 0 on",
        "make the index unsigned, or compare: if (i < 0) return 0;");
  }

  private static void buffersAndAlignment(RejectionCause.Table t) {
    t.add(
        "buffer-variable",
        "R(\\d+) invalid variable buffer offset",
        "an access to a buffer at a place that is not constant",
        "a constant offset",
        "use a constant index: the size is checked once, when the program is attached");
    t.add(
        "buffer",
        "R(\\d+) invalid \\S+ buffer access: off=(-?\\d+), size=(\\d+)",
        "an access of size {3} at offset {2} of a buffer",
        "an access within it, from offset 0 on",
        "use an index within the buffer");
    t.add(
        "misaligned-atomic",
        "misaligned (\\S+ )?access off",
        (s, m) -> s.isAtomic(),
        "an atomic operation at an offset that is not a multiple of its size",
        "an aligned one",
        "align the variable: no packed struct around it");
    t.add(
        "misaligned-stack",
        "misaligned stack access off",
        "an access to the stack at an offset that is not a multiple of its size",
        "an aligned one",
        "use variables of the type that is read and written; copy with __builtin_memcpy()");
    t.add(
        "misaligned",
        "misaligned (\\S+ )?access off",
        "an access at an offset that is not a multiple of its size",
        "an aligned one",
        "read byte by byte, or through a packed struct");
    t.add(
        "stack-size",
        "combined stack size of (\\d+) calls is (\\d+)",
        "{2} bytes of stack over {1} nested functions",
        "at most 512",
        "move large variables to a map of one element, or into a global variable");
  }

  /** The register with the number in pointer arithmetic; -1 when it is an immediate. */
  static int numberOperand(Situation s) {
    Instruction insn = s.instruction();
    if (insn == null || Opcode.source(insn.opcode()) != Opcode.X) {
      return -1;
    }
    return s.isScalar(insn.src()) ? insn.src() : s.isScalar(insn.dst()) ? insn.dst() : -1;
  }

  private static boolean boundedAbove(Situation s) {
    return s.has(numberOperand(s), r -> r.smax() <= 0xffff_ffffL);
  }

  private static void arithmetic(RejectionCause.Table t) {
    t.add(
        "signed-index",
        "math between (\\S+) pointer and register with unbounded min value",
        (s, m) -> boundedAbove(s),
        "an index for {kind 1} that may be negative: {value operand}",
        "an index from 0 on",
        "make the index unsigned, or compare with 0 as well: if (i < 0 || i >= SIZE) return 0;");
    t.add(
        "unbounded-index",
        "math between (\\S+) pointer and register with unbounded",
        "an index without bounds for {kind 1}",
        "an index with bounds",
        "compare it before, as unsigned: if (i >= SIZE) return 0;");
    t.add(
        "huge-constant",
        "math between (\\S+) pointer and (-?\\d+) is not allowed",
        "the constant {2} added to {kind 1}, or subtracted from it",
        "an offset below 2^29",
        "use an offset within the object: on this path it is always that number");
    t.add(
        "huge-index",
        "value (-?\\d+) makes (\\S+) pointer be out of bounds",
        (s, m) -> s.isVariable(numberOperand(s)),
        "an index for {kind 2} that may be {1}",
        "an index between -2^29 and 2^29, and within the object where it is used",
        "compare it before it is added, in a variable that is unsigned (or on both sides): if (i >= LENGTH) return 0;");
    t.add(
        "huge-offset",
        "value (-?\\d+) makes (\\S+) pointer be out of bounds",
        "{kind 2} moved by {1}",
        "an offset below 2^29",
        "use an offset within the object");
    t.add(
        "moved-too-far",
        "(\\S+) pointer offset (-?\\d+) is not allowed",
        "{kind 1} that was moved by {2} bytes in all",
        "an offset below 2^29",
        "use an offset within the object, and bound what is added in loops");
    t.add(
        "div-by-zero",
        "div by zero",
        "a division by the constant 0",
        "another divisor",
        "compute the divisor, or leave the division out: at run time a division by 0 gives 0");
    t.add(
        "shift",
        "invalid shift (-?\\d+)",
        "a shift by {1} bits",
        "by fewer than the value has",
        "shift by 0 to 31, or 0 to 63");
  }

  private static void packets(RejectionCause.Table t) {
    t.add(
        "packet-variable",
        "invalid access to packet, off=(-?\\d+) size=(\\d+), R(\\d+)\\(id=[1-9]\\d*,off=-?\\d+,r=0\\)",
        "an access to a packet at an index that was not compared with the packet's end",
        "bytes that the program knows to be there",
        "test the pointer that the index was added to: if (p + SIZE > data_end) return 0;");
    t.add(
        "packet-unchecked",
        "invalid access to packet, off=(-?\\d+) size=(\\d+), R(\\d+)\\(id=\\d+,off=-?\\d+,r=0\\)",
        "an access to a packet that was not compared with its end",
        "bytes that the program knows to be there",
        "test first: if (data + SIZE > data_end) return 0;");
    t.add(
        "packet-beyond",
        "invalid access to packet, off=(-?\\d+) size=(\\d+), R(\\d+)\\(id=\\d+,off=-?\\d+,r=(\\d+)\\)",
        "an access of size {2} at offset {1} of a packet of which {4} bytes are known to be there",
        "an access within those",
        "compare as many bytes with data_end as are used");
    t.add(
        "packet",
        "outside of the packet|misaligned packet access|invalid access to packet|helper access to the packet",
        "an access to a packet that this program may not make here",
        "bytes that the program knows to be there",
        "test first: if (data + SIZE > data_end) return 0;");
  }
}
