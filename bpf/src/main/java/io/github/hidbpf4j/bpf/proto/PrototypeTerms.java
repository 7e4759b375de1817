package io.github.hidbpf4j.bpf.proto;

/** The vocabulary in which the rows of functions are written. */
final class PrototypeTerms {
  static final Argument ANYTHING = Argument.of(ArgumentType.ANYTHING);
  static final Argument SCALAR = Argument.of(ArgumentType.SCALAR);
  static final Argument MAP = Argument.of(ArgumentType.CONST_MAP_PTR);
  static final Argument KEY = Argument.of(ArgumentType.PTR_TO_MAP_KEY);
  static final Argument VALUE = Argument.of(ArgumentType.PTR_TO_MAP_VALUE);
  static final Argument UNINIT_VALUE = VALUE.with(TypeFlag.MEM_UNINIT, TypeFlag.MEM_WRITE);
  static final Argument MEM = Argument.of(ArgumentType.PTR_TO_MEM);
  static final Argument RDONLY_MEM = MEM.with(TypeFlag.MEM_RDONLY);
  static final Argument WRITE_MEM = MEM.with(TypeFlag.MEM_WRITE);
  static final Argument UNINIT_MEM = MEM.with(TypeFlag.MEM_UNINIT, TypeFlag.MEM_WRITE);
  static final Argument SIZE = Argument.of(ArgumentType.CONST_SIZE);
  static final Argument SIZE_OR_ZERO = Argument.of(ArgumentType.CONST_SIZE_OR_ZERO);
  static final Argument ALLOC_SIZE_OR_ZERO = Argument.of(ArgumentType.CONST_ALLOC_SIZE_OR_ZERO);
  static final Argument CTX = Argument.of(ArgumentType.PTR_TO_CTX);
  static final Argument SPIN_LOCK = Argument.of(ArgumentType.PTR_TO_SPIN_LOCK);
  static final Argument TIMER = Argument.of(ArgumentType.PTR_TO_TIMER);
  static final Argument FUNC = Argument.of(ArgumentType.PTR_TO_FUNC);
  static final Argument STACK = Argument.of(ArgumentType.PTR_TO_STACK);
  static final Argument CONST_STR = Argument.of(ArgumentType.PTR_TO_CONST_STR);
  static final Argument KPTR_XCHG_DEST = Argument.of(ArgumentType.KPTR_XCHG_DEST);
  static final Argument BTF_ID = Argument.of(ArgumentType.PTR_TO_BTF_ID);
  static final Argument BTF_SOCK_COMMON = Argument.of(ArgumentType.PTR_TO_BTF_ID_SOCK_COMMON);
  static final Argument PERCPU_BTF_ID = Argument.of(ArgumentType.PTR_TO_PERCPU_BTF_ID);
  static final Argument SOCK_COMMON = Argument.of(ArgumentType.PTR_TO_SOCK_COMMON);
  static final Argument SOCKET = Argument.of(ArgumentType.PTR_TO_SOCKET);
  static final Argument RINGBUF_RECORD =
      Argument.of(ArgumentType.PTR_TO_RINGBUF_MEM, TypeFlag.OBJ_RELEASE);
  private static final Argument DYNPTR = Argument.of(ArgumentType.PTR_TO_DYNPTR);
  static final Argument RDONLY_DYNPTR = DYNPTR.with(TypeFlag.MEM_RDONLY);
  static final Argument RINGBUF_DYNPTR =
      DYNPTR.with(TypeFlag.DYNPTR_TYPE_RINGBUF, TypeFlag.OBJ_RELEASE);
  static final Argument UNINIT_DYNPTR = DYNPTR.with(TypeFlag.MEM_UNINIT, TypeFlag.MEM_WRITE);

  static final ReturnValue INTEGER = ReturnValue.of(ReturnType.INTEGER);
  static final ReturnValue VOID = ReturnValue.of(ReturnType.VOID);
  static final ReturnValue R_VALUE = ReturnValue.of(ReturnType.PTR_TO_MAP_VALUE);
  static final ReturnValue R_MEM = ReturnValue.of(ReturnType.PTR_TO_MEM);
  static final ReturnValue R_MEM_OR_BTF_ID =
      ReturnValue.of(ReturnType.PTR_TO_MEM_OR_BTF_ID, TypeFlag.MEM_RDONLY);
  static final ReturnValue R_BTF_ID = ReturnValue.of(ReturnType.PTR_TO_BTF_ID);
  static final ReturnValue R_SOCKET = ReturnValue.of(ReturnType.PTR_TO_SOCKET);
  static final ReturnValue R_TCP_SOCK = ReturnValue.of(ReturnType.PTR_TO_TCP_SOCK);
  static final ReturnValue R_SOCK_COMMON = ReturnValue.of(ReturnType.PTR_TO_SOCK_COMMON);

  private PrototypeTerms() {}

  /** 0, or a negative errno. */
  static final Effect STATUS = Effect.ReturnsNumber.STATUS;

  /** The prototype named like the helper. */
  static Signature signature(ReturnValue returns, Argument... arguments) {
    return Signature.of(returns, arguments);
  }

  /** One of several prototypes of a helper. */
  static Signature variant(String variant, ReturnValue returns, Argument... arguments) {
    return Signature.named(variant, returns, arguments);
  }

  /** The effect of returning a pointer into this region, or NULL. */
  static Effect pointer(Effect.Region region) {
    return new Effect.ReturnsPointer(region, true);
  }

  /** Text for the API reference. */
  static ManualEntry manual(String does, String returns) {
    return new ManualEntry(does, returns);
  }
}
