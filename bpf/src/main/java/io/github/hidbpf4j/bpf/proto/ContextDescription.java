package io.github.hidbpf4j.bpf.proto;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What R1 points to when a program of a type starts, and what the program may do with it. */
public sealed interface ContextDescription {
  /**
   * Bare instructions: R1 is memory (read and write), R2 its length in bytes, a constant.
   *
   * @param size bytes; 0 when there is none: then R1 is 0
   */
  record RawMemory(int size) implements ContextDescription {}

  /**
   * Flat bytes, aligned accesses only.
   *
   * @param first offsets below this one are refused
   * @param limit offsets from this one on are refused
   * @param writable whether programs may write
   */
  record FlatBytes(int first, int limit, boolean writable) implements ContextDescription {}

  /**
   * An array of 64-bit values, read-only: the arguments of the function that the program is
   * attached to or implements, by its FUNC_PROTO in the kernel BTF. TRACING, LSM, STRUCT_OPS.
   */
  record FunctionArguments() implements ContextDescription {}

  /** An array of this many 64-bit numbers: RAW_TRACEPOINT. */
  record RawArguments(int count) implements ContextDescription {}

  /**
   * A struct whose fields have rules of their own: the {@code is_valid_access} functions.
   *
   * @param struct name of the struct in the UAPI: {@code xdp_md}
   * @param size bytes
   * @param fields what may be accessed; all else may not
   */
  record Fields(String struct, int size, List<Field> fields) implements ContextDescription {
    /** Copies. */
    public Fields {
      fields = List.copyOf(fields);
    }

    /** How many packet pointers a struct can have that are 32 bits wide for programs. */
    private static final int NARROW_POINTERS = 3;

    /**
     * Bytes of the struct as a run has it: pointers that a program reads as 32 bits, as {@code
     * data} of {@code __sk_buff}, follow the struct in full width.
     */
    public int runSize() {
      return (size + 7 & ~7) + NARROW_POINTERS * Long.BYTES;
    }

    /** Where in the struct of a run the full pointer of this kind is. */
    public int runOffset(Kind kind) {
      int index =
          switch (kind) {
            case PACKET -> 0;
            case PACKET_END -> 1;
            case PACKET_META -> 2;
            default -> throw new IllegalArgumentException("no packet pointer: " + kind);
          };
      return (size + 7 & ~7) + index * Long.BYTES;
    }

    /** The field at this offset that holds a packet pointer in 32 bits, or null. */
    public @Nullable Field narrowPointer(int offset) {
      for (Field f : fields) {
        if (f.offset() == offset && f.size() < Long.BYTES) {
          switch (f.kind()) {
            case PACKET, PACKET_END, PACKET_META -> {
              return f;
            }
            default -> {}
          }
        }
      }
      return null;
    }
  }

  /**
   * A field, or a run of like fields, of a context struct.
   *
   * @param name name in the UAPI
   * @param offset bytes from the start
   * @param size bytes of the whole field
   * @param width which parts of it a program may access
   * @param writable whether programs may write it
   * @param kind what a load gives
   * @param btfType kernel struct for {@link Kind#BTF_ID}
   */
  record Field(
      String name,
      int offset,
      int size,
      Width width,
      boolean writable,
      Kind kind,
      @Nullable String btfType) {}

  /** How much of a field an access may take; always at a multiple of its size. */
  enum Width {
    /** All of it. */
    WHOLE,
    /** All of it; reads may take 1, 2, 4 or 8 bytes of it. */
    NARROW_READ,
    /** All of it; reads may take 1 or 2 bytes at its start. */
    FIRST_READ,
    /** All of it; reads may take 2 bytes of it. */
    HALF_READ,
    /** The first 16 bits, all or a byte of them; reads may take all 32. */
    PORT,
    /** All of a 32-bit element; reads may take 1 or 2 bytes of one, or, as writes, two at once. */
    WIDE,
    /** Any part of it. */
    ANY
  }

  /** What a load from a context field gives. */
  enum Kind {
    SCALAR,
    PACKET,
    PACKET_END,
    PACKET_META,
    FLOW_KEYS,
    SOCK_COMMON_OR_NULL,
    SOCKET,
    SOCKET_OR_NULL,
    BTF_ID
  }
}
