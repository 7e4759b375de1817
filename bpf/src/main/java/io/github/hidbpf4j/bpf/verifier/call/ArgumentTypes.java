package io.github.hidbpf4j.bpf.verifier.call;

import static io.github.hidbpf4j.bpf.verifier.state.RegisterType.*;

import io.github.hidbpf4j.bpf.proto.ArgumentType;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Register types that an argument of a helper accepts: {@code compatible_reg_types}, {@code
 * kernel/bpf/verifier.c}, Linux 6.12. The order is that of the message that lists them.
 */
final class ArgumentTypes {
  private static final int[] NONE = {};

  private static final int[] MEMORY = {
    PTR_TO_STACK,
    PTR_TO_PACKET,
    PTR_TO_PACKET_META,
    PTR_TO_MAP_KEY,
    PTR_TO_MAP_VALUE,
    PTR_TO_MEM,
    PTR_TO_MEM | MEM_RINGBUF,
    PTR_TO_BUF,
    PTR_TO_BTF_ID | PTR_TRUSTED
  };

  private static final int[] MEMORY_OR_CONTEXT = Arrays.copyOf(MEMORY, MEMORY.length + 1);

  static {
    MEMORY_OR_CONTEXT[MEMORY.length] = PTR_TO_CTX;
  }

  private static final int[] OBJECT_OR_NODE = {
    PTR_TO_MAP_VALUE,
    PTR_TO_BTF_ID | MEM_ALLOC,
    PTR_TO_BTF_ID | MEM_ALLOC | NON_OWN_REF,
    PTR_TO_BTF_ID | MEM_ALLOC | NON_OWN_REF | MEM_RCU
  };

  private static final Map<ArgumentType, int[]> ALL = new EnumMap<>(ArgumentType.class);

  static {
    int[] scalar = {SCALAR_VALUE};
    int[] value = {PTR_TO_MAP_VALUE};
    int[] object = {PTR_TO_MAP_VALUE, PTR_TO_BTF_ID | MEM_ALLOC};
    ALL.put(ArgumentType.PTR_TO_MAP_KEY, MEMORY);
    ALL.put(ArgumentType.PTR_TO_MAP_VALUE, MEMORY);
    ALL.put(ArgumentType.PTR_TO_MEM, MEMORY);
    ALL.put(ArgumentType.CONST_SIZE, scalar);
    ALL.put(ArgumentType.CONST_SIZE_OR_ZERO, scalar);
    ALL.put(ArgumentType.CONST_ALLOC_SIZE_OR_ZERO, scalar);
    ALL.put(ArgumentType.SCALAR, scalar);
    ALL.put(ArgumentType.CONST_MAP_PTR, new int[] {CONST_PTR_TO_MAP});
    ALL.put(ArgumentType.PTR_TO_CTX, new int[] {PTR_TO_CTX});
    ALL.put(
        ArgumentType.PTR_TO_SOCK_COMMON,
        new int[] {PTR_TO_SOCK_COMMON, PTR_TO_SOCKET, PTR_TO_TCP_SOCK, PTR_TO_XDP_SOCK});
    ALL.put(
        ArgumentType.PTR_TO_BTF_ID_SOCK_COMMON,
        new int[] {
          PTR_TO_SOCK_COMMON,
          PTR_TO_SOCKET,
          PTR_TO_TCP_SOCK,
          PTR_TO_XDP_SOCK,
          PTR_TO_BTF_ID,
          PTR_TO_BTF_ID | PTR_TRUSTED
        });
    ALL.put(ArgumentType.PTR_TO_SOCKET, new int[] {PTR_TO_SOCKET});
    ALL.put(
        ArgumentType.PTR_TO_BTF_ID,
        new int[] {PTR_TO_BTF_ID, PTR_TO_BTF_ID | PTR_TRUSTED, PTR_TO_BTF_ID | MEM_RCU});
    ALL.put(ArgumentType.PTR_TO_SPIN_LOCK, object);
    ALL.put(ArgumentType.KPTR_XCHG_DEST, object);
    ALL.put(ArgumentType.PTR_TO_RINGBUF_MEM, new int[] {PTR_TO_MEM | MEM_RINGBUF});
    ALL.put(
        ArgumentType.PTR_TO_PERCPU_BTF_ID,
        new int[] {
          PTR_TO_BTF_ID | MEM_PERCPU,
          PTR_TO_BTF_ID | MEM_PERCPU | MEM_RCU,
          PTR_TO_BTF_ID | MEM_PERCPU | PTR_TRUSTED
        });
    ALL.put(ArgumentType.PTR_TO_FUNC, new int[] {PTR_TO_FUNC});
    ALL.put(ArgumentType.PTR_TO_STACK, new int[] {PTR_TO_STACK});
    ALL.put(ArgumentType.PTR_TO_CONST_STR, value);
    ALL.put(ArgumentType.PTR_TO_TIMER, value);
    ALL.put(ArgumentType.PTR_TO_DYNPTR, new int[] {PTR_TO_STACK, CONST_PTR_TO_DYNPTR});
  }

  private ArgumentTypes() {}

  /**
   * Register types that an argument accepts; must not be modified.
   *
   * @param context whether contexts count as memory
   * @param nodes whether bpf_kptr_xchg may also store into objects owned by a list or tree
   */
  static int[] of(ArgumentType type, boolean context, boolean nodes) {
    if (nodes && type == ArgumentType.KPTR_XCHG_DEST) {
      return OBJECT_OR_NODE;
    }
    return context && isMemory(type) ? MEMORY_OR_CONTEXT : ALL.getOrDefault(type, NONE);
  }

  /** Whether any memory is accepted. */
  static boolean isMemory(ArgumentType type) {
    return Arrays.equals(ALL.get(type), MEMORY);
  }
}
