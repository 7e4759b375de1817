package io.github.hidbpf4j.bpf.proto;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Describes what R1 points to when a program of a type starts, and what the program may do with it.
 */
public sealed interface ContextDescription {
  /**
   * Bare instructions: R1 is memory (read and write), R2 its length in bytes, a constant.
   *
   * @param size bytes; 0 when there is none, and R1 is 0
   */
  record RawMemory(int size) implements ContextDescription {}

  /**
   * A flat array of bytes with aligned accesses only.
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
   * A struct with access rules for each field: the {@code is_valid_access} functions.
   *
   * @param struct name of the struct in the UAPI: {@code xdp_md}
   * @param size bytes
   * @param fields the accessible fields; nothing else may be accessed
   */
  record Fields(String struct, int size, List<Field> fields) implements ContextDescription {
    /** Copies. */
    public Fields {
      fields = List.copyOf(fields);
    }

    /** Maximum number of packet pointers in a struct that programs see as 32 bits wide. */
    private static final int NARROW_POINTERS = 3;

    /**
     * Size in bytes of the struct in a run: pointers that a program reads as 32 bits, such as
     * {@code data} of {@code __sk_buff}, follow the struct in full width.
     */
    public int runSize() {
      return (size + 7 & ~7) + NARROW_POINTERS * Long.BYTES;
    }

    /** Offset in the struct of a run of the full pointer of this kind. */
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
   * @param width the parts of it that a program may access
   * @param writable whether programs may write it
   * @param kind what a load returns
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

  /** The sizes of access that a field allows; always aligned to the size of the access. */
  enum Width {
    /** The whole field. */
    WHOLE,
    /** The whole field; reads may be of any 1, 2, 4 or 8 bytes. */
    NARROW_READ,
    /** The whole field; reads may be of 1 or 2 bytes at its start. */
    FIRST_READ,
    /** The whole field; reads may be of 2 bytes. */
    HALF_READ,
    /** The first 16 bits, or one byte of them; reads may be of all 32. */
    PORT,
    /**
     * A whole 32-bit element; reads may be of 1 or 2 bytes of it; reads and writes may cover two
     * elements.
     */
    WIDE,
    /** Any part of the field. */
    ANY
  }

  /** The value that a load from a context field returns. */
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
