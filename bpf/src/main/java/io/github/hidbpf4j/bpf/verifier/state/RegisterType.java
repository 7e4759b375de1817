package io.github.hidbpf4j.bpf.verifier.state;

/**
 * Types of register contents: a base type in the low 8 bits, modifiers above, with the names and
 * order of {@code enum bpf_reg_type} and {@code enum bpf_type_flag} of Linux 6.12 ({@code
 * include/linux/bpf.h}). Plain ints for speed: they are compared and copied millions of times.
 */
public final class RegisterType {
  /** Uninitialised. */
  public static final int NOT_INIT = 0;

  /** A number. */
  public static final int SCALAR_VALUE = 1;

  /** The program's context. */
  public static final int PTR_TO_CTX = 2;

  /** A map. */
  public static final int CONST_PTR_TO_MAP = 3;

  /** A value in a map. */
  public static final int PTR_TO_MAP_VALUE = 4;

  /** A key in a map. */
  public static final int PTR_TO_MAP_KEY = 5;

  /** Frame pointer plus offset. */
  public static final int PTR_TO_STACK = 6;

  /** Packet metadata. */
  public static final int PTR_TO_PACKET_META = 7;

  /** Packet data. */
  public static final int PTR_TO_PACKET = 8;

  /** End of packet data. */
  public static final int PTR_TO_PACKET_END = 9;

  /** Flow keys. */
  public static final int PTR_TO_FLOW_KEYS = 10;

  /** A {@code struct bpf_sock}. */
  public static final int PTR_TO_SOCKET = 11;

  /** A {@code struct bpf_sock} of any kind. */
  public static final int PTR_TO_SOCK_COMMON = 12;

  /** A {@code struct bpf_tcp_sock}. */
  public static final int PTR_TO_TCP_SOCK = 13;

  /** The buffer of a writable raw tracepoint. */
  public static final int PTR_TO_TP_BUFFER = 14;

  /** A {@code struct xdp_sock}. */
  public static final int PTR_TO_XDP_SOCK = 15;

  /** A kernel struct, or one that the program allocated. */
  public static final int PTR_TO_BTF_ID = 16;

  /** Memory of a known size. */
  public static final int PTR_TO_MEM = 17;

  /** An arena map. */
  public static final int PTR_TO_ARENA = 18;

  /** A buffer whose size is checked when the program is attached. */
  public static final int PTR_TO_BUF = 19;

  /** A function of the program. */
  public static final int PTR_TO_FUNC = 20;

  /** A dynptr that the program may not change. */
  public static final int CONST_PTR_TO_DYNPTR = 21;

  private static final int BASE_BITS = 8;
  private static final int BASE_MASK = (1 << BASE_BITS) - 1;

  /** May be NULL. */
  public static final int PTR_MAYBE_NULL = 1 << BASE_BITS;

  /** Memory is read-only. */
  public static final int MEM_RDONLY = 1 << 1 + BASE_BITS;

  /** Memory of a ring buffer record. */
  public static final int MEM_RINGBUF = 1 << 2 + BASE_BITS;

  /** User memory. */
  public static final int MEM_USER = 1 << 3 + BASE_BITS;

  /** One instance per CPU. */
  public static final int MEM_PERCPU = 1 << 4 + BASE_BITS;

  /** Argument: releases the object. */
  public static final int OBJ_RELEASE = 1 << 5 + BASE_BITS;

  /** May be stale: readable, but not passed to functions. */
  public static final int PTR_UNTRUSTED = 1 << 6 + BASE_BITS;

  /** Argument: memory need not be initialised. */
  public static final int MEM_UNINIT = 1 << 7 + BASE_BITS;

  /** Dynptr to local memory. */
  public static final int DYNPTR_TYPE_LOCAL = 1 << 8 + BASE_BITS;

  /** Dynptr to a ring buffer record. */
  public static final int DYNPTR_TYPE_RINGBUF = 1 << 9 + BASE_BITS;

  /** Argument: of fixed size. */
  public static final int MEM_FIXED_SIZE = 1 << 10 + BASE_BITS;

  /** Allocated by the program. */
  public static final int MEM_ALLOC = 1 << 11 + BASE_BITS;

  /** Trusted by the kernel. */
  public static final int PTR_TRUSTED = 1 << 12 + BASE_BITS;

  /** Lives until the end of the RCU read-side section. */
  public static final int MEM_RCU = 1 << 13 + BASE_BITS;

  /** Owned by a list or tree. */
  public static final int NON_OWN_REF = 1 << 14 + BASE_BITS;

