package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.btf.KernelTypeNames;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.proto.Argument;
import io.github.hidbpf4j.bpf.proto.ArgumentType;
import io.github.hidbpf4j.bpf.proto.CoreFunctions;
import io.github.hidbpf4j.bpf.proto.DataFunctions;
import io.github.hidbpf4j.bpf.proto.Helper;
import io.github.hidbpf4j.bpf.proto.HelperPrototype;
import io.github.hidbpf4j.bpf.proto.KfuncFlag;
import io.github.hidbpf4j.bpf.proto.TracingFunctions;
import io.github.hidbpf4j.bpf.proto.TypeFlag;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.operand.StackDynptrs;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Stack accesses of calls through their arguments, as known from prototypes before the walk ({@code
 * bpf_helper_stack_access_bytes}, {@code bpf_kfunc_stack_access_bytes}, Linux 7.3). Results are in
 * bytes: positive for reads, negative for writes.
 */
public final class StackArguments {
  /** An unknown number of bytes is read. */
  public static final long UNKNOWN = Long.MIN_VALUE;

  private static final int MAX_STACK = 512;
  private static final int DYNPTR_BYTES = StackDynptrs.SLOTS * Long.BYTES;

  private final VerifierEnv env;
  private final Kfuncs kfuncs;

  StackArguments(VerifierEnv env, Kfuncs kfuncs) {
    this.env = env;
    this.kfuncs = kfuncs;
  }

  /** The known contents of registers before a call. */
  public interface Known {
    /** The number in a register, if it fits in 32 bits; else -1. */
    long number(int register);

    /** The map that a register points to, or null. */
    @Nullable MapSpec map(int register);
  }

  /**
   * Describes how a call passes a context to its callback.
   *
   * @param callback register with the callback
   * @param context register with the context
   * @param parameter register in which the callback gets the context
   */
  public record PassedContext(int callback, int context, int parameter) {}

  /** How a helper passes the context; null for calls without a callback that takes one. */
  public @Nullable PassedContext passedContext(Instruction call) {
    HelperPrototype helper =
        Kfuncs.isHelperCall(call) ? env.profile.helper(env.program, call.imm()) : null;
    if (helper == null) {
      return null;
    }
    Helper row = helper.helper();
    if (row == CoreFunctions.LOOP || row == DataFunctions.USER_RINGBUF_DRAIN) {
      return new PassedContext(2, 3, 2);
    }
    if (row == DataFunctions.FOR_EACH_MAP_ELEM) {
      return new PassedContext(2, 3, 4);
    }
    return row == TracingFunctions.FIND_VMA ? new PassedContext(3, 4, 3) : null;
  }

  /**
   * Bytes that a helper or kfunc accesses through an argument that points to the stack.
   *
   * @param argument from 0
   */
  public long bytes(Instruction call, int argument, Known known) {
    if (Kfuncs.isHelperCall(call)) {
      HelperPrototype helper = env.profile.helper(env.program, call.imm());
      return helper == null || argument >= helper.arguments().size()
          ? UNKNOWN
          : bytes(helper.arguments(), argument, known);
    }
    CalledKfunc kfunc = kfuncs.at(call);
    return kfunc == null || !kfunc.allowed() ? UNKNOWN : bytes(kfunc, argument, known);
  }

  private long bytes(List<Argument> arguments, int number, Known known) {
    Argument argument = arguments.get(number);
    boolean written = argument.has(TypeFlag.MEM_UNINIT);
    long size =
        switch (argument.type()) {
          case PTR_TO_MAP_KEY, PTR_TO_MAP_VALUE -> mapBytes(arguments, number, known);
          case PTR_TO_MEM -> memoryBytes(arguments, number, known);
          case PTR_TO_DYNPTR -> DYNPTR_BYTES;
          case PTR_TO_STACK -> 0; // the callback that receives it is analysed itself
          default -> UNKNOWN;
        };
    return written && size != UNKNOWN ? -size : size;
  }

  private long mapBytes(List<Argument> arguments, int number, Known known) {
    boolean key = arguments.get(number).type() == ArgumentType.PTR_TO_MAP_KEY;
    for (int i = 0; i < number; i++) {
      if (arguments.get(i).type() == ArgumentType.CONST_MAP_PTR) {
        MapSpec map = known.map(i + 1);
        if (map != null) {
          return key ? map.keySize() : map.valueSize();
        }
        break;
      }
    }
    long most = 0;
    for (MapSpec map : env.program.maps()) {
      most = Math.max(most, key ? map.keySize() : map.valueSize());
      MapSpec inner = map.inner();
      if (inner != null) {
        most = Math.max(most, key ? inner.keySize() : inner.valueSize());
      }
    }
    return most == 0 ? UNKNOWN : most;
  }

  private static long memoryBytes(List<Argument> arguments, int number, Known known) {
    Argument argument = arguments.get(number);
    if (argument.has(TypeFlag.MEM_FIXED_SIZE)) {
      return argument.size();
    }
    if (number + 1 >= arguments.size() || !isSize(arguments.get(number + 1).type())) {
      return UNKNOWN;
    }
    long size = known.number(number + 2);
    if (size >= 0) {
      return size;
    }
    return argument.has(TypeFlag.MEM_UNINIT) ? 0 : MAX_STACK;
  }

  private static boolean isSize(ArgumentType type) {
    return type == ArgumentType.CONST_SIZE || type == ArgumentType.CONST_SIZE_OR_ZERO;
  }

  private static long bytes(CalledKfunc kfunc, int argument, Known known) {
    int count = kfunc.prototype().params().size();
    int target = argument < count ? kfunc.pointee(argument) : -1;
    if (target < 0) {
      return 0;
    }
    long size = pointedBytes(kfunc, argument, target, known);
    boolean written =
        size != UNKNOWN
            && (argument == 0 && kfunc.has(KfuncFlag.ITER_NEW)
                || kfunc.hasSuffix(argument, "__uninit"));
    return written ? -size : size;
  }

  private static long pointedBytes(CalledKfunc kfunc, int argument, int target, Known known) {
    Btf btf = kfunc.btf();
    if (btf.type(target) instanceof BtfType.Composite c
        && c.name().equals(KernelTypeNames.DYNPTR)) {
      return DYNPTR_BYTES;
    }
    int next = argument + 1;
    if (next < kfunc.prototype().params().size()
        && (kfunc.hasSuffix(next, "__sz") || kfunc.hasSuffix(next, "__szk"))) {
      long size = known.number(next + 1);
      return size >= 0 ? size : MAX_STACK;
    }
    OptionalInt size = size(btf, target);
    return size.isPresent() ? size.getAsInt() : UNKNOWN;
  }

  /** {@code btf_resolve_size}. */
  private static OptionalInt size(Btf btf, int id) {
    BtfType type = btf.resolved(id);
    return switch (type) {
      case BtfType.VoidType _, BtfType.Func _, BtfType.FuncProto _, BtfType.Forward _ ->
          OptionalInt.empty();
      default -> OptionalInt.of((int) btf.sizeOf(id));
    };
  }
}
