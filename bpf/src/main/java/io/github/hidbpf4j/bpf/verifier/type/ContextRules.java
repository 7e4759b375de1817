package io.github.hidbpf4j.bpf.verifier.type;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.ContextConditions;
import io.github.hidbpf4j.bpf.proto.ContextDescription;
import io.github.hidbpf4j.bpf.proto.ContextDescription.Field;
import io.github.hidbpf4j.bpf.proto.ContextDescription.Kind;
import io.github.hidbpf4j.bpf.proto.HookFunction;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides which bytes of its context a program may read and write, and the result: {@code
 * check_ctx_access} and the {@code is_valid_access} function of the program type (Linux 6.12), by
 * the {@link ContextDescription} of the profile.
 */
public final class ContextRules {
  private static final int MOST_ARGUMENT_BYTES = 12 * 8;

  private final boolean contextAsMemory;
  private final boolean registersWritable;
  private final LinkedProgram program;
  private final @Nullable ContextDescription context;
  private final @Nullable FunctionArguments arguments;
  private final Consumer<String> log;

  /** Creates the rules for a program; {@code log} receives a line for each refusal. */
  public ContextRules(LinkedProgram program, ApiProfile profile, Consumer<String> log) {
    this.program = program;
    this.log = log;
    context = profile.context(program.type());
    contextAsMemory = profile.has(VerifierRule.CONTEXT_AS_MEMORY);
    registersWritable =
        program.type() == ProgramType.KPROBE && profile.has(VerifierRule.PROBES_WRITE_REGISTERS);
    AttachedFunction function = AttachedFunction.of(program);
    arguments =
        function == null
            ? null
            : new FunctionArguments(function, trusted(program, profile, function), log);
  }

  /** Whether pointer arguments are trusted ({@code prog_args_trusted}). */
  private static boolean trusted(
      LinkedProgram program, ApiProfile profile, AttachedFunction function) {
    return switch (program.type()) {
      case TRACING -> {
        HookFunction hook = profile.hooks().get(function.name());
        yield function.kind().equals("tp_btf")
            || function.kind().equals("iter")
            || hook != null && hook.trustedArguments() && hook.kinds().contains(function.kind());
      }
      case LSM -> LsmHooks.isTrusted(function.name());
      case STRUCT_OPS -> true;
      default -> false;
    };
  }

  /**
   * The result of an access of {@code size} bytes at {@code offset}; null when it is refused, with
   * a log line.
   *
   * @param signExtending whether the load extends the sign
   */
  public @Nullable ContextValue check(int offset, int size, boolean write, boolean signExtending) {
    ContextValue found = allowed(offset, size, write, signExtending);
    if (found == null) {
      log.accept("invalid bpf_context access off=" + offset + " size=" + size);
    }
    return found;
  }

  private @Nullable ContextValue allowed(
      int offset, int size, boolean write, boolean signExtending) {
    if (offset < 0 || context == null) {
      return null;
    }
    if (context instanceof ContextDescription.FlatBytes flat) {
      boolean inside = offset >= flat.first() && offset < flat.limit();
      boolean aligned = offset % size == 0 || atAnyOffset();
      boolean writable = flat.writable() || registersWritable;
      return inside && aligned && (writable || !write) ? ContextValue.NUMBER : null;
    }
    if (context instanceof ContextDescription.RawArguments(int count)) {
      return rawArgument(offset, size, write, count);
    }
    if (context instanceof ContextDescription.FunctionArguments) {
      // The LSM's access check considers neither stores nor alignment.
      boolean readable =
          program.type() == ProgramType.LSM
              || !write && offset < MOST_ARGUMENT_BYTES && offset % size == 0;
      return readable && arguments != null ? arguments.read(offset, size) : null;
    }
    return context instanceof ContextDescription.Fields fields
        ? field(fields, offset, size, write, signExtending)
        : null;
  }

  private boolean atAnyOffset() {
    return program.type() == ProgramType.SYSCALL && contextAsMemory;
  }

  private @Nullable ContextValue rawArgument(int offset, int size, boolean write, int count) {
    if (write || offset >= count * 8 || offset % size != 0) {
      return null;
    }
    if (program.type() == ProgramType.RAW_TRACEPOINT_WRITABLE && offset == 0) {
      return size == 8 ? ContextValue.of(RegisterType.PTR_TO_TP_BUFFER) : null;
    }
    return ContextValue.NUMBER;
  }

  private @Nullable ContextValue field(
      ContextDescription.Fields struct, int offset, int size, boolean write, boolean extending) {
    if (offset % size != 0) {
      return null;
    }
    for (Field field : struct.fields()) {
      int end = field.offset() + field.size();
      if (offset < field.offset() || offset >= end) {
        continue;
      }
      if (write && !field.writable() || extending && field.kind() != Kind.SCALAR) {
        return null;
      }
      boolean fits =
          switch (field.width()) {
            case WHOLE -> size == field.size() && offset == field.offset();
            case FIRST_READ ->
                offset == field.offset() && (write ? size == field.size() : size <= field.size());
            case HALF_READ -> size == field.size() || !write && size == 2;
            case PORT -> offset + size <= field.offset() + 2 || size == field.size();
            case NARROW_READ -> write ? size == field.size() : size <= field.size();
            case WIDE -> offset + size <= end && (!write || size >= 4);
            case ANY -> offset + size <= end;
          };
      boolean here =
          ContextConditions.allows(struct.struct(), field.name(), write, program.section());
      return fits && here ? value(field) : null;
    }
    return null;
  }

  private @Nullable ContextValue value(Field field) {
    if (field.kind() != Kind.BTF_ID) {
      return ContextValue.of(type(field.kind()));
    }
    Btf kernel = program.kernelBtf();
    String name = field.btfType();
    int id = kernel == null || name == null ? 0 : kernel.findStruct(name).orElse(0);
    return kernel == null || id == 0 ? null : ContextValue.struct(type(Kind.BTF_ID), kernel, id);
  }

  private static int type(Kind kind) {
    return switch (kind) {
      case SCALAR -> RegisterType.SCALAR_VALUE;
      case PACKET -> RegisterType.PTR_TO_PACKET;
      case PACKET_END -> RegisterType.PTR_TO_PACKET_END;
      case PACKET_META -> RegisterType.PTR_TO_PACKET_META;
      case FLOW_KEYS -> RegisterType.PTR_TO_FLOW_KEYS;
      case SOCK_COMMON_OR_NULL -> RegisterType.PTR_TO_SOCK_COMMON | RegisterType.PTR_MAYBE_NULL;
      case SOCKET -> RegisterType.PTR_TO_SOCKET;
      case SOCKET_OR_NULL -> RegisterType.PTR_TO_SOCKET | RegisterType.PTR_MAYBE_NULL;
      case BTF_ID -> RegisterType.PTR_TO_BTF_ID | RegisterType.PTR_TRUSTED;
    };
  }

  /**
   * Whether programs of this type may access packet data, for reading or writing ({@code
   * may_access_direct_pkt_data} without a helper).
   */
  public static boolean packetAccess(ProgramType type, boolean write) {
    return switch (type) {
      case LWT_IN, LWT_OUT, LWT_SEG6LOCAL, SK_REUSEPORT, FLOW_DISSECTOR, CGROUP_SKB -> !write;
      case SCHED_CLS, SCHED_ACT, XDP, LWT_XMIT, SK_SKB, SK_MSG, CGROUP_SOCKOPT -> true;
      default -> false;
    };
  }
}