  /** Dynptr to a packet buffer. */
  public static final int DYNPTR_TYPE_SKB = 1 << 15 + BASE_BITS;

  /** Dynptr to an XDP frame. */
  public static final int DYNPTR_TYPE_XDP = 1 << 16 + BASE_BITS;

  /** Argument: aligned to its size. */
  public static final int MEM_ALIGNED = 1 << 17 + BASE_BITS;

  /** Argument: written. */
  public static final int MEM_WRITE = 1 << 18 + BASE_BITS;

  /** All kinds of dynptrs. */
  public static final int DYNPTR_TYPE_FLAGS =
      DYNPTR_TYPE_LOCAL | DYNPTR_TYPE_RINGBUF | DYNPTR_TYPE_SKB | DYNPTR_TYPE_XDP;

  private RegisterType() {}

  /** The type without modifiers ({@code base_type}). */
  public static int base(int type) {
    return type & BASE_MASK;
  }

  /** The modifiers ({@code type_flag}). */
  public static int flags(int type) {
    return type & ~BASE_MASK;
  }

  /** Whether it may be NULL ({@code type_may_be_null}). */
  public static boolean mayBeNull(int type) {
    return (type & PTR_MAYBE_NULL) != 0;
  }

  /** Whether it is read-only memory ({@code type_is_rdonly_mem}). */
  public static boolean isReadOnly(int type) {
    return (type & MEM_RDONLY) != 0;
  }

  /** Whether it is a pointer into packet data or metadata ({@code type_is_pkt_pointer}). */
  public static boolean isPacketPointer(int type) {
    int base = base(type);
    return base == PTR_TO_PACKET || base == PTR_TO_PACKET_META;
  }

  /**
   * Whether a load through such a pointer may hit stale memory or NULL; the kernel then makes it
   * read 0 ({@code bpf_may_fault_on_deref}).
   */
  public static boolean mayFault(int type) {
    return type == PTR_TO_BTF_ID
        || type == (PTR_TO_BTF_ID | PTR_UNTRUSTED)
        || type == (PTR_TO_BTF_ID | MEM_ALLOC | PTR_UNTRUSTED)
        || type == (PTR_TO_MEM | MEM_RDONLY | PTR_UNTRUSTED);
  }

  /** Whether it is a socket pointer ({@code type_is_sk_pointer}). */
  public static boolean isSocketPointer(int type) {
    return type == PTR_TO_SOCKET
        || type == PTR_TO_SOCK_COMMON
        || type == PTR_TO_TCP_SOCK
        || type == PTR_TO_XDP_SOCK;
  }

  /** Whether it is an object that the program allocated ({@code type_is_ptr_alloc_obj}). */
  public static boolean isAllocatedObject(int type) {
    return base(type) == PTR_TO_BTF_ID && (type & MEM_ALLOC) != 0;
  }

  /** Whether it is such an object that a list or tree owns ({@code type_is_non_owning_ref}). */
  public static boolean isNonOwningReference(int type) {
    return isAllocatedObject(type) && (type & NON_OWN_REF) != 0;
  }

  private static final String[] NAMES = {
    "?",
    "scalar",
    "ctx",
    "map_ptr",
    "map_value",
    "map_key",
    "fp",
    "pkt_meta",
    "pkt",
    "pkt_end",
    "flow_keys",
    "sock",
    "sock_common",
    "tcp_sock",
    "tp_buffer",
    "xdp_sock",
    "ptr_",
    "mem",
    "arena",
    "buf",
    "func",
    "dynptr_ptr"
  };

  /** The text in the log ({@code reg_type_str}): {@code rdonly_mem_or_null}. */
  public static String text(int type) {
    StringBuilder prefix = new StringBuilder();
    prefix(prefix, type, MEM_RDONLY, "rdonly_");
    prefix(prefix, type, MEM_RINGBUF, "ringbuf_");
    prefix(prefix, type, MEM_USER, "user_");
    prefix(prefix, type, MEM_PERCPU, "percpu_");
    prefix(prefix, type, MEM_RCU, "rcu_");
    prefix(prefix, type, PTR_UNTRUSTED, "untrusted_");
    prefix(prefix, type, PTR_TRUSTED, "trusted_");
    int base = base(type);
    prefix.append(base < NAMES.length ? NAMES[base] : "?");
    if (mayBeNull(type)) {
      prefix.append(base == PTR_TO_BTF_ID ? "or_null_" : "_or_null");
    }
    return prefix.toString();
  }

  private static void prefix(StringBuilder out, int type, int flag, String text) {
    if ((type & flag) != 0) {
      out.append(text);
    }
  }
}
